package dev.tfgate.rules;

import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.terraform.Argument;
import dev.tfgate.terraform.ConfigurationDirectory;
import dev.tfgate.terraform.Module;
import dev.tfgate.terraform.ModuleCall;
import java.util.Optional;

/** Allowed modules from elsewhere, whose content is not in the checkout. */
public final class ModuleContentUnverified implements ModuleRule {
  @Override
  public RuleDescription description() {
    return new RuleDescription(
        "module-content-unverified",
        "Module whose content is not in the checkout",
        Enforcement.ADVISORY,
        Layer.MODULE,
        "A module that modules.allow admits is fetched later, so this check did not see what it"
            + " holds. tfgate terraform checks it by the same rules after terraform get.");
  }

  @Override
  public void check(ConfigurationDirectory directory, Scope scope, Findings findings) {
    Optional<Module> module = scope.configuration().module(directory.path());
    if (module.isEmpty()) {
      return;
    }
    for (ModuleCall call : module.get().calls()) {
      Optional<Argument> argument = call.declaration().argument("source");
      Optional<String> source = call.source();
      Optional<String> version = call.declaration().argument("version").flatMap(Argument::string);
      if (argument.isPresent()
          && source.isPresent()
          && !call.isLocal()
          && RemoteModule.refusal(source.get(), version, scope.trust()).isEmpty()) {
        findings.add(
            argument.get().file(),
            argument.get().attribute().range(),
            "The module '%s' is allowed but not in the checkout, so what it holds was not checked here. 'tfgate terraform -- init' fetches it and checks it by the same rules."
                .formatted(source.get()));
      }
    }
  }
}
