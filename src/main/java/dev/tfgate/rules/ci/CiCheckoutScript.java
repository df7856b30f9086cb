package dev.tfgate.rules.ci;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.tfgate.checkout.Checkout;
import dev.tfgate.checkout.CheckoutFile;
import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.rules.view.Findings;
import dev.tfgate.rules.view.TreeRule;
import dev.tfgate.trust.Trust;
import dev.tfgate.yaml.YamlNode;
import java.util.Optional;

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
            .filter(program -> !isGoverned(program.text(), step, checkout, trust))
            .ifPresent(
                program ->
                    add(
                        build.path(),
                        program,
                        new YamlNode.Places(program),
                        0,
                        program.text().length(),
                        findings));
        for (YamlNode.Scalar text : CloudBuildFiles.shellText(step)) {
          Matcher found = Syntax.COMMAND.matcher(text.text());
          YamlNode.Places places = new YamlNode.Places(text);
          boolean elsewhere = Syntax.ELSEWHERE.matcher(text.text()).find();
          while (found.find()) {
            if (elsewhere || !isGoverned(found.group(1), step, checkout, trust)) {
              add(build.path(), text, places, found.start(1), found.end(1), findings);
            }
          }
        }
      }
    }
  }

  /** Whether a command is a script, in the folder of the step, that has a trusted copy. */
  private static boolean isGoverned(
      String command, YamlNode.Mapping step, Checkout checkout, Trust trust) {
    String script = Syntax.INTERPRETER.matcher(command).replaceFirst("");
    String folder = CloudBuildFiles.text(step, "dir").map(dir -> dir.text() + "/").orElse("");
    Optional<String> path =
        script.startsWith(WORKSPACE)
            ? Checkout.cleaned(script.substring(WORKSPACE.length()))
            : Checkout.cleaned(folder + script);
    return path.flatMap(checkout::file).filter(CheckoutFile::isFile).isPresent()
        && trust.ciConfig().files().stream().anyMatch(file -> file.governs(path.orElseThrow()));
  }

  private static final String WORKSPACE = "/workspace/";

  private static void add(
      String path,
      YamlNode.Scalar text,
      YamlNode.Places places,
      int from,
      int to,
      Findings findings) {
    String command = text.text().substring(from, to);
    findings.add(
        path,
        CloudBuildFiles.region(text, places, from, to),
        "'"
            + command
            + "' comes from the checkout, so a pull request can change what this step runs with the build's credentials. Put the script into the image, or ask the platform team to list it under ci_config in gate.yaml, with a trusted copy.",
        command);
  }

  /** Compiled where a build is looked at, not in every start. */
  private static final class Syntax {
    static final Pattern PROGRAM =
        Pattern.compile("\\./.*|/workspace/.*|make|npm|npx|yarn|pnpm|gradlew|mvnw|just|task|rake");

    /** After these a path is not below the folder of the step. */
    static final Pattern ELSEWHERE = Pattern.compile("\\b(?:cd|pushd|chroot)\\b");

    static final Pattern INTERPRETER =
        Pattern.compile("^(?:sh|bash|source|\\.|python3?|node|ruby|perl)\\s+");
    static final Pattern COMMAND =
        Pattern.compile(
            "(?m)(?:^|[;&|(]|\\bthen|\\bdo)\\s*(\\.{1,2}/[^\\s;&|)]+|/workspace/[^\\s;&|)]+|(?:sh|bash|source|\\.|python3?|node|ruby|perl)\\s+[^\\s;&|)$-][^\\s;&|)]*|(?:make|npm|npx|yarn|pnpm|just|task|rake)\\b)");
  }
}
