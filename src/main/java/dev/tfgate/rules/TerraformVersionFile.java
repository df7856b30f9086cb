package dev.tfgate.rules;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.checkout.CheckoutFile;
import dev.tfgate.checkout.UnreadableFileException;
import dev.tfgate.plugins.PinnedTerraform;
import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.trust.Trust;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A version manager would fetch the Terraform that this file names. */
final class TerraformVersionFile implements TreeRule {
  @Override
  public RuleDescription description() {
    return new RuleDescription(
        "terraform-version-file",
        "Version file that names another Terraform",
        Enforcement.ADVISORY,
        Layer.PATH,
        "A version manager would fetch the Terraform that this file names.");
  }

  @Override
  public void check(Checkout checkout, Trust trust, Findings findings) {
    for (CheckoutFile entry : checkout.files()) {
      String name = entry.name();
      boolean asdf = name.equals(".tool-versions");
      if (entry.isDirectory() || !(asdf || name.equals(".terraform-version"))) {
        continue;
      }
      String version = version(checkout, entry.path(), asdf);
      if (!version.isEmpty() && !version.equals(pinned(trust).orElse(asdf ? version : ""))) {
        findings.add(
            entry.path(),
            "it names Terraform "
                + version
                + ": a version manager would fetch that one instead of the pinned one; name the"
                + " pinned version or remove the file");
      }
    }
  }

  private static Optional<String> pinned(Trust trust) {
    return Optional.ofNullable(trust.manifest().terraform()).map(PinnedTerraform::version);
  }

  private static String version(Checkout checkout, String path, boolean asdf) {
    String text;
    try {
      text = new String(checkout.read(path), StandardCharsets.UTF_8);
    } catch (UnreadableFileException e) {
      return "(unreadable)";
    }
    for (String line : text.lines().toList()) {
      String[] words = line.strip().split("\\s+");
      if (!asdf && !words[0].isEmpty() && !words[0].startsWith("#")) {
        return words[0];
      }
      if (asdf && words.length > 1 && words[0].equals("terraform")) {
        return words[1];
      }
    }
    return "";
  }
}
