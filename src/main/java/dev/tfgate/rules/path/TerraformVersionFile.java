package dev.tfgate.rules.path;

import static dev.tfgate.terraform.profile.Engine.TERRAFORM;
import static dev.tfgate.terraform.profile.Engine.TOFU;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.checkout.CheckoutFile;
import dev.tfgate.checkout.Namesakes;
import dev.tfgate.checkout.UnreadableFileException;
import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.rules.view.Findings;
import dev.tfgate.rules.view.TreeRule;
import dev.tfgate.terraform.profile.Engine;
import dev.tfgate.trust.Trust;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A version manager would fetch the Terraform or OpenTofu that this file names. */
public final class TerraformVersionFile implements TreeRule {
  private static final Pattern PLAIN = Pattern.compile("(?m)^[ \\t]*([^#\\s]\\S*)");

  /** How a file names the version of a program. */
  private record Line(Engine program, Pattern pattern) {}

  private static final List<Line> TOOLS =
      List.of(
          new Line(TERRAFORM, Pattern.compile("(?m)^[ \\t]*terraform[ \\t]+(\\S+)")),
          new Line(TOFU, Pattern.compile("(?m)^[ \\t]*(?:opentofu|tofu)[ \\t]+(\\S+)")));

  private static final List<Line> TOML =
      List.of(
          new Line(TERRAFORM, toml("terraform|version")), new Line(TOFU, toml("opentofu|tofu")));

  private static final Map<String, List<Line>> FILES =
      Map.of(
          ".terraform-version", List.of(new Line(TERRAFORM, PLAIN)),
          ".opentofu-version", List.of(new Line(TOFU, PLAIN)),
          ".tfswitchrc", List.of(new Line(TERRAFORM, PLAIN)),
          ".tool-versions", TOOLS,
          ".tfswitch.toml", TOML,
          ".mise.toml", TOML,
          "mise.toml", TOML);

  private static Pattern toml(String keys) {
    return Pattern.compile(
        "(?m)^[ \\t]*\"?(?:" + keys + ")\"?[ \\t]*=[ \\t]*[\"']([^\"'\\n]+)[\"']");
  }

  @Override
  public RuleDescription description() {
    return new RuleDescription(
        "terraform-version-file",
        "Version file that names another Terraform",
        Enforcement.ADVISORY,
        Layer.PATH,
        "A version manager would fetch the Terraform or OpenTofu that this file names.");
  }

  @Override
  public void check(Checkout checkout, Trust trust, Findings findings) {
    if (trust.manifest().programs().isEmpty()) {
      return;
    }
    for (Namesakes named : checkout.byName()) {
      List<Line> lines = FILES.getOrDefault(named.name(), List.of());
      for (CheckoutFile entry : lines.isEmpty() ? List.<CheckoutFile>of() : named.entries()) {
        if (!entry.isDirectory()) {
          check(checkout, entry, lines, trust, findings);
        }
      }
    }
  }

  private static void check(
      Checkout checkout, CheckoutFile entry, List<Line> lines, Trust trust, Findings findings) {
    for (Line line : lines) {
      Optional<String> version = version(checkout, entry.path(), line.pattern());
      if (version.isPresent() && !isPinned(line.program(), version.get(), trust)) {
        findings.add(
            entry.path(),
            "The file names %s %s, but %s is pinned. A version manager would fetch the other one. Write the pinned version, or remove the file."
                .formatted(line.program().title(), version.get(), trust.programs().titles()));
        break;
      }
    }
  }

  private static boolean isPinned(Engine program, String version, Trust trust) {
    return trust.manifest().versionsOf(program).stream()
        .anyMatch(pinned -> pinned.version().equals(version));
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
