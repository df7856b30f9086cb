package dev.tfgate.gate;

import java.nio.file.Path;
import java.util.Set;

/**
 * A package of modules that Terraform downloaded for one call.
 *
 * @param folder what holds them and nothing else; nothing above it counts
 * @param modules paths in it of those that the checkout calls; what they don't reach is left out
 * @param source as Terraform writes it, or empty where it doesn't say
 * @param root path in the checkout of the root that reaches the call
 */
public record ModulePackage(Path folder, Set<String> modules, String source, String root) {
  public ModulePackage {
    modules = Set.copyOf(modules);
  }
}
