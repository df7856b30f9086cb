package dev.tfgate.yaml;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects the problems of one or several files, so that a user sees all of them in one run. */
public final class Problems {
  private static final Comparator<Problem> BY_PLACE =
      Comparator.comparing(Problem::file)
          .thenComparing(Problem::position, Comparator.nullsFirst(Comparator.naturalOrder()))
          .thenComparing(Problem::message);

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
    return problems.stream().sorted(BY_PLACE).distinct().toList();
  }
}
