package dev.tfgate.dispatch.cloud;

import dev.tfgate.roots.RootEntry;
import dev.tfgate.trust.Identities.Phase;
import java.time.Duration;
import java.util.List;

/**
 * What is to be built.
 *
 * @param phase plan or apply
 * @param commit the hash of it, in full
 * @param attempt 1, or more to build the same commit again
 * @param roots with their waves
 * @param concurrency builds at a time
 * @param limit for everything together
 */
public record Order(
    Phase phase,
    String commit,
    int attempt,
    List<RootEntry> roots,
    int concurrency,
    Duration limit) {
  /** Copies the roots. */
  public Order {
    roots = List.copyOf(roots);
  }
}
