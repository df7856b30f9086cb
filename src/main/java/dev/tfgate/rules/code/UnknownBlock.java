package dev.tfgate.rules.code;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.checkout.CheckoutFile;
import dev.tfgate.hcl.Attribute;
import dev.tfgate.hcl.Block;
import dev.tfgate.plugins.PinnedTerraform;
import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.rules.view.Findings;
import dev.tfgate.rules.view.ModuleRule;
import dev.tfgate.rules.view.Scope;
import dev.tfgate.rules.view.TreeRule;
import dev.tfgate.terraform.ConfigurationDirectory;
import dev.tfgate.terraform.FileKind;
import dev.tfgate.terraform.ParsedFile;
import dev.tfgate.text.Version;
import dev.tfgate.trust.Trust;
import java.util.Locale;
import java.util.Set;

/** Later versions of Terraform bring blocks that run things. */
public final class UnknownBlock implements ModuleRule, TreeRule {
  @Override
  public RuleDescription description() {
    return new RuleDescription(
        "unknown-block",
        "Block type that is not known",
        Enforcement.MANDATORY,
        Layer.CODE,
        "Later versions of Terraform bring blocks that run things.");
  }

  @Override
  public void check(ConfigurationDirectory directory, Scope scope, Findings findings) {
    for (ParsedFile file : directory.files(FileKind.CONFIGURATION)) {
      for (Attribute argument : file.hcl().body().attributes()) {
        findings.add(file, argument.range(), message("argument", argument.name()));
      }
      for (Block block : file.hcl().body().blocks()) {
        if (!TOP.contains(block.type())) {
          findings.add(file, block.range(), message("block", block.type()));
        } else if (block.type().equals("terraform")) {
          for (Block inner : block.body().blocks()) {
            if (!INSIDE.contains(inner.type())) {
              findings.add(file, inner.range(), message("block", inner.type()));
            }
          }
        }
      }
    }
  }

  /** Terraform 1.14 and later reads query files at init too, for the providers that they need. */
  @Override
  public void check(Checkout checkout, Trust trust, Findings findings) {
    if (!mayReadQueries(trust)) {
      return;
    }
    for (CheckoutFile entry : checkout.files()) {
      String name = entry.name().toLowerCase(Locale.ROOT);
      if (!entry.isDirectory()
          && (name.endsWith(".tfquery.hcl") || name.endsWith(".tfquery.json"))) {
        findings.add(
            entry.path(),
            "Terraform 1.14 and later reads this file and loads the providers that it names, and"
                + " the gate does not read it. Remove it, or pin an earlier Terraform.");
      }
    }
  }

  private static boolean mayReadQueries(Trust trust) {
    PinnedTerraform pinned = trust.manifest().terraform();
    return pinned == null
        || Version.parse(pinned.version())
            .filter(version -> version.major() == 1 && version.minor() < 14)
            .isEmpty();
  }

  private static String message(String what, String name) {
    return "The gate does not know the %s '%s' at the top level or in a terraform block, and later versions of Terraform have blocks there that run things; remove it."
        .formatted(what, name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) : name);
  }

  private static final int LONGEST_NAME = 60;

  private static final Set<String> TOP =
      Set.of(
          "terraform",
          "provider",
          "variable",
          "locals",
          "output",
          "module",
          "resource",
          "data",
          "ephemeral",
          "moved",
          "import",
          "removed",
          "check");

  private static final Set<String> INSIDE =
      Set.of("backend", "cloud", "required_providers", "provider_meta");
}
