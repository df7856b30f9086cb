package dev.tfgate.rules.ci;

import dev.tfgate.ciconfig.Comparison;
import dev.tfgate.ciconfig.Drift;
import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.rules.view.CiConfigRule;
import dev.tfgate.rules.view.Findings;
import java.util.List;

/** Who edits the CI configuration decides what the build runs, with all its credentials. */
public final class CiConfigDrift implements CiConfigRule {
  @Override
  public RuleDescription description() {
    return new RuleDescription(
        "ci-config-drift",
        "CI configuration is not its trusted copy",
        Enforcement.MANDATORY,
        Layer.CI,
        "Who edits the CI configuration decides what the build runs, with all its credentials.");
  }

  @Override
  public void check(List<Comparison> comparisons, Findings findings) {
    for (Comparison comparison : comparisons) {
      if (!comparison.state().isDrift()) {
        continue;
      }
      Drift drift =
          comparison
              .drift()
              .orElseGet(() -> new Drift(List.of(comparison.message()), List.of(), null));
      String content =
          comparison.state().word()
              + (comparison.here() == null ? "" : " " + comparison.here().sha256());
      findings.add(
          comparison.path(),
          drift.region(),
          "The file differs from its trusted copy %s: %s. The CI configuration decides what runs with the build's credentials. Restore the trusted copy, or ask the platform team to publish this one (tfgate ci-config publish)."
              .formatted(comparison.address(), String.join("; ", drift.notes())),
          content);
    }
  }
}
