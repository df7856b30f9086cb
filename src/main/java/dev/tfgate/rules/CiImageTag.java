package dev.tfgate.rules;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.trust.Trust;
import dev.tfgate.yaml.YamlNode;

/** An image that is named by a tag can be another one tomorrow. */
final class CiImageTag implements TreeRule {
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
            .filter(name -> !name.text().contains("@sha256:"))
            .ifPresent(
                name ->
                    findings.add(
                        build.path(),
                        CloudBuildFiles.region(name),
                        "the image is named by a tag, so who can move the tag decides what runs"
                            + " with the build's credentials; name it by digest, image@sha256:…",
                        name.text()));
      }
    }
  }
}
