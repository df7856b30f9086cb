package dev.tfgate.rules.ci;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.Region;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.rules.view.Findings;
import dev.tfgate.rules.view.TreeRule;
import dev.tfgate.trust.Trust;
import dev.tfgate.yaml.Position;
import dev.tfgate.yaml.Problem;
import dev.tfgate.yaml.ScalarType;
import dev.tfgate.yaml.YamlNode;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Duplicate keys, aliases, tags and further documents mean one thing to the reviewer and another to
 * Cloud Build.
 */
public final class CiAmbiguousYaml implements TreeRule {
  @Override
  public RuleDescription description() {
    return new RuleDescription(
        "ci-ambiguous-yaml",
        "CI configuration that parsers read differently",
        Enforcement.ADVISORY,
        Layer.CI,
        "Duplicate keys, aliases, tags and further documents mean one thing to the reviewer and"
            + " another to Cloud Build.");
  }

  @Override
  public void check(Checkout checkout, Trust trust, Findings findings) {
    for (CloudBuildFiles.Build build : CloudBuildFiles.in(checkout, trust)) {
      for (Problem problem : build.problems()) {
        Position at = problem.position();
        findings.add(
            build.path(),
            at == null ? null : new Region(at.line(), at.column(), at.line(), at.column() + 1),
            "Parsers of YAML read this differently: "
                + problem.message()
                + ". The build may then do something else than the reviewer saw.",
            problem.message());
      }
      for (YamlNode.Mapping step : build.steps()) {
        for (String key : TEXTS) {
          CloudBuildFiles.text(step, key).ifPresent(text -> check(build.path(), text, findings));
          CloudBuildFiles.items(step, key).forEach(text -> check(build.path(), text, findings));
        }
      }
    }
  }

  private static final List<String> TEXTS =
      List.of("name", "id", "dir", "entrypoint", "script", "args", "env", "secretEnv", "waitFor");

  /** Words that YAML 1.1 takes for true and false. */
  private static final Set<String> SWITCHES = Set.of("yes", "no", "on", "off", "y", "n");

  private static void check(String path, YamlNode.Scalar text, Findings findings) {
    boolean word =
        text.style() == YamlNode.Style.PLAIN
            && SWITCHES.contains(text.text().toLowerCase(Locale.ROOT));
    if (word || text.type() != ScalarType.TEXT) {
      findings.add(
          path,
          CloudBuildFiles.region(text),
          "Some parsers read '%s' as a number, a switch or null, but Cloud Build expects text here. Put it in quotes."
              .formatted(text.text()),
          text.text());
    }
  }
}
