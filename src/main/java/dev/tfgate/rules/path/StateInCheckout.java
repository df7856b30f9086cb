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

/** A committed state requests providers, names real objects and may hold secrets. */
public final class StateInCheckout implements TreeRule {
  @Override
  public RuleDescription description() {
    return new RuleDescription(
        "state-in-checkout",
        "State in the checkout",
        Enforcement.MANDATORY,
        Layer.PATH,
        "A committed state requests providers, names real objects and may hold secrets.");
  }

  @Override
  public void check(Checkout checkout, Trust trust, Findings findings) {
    for (Namesakes named : checkout.byName()) {
      String name = named.lowerCase();
      if (name.endsWith(".tfstate") || (name.contains(".tfstate.") && name.endsWith("backup"))) {
        for (CheckoutFile entry : named.entries()) {
          if (!entry.isDirectory()) {
            findings.add(
                entry.path(),
                "%s loads the providers that a state names, and a state holds secrets in clear text. Remove it from git, and keep the state in the backend."
                    .formatted(trust.programs().runners()));
          }
        }
      }
    }
  }
}
