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

/** Requests of providers that are not known before Terraform runs. */
public final class ProviderUnclear implements ModuleRule {
  @Override
  public RuleDescription description() {
    return new RuleDescription(
        "provider-unclear",
        "Provider that is not certain",
        Enforcement.MANDATORY,
        Layer.PROVIDER,
        "The source or the version of a provider is not a constant, so the gate does not know which program would be loaded.");
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
            "The version that %s asks for is not a constant version constraint, so any version might be loaded. Write it as a literal such as \"~> 5.0\"."
                .formatted(request.by()));
      } else if (request.address().isEmpty() && !unclear.contains(request.localName())) {
        findings.add(
            request.file(),
            request.range(),
            "The provider that %s uses is not a plain reference, so any provider might be loaded. Write a reference such as aws or aws.west."
                .formatted(request.by()));
      }
    }
  }
}
