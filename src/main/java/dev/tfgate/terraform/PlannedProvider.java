package dev.tfgate.terraform;

import org.jspecify.annotations.Nullable;

/**
 * A provider that a plan needs.
 *
 * @param source full source address, such as {@code registry.terraform.io/hashicorp/aws}
 * @param versionConstraint the constraint that the configuration puts on it, or null where the plan
 *     gives none here
 * @param moduleAddress address of the module that configures it, empty for the root module
 * @param usedBy address of the resource or the provider configuration that needs it
 */
public record PlannedProvider(
    String source, @Nullable String versionConstraint, String moduleAddress, String usedBy) {}
