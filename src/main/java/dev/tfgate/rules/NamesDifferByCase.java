package dev.tfgate.rules;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.checkout.CheckoutFile;
import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.trust.Trust;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Of two names that differ only by case, a laptop and the CI see different files. */
final class NamesDifferByCase implements TreeRule {
  @Override
  public RuleDescription description() {
    return new RuleDescription(
        "names-differ-by-case",
        "Names that differ only by case",
        Enforcement.MANDATORY,
        Layer.PATH,
        "Of two names that differ only by case, a laptop and the CI see different files.");
  }

  @Override
  public void check(Checkout checkout, Trust trust, Findings findings) {
    Map<String, CheckoutFile> seen = new HashMap<>();
    for (CheckoutFile entry : checkout.files()) {
      CheckoutFile twin = seen.putIfAbsent(folded(entry.path()), entry);
      if (twin != null && twin.directory().equals(entry.directory())) {
        findings.add(
            entry.path(),
            "it differs from "
                + twin.path()
                + " only by case: where case does not count, one of them hides the other;"
                + " rename one");
      }
    }
  }

  private static String folded(String path) {
    return path.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
  }
}
