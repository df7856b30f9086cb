package dev.tfgate.rules.module;

import dev.tfgate.hcl.ConstantEvaluator;
import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.rules.view.Findings;
import dev.tfgate.rules.view.ModuleRule;
import dev.tfgate.rules.view.RootRule;
import dev.tfgate.rules.view.Scope;
import dev.tfgate.terraform.ConfigurationDirectory;
import dev.tfgate.terraform.Root;
import java.util.Optional;

/** An admitted remote module is not there yet when the checkout is checked. */
public final class ModuleContentUnverified implements ModuleRule, RootRule {
  @Override
  public boolean judgesUncalled() {
    return true;
  }

  @Override
  public RuleDescription description() {
    return new RuleDescription(
        "module-content-unverified",
        "Remote module whose content is not in the checkout",
        Enforcement.ADVISORY,
        Layer.MODULE,
        "A module that modules.allow admits is fetched later, so this check has not seen its content. tfgate terraform checks it before init.");
  }

  @Override
  public void check(ConfigurationDirectory directory, Scope scope, Findings findings) {
    ModuleCalls.sources(
        directory,
        (file, call, attribute) -> {
          Optional<String> source = ConstantEvaluator.plainString(attribute.value());
          if (source.isPresent()
              && !RemoteModule.isLocal(source.get())
              && RemoteModule.refusal(
                      source.get(),
                      ModuleCalls.version(call),
                      scope.trust().modules(),
                      null,
                      scope.profile().program())
                  .isEmpty()) {
            findings.add(file, attribute.range(), message(source.get(), scope));
          }
        });
  }

  /** Of computed sources, each that is admitted. */
  @Override
  public void check(Root root, Scope scope, Findings findings) {
    for (ComputedCalls.Computed computed : ComputedCalls.of(root, scope)) {
      for (String source : computed.sources().texts()) {
        if (computed.call().isComputed()
            && !RemoteModule.isLocal(source)
            && computed.versions().unknown().isEmpty()
            && computed.eachVersion().stream()
                .allMatch(
                    version ->
                        RemoteModule.refusal(
                                source,
                                version,
                                scope.trust().modules(),
                                scope.runsIn(root),
                                scope.profile().program())
                            .isEmpty())) {
          findings.add(
              root,
              computed.argument().file(),
              computed.argument().attribute().range(),
              message(source, scope));
        }
      }
    }
  }

  private static String message(String source, Scope scope) {
    return "The module source '%s' is allowed, but its content is not in the checkout and was not checked. Run %s through 'tfgate %s', which checks it before init."
        .formatted(source, scope.profile().program().title(), scope.profile().program().word());
  }
}
