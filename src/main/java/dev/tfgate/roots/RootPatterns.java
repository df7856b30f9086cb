package dev.tfgate.roots;

import dev.tfgate.gate.Gate;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import dev.tfgate.terraform.RootOutline;
import dev.tfgate.text.Glob;
import dev.tfgate.text.NearestWord;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The patterns of {@code --roots}. */
public final class RootPatterns {
  private RootPatterns() {}

  /**
   * Returns which roots they name.
   *
   * @param patterns of paths, perhaps with {@code ./} before and {@code /} behind; none for all
   * @throws ExitException where a pattern names no root of the checkout
   */
  public static Predicate<String> of(List<String> patterns, Gate.Survey survey) {
    if (patterns.isEmpty()) {
      return path -> true;
    }
    List<String> all = survey.roots().stream().map(RootOutline::path).toList();
    List<Glob> globs = new ArrayList<>();
    for (String pattern : patterns) {
      Glob glob = Glob.ofPaths(pattern.replaceFirst("^\\./(?=.)", "").replaceFirst("(?<=.)/$", ""));
      if (all.stream().noneMatch(glob::matches)) {
        throw new ExitException(
            ExitCode.USAGE,
            "--roots '%s' matches no root of the checkout. %s"
                .formatted(
                    pattern,
                    NearestWord.to(pattern, all)
                        .map("did you mean '%s'?"::formatted)
                        .orElse("'tfgate roots' lists them")));
      }
      globs.add(glob);
    }
    return path -> globs.stream().anyMatch(glob -> glob.matches(path));
  }
}
