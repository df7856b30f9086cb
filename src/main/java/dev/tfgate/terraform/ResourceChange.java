package dev.tfgate.terraform;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One planned change of one resource instance. Values are plain Java: maps in the plan's order,
 * lists, {@link String}, {@link Long}, {@link Double}, {@link Boolean} and null. They may be
 * secrets: see {@code afterSensitive}. The reader of plans leaves them to be read when they are
 * asked for, so that a change is of one thread.
 *
 * @param address absolute address, such as {@code module.m.google_project.p["a"]}
 * @param moduleAddress address of the module instance, empty for the root module
 * @param mode {@code managed}, {@code data}, or that of an action
 * @param type resource type
 * @param name resource name
 * @param providerName full source address of the provider
 * @param actions {@code no-op}, {@code create}, {@code read}, {@code update}, {@code delete},
 *     {@code forget}; two of them for a replacement; {@code invoke} for an action
 * @param importing whether the object is taken over rather than created
 * @param before the object before, null where there was none
 * @param after the object afterwards as far as it is known, null where it is destroyed
 * @param afterUnknown {@code true} where {@code after} is not known yet, in the same shape
 * @param beforeSensitive {@code true} where {@code before} is a secret, in the same shape
 * @param afterSensitive {@code true} where {@code after} is a secret, in the same shape
 * @param deferred whether Terraform leaves the change to a later plan
 */
public record ResourceChange(
    String address,
    String moduleAddress,
    String mode,
    String type,
    String name,
    String providerName,
    List<String> actions,
    boolean importing,
    @Nullable Object before,
    @Nullable Object after,
    @Nullable Object afterUnknown,
    @Nullable Object beforeSensitive,
    @Nullable Object afterSensitive,
    boolean deferred) {
  public ResourceChange {
    actions = List.copyOf(actions);
  }

  @Override
  public @Nullable Object before() {
    return LaterValue.read(before);
  }

  @Override
  public @Nullable Object after() {
    return LaterValue.read(after);
  }

  @Override
  public @Nullable Object afterUnknown() {
    return LaterValue.read(afterUnknown);
  }

  @Override
  public @Nullable Object beforeSensitive() {
    return LaterValue.read(beforeSensitive);
  }

  @Override
  public @Nullable Object afterSensitive() {
    return LaterValue.read(afterSensitive);
  }

  /**
   * Whether an object comes into being that was not there before; a replacement counts, an import
   * does not.
   */
  public boolean creates() {
    return actions.contains("create") && !importing;
  }

  /**
   * The one word for what happens: {@code replace} where an object is destroyed and made anew. One
   * that is forgotten and made anew is created, for nothing is destroyed.
   */
  public String action() {
    if (actions.size() == 1) {
      return actions.getFirst();
    }
    return actions.contains("forget") && actions.contains("create") ? "create" : "replace";
  }

  /** Whether nothing happens to the object. */
  public boolean isNoOp() {
    return actions.equals(List.of("no-op"));
  }
}
