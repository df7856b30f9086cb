package dev.tfgate.gate;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
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
 * @param roots paths: the rules over Terraform look at these roots alone; empty for all
 */
public record Extent(
    boolean staged,
    @Nullable Path index,
    @Nullable String changedSince,
    List<Path> files,
    boolean wholeTree,
    Set<String> roots) {
  /** Everything on disk. */
  public static final Extent EVERYTHING = new Extent(false, null, null, List.of(), false, Set.of());

  /** Everything on disk, and every link and file name of it for a run in one root. */
  public static final Extent RUN = new Extent(false, null, null, List.of(), true, Set.of());

  /** Copies the list. */
  public Extent {
    files = List.copyOf(files);
    roots = Set.copyOf(roots);
  }

  /** An extent that is not narrowed to roots by their names. */
  public Extent(
      boolean staged,
      @Nullable Path index,
      @Nullable String changedSince,
      List<Path> files,
      boolean wholeTree) {
    this(staged, index, changedSince, files, wholeTree, Set.of());
  }

  /** As {@link #RUN}, for runs in several roots. */
  public static Extent ofRoots(Set<String> roots) {
    return new Extent(false, null, null, List.of(), true, roots);
  }
}
