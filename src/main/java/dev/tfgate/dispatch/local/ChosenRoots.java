package dev.tfgate.dispatch.local;

import dev.tfgate.checkout.Unreadable;
import dev.tfgate.gate.CheckRequest;
import dev.tfgate.gate.Extent;
import dev.tfgate.gate.Gate;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import dev.tfgate.roots.RootEntry;
import dev.tfgate.roots.RootMap;
import dev.tfgate.terraform.RootOutline;
import dev.tfgate.text.Glob;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The roots that a request is about. */
final class ChosenRoots {
  private ChosenRoots() {}

  /**
   * Finds them.
   *
   * @throws ExitException where a pattern names none, the revision is none, or something can't be
   *     read, so that they are not known for sure
   */
  static RootMap of(LocalRequest request) {
    List<Glob> patterns = new ArrayList<>();
    for (String pattern : request.patterns()) {
      patterns.add(Glob.ofPaths(pattern));
    }
    try (Gate.Survey survey = Gate.survey(survey(request.run().check(), request.since()))) {
      if (!survey.unreadable().isEmpty()) {
        Unreadable first = survey.unreadable().getFirst();
        throw new ExitException(
            ExitCode.UNDECIDED,
            "'%s' can't be read (%s), so the roots are not known for sure and nothing was run"
                .formatted(first.path(), first.message()));
      }
      for (int i = 0; i < patterns.size(); i++) {
        Glob pattern = patterns.get(i);
        if (survey.roots().stream().map(RootOutline::path).noneMatch(pattern::matches)) {
          throw new ExitException(
              ExitCode.USAGE,
              "--roots '%s' matches no root of the checkout; 'tfgate roots' lists them"
                  .formatted(request.patterns().get(i)));
        }
      }
      return RootMap.of(
          survey,
          request.since() != null,
          path ->
              patterns.isEmpty() || patterns.stream().anyMatch(pattern -> pattern.matches(path)));
    }
  }

  private static CheckRequest survey(CheckRequest check, @Nullable String since) {
    return new CheckRequest(
        check.version(),
        check.path(),
        check.mode(),
        check.trust(),
        check.store(),
        null,
        check.today(),
        new Extent(false, null, since, List.of(), false),
        check.searchPath(),
        check.jobs(),
        Set.of());
  }

  /** The roots of a wave, by path. */
  static List<RootEntry> ofWave(RootMap map, int wave) {
    return map.roots().stream().filter(root -> root.wave() == wave).toList();
  }
}
