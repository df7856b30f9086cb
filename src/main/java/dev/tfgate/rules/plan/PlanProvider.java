package dev.tfgate.rules.plan;

import dev.tfgate.plugins.Manifest;
import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.rules.view.PlanFindings;
import dev.tfgate.rules.view.PlanRule;
import dev.tfgate.rules.view.PlanScope;
import dev.tfgate.terraform.PlanListener;
import dev.tfgate.terraform.PlannedProvider;
import java.util.HashSet;
import java.util.Set;

/** A plan needs only providers that the manifest pins. */
public final class PlanProvider implements PlanRule {
  private static final String BUILT_IN = "terraform.io/builtin/terraform";

  @Override
  public RuleDescription description() {
    return new RuleDescription(
        "plan-provider-not-pinned",
        "Plan of a provider that is not pinned",
        Enforcement.MANDATORY,
        Layer.PLAN,
        "A plan that needs a provider outside of the manifest was made by a program that the"
            + " platform team did not pin.");
  }

  @Override
  public PlanListener listen(PlanScope scope, PlanFindings findings) {
    Manifest manifest = scope.trust().manifest();
    boolean governed = scope.trust().location() != null;
    Set<String> seen = new HashSet<>();
    return new PlanListener() {
      @Override
      public void provider(PlannedProvider provider) {
        if (governed
            && !provider.source().equals(BUILT_IN)
            && manifest.versionsOf(provider.source()).isEmpty()
            && seen.add(provider.source())) {
          findings.add(
              provider.usedBy(),
              "The plan needs the provider %s, which %s does not pin, so a program of unknown origin made this plan. Remove the code that uses it, or ask the platform team to pin it."
                  .formatted(provider.source(), Manifest.FILE_NAME));
        }
      }
    };
  }
}
