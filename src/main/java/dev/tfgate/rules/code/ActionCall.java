package dev.tfgate.rules.code;

import dev.tfgate.facts.Effect;
import dev.tfgate.facts.Facts;
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

/** Actions that run programs, of the machine or of a service. */
public final class ActionCall implements ModuleRule, PlanRule {
  @Override
  public RuleDescription description() {
    return new RuleDescription(
        "action-call",
        "Action that runs a program",
        Enforcement.MANDATORY,
        Layer.CODE,
        "Some actions run a program on the machine or in a service, at apply and at destroy.");
  }

  @Override
  public void check(ConfigurationDirectory directory, Scope scope, Findings findings) {
    for (Objects.Placed object : Objects.in(directory)) {
      if (object.mode().equals("action")
          && runs(scope.facts(), object.type())
          && !scope.trust().allowsType("action", object.type())) {
        findings.add(object.file(), object.block().range(), message(object.type()));
      }
    }
  }

  @Override
  public PlanListener listen(PlanScope scope, PlanFindings findings) {
    return new PlanListener() {
      @Override
      public void configuredResource(ConfiguredResource resource) {
        if (isRefused(resource.mode(), resource.type(), scope)) {
          findings.add(resource.address(), message(resource.type()));
        }
      }

      @Override
      public void resourceChange(ResourceChange change) {
        if (isRefused(change.mode(), change.type(), scope)) {
          findings.add(change.address(), message(change.type()));
        }
      }
    };
  }

  private static boolean isRefused(String mode, String type, PlanScope scope) {
    return mode.equals("action")
        && runs(scope.facts(), type)
        && !scope.trust().allowsType("action", type);
  }

  private static boolean runs(Facts facts, String type) {
    return TypeEffect.of(facts, "action", type).filter(Effect.EXECUTES::equals).isPresent();
  }

  private static String message(String type) {
    return "'action.%s' runs a program when a resource changes, with the credentials of the apply and arguments of the checkout's choice; move it out of Terraform, or ask the platform team to allow 'action.%s' under types.allow."
        .formatted(type, type);
  }
}
