package dev.tfgate.trust;

import dev.tfgate.text.Glob;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The roots for which an entry of an allow list counts.
 *
 * @param patterns of their paths; none stands for every root
 */
public record ForRoots(List<Glob> patterns) {
  /** Every root. */
  public static final ForRoots ALL = new ForRoots(List.of());

  /** Copies the patterns. */
  public ForRoots {
    patterns = List.copyOf(patterns);
  }

  /**
   * Whether the entry counts.
   *
   * @param root path of the root, or null to ask whether it counts for any
   */
  public boolean include(@Nullable String root) {
    return root == null
        || patterns.isEmpty()
        || patterns.stream().anyMatch(pattern -> pattern.matches(root));
  }
}
