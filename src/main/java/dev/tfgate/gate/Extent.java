package dev.tfgate.gate;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How much of a checkout is checked.
 *
 * @param staged whether git's index counts and not the work tree
 * @param index the file of that index, absolute, or null for the repository's own
 * @param changedSince a revision: only what changed since then counts, or null for everything
 * @param files absolute paths: only these count; empty for everything
 */
public record Extent(
    boolean staged, @Nullable Path index, @Nullable String changedSince, List<Path> files) {
  /** Everything on disk. */
  public static final Extent EVERYTHING = new Extent(false, null, null, List.of());

  /** Copies the list. */
  public Extent {
    files = List.copyOf(files);
  }
}
