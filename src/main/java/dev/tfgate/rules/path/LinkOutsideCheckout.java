package dev.tfgate.rules.path;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.checkout.CheckoutFile;
import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.rules.view.Findings;
import dev.tfgate.rules.view.TreeRule;
import dev.tfgate.trust.Trust;

/** Terraform follows links, so one that leaves the checkout reads files of the machine. */
public final class LinkOutsideCheckout implements TreeRule {
  @Override
  public RuleDescription description() {
    return new RuleDescription(
        "link-outside-checkout",
        "Link that leaves the checkout",
        Enforcement.MANDATORY,
        Layer.PATH,
        "Terraform follows links, so one that leaves the checkout reads files of the machine.");
  }

  @Override
  public void check(Checkout checkout, Trust trust, Findings findings) {
    for (CheckoutFile entry : checkout.files()) {
      if (entry.isLink()) {
        checkout
            .wayOut(entry.path())
            .ifPresent(
                how ->
                    findings.add(
                        entry.path(),
                        "The link to %s leads %s. %s would follow it to files that a pull request must not read. Replace it by a file, or by a relative link inside of the checkout."
                            .formatted(entry.linkTarget(), how, trust.programs().runners())));
      }
    }
  }
}
