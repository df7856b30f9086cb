package dev.tfgate.rules.plan;

import dev.tfgate.plugins.PinnedProgram;
import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.rules.view.PlanFindings;
import dev.tfgate.rules.view.PlanRule;
import dev.tfgate.rules.view.PlanScope;
import dev.tfgate.terraform.PlanHeader;
import dev.tfgate.terraform.PlanListener;
import java.util.List;

/** A plan was written by the Terraform that the manifest pins. */
public final class PlanTerraform implements PlanRule {
  @Override
  public RuleDescription description() {
    return new RuleDescription(
        "plan-terraform-not-pinned",
        "Plan of another Terraform",
        Enforcement.MANDATORY,
        Layer.PLAN,
        "A plan of another Terraform than the pinned one was not made by this pipeline, and may"
            + " hold what the gate does not know.");
  }

  @Override
  public PlanListener listen(PlanScope scope, PlanFindings findings) {
    return new PlanListener() {
      @Override
      public void end(PlanHeader header) {
        List<PinnedProgram> pinned = scope.trust().manifest().programs();
        boolean made =
            pinned.isEmpty()
                || pinned.stream()
                    .anyMatch(program -> program.version().equals(header.terraformVersion()));
        if (!made) {
          findings.add(
              "",
              "The plan was made by version %s, but %s is pinned. Plan again with the pinned one, as 'tfgate %s -- plan' does."
                  .formatted(
                      header.terraformVersion().isEmpty() ? "(none)" : header.terraformVersion(),
                      scope.trust().programs().titles(),
                      pinned.getFirst().program().word()));
        }
      }
    };
  }
}
