package dev.tfgate.plugins;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One version of a provider that may run.
 *
 * @param source the full source address: host, namespace and type with {@code /}
 * @param version as Terraform writes it, without {@code v}
 * @param platforms the packages by platform ({@code linux_amd64})
 * @param lockHashes further package hashes that lock files may carry
 */
public record PinnedProvider(
    String source,
    String version,
    SortedMap<String, PinnedPackage> platforms,
    List<String> lockHashes) {
  public PinnedProvider {
    platforms = Collections.unmodifiableSortedMap(new TreeMap<>(platforms));
    lockHashes = List.copyOf(lockHashes);
  }

  /** Returns every {@code h1:} hash that a lock file may carry for this version. */
  public Set<String> acceptedHashes() {
    Set<String> hashes = new LinkedHashSet<>();
    for (PinnedPackage platform : platforms.values()) {
      hashes.add(platform.h1());
    }
    for (String hash : lockHashes) {
      if (hash.startsWith("h1:")) {
        hashes.add(hash);
      }
    }
    return Collections.unmodifiableSet(hashes);
  }

  /** Returns the {@code h1:} hashes of the packages on the plugin directory's platforms. */
  public List<String> platformHashes() {
    List<String> hashes = new ArrayList<>();
    for (Map.Entry<String, PinnedPackage> platform : platforms.entrySet()) {
      hashes.add(platform.getValue().h1());
    }
    return List.copyOf(hashes);
  }
}
