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

/** An image that is named by a tag can be another one tomorrow. */
public final class CiImageTag implements TreeRule {
  @Override
  public RuleDescription description() {
    return new RuleDescription(
        "ci-image-tag",
        "Step whose image is not pinned",
        Enforcement.ADVISORY,
        Layer.CI,
        "An image that is named by a tag can be another one tomorrow.");
  }

  @Override
  public void check(Checkout checkout, Trust trust, Findings findings) {
    for (CloudBuildFiles.Build build : CloudBuildFiles.in(checkout, trust)) {
      for (YamlNode.Mapping step : build.steps()) {
        CloudBuildFiles.text(step, "name")
            .filter(name -> !image(name.text(), build).contains("@sha256:"))
            .ifPresent(
                name ->
                    findings.add(
                        build.path(),
                        CloudBuildFiles.region(name),
                        "The image is named by a tag, and anyone who can move the tag decides what runs with the build's credentials. Name it by its digest, as in image@sha256:….",
                        name.text()));
      }
    }
  }

  /**
   * The image that a name stands for. One that is a substitution as a whole, to which the file
   * gives no value, is chosen by the trigger, out of reach of the checkout: it counts as pinned.
   */
  private static String image(String name, CloudBuildFiles.Build build) {
    Matcher substitution = Syntax.SUBSTITUTION.matcher(name);
    if (!substitution.matches()) {
      return name;
    }
    return build
        .substitutions()
        .flatMap(values -> CloudBuildFiles.text(values, substitution.group(1)))
        .map(YamlNode.Scalar::text)
        .orElse("@sha256:");
  }

  /** Compiled where a build is looked at, not in every start. */
  private static final class Syntax {
    static final Pattern SUBSTITUTION = Pattern.compile("\\$\\{?(_[A-Z0-9_]+)\\}?");
  }
}
