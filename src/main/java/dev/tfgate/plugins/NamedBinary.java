package dev.tfgate.plugins;

import dev.tfgate.terraform.profile.Engine;
import java.nio.file.Path;

/**
 * A binary that somebody names.
 *
 * @param program what it is said to be
 * @param path where it lies
 */
public record NamedBinary(Engine program, Path path) {}
