package dev.tfgate.rules.code;

import dev.tfgate.facts.Facts;
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
import java.util.Map;
import java.util.Set;

/** A rule over data sources and ephemerals of some types, in the source and in a plan. */
interface ReadRule extends ModuleRule, PlanRule {
  /** The modes of what is read. */
  Set<String> READS = Set.of("data", "ephemeral");

  /**
   * Whether a block of that mode ({@code data}, {@code ephemeral}) and type is flagged, unless
   * {@code types.allow} names it.
   */
  boolean flags(Facts facts, String mode, String type);

  /** What they do and what to do instead, behind {@code 'data.type'}. */
  String does();

  @Override
  default void check(ConfigurationDirectory directory, Scope scope, Findings findings) {
    for (Objects.Placed object : Objects.in(directory)) {
      if (READS.contains(object.mode())
          && flags(scope.facts(), object.mode(), object.type())
          && !scope.allowsType(object.mode(), object.type(), directory.path())) {
        findings.add(
            object.file(),
            object.block().range(),
            "'" + object.mode() + "." + object.type() + "' " + does());
        findings.admittedBy(
            Wanted.List.TYPES,
            object.mode() + "." + object.type(),
            Map.of(),
            directory.path(),
            true);
      }
    }
  }

  @Override
  default PlanListener listen(PlanScope scope, PlanFindings findings) {
    return new PlanListener() {
      @Override
      public void configuredResource(ConfiguredResource resource) {
        if (READS.contains(resource.mode())
            && flags(scope.facts(), resource.mode(), resource.type())
            && !scope.trust().allowsType(resource.mode(), resource.type(), scope.root())) {
          findings.add(
              resource.address(), "'" + resource.mode() + "." + resource.type() + "' " + does());
        }
      }
    };
  }
}
