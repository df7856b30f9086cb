package dev.tfgate.dispatch.local;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.gate.CheckRequest;
import dev.tfgate.gate.Gate;
import dev.tfgate.gate.RootTrees;
import dev.tfgate.report.Finding;
import dev.tfgate.report.Report;
import dev.tfgate.report.RootSummary;
import dev.tfgate.report.Undecided;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
    Set<Finding> findings = new LinkedHashSet<>(judged ? List.of() : first.findings());
    Set<Undecided> undecided = new LinkedHashSet<>(judged ? List.of() : first.undecided());
    Map<String, RootSummary> roots = new LinkedHashMap<>();
    first.roots().forEach(root -> roots.put(root.path(), root));
    Set<String> notes = new LinkedHashSet<>(first.notes());
    List<Gate.Outcome> all = new ArrayList<>(List.of(checked));
    int files = first.files();
    for (RootResult result : results) {
      boolean explained = result.isDone();
      for (Gate.Outcome outcome : result.outcomes()) {
        all.add(outcome);
        Report report = outcome.report();
        findings.addAll(report.findings());
        undecided.addAll(report.undecided());
        report.roots().forEach(root -> roots.putIfAbsent(root.path(), root));
        notes.addAll(report.notes());
        explained |= report.verdict().exitCode() == result.code();
      }
      if (!explained) {
        undecided.add(
            new Undecided(
                result.path(),
                switch (result.end()) {
                  case NOT_RUN -> "not-run";
                  case REFUSED -> "run-refused";
                  default -> "run-failed";
                },
                result.message()));
      }
      notes.add(
          "%s: %s%s."
              .formatted(
                  result.path(),
                  result.end().word(),
                  result.changes().isEmpty() ? "" : ", " + result.changes()));
    }
    Report report =
        new Report(
            first.version(),
            first.mode(),
            List.copyOf(findings),
            List.copyOf(undecided),
            List.copyOf(roots.values()),
            first.digest(),
            files,
            List.copyOf(notes));
    return new Gate.Outcome(
        report,
        (path, line) -> first(all, outcome -> outcome.lines().line(path, line)),
        id -> first(all, outcome -> outcome.rules().find(id)),
        checked.top(),
        List.of(),
        checked.contact(),
        checked.trees());
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
        List.of(),
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
