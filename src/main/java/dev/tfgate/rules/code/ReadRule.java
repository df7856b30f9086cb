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

  /**
   * What they do and what to do instead.
   *
   * @param object {@code data.type}, as {@code types.allow} names it
   */
  String message(String object);

  @Override
  default void check(ConfigurationDirectory directory, Scope scope, Findings findings) {
    for (Objects.Placed object : Objects.in(directory)) {
      if (READS.contains(object.mode())
          && flags(scope.facts(), object.mode(), object.type())
          && !scope.allowsType(object.mode(), object.type(), directory.path())) {
        String name = object.mode() + "." + object.type();
        findings.add(object.file(), object.block().range(), message(name));
        findings.admittedBy(Wanted.List.TYPES, name, Map.of(), directory.path(), true);
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
          findings.add(resource.address(), message(resource.mode() + "." + resource.type()));
        }
      }
    };
  }
}
