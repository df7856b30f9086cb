package dev.tfgate.rules;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.Region;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.trust.Trust;
import dev.tfgate.yaml.Position;
import dev.tfgate.yaml.Problem;

/**
 * Duplicate keys, aliases, tags and further documents mean one thing to the reviewer and another to
 * Cloud Build.
 */
final class CiAmbiguousYaml implements TreeRule {
  @Override
  public RuleDescription description() {
    return new RuleDescription(
        "ci-ambiguous-yaml",
        "CI configuration that parsers read differently",
        Enforcement.ADVISORY,
        Layer.CI,
        "Duplicate keys, aliases, tags and further documents mean one thing to the reviewer and"
            + " another to Cloud Build.");
  }

  @Override
  public void check(Checkout checkout, Trust trust, Findings findings) {
    for (CloudBuildFiles.Build build : CloudBuildFiles.in(checkout, trust)) {
      for (Problem problem : build.problems()) {
        Position at = problem.position();
        findings.add(
            build.path(),
            at == null ? null : new Region(at.line(), at.column(), at.line(), at.column() + 1),
            "YAML with a double meaning: "
                + problem.message()
                + "; parsers disagree on what that means, so the build may not be what was"
                + " reviewed",
            problem.message());
      }
    }
  }
}
