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

/** The user who starts the build chooses the value, and the shell runs what is in it. */
public final class CiUserSubstitution implements TreeRule {
  @Override
  public RuleDescription description() {
    return new RuleDescription(
        "ci-user-substitution",
        "User substitution inside shell text",
        Enforcement.ADVISORY,
        Layer.CI,
        "The user who starts the build chooses the value, and the shell runs what is in it.");
  }

  @Override
  public void check(Checkout checkout, Trust trust, Findings findings) {
    for (CloudBuildFiles.Build build : CloudBuildFiles.in(checkout, trust)) {
      for (YamlNode.Mapping step : build.steps()) {
        for (YamlNode.Scalar text : CloudBuildFiles.shellText(step)) {
          Matcher found = Syntax.SUBSTITUTION.matcher(text.text());
          while (found.find()) {
            findings.add(
                build.path(),
                CloudBuildFiles.region(text, found.start(), found.end()),
                "'"
                    + found.group()
                    + "' is put into the text before the shell reads it, so a value that holds a semicolon runs as a command. Pass it through env, and let the shell expand it in quotes.",
                found.group());
          }
        }
      }
    }
  }

  /** Compiled where a build is looked at, not in every start. */
  private static final class Syntax {
    static final Pattern SUBSTITUTION = Pattern.compile("\\$\\{_[A-Z0-9_]+[^}]*\\}|\\$_[A-Z0-9_]+");
  }
}
