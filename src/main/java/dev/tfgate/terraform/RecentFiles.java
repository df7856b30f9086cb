package dev.tfgate.terraform;

import dev.tfgate.hcl.HclFile;
import java.util.LinkedHashMap;
import java.util.Optional;

/**
 * The trees of files that were parsed last: lock files, requirements and outputs are often the same
 * in many roots. A tree can't be changed, and knows neither its folder nor its module.
 */
final class RecentFiles {
  private static final int MOST = 32;
  private static final int LONGEST = 16 * 1024;

  private final LinkedHashMap<Long, HclFile> trees = new LinkedHashMap<>(64, 0.75f, true);

  /**
   * The tree of the same content under the same name.
   *
   * @param mark what the same contents have in common
   */
  Optional<HclFile> of(String name, long mark, byte[] content) {
    HclFile tree = trees.get(key(name, mark));
    return tree != null && tree.name().equals(name) && tree.source().is(content)
        ? Optional.of(tree)
        : Optional.empty();
  }

  /** Keeps a tree for a while. */
  void keep(String name, long mark, HclFile tree) {
    if (tree.source().length() <= LONGEST) {
      trees.put(key(name, mark), tree);
      if (trees.size() > MOST) {
        trees.pollFirstEntry();
      }
    }
  }

  private static long key(String name, long mark) {
    return mark ^ name.hashCode();
  }
}
