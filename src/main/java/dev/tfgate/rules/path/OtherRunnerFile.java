package dev.tfgate.rules.path;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.checkout.CheckoutFile;
import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.rules.view.Findings;
import dev.tfgate.rules.view.TreeRule;
import dev.tfgate.trust.Trust;
import java.util.Locale;

/** Other tools run these files, which the gate does not check. */
public final class OtherRunnerFile implements TreeRule {
  @Override
  public RuleDescription description() {
    return new RuleDescription(
        "other-runner-file",
        "File of another runner",
        Enforcement.ADVISORY,
        Layer.PATH,
        "Other tools run these files, which the gate does not check.");
  }

  @Override
  public void check(Checkout checkout, Trust trust, Findings findings) {
    for (CheckoutFile entry : checkout.files()) {
      String name = entry.name().toLowerCase(Locale.ROOT);
      if (!entry.isDirectory()
          && (name.endsWith(".tofu")
              || name.endsWith(".tofu.json")
              || name.equals("terragrunt.hcl")
              || name.equals("terragrunt.hcl.json")
              || name.equals("terragrunt.stack.hcl")
              || name.endsWith(".tofutest.hcl")
              || name.endsWith(".tfstack.hcl")
              || name.endsWith(".tfquery.hcl")
              || name.endsWith(".tfquery.json")
              || name.endsWith(".tfmigrate.hcl")
              || name.endsWith(".tfcomponent.hcl")
              || name.endsWith(".tfdeploy.hcl")
              || name.equals("atlantis.yaml")
              || name.equals("atlantis.yml"))) {
        findings.add(
            entry.path(),
            "Another tool would run this file, and the gate does not read it; make sure that no"
                + " such tool runs on this checkout.");
      }
    }
  }
}
