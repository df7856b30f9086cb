package dev.tfgate.rules;

import dev.tfgate.hcl.Attribute;
import dev.tfgate.hcl.Block;
import dev.tfgate.hcl.ConstantEvaluator;
import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.terraform.ConfigurationDirectory;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Backends that are not known to be harmless. */
public final class BackendArgument implements ModuleRule {
  @Override
  public RuleDescription description() {
    return new RuleDescription(
        "backend-argument",
        "Backend that is not allowed",
        Enforcement.MANDATORY,
        Layer.STATE,
        "A backend of another type than local or gcs, or with other arguments than allowed. A"
            + " backend acts at init, before any provider, and some run programs.");
  }

  @Override
  public void check(ConfigurationDirectory directory, Scope scope, Findings findings) {
    for (ConfigurationDirectory.Placed placed : directory.blocks("terraform")) {
      for (Block block : placed.block().body().blocks()) {
        if (block.type().equals("cloud")) {
          findings.add(
              placed.file(),
              block.range(),
              "The cloud block hands plan, state and variables to another service. Use a backend"
                  + " that the platform team allows.");
        } else if (block.type().equals("backend")) {
          refusal(block)
              .ifPresent(
                  why ->
                      findings.add(
                          placed.file(),
                          block.range(),
                          "The backend " + why + ". Use one that the platform team allows."));
        }
      }
    }
  }

  private static Optional<String> refusal(Block block) {
    if (block.labels().isEmpty()) {
      return Optional.of("names no type");
    }
    if (!block.body().blocks().isEmpty()) {
      return Optional.of(
          "holds the block '"
              + block.body().blocks().getFirst().type()
              + "', which is not allowed");
    }
    Map<String, Optional<String>> arguments = new TreeMap<>();
    for (Attribute attribute : block.body().attributes()) {
      arguments.put(attribute.name(), ConstantEvaluator.string(attribute.value()));
    }
    return StateArguments.refusal(block.label(0), arguments);
  }
}
