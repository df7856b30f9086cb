package dev.tfgate.rules.path;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.checkout.CheckoutFile;
import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.rules.view.Findings;
import dev.tfgate.rules.view.TreeRule;
import dev.tfgate.trust.Trust;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Of two names that differ only by case, a laptop and the CI see different files. */
public final class NamesDifferByCase implements TreeRule {
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
    check(checkout.in("."), findings);
    for (CheckoutFile entry : checkout.files()) {
      if (entry.isDirectory()) {
        check(checkout.in(entry.path()), findings);
      }
    }
  }

  private static void check(List<CheckoutFile> siblings, Findings findings) {
    Map<String, CheckoutFile> seen = new HashMap<>();
    for (CheckoutFile entry : siblings) {
      CheckoutFile twin = seen.putIfAbsent(folded(entry.name()), entry);
      if (twin != null) {
        findings.add(
            entry.path(),
            "The name differs from "
                + twin.path()
                + " only by case, or by how its letters are composed. On a file system that does not tell them apart, one hides the other. Rename one.");
      }
    }
  }

  private static String folded(String name) {
    String letters = Normalizer.normalize(name, Normalizer.Form.NFC);
    return letters.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
  }
}
