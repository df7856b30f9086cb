package dev.tfgate.rules.path;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.checkout.CheckoutFile;
import dev.tfgate.checkout.Namesakes;
import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.rules.view.Findings;
import dev.tfgate.rules.view.TreeRule;
import dev.tfgate.trust.Trust;

/** A committed .terraform brings providers, modules and state settings that init keeps. */
public final class TerraformDataDir implements TreeRule {
  @Override
  public RuleDescription description() {
    return new RuleDescription(
        "terraform-data-dir",
        "Data directory of Terraform in the checkout",
        Enforcement.MANDATORY,
        Layer.PATH,
        "A committed .terraform brings providers, modules and state settings that init keeps.");
  }

  @Override
  public void check(Checkout checkout, Trust trust, Findings findings) {
    for (Namesakes named : checkout.byName()) {
      if (!named.lowerCase().equals(".terraform")) {
        continue;
      }
      for (CheckoutFile entry : named.entries()) {
        findings.add(
            entry.path(),
            "This .terraform is part of the checkout. 'terraform init' keeps the providers, modules and backend that it finds there, so the checkout would choose what runs. Remove it from git, and add .terraform to .gitignore.");
      }
    }
  }
}
