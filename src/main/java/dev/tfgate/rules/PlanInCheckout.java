package dev.tfgate.rules;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.checkout.CheckoutFile;
import dev.tfgate.checkout.UnreadableFileException;
import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.trust.Trust;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A CI that applies a committed plan applies what the author of the plan wanted. */
final class PlanInCheckout implements TreeRule {
  @Override
  public RuleDescription description() {
    return new RuleDescription(
        "plan-in-checkout",
        "Saved plan in the checkout",
        Enforcement.MANDATORY,
        Layer.PATH,
        "A CI that applies a committed plan applies what the author of the plan wanted.");
  }

  @Override
  public void check(Checkout checkout, Trust trust, Findings findings) {
    for (CheckoutFile entry : checkout.files()) {
      if (entry.isDirectory()) {
        continue;
      }
      String name = entry.name().toLowerCase(Locale.ROOT);
      if (name.endsWith(".tfplan")
          || name.equals("tfplan")
          || (name.contains("plan") && isPlan(checkout, entry))) {
        findings.add(
            entry.path(),
            "a saved plan holds its own configuration and state: applying it skips every check of"
                + " this checkout; remove it");
      }
    }
  }

  private static boolean isPlan(Checkout checkout, CheckoutFile entry) {
    if (entry.name().endsWith(".tf")
        || entry.name().endsWith(".md")
        || (entry.size() >= 0 && entry.size() < 64)) {
      return false;
    }
    try {
      byte[] content = checkout.read(entry.path());
      return content.length > 1
          && content[0] == 'P'
          && content[1] == 'K'
          && new String(content, StandardCharsets.ISO_8859_1).contains("tfplan");
    } catch (UnreadableFileException e) {
      return false;
    }
  }
}
