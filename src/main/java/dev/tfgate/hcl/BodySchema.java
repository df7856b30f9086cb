package dev.tfgate.hcl;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What tells blocks from arguments in a JSON body: the native syntax needs none.
 *
 * <p>Keys that the schema doesn't name are arguments. In a {@linkplain #isOpen() open} body they
 * are governed by a schema that isn't known here: they may as well be blocks, so a repeated key is
 * no error there and yields one attribute for each.
 */
public final class BodySchema {
  /**
   * A type of block.
   *
   * @param labels what each of its labels stands for, for messages: {@code ["type", "name"]}
   * @param body the schema of its body; a supplier, for schemas may contain themselves
   */
  public record BlockType(List<String> labels, Supplier<BodySchema> body) {
    /** Copies the labels. */
    public BlockType {
      labels = List.copyOf(labels);
    }
  }

  private final Map<String, BlockType> blockTypes;
  private final Set<String> arguments;
  private final boolean open;
  private final boolean argumentsOnly;

  private BodySchema(Builder builder, boolean open) {
    this.blockTypes = Map.copyOf(builder.blockTypes);
    this.arguments = Set.copyOf(builder.arguments);
    this.open = open;
    this.argumentsOnly = !open && blockTypes.isEmpty() && arguments.isEmpty();
  }

  /**
   * A body whose every key is an argument, such as {@code locals}. It must be one object, not an
   * array of objects.
   */
  public static BodySchema argumentsOnly() {
    return new Builder().closed();
  }

  /** A body whose keys are governed by a schema that isn't known. */
  public static BodySchema unknown() {
    return new Builder().open();
  }

  /** A schema to be composed. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * The type of the blocks that {@code name} introduces, or null where it introduces an argument.
   */
  public @Nullable BlockType blockType(String name) {
    return blockTypes.get(name);
  }

  /** Whether keys that the schema doesn't name are governed by a schema that isn't known here. */
  public boolean isOpen() {
    return open;
  }

  /** Whether the body holds arguments and nothing else. */
  public boolean isArgumentsOnly() {
    return argumentsOnly;
  }

  /** Whether {@code name} may stand more than once in a body, unless it introduces blocks. */
  public boolean mayRepeat(String name) {
    return open && !arguments.contains(name);
  }

  /** Collects what a schema knows. */
  public static final class Builder {
    private final Map<String, BlockType> blockTypes = new HashMap<>();
    private final Set<String> arguments = new HashSet<>();

    private Builder() {}

    /** Names that are arguments, even in an open body. */
    public Builder arguments(String... names) {
      arguments.addAll(List.of(names));
      return this;
    }

    /** A type of block, with the labels that it takes. */
    public Builder block(String type, BodySchema body, String... labels) {
      return block(type, () -> body, labels);
    }

    /** A type of block whose schema is looked up when needed. */
    public Builder block(String type, Supplier<BodySchema> body, String... labels) {
      blockTypes.put(type, new BlockType(new ArrayList<>(List.of(labels)), body));
      return this;
    }

    /** A body in which other keys are arguments. */
    public BodySchema closed() {
      return new BodySchema(this, false);
    }

    /** A body in which other keys are governed by a schema that isn't known here. */
    public BodySchema open() {
      return new BodySchema(this, true);
    }
  }
}
