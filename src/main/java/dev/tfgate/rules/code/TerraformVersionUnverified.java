package dev.tfgate.rules.code;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.plugins.PinnedProgram;
import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.rules.view.Findings;
import dev.tfgate.rules.view.TreeRule;
import dev.tfgate.trust.Trust;

/** Nobody has tried what a version does that is not among the verified ones. */
public final class TerraformVersionUnverified implements TreeRule {
  @Override
  public RuleDescription description() {
    return new RuleDescription(
        "terraform-version-unverified",
        "Pinned version that tfgate was not tried with",
        Enforcement.MANDATORY,
        Layer.CODE,
        "A version outside of the verified range may load files, know blocks or run programs that"
            + " no rule knows of.");
  }

  @Override
  public void check(Checkout checkout, Trust trust, Findings findings) {
    for (PinnedProgram pinned : trust.manifest().programs()) {
      if (!pinned.profile().isVerified()) {
        findings.add(
            ".",
            "The manifest pins %s, but this tfgate was tested with %s %s. Another version may load or run things that no rule knows. Pin one of these, or use a tfgate that knows the pinned one."
                .formatted(pinned.title(), pinned.program().title(), pinned.program().verified()));
      }
    }
  }
}
