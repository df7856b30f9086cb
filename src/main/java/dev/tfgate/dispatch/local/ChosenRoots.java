package dev.tfgate.dispatch.local;

import dev.tfgate.checkout.Unreadable;
import dev.tfgate.gate.CheckRequest;
import dev.tfgate.gate.Extent;
import dev.tfgate.gate.Gate;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import dev.tfgate.roots.RootEntry;
import dev.tfgate.roots.RootMap;
import dev.tfgate.roots.RootPatterns;
import java.util.List;
import java.util.Map;
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
    try (Gate.Survey survey = Gate.survey(survey(request.run().check(), request.since()))) {
      if (!survey.unreadable().isEmpty()) {
        Unreadable first = survey.unreadable().getFirst();
        throw new ExitException(
            ExitCode.UNDECIDED,
            "'%s' can't be read (%s), so the roots are not known for sure and nothing was run"
                .formatted(first.path(), first.message()));
      }
      return RootMap.of(
          survey, request.since() != null, RootPatterns.of(request.patterns(), survey));
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
        Map.of());
  }

  /** The roots of a wave, by path. */
  static List<RootEntry> ofWave(RootMap map, int wave) {
    return map.roots().stream().filter(root -> root.wave() == wave).toList();
  }
}
