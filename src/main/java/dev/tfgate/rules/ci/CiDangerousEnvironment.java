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

/**
 * Variables such as PATH, LD_PRELOAD, TF_CLI_ARGS and GIT_CONFIG decide what a step really runs.
 */
public final class CiDangerousEnvironment implements TreeRule {
  @Override
  public RuleDescription description() {
    return new RuleDescription(
        "ci-dangerous-environment",
        "Environment that changes what programs do",
        Enforcement.ADVISORY,
        Layer.CI,
        "Variables such as PATH, LD_PRELOAD, TF_CLI_ARGS and GIT_CONFIG decide what a step really"
            + " runs.");
  }

  @Override
  public void check(Checkout checkout, Trust trust, Findings findings) {
    for (CloudBuildFiles.Build build : CloudBuildFiles.in(checkout, trust)) {
      build.options().ifPresent(options -> check(build.path(), options, findings));
      for (YamlNode.Mapping step : build.steps()) {
        check(build.path(), step, findings);
      }
    }
  }

  private static void check(String path, YamlNode.Mapping step, Findings findings) {
    for (YamlNode.Scalar item : CloudBuildFiles.items(step, "env")) {
      Matcher found = Syntax.DANGEROUS.matcher(item.text());
      if (found.lookingAt()) {
        findings.add(
            path,
            CloudBuildFiles.region(item, 0, found.end() - 1),
            "'"
                + found.group(1)
                + "' decides which programs, plugins or hosts a step uses, whatever its arguments say. Remove it.",
            found.group(1));
      }
    }
    if (step.get("volumes").orElse(null) instanceof YamlNode.Sequence volumes) {
      for (YamlNode volume : volumes.items()) {
        String at =
            volume instanceof YamlNode.Mapping mapping
                ? CloudBuildFiles.text(mapping, "path").map(YamlNode.Scalar::text).orElse("?")
                : "?";
        if (Syntax.OF_THE_IMAGE.matcher(at).matches()) {
          findings.add(
              path,
              CloudBuildFiles.region(volume),
              "The volume at '%s' hides the image's own files there, so this step runs or reads files that an earlier step wrote. Mount it elsewhere."
                  .formatted(at),
              at);
        }
      }
    }
  }

  /** Compiled where a build is looked at, not in every start. */
  private static final class Syntax {
    /** Where programs, libraries and their settings lie. */
    static final Pattern OF_THE_IMAGE =
        Pattern.compile(
            "/*((bin|sbin|lib[^/]*|usr|etc|opt|root|home|builder)(/.*)?)?|.*\\.\\..*|\\?");

    static final Pattern DANGEROUS =
        Pattern.compile(
            "(PATH|ENV|BASH_ENV|LD_[A-Z_]+|PYTHONPATH|PYTHONSTARTUP|NODE_OPTIONS|PERL5OPT|JAVA_TOOL_OPTIONS|JDK_JAVA_OPTIONS|HOME|SHELLOPTS|TF_[A-Za-z0-9_]+|TERRAFORM_CONFIG|GIT_[A-Z0-9_]+|CLOUDSDK_[A-Z0-9_]+|(HTTPS?|ALL)_PROXY|(https?|all)_proxy)=");
  }
}
