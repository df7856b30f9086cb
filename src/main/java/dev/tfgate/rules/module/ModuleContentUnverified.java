package dev.tfgate.rules.module;

import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.rules.view.Findings;
import dev.tfgate.rules.view.ModuleRule;
import dev.tfgate.rules.view.Scope;
import dev.tfgate.terraform.ConfigurationDirectory;
import java.util.Optional;

/** An admitted remote module is not there yet when the checkout is checked. */
public final class ModuleContentUnverified implements ModuleRule {
  @Override
  public RuleDescription description() {
    return new RuleDescription(
        "module-content-unverified",
        "Remote module whose content is not in the checkout",
        Enforcement.ADVISORY,
        Layer.MODULE,
        "A module that modules.allow admits is fetched later, so this check has not seen what it"
            + " holds; tfgate terraform checks it before init.");
  }

  @Override
  public void check(ConfigurationDirectory directory, Scope scope, Findings findings) {
    ModuleCalls.sources(
        directory,
        (file, call, attribute) -> {
          Optional<String> source = ModuleSource.text(directory, file, attribute, scope);
          if (source.isPresent()
              && !RemoteModule.isLocal(source.get())
              && RemoteModule.refusal(source.get(), call, scope.trust().modules(), null)
                  .isEmpty()) {
            findings.add(
                file,
                attribute.range(),
                "Module source '%s' is admitted, but its content is not in the checkout and was"
                        .formatted(source.get())
                    + " not checked. Run Terraform through 'tfgate terraform', which checks it"
                    + " before init.");
          }
        });
  }
}
