package dev.tfgate.rules;

import dev.tfgate.hcl.Attribute;
import dev.tfgate.hcl.Block;
import dev.tfgate.hcl.ConstantEvaluator;
import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.terraform.ConfigurationDirectory.Placed;
import dev.tfgate.terraform.Root;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Backends that the trust directory doesn't allow. */
public final class BackendArgument implements RootRule {
  @Override
  public RuleDescription description() {
    return new RuleDescription(
        "backend-argument",
        "Backend that is not allowed",
        Enforcement.MANDATORY,
        Layer.STATE,
        "A backend of another type, or with other arguments than allowed. A backend acts at init,"
            + " before any provider, and some run programs; another prefix is another state.");
  }

  @Override
  public void check(Root root, Scope scope, Findings findings) {
    if (root.module().states().isEmpty()) {
      requireNone(root, scope, findings);
    }
    for (Placed state : root.module().states()) {
      Block block = state.block();
      if (block.type().equals("cloud")) {
        findings.add(
            root,
            state.file(),
            block.range(),
            "The cloud block hands plan, state and variables to another service. Use a backend that"
                + " the platform team allows.");
        continue;
      }
      refusal(block, partialConfiguration(root, scope), root, scope)
          .ifPresent(
              why ->
                  findings.add(
                      root,
                      state.file(),
                      block.range(),
                      "The backend %s. Use one that the platform team allows in backends.allow of gate.yaml."
                          .formatted(why)));
    }
  }

  /**
   * No backend block is the backend {@code local} without arguments. A module that nobody calls is
   * no root for that.
   */
  private static void requireNone(Root root, Scope scope, Findings findings) {
    boolean meantToRun =
        !scope.trust().roots().isEmpty()
            || scope.configuration().isRootByItself(root.path(), Optional.empty());
    boolean allowed =
        StateArguments.refusal("local", Map.of(), scope.trust().backends(), root.path()).isEmpty();
    if (meantToRun && !allowed) {
      findings.add(
          root,
          "The root '%s' has no backend, so its state would stay on the machine that runs Terraform and be lost. Add a backend that the platform team allows in backends.allow of gate.yaml."
              .formatted(root.path()));
    }
  }

  private static Optional<String> refusal(
      Block block, List<BackendFile> partial, Root root, Scope scope) {
    if (block.labels().isEmpty()) {
      return Optional.of("names no type");
    }
    if (!block.body().blocks().isEmpty()) {
      return Optional.of(
          "holds the block '%s', which is not allowed"
              .formatted(block.body().blocks().getFirst().type()));
    }
    Map<String, Optional<String>> written = new TreeMap<>();
    for (Attribute attribute : block.body().attributes()) {
      written.put(attribute.name(), ConstantEvaluator.string(attribute.value()));
    }
    if (partial.isEmpty()) {
      return StateArguments.refusal(block.label(0), written, scope.trust().backends(), root.path());
    }
    for (BackendFile file : partial) {
      Map<String, Optional<String>> merged = new TreeMap<>(written);
      merged.putAll(file.arguments());
      Optional<String> why =
          StateArguments.refusal(block.label(0), merged, scope.trust().backends(), root.path());
      if (why.isPresent()) {
        return Optional.of("with %s %s".formatted(file.path(), why.get()));
      }
    }
    return Optional.empty();
  }

  private static List<BackendFile> partialConfiguration(Root root, Scope scope) {
    return BackendFile.in(root.path(), scope.checkout(), scope.trust());
  }
}
