package dev.tfgate.yaml;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects the problems of one or several files, so that a user sees all of them in one run. */
public final class Problems {
  private final List<Problem> problems = new ArrayList<>();

  /** Adds a problem. */
  public void add(Problem problem) {
    problems.add(problem);
  }

  /**
   * Adds a problem with the content of {@code file}.
   *
   * @param position where, or null for the file as a whole
   */
  public void add(String file, @Nullable Position position, String message) {
    problems.add(new Problem(Problem.Kind.CONTENT, file, position, message));
  }

  /** Whether nothing is wrong. */
  public boolean isEmpty() {
    return problems.isEmpty();
  }

  /** Returns the problems by file, line and column. */
  public List<Problem> sorted() {
    return problems.stream().sorted(Problems::compare).distinct().toList();
  }

  // A chain of java.util.Comparator would be made anew in each start, which costs 20 ms.
  private static int compare(Problem a, Problem b) {
    int order = a.file().compareTo(b.file());
    if (order != 0) {
      return order;
    }
    Position left = a.position();
    Position right = b.position();
    if (left == null || right == null) {
      order = Boolean.compare(left != null, right != null);
    } else {
      order = left.compareTo(right);
    }
    return order != 0 ? order : a.message().compareTo(b.message());
  }
}
