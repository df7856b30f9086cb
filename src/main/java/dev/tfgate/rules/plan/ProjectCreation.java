package dev.tfgate.rules.plan;

import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.rules.view.PlanFindings;
import dev.tfgate.rules.view.PlanRule;
import dev.tfgate.rules.view.PlanScope;
import dev.tfgate.terraform.CreatedProject;
import dev.tfgate.terraform.PlanListener;
import dev.tfgate.terraform.ResourceChange;

/** A plan creates projects, whose creator becomes Owner. */
public final class ProjectCreation implements PlanRule {
  @Override
  public RuleDescription description() {
    return new RuleDescription(
        "project-creation",
        "Creation of a project",
        Enforcement.ADVISORY,
        Layer.PLAN,
        "The creator of a project becomes its Owner. The grant has to be removed after the apply.");
  }

  @Override
  public PlanListener listen(PlanScope scope, PlanFindings findings) {
    return new PlanListener() {
      @Override
      public void resourceChange(ResourceChange change) {
        CreatedProject.of(change)
            .ifPresent(
                project ->
                    findings.add(
                        project.address(),
                        "Creates the project %s, whose creator becomes Owner. 'tfgate terraform -- apply' removes that grant afterwards. After any other apply, run 'tfgate owners strip'."
                            .formatted(
                                project.projectId().isEmpty()
                                    ? "(its id is not known yet)"
                                    : project.projectId())));
      }
    };
  }
}
