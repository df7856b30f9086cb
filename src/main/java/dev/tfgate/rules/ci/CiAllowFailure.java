package dev.tfgate.rules.ci;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.rules.view.Findings;
import dev.tfgate.rules.view.TreeRule;
import dev.tfgate.trust.Trust;
import dev.tfgate.yaml.YamlNode;

/** A gate in a step that may fail stops nothing. */
public final class CiAllowFailure implements TreeRule {
  @Override
  public RuleDescription description() {
    return new RuleDescription(
        "ci-allow-failure",
        "Step that may fail",
        Enforcement.ADVISORY,
        Layer.CI,
        "A gate in a step that may fail stops nothing.");
  }

  @Override
  public void check(Checkout checkout, Trust trust, Findings findings) {
    for (CloudBuildFiles.Build build : CloudBuildFiles.in(checkout, trust)) {
      for (YamlNode.Mapping step : build.steps()) {
        for (String key : new String[] {"allowFailure", "allowExitCodes"}) {
          step.get(key)
              .filter(value -> !(value instanceof YamlNode.Scalar s && s.text().equals("false")))
              .ifPresent(
                  value ->
                      findings.add(
                          build.path(),
                          CloudBuildFiles.region(value),
                          "'"
                              + key
                              + "' lets the build go on after this step has failed. A gate in such a step stops nothing. Remove it.",
                          key));
        }
      }
    }
  }
}
