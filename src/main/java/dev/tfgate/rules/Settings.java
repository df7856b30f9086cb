package dev.tfgate.rules;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the trust directory decides for the built-in rules.
 *
 * @param terraformVersion the pinned version of Terraform, or empty
 * @param deniedArguments further provider arguments, such as {@code acme.debug_socket}
 * @param allowedArguments provider arguments that may have one value
 * @param deniedTypes further types, such as {@code data.aws_lambda_invocation}
 * @param allowedTypes types that may stand
 */
public record Settings(
    Optional<String> terraformVersion,
    Set<String> deniedArguments,
    List<AllowedArgument> allowedArguments,
    Set<String> deniedTypes,
    Set<String> allowedTypes) {
  /** What holds without a trust directory. */
  public static final Settings DEFAULT =
      new Settings(Optional.empty(), Set.of(), List.of(), Set.of(), Set.of());

  /** An argument that may have that value. */
  public record AllowedArgument(String argument, String value) {}

  /** Copies the collections. */
  public Settings {
    deniedArguments = Set.copyOf(deniedArguments);
    allowedArguments = List.copyOf(allowedArguments);
    deniedTypes = Set.copyOf(deniedTypes);
    allowedTypes = Set.copyOf(allowedTypes);
  }
}
