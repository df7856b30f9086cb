package dev.tfgate.rules.provider;

import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.rules.view.Findings;
import dev.tfgate.rules.view.ModuleRule;
import dev.tfgate.rules.view.Scope;
import dev.tfgate.terraform.ConfigurationDirectory;
import dev.tfgate.terraform.Module;
import dev.tfgate.terraform.ProviderRequest;
import dev.tfgate.terraform.ProviderRequirement;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Requests of providers that can't be told before Terraform runs. */
public final class ProviderUnclear implements ModuleRule {
  @Override
  public RuleDescription description() {
    return new RuleDescription(
        "provider-unclear",
        "Provider that can't be told",
        Enforcement.MANDATORY,
        Layer.PROVIDER,
        "The source or the version of a provider is not a constant that can be read, so the gate"
            + " can't tell which program would be loaded.");
  }

  @Override
  public void check(ConfigurationDirectory directory, Scope scope, Findings findings) {
    Optional<Module> module = scope.configuration().module(directory.path());
    if (module.isEmpty()) {
      return;
    }
    Set<String> unclear = new HashSet<>();
    for (ProviderRequirement requirement : module.get().requirements()) {
      if (requirement.problem() != null) {
        unclear.add(requirement.localName());
        findings.add(
            requirement.entry().file(),
            requirement.entry().attribute().range(),
            "The required_providers entry '%s' can't be checked: %s. Write the source as a literal such as \"hashicorp/aws\"."
                .formatted(requirement.localName(), requirement.problem()));
      }
    }
    for (ProviderRequest request : module.get().providerRequests()) {
      if (request.constraintsUnclear()) {
        findings.add(
            request.file(),
            request.range(),
            "The version that %s asks for is not a constant version constraint, so what would be loaded can't be told. Write it as a literal such as \"~> 5.0\"."
                .formatted(request.by()));
      } else if (request.address().isEmpty() && !unclear.contains(request.localName())) {
        findings.add(
            request.file(),
            request.range(),
            "Which provider %s uses can't be told. Name it as a plain reference such as aws or aws.west."
                .formatted(request.by()));
      }
    }
  }
}
