package dev.tfgate.trust;

import dev.tfgate.report.Layer;
import dev.tfgate.yaml.Problems;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Tells which rules there are, once it is known where the policies lie. */
@FunctionalInterface
public interface KnownRules {
  /**
   * Returns the layer of every rule and policy; empty to check none.
   *
   * @param policies files and directories of policies
   * @param problems takes what is wrong with the policies
   */
  Map<String, Layer> with(List<Path> policies, Problems problems);
}
