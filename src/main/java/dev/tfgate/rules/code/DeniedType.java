package dev.tfgate.rules.code;

import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.rules.view.Findings;
import dev.tfgate.rules.view.ModuleRule;
import dev.tfgate.rules.view.Objects;
import dev.tfgate.rules.view.PlanFindings;
import dev.tfgate.rules.view.PlanRule;
import dev.tfgate.rules.view.PlanScope;
import dev.tfgate.rules.view.Scope;
import dev.tfgate.terraform.ConfigurationDirectory;
import dev.tfgate.terraform.ConfiguredResource;
import dev.tfgate.terraform.PlanListener;
import dev.tfgate.terraform.ResourceChange;

/** The trust directory denies this type. */
public final class DeniedType implements ModuleRule, PlanRule {
  @Override
  public RuleDescription description() {
    return new RuleDescription(
        "denied-type",
        "Type that the trust directory denies",
        Enforcement.MANDATORY,
        Layer.CODE,
        "The trust directory denies this type.");
  }

  @Override
  public void check(ConfigurationDirectory directory, Scope scope, Findings findings) {
    for (Objects.Placed object : Objects.in(directory)) {
      if (scope.trust().deniesType(object.mode(), object.type())) {
        findings.add(object.file(), object.block().range(), "'" + object.address() + "'" + DENIED);
      }
    }
  }

  @Override
  public PlanListener listen(PlanScope scope, PlanFindings findings) {
    return new PlanListener() {
      @Override
      public void configuredResource(ConfiguredResource resource) {
        String mode = resource.mode().equals("managed") ? "resource" : resource.mode();
        if (scope.trust().deniesType(mode, resource.type())) {
          findings.add(resource.address(), "'" + mode + "." + resource.type() + "'" + DENIED);
        }
      }

      @Override
      public void resourceChange(ResourceChange change) {
        if (change.mode().equals("action") && scope.trust().deniesType("action", change.type())) {
          findings.add(change.address(), "'action." + change.type() + "'" + DENIED);
        }
      }
    };
  }

  private static final String DENIED =
      " is denied by types.deny in gate.yaml. Remove it, or ask the platform team to take it out of that list.";
}
