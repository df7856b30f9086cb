package dev.tfgate.rules.path;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.checkout.CheckoutFile;
import dev.tfgate.checkout.UnreadableFileException;
import dev.tfgate.plugins.PinnedTerraform;
import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.rules.view.Findings;
import dev.tfgate.rules.view.TreeRule;
import dev.tfgate.trust.Trust;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A version manager would fetch the Terraform that this file names. */
public final class TerraformVersionFile implements TreeRule {
  private static final Pattern PLAIN = Pattern.compile("(?m)^[ \\t]*([^#\\s]\\S*)");
  private static final Pattern TOOL = Pattern.compile("(?m)^[ \\t]*terraform[ \\t]+(\\S+)");
  private static final Pattern TOML =
      Pattern.compile(
          "(?m)^[ \\t]*\"?(?:terraform|version)\"?[ \\t]*=[ \\t]*[\"']([^\"'\\n]+)[\"']");

  /** How a file of that name names a version. */
  private static final Map<String, Pattern> FILES =
      Map.of(
          ".terraform-version", PLAIN,
          ".tfswitchrc", PLAIN,
          ".tool-versions", TOOL,
          ".tfswitch.toml", TOML,
          ".mise.toml", TOML,
          "mise.toml", TOML);

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
    PinnedTerraform pinned = trust.manifest().terraform();
    if (pinned == null) {
      return;
    }
    for (CheckoutFile entry : checkout.files()) {
      Pattern names = FILES.get(entry.name());
      if (names == null || entry.isDirectory()) {
        continue;
      }
      Optional<String> version = version(checkout, entry.path(), names);
      if (version.isPresent() && !version.get().equals(pinned.version())) {
        findings.add(
            entry.path(),
            "It names Terraform %s, and %s is pinned: a version manager would fetch the other one;"
                    .formatted(version.get(), pinned.version())
                + " name the pinned version or remove the file.");
      }
    }
  }

  private static Optional<String> version(Checkout checkout, String path, Pattern names) {
    try {
      Matcher matcher = names.matcher(new String(checkout.read(path), StandardCharsets.UTF_8));
      return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    } catch (UnreadableFileException e) {
      return Optional.of("(unreadable)");
    }
  }
}
