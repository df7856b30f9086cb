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
import dev.tfgate.rules.view.Wanted;
import dev.tfgate.terraform.ConfigurationDirectory;
import dev.tfgate.terraform.ConfiguredResource;
import dev.tfgate.terraform.PlanListener;
import dev.tfgate.terraform.ResourceChange;
import java.util.Map;
import java.util.Set;

/** Actions and resources that run programs, of the machine or of a service. */
public final class ActionCall implements ModuleRule, PlanRule {
  private static final Set<String> RUN = Set.of("action", "resource");

  @Override
  public RuleDescription description() {
    return new RuleDescription(
        "action-call",
        "Action or resource that runs a program",
        Enforcement.MANDATORY,
        Layer.CODE,
        "Some actions and resources run a program on the machine or in a service, at apply and at"
            + " destroy.");
  }

  @Override
  public void check(ConfigurationDirectory directory, Scope scope, Findings findings) {
    for (Objects.Placed object : Objects.in(directory)) {
      String mode = mode(object.mode());
      if (RUN.contains(mode)
          && runs(scope.facts(), mode, object.type())
          && !scope.allowsType(mode, object.type(), directory.path())) {
        findings.add(object.file(), object.block().range(), message(mode, object.type()));
        findings.admittedBy(
            Wanted.List.TYPES, mode + "." + object.type(), Map.of(), directory.path(), true);
      }
    }
  }

  @Override
  public PlanListener listen(PlanScope scope, PlanFindings findings) {
    return new PlanListener() {
      @Override
      public void configuredResource(ConfiguredResource resource) {
        if (isRefused(resource.mode(), resource.type(), scope)) {
          findings.add(resource.address(), message(mode(resource.mode()), resource.type()));
        }
      }

      @Override
      public void resourceChange(ResourceChange change) {
        if (isRefused(change.mode(), change.type(), scope)) {
          findings.add(change.address(), message(mode(change.mode()), change.type()));
        }
      }
    };
  }

  private static boolean isRefused(String written, String type, PlanScope scope) {
    String mode = mode(written);
    return RUN.contains(mode)
        && runs(scope.facts(), mode, type)
        && !scope.trust().allowsType(mode, type, scope.root());
  }

  /** As Terraform's configuration has it: a plan calls a resource "managed". */
  private static String mode(String mode) {
    return mode.equals("managed") ? "resource" : mode;
  }

  private static boolean runs(Facts facts, String mode, String type) {
    return TypeEffect.of(facts, mode, type).filter(Effect.EXECUTES::equals).isPresent();
  }

  private static String message(String mode, String type) {
    return "'%s.%s' runs a program when %s, with the credentials of the apply and with arguments from the checkout. Move it out of the configuration, or ask the platform team to add '%s.%s' under types.allow in gate.yaml."
        .formatted(
            mode, type, mode.equals("action") ? "a resource changes" : "it changes", mode, type);
  }
}
