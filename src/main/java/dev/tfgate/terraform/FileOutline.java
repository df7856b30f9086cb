package dev.tfgate.terraform;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a valid file has to do with others, read without a tree.
 *
 * @param states the kinds of blocks that hold a state: {@code backend}, {@code cloud}
 * @param configured the first provider that is given more than an alias and a version; null where
 *     none is
 * @param sources the sources of the modules that it calls
 * @param readsFolders as {@link PathsRead#folders}
 * @param readsState whether it reads a state by {@code terraform_remote_state}
 * @param climbs whether a text of it may name something above its folder, and above the root
 */
record FileOutline(
    List<String> states,
    @Nullable String configured,
    List<String> sources,
    boolean readsFolders,
    boolean readsState,
    boolean climbs) {
  private static final FileOutline PLAIN =
      new FileOutline(List.of(), null, List.of(), false, false, false);

  /** The same; those of the many files that have nothing to do with others are one object. */
  FileOutline shared() {
    return equals(PLAIN) ? PLAIN : this;
  }
}
