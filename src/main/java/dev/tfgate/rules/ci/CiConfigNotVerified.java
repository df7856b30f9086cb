package dev.tfgate.rules.ci;

import dev.tfgate.ciconfig.Comparison;
import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.rules.view.CiConfigRule;
import dev.tfgate.rules.view.Findings;
import java.util.List;

/** Nothing says whether the CI configuration is the platform team's; in CI this ends the gate. */
public final class CiConfigNotVerified implements CiConfigRule {
  @Override
  public RuleDescription description() {
    return new RuleDescription(
        "ci-config-not-verified",
        "CI configuration was not compared",
        Enforcement.ADVISORY,
        Layer.CI,
        "The trusted copy can't be reached from here, so nothing says whether the CI configuration"
            + " is the platform team's.");
  }

  @Override
  public void check(List<Comparison> comparisons, Findings findings) {
    for (Comparison comparison : comparisons) {
      if (comparison.state().isOutOfReach()) {
        findings.add(
            comparison.path(),
            "The file was not compared with its trusted copy: %s. In CI the gate ends with exit code 3 for this. Make the copy readable from here, or leave the comparison to CI."
                .formatted(comparison.message()));
      }
    }
  }
}
