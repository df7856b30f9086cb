package dev.tfgate.rules.ci;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.tfgate.checkout.Checkout;
import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.rules.view.Findings;
import dev.tfgate.rules.view.TreeRule;
import dev.tfgate.trust.Trust;
import dev.tfgate.yaml.YamlNode;

/** A trusted configuration that runs a script of the checkout runs what the pull request wrote. */
public final class CiCheckoutScript implements TreeRule {
  @Override
  public RuleDescription description() {
    return new RuleDescription(
        "ci-checkout-script",
        "Step that runs what lies in the checkout",
        Enforcement.ADVISORY,
        Layer.CI,
        "A trusted configuration that runs a script of the checkout runs what the pull request"
            + " wrote.");
  }

  @Override
  public void check(Checkout checkout, Trust trust, Findings findings) {
    for (CloudBuildFiles.Build build : CloudBuildFiles.in(checkout, trust)) {
      for (YamlNode.Mapping step : build.steps()) {
        CloudBuildFiles.text(step, "entrypoint")
            .filter(program -> Syntax.PROGRAM.matches(program.text()))
            .ifPresent(program -> add(build.path(), program, 0, program.text().length(), findings));
        for (YamlNode.Scalar text : CloudBuildFiles.shellText(step)) {
          Matcher found = Syntax.COMMAND.matcher(text.text());
          while (found.find()) {
            add(build.path(), text, found.start(1), found.end(1), findings);
          }
        }
      }
    }
  }

  private static void add(String path, YamlNode.Scalar text, int from, int to, Findings findings) {
    String command = text.text().substring(from, to);
    findings.add(
        path,
        CloudBuildFiles.region(text, from, to),
        "'"
            + command
            + "' comes from the checkout, so a pull request can change what this step runs with the build's credentials. Put the script into the image, or list it under ci_config in gate.yaml.",
        command);
  }

  /** Compiled where a build is looked at, not in every start. */
  private static final class Syntax {
    static final Pattern PROGRAM =
        Pattern.compile("\\./.*|/workspace/.*|make|npm|npx|yarn|pnpm|gradlew|mvnw|just|task|rake");
    static final Pattern COMMAND =
        Pattern.compile(
            "(?m)(?:^|[;&|(]|\\bthen|\\bdo)\\s*(\\.{1,2}/[^\\s;&|)]+|/workspace/[^\\s;&|)]+|(?:sh|bash|source|\\.|python3?|node|ruby|perl)\\s+[^\\s;&|)$-][^\\s;&|)]*|(?:make|npm|npx|yarn|pnpm|just|task|rake)\\b)");
  }
}
