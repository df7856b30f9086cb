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
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Git runs programs that the configuration of an embedded repository names. */
public final class GitRepositoryInside implements TreeRule {
  private static final String MESSAGE =
      "Git treats this as a repository or submodule, so it may run programs that its configuration names (fsmonitor, hooks) or fetch from its remote. Remove it if nothing needs it.";

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
    Set<String> found = new TreeSet<>();
    if (isBare(checkout, "")) {
      found.add(".");
    }
    for (Namesakes named : checkout.byName()) {
      boolean repository = named.name().equalsIgnoreCase(".git");
      boolean head = named.name().equals("HEAD");
      for (CheckoutFile entry : repository || head ? named.entries() : List.<CheckoutFile>of()) {
        String folder = entry.directory();
        if (repository) {
          found.add(entry.path());
        } else if (isBare(checkout, folder.equals(".") ? "" : folder + "/")) {
          found.add(folder);
        }
      }
    }
    checkout.file(".gitmodules").ifPresent(file -> found.add(file.path()));
    found.forEach(path -> findings.add(path, MESSAGE));
  }

  /** Git asks for a HEAD, and for objects and refs beside it or where a commondir says. */
  private static boolean isBare(Checkout checkout, String folder) {
    return checkout.file(folder + "HEAD").isPresent()
        && (checkout.file(folder + "commondir").isPresent()
            || (checkout.file(folder + "objects").isPresent()
                && checkout.file(folder + "refs").isPresent()));
  }
}
