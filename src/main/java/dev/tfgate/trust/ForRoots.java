package dev.tfgate.trust;

import dev.tfgate.text.Glob;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Patterns of paths of roots: {@code services/*} takes in, {@code !services/legacy} leaves out.
 *
 * @param patterns of the paths that count; none stands for every root
 * @param except of those that don't
 */
public record ForRoots(List<Glob> patterns, List<Glob> except) {
  /** Every root. */
  public static final ForRoots ALL = new ForRoots(List.of(), List.of());

  /** Copies the patterns. */
  public ForRoots {
    patterns = List.copyOf(patterns);
    except = List.copyOf(except);
  }

  /** Returns the patterns as they are written; those that leave out start with {@code !}. */
  static ForRoots of(List<Pattern> written) {
    List<Glob> patterns = new ArrayList<>();
    List<Glob> except = new ArrayList<>();
    written.forEach(pattern -> (pattern.leavesOut() ? except : patterns).add(pattern.glob()));
    return new ForRoots(patterns, except);
  }

  /** A pattern as it is written. */
  record Pattern(Glob glob, boolean leavesOut) {}

  /** Whether every root counts. */
  public boolean isAll() {
    return patterns.isEmpty() && except.isEmpty();
  }

  /**
   * Whether the root counts.
   *
   * @param root path of the root, or null to ask whether any does
   */
  public boolean include(@Nullable String root) {
    return root == null
        || ((patterns.isEmpty() || matches(patterns, root)) && !matches(except, root));
  }

  private static boolean matches(List<Glob> patterns, String root) {
    for (Glob pattern : patterns) {
      if (pattern.matches(root)) {
        return true;
      }
    }
    return false;
  }
}
