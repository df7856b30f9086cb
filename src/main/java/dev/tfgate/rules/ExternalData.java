package dev.tfgate.rules;

import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.terraform.ConfigurationDirectory;
import java.util.Set;

/** The data source external runs a program at plan time. */
final class ExternalData implements ModuleRule {
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
  public void check(ConfigurationDirectory directory, Scope scope, Findings findings) {
    Objects.reportReads(
        directory,
        scope,
        findings,
        TYPES,
        "runs a program of its choice at plan time; compute the value in the configuration, or pass it in as a variable");
  }

  private static final Set<String> TYPES = Set.of("external");
}
