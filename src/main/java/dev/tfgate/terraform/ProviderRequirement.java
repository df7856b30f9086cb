package dev.tfgate.terraform;

import dev.tfgate.hcl.Expression;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An entry of {@code required_providers} that counts: overrides are applied.
 *
 * @param localName the name that resources use
 * @param entry where it stands
 * @param source the argument {@code source}; null where none is written
 * @param version the argument {@code version}, or the whole entry where that is a string; null
 *     where neither is written
 * @param address the provider; empty where the source is no constant string or no address
 * @param problem what Terraform could not read of the entry, or might read otherwise; null where
 *     all is plain
 */
public record ProviderRequirement(
    String localName,
    Argument entry,
    @Nullable Value source,
    @Nullable Value version,
    Optional<ProviderAddress> address,
    @Nullable String problem) {

  /**
   * A value and its source.
   *
   * @param text the string that it is, whatever the variables are; null where it isn't constant
   * @param expression as written
   */
  public record Value(@Nullable String text, Expression expression) {}
}
