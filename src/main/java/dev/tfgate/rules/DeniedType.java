package dev.tfgate.rules;

import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.terraform.ConfigurationDirectory;

/** The trust directory denies this type. */
final class DeniedType implements ModuleRule {
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
        findings.add(
            object.file(),
            object.block().range(),
            object.address() + " is denied by types.deny of gate.yaml; remove it");
      }
    }
  }
}
