package dev.tfgate.rules.path;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.checkout.CheckoutFile;
import dev.tfgate.checkout.Namesakes;
import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.rules.view.Findings;
import dev.tfgate.rules.view.TreeRule;
import dev.tfgate.terraform.FileKind;
import dev.tfgate.terraform.profile.Feature;
import dev.tfgate.trust.Trust;
import java.util.List;
import java.util.Set;

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
    boolean readsTofu =
        trust.programs().profiles().stream().anyMatch(profile -> profile.has(Feature.TOFU_FILES));
    for (Namesakes named : checkout.byName()) {
      String name = named.lowerCase();
      if (endsWith(name, QUERIES)) {
        add(
            named,
            "Only 'terraform query' reads this file, and the gate does not check it. Make sure that no pipeline runs 'terraform query' on this checkout.",
            findings);
      } else if ((NAMES.contains(name) || endsWith(name, SUFFIXES))
          && !(readsTofu && isOfTofu(named.name()))) {
        add(
            named,
            "Another tool runs this file, and the gate does not check it. Make sure that no pipeline runs that tool on this checkout.",
            findings);
      }
    }
  }

  private static boolean isOfTofu(String name) {
    return FileKind.of(name).filter(kind -> kind.isOfTofu(name)).isPresent();
  }

  private static void add(Namesakes named, String message, Findings findings) {
    for (CheckoutFile entry : named.entries()) {
      if (!entry.isDirectory()) {
        findings.add(entry.path(), message);
      }
    }
  }

  private static boolean endsWith(String name, List<String> suffixes) {
    for (String suffix : suffixes) {
      if (name.endsWith(suffix)) {
        return true;
      }
    }
    return false;
  }

  private static final List<String> QUERIES = List.of(".tfquery.hcl", ".tfquery.json");

  private static final List<String> SUFFIXES =
      List.of(
          ".tofu",
          ".tofu.json",
          ".tofutest.hcl",
          ".tofutest.json",
          ".tfstack.hcl",
          ".tfstack.json",
          ".tfmigrate.hcl",
          ".tfcomponent.hcl",
          ".tfcomponent.json",
          ".tfdeploy.hcl",
          ".tfdeploy.json",
          ".tfpolicy.hcl",
          ".tfpolicytest.hcl");

  private static final Set<String> NAMES =
      Set.of(
          "terragrunt.hcl",
          "terragrunt.hcl.json",
          "terragrunt.stack.hcl",
          "atlantis.yaml",
          "atlantis.yml");
}
