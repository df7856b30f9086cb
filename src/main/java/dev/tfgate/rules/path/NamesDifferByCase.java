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
import java.text.Normalizer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

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
    Set<String> folders = new TreeSet<>(Set.of("."));
    for (Namesakes named : checkout.byName()) {
      if (!isFolded(named)) {
        for (CheckoutFile entry : named.entries()) {
          folders.add(entry.directory());
        }
      }
    }
    folders.forEach(folder -> check(checkout.in(folder), findings));
  }

  /** Names of which no two are taken for each other: in small letters of ASCII. */
  private static boolean isFolded(Namesakes named) {
    String name = named.name();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c > '~' || (c >= 'A' && c <= 'Z')) {
        return false;
      }
    }
    return true;
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
