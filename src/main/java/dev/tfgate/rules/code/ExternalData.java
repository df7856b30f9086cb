package dev.tfgate.rules.code;

import dev.tfgate.facts.Facts;
import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.RuleDescription;

/** The data source external runs a program at plan time. */
public final class ExternalData implements ReadRule {
  @Override
  public RuleDescription description() {
    return new RuleDescription(
        "external-data",
        "Data source external",
        Enforcement.MANDATORY,
        Layer.CODE,
        "The data source external runs a program at plan time.");
  }

  @Override
  public boolean flags(Facts facts, String mode, String type) {
    return type.equals("external");
  }

  @Override
  public String message(String object) {
    return "'%s' runs a program from the checkout at plan time, before anyone has approved the plan. Compute the value in the configuration or pass it in as a variable, or ask the platform team to add '%s' under types.allow in gate.yaml."
        .formatted(object, object);
  }
}
