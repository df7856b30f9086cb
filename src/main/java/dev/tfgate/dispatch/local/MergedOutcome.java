package dev.tfgate.dispatch.local;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.gate.CheckRequest;
import dev.tfgate.gate.Gate;
import dev.tfgate.gate.RootTrees;
import dev.tfgate.report.Report;
import dev.tfgate.report.ReportMerge;
import dev.tfgate.report.Undecided;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One report of many roots. */
final class MergedOutcome {
  private MergedOutcome() {}

  /**
   * Merges what was judged.
   *
   * @param checked the check of the checkout
   * @param judged whether the report is about what the runs judged themselves, and about the check
   *     no more than they say
   * @param results of the roots; what didn't pass without a finding is undecided
   */
  static Gate.Outcome of(Gate.Outcome checked, boolean judged, List<RootResult> results) {
    Report first = checked.report();
    ReportMerge merge = new ReportMerge();
    merge.add("the check", judged ? withoutJudgement(first) : first);
    List<Gate.Outcome> all = new ArrayList<>(List.of(checked));
    for (RootResult result : results) {
      boolean explained = result.isDone();
      for (Gate.Outcome outcome : result.outcomes()) {
        all.add(outcome);
        merge.add(result.path(), outcome.report());
        explained |= outcome.report().verdict().exitCode() == result.code();
      }
      if (!explained) {
        merge.add(
            new Undecided(
                result.path(),
                switch (result.end()) {
                  case NOT_RUN -> "not-run";
                  case REFUSED -> "run-refused";
                  default -> "run-failed";
                },
                result.message()));
      }
      merge.note(
          "%s: %s%s."
              .formatted(
                  result.path(),
                  result.end().word(),
                  result.changes().isEmpty() ? "" : ", " + result.changes()));
    }
    Report report = merge.within(first);
    return new Gate.Outcome(
        report,
        (path, line) -> first(all, outcome -> outcome.lines().line(path, line)),
        id -> first(all, outcome -> outcome.rules().find(id)),
        checked.top(),
        List::of,
        checked.contact(),
        checked.trees());
  }

  private static Report withoutJudgement(Report check) {
    return new Report(
        check.version(),
        check.mode(),
        List.of(),
        List.of(),
        check.roots(),
        check.digest(),
        check.files(),
        check.notes());
  }

  /** The report where nothing ran. */
  static Gate.Outcome ofNothing(CheckRequest check) {
    return new Gate.Outcome(
        new Report(
            check.version(),
            check.mode().mode(),
            List.of(),
            List.of(),
            List.of(),
            null,
            0,
            List.of("no root is affected, so nothing was run.")),
        (path, line) -> Optional.empty(),
        id -> Optional.empty(),
        Checkout.top(check.path()),
        List::of,
        null,
        RootTrees.NONE);
  }

  private interface Asked<T> {
    Optional<T> of(Gate.Outcome outcome);
  }

  private static <T> Optional<T> first(List<Gate.Outcome> outcomes, Asked<T> asked) {
    for (Gate.Outcome outcome : outcomes) {
      Optional<T> found = asked.of(outcome);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }
}
