package dev.tfgate.plugins;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The terraform binary that may run.
 *
 * @param version such as {@code 1.11.4}
 * @param sha256 of the binary in lower-case hexadecimal, by platform
 */
public record PinnedTerraform(String version, SortedMap<String, String> sha256) {
  public PinnedTerraform {
    sha256 = Collections.unmodifiableSortedMap(new TreeMap<>(sha256));
  }
}
