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
 * @param wholeTree whether the rules over the tree report all of the checkout where the path names
 *     a part of it: what Terraform does in one root may follow a link anywhere
 */
public record Extent(
    boolean staged,
    @Nullable Path index,
    @Nullable String changedSince,
    List<Path> files,
    boolean wholeTree) {
  /** Everything on disk. */
  public static final Extent EVERYTHING = new Extent(false, null, null, List.of(), false);

  /** Everything on disk, and every link and file name of it for a run in one root. */
  public static final Extent RUN = new Extent(false, null, null, List.of(), true);

  /** Copies the list. */
  public Extent {
    files = List.copyOf(files);
  }
}
