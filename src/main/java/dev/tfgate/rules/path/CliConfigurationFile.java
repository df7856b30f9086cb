package dev.tfgate.rules.path;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.checkout.CheckoutFile;
import dev.tfgate.checkout.Namesakes;
import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.rules.view.Findings;
import dev.tfgate.rules.view.TreeRule;
import dev.tfgate.terraform.profile.Profile;
import dev.tfgate.trust.Trust;

/** A CLI configuration file decides where providers come from. */
public final class CliConfigurationFile implements TreeRule {
  @Override
  public RuleDescription description() {
    return new RuleDescription(
        "cli-configuration-file",
        "CLI configuration in the checkout",
        Enforcement.MANDATORY,
        Layer.PATH,
        "A CLI configuration file decides where providers come from.");
  }

  @Override
  public void check(Checkout checkout, Trust trust, Findings findings) {
    for (Namesakes named : checkout.byName()) {
      if (Profile.isCliFile(named.lowerCase())) {
        for (CheckoutFile entry : named.entries()) {
          findings.add(
              entry.path(),
              "A CLI configuration file can replace providers (dev_overrides), mirrors and credentials helpers. Remove it. The CI has its own.");
        }
      }
    }
  }
}
