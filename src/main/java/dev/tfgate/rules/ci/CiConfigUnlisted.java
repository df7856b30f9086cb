package dev.tfgate.rules.ci;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.checkout.CheckoutFile;
import dev.tfgate.ciconfig.CiFiles;
import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.rules.view.Findings;
import dev.tfgate.rules.view.TreeRule;
import dev.tfgate.trust.Trust;
import java.util.List;

/** A CI system runs a file that no trusted copy governs. */
public final class CiConfigUnlisted implements TreeRule {
  private static final String ID = "ci-config-unlisted";

  @Override
  public RuleDescription description() {
    return new RuleDescription(
        ID,
        "CI configuration without a trusted copy",
        Enforcement.ADVISORY,
        Layer.CI,
        "A CI system that is connected to the repository runs such a file as soon as it is there.");
  }

  @Override
  public void check(Checkout checkout, Trust trust, Findings findings) {
    List<Trust.CiFile> governed = trust.ciConfig().files();
    boolean asked = trust.rules().containsKey(ID);
    // Who lists none and says nothing of this rule keeps the CI configuration elsewhere.
    if (governed.isEmpty() && !asked) {
      return;
    }
    for (CheckoutFile file : checkout.files()) {
      String path = file.path();
      if (!file.isDirectory()
          && (asked ? CiFiles.isOne(path) : CiFiles.runsByItself(path))
          && !isGoverned(path, governed)) {
        findings.add(
            path,
            "The file has the name of a CI system's configuration, and no entry of ci_config names it. A CI system that is connected to the repository may run it, past the gate. Remove it, or ask the platform team to list '%s' under ci_config in gate.yaml, with a trusted copy."
                .formatted(CiFiles.entry(path)));
      }
    }
  }

  private static boolean isGoverned(String path, List<Trust.CiFile> governed) {
    for (Trust.CiFile file : governed) {
      if (file.governs(path)) {
        return true;
      }
    }
    return false;
  }
}
