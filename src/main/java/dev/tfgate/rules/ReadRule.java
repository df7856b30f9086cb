package dev.tfgate.rules;

import dev.tfgate.terraform.ConfigurationDirectory;
import dev.tfgate.terraform.ConfiguredResource;
import dev.tfgate.terraform.PlanListener;
import java.util.Set;

/** A rule over data sources and ephemerals of some types, in the source and in a plan. */
interface ReadRule extends ModuleRule, PlanRule {
  /** The types it flags, unless {@code types.allow} names them. */
  Set<String> types();

  /** What they do and what to do instead, behind {@code data "type"}. */
  String does();

  @Override
  default void check(ConfigurationDirectory directory, Scope scope, Findings findings) {
    Objects.reportReads(directory, scope, findings, types(), does());
  }

  @Override
  default PlanListener listen(PlanScope scope, PlanFindings findings) {
    return new PlanListener() {
      @Override
      public void configuredResource(ConfiguredResource resource) {
        boolean reads = resource.mode().equals("data") || resource.mode().equals("ephemeral");
        if (reads
            && types().contains(resource.type())
            && !scope.trust().allowsType(resource.mode(), resource.type())) {
          findings.add(
              resource.address(), resource.mode() + " \"" + resource.type() + "\" " + does());
        }
      }
    };
  }
}
