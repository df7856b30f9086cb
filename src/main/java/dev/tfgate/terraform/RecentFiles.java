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

  private final LinkedHashMap<String, HclFile> trees = new LinkedHashMap<>(64, 0.75f, true);

  /**
   * The tree of the same content under the same name.
   *
   * @param id tells the content from any other
   */
  Optional<HclFile> of(String name, String id) {
    return Optional.ofNullable(trees.get(id + name));
  }

  /** Keeps a tree for a while. */
  void keep(String name, String id, HclFile tree) {
    if (tree.source().length() <= LONGEST) {
      trees.put(id + name, tree);
      if (trees.size() > MOST) {
        trees.pollFirstEntry();
      }
    }
  }
}
