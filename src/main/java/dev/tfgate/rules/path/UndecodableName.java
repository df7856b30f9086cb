package dev.tfgate.rules.path;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.checkout.CheckoutFile;
import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.rules.view.Findings;
import dev.tfgate.rules.view.TreeRule;
import dev.tfgate.trust.Trust;

/** A tool that opens files by name misses one whose name does not decode. */
public final class UndecodableName implements TreeRule {
  @Override
  public RuleDescription description() {
    return new RuleDescription(
        "undecodable-name",
        "Name that is not UTF-8",
        Enforcement.MANDATORY,
        Layer.PATH,
        "A tool that opens files by name misses one whose name does not decode.");
  }

  @Override
  public void check(Checkout checkout, Trust trust, Findings findings) {
    for (CheckoutFile entry : checkout.files()) {
      if (!entry.decodable()) {
        findings.add(
            entry.path(),
            "The name is not UTF-8, so tools that open the file by its name can't find it. Rename it.");
      }
    }
  }
}
