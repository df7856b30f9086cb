package dev.tfgate.rules;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.checkout.CheckoutFile;
import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.trust.Trust;

/** Git runs programs that the configuration of an embedded repository names. */
final class GitRepositoryInside implements TreeRule {
  @Override
  public RuleDescription description() {
    return new RuleDescription(
        "git-repository-inside",
        "Git repository or submodule inside",
        Enforcement.ADVISORY,
        Layer.PATH,
        "Git runs programs that the configuration of an embedded repository names.");
  }

  @Override
  public void check(Checkout checkout, Trust trust, Findings findings) {
    for (CheckoutFile entry : checkout.files()) {
      boolean embedded = entry.name().equals(".git");
      boolean bare =
          entry.isDirectory()
              && checkout.file(entry.path() + "/HEAD").isPresent()
              && checkout.file(entry.path() + "/objects").isPresent()
              && checkout.file(entry.path() + "/refs").isPresent();
      if (embedded || bare || entry.path().equals(".gitmodules")) {
        findings.add(
            entry.path(),
            "git takes this for a repository or submodule and may run what its configuration"
                + " names (fsmonitor, hooks) or fetch from its remote; remove it where it is not"
                + " needed");
      }
    }
  }
}
