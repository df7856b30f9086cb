package dev.tfgate.terraform;

import dev.tfgate.hcl.SourceRange;
import dev.tfgate.text.VersionConstraints;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A place in a module that makes Terraform request a provider.
 *
 * @param address the provider; empty where it is not known
 * @param constraints the version constraints written there; null where none are, or where they are
 *     no constant string
 * @param constraintsUnclear whether constraints are written that can't be read
 * @param file where it stands
 * @param range what to point at
 * @param by what requests it, for messages: {@code required_providers entry 'aws'}, {@code resource
 *     "aws_instance"}
 * @param localName the local name that was resolved
 */
public record ProviderRequest(
    Optional<ProviderAddress> address,
    @Nullable VersionConstraints constraints,
    boolean constraintsUnclear,
    ParsedFile file,
    SourceRange range,
    String by,
    String localName) {}
