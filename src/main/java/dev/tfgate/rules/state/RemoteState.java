package dev.tfgate.rules.state;

import dev.tfgate.hcl.Attribute;
import dev.tfgate.hcl.Block;
import dev.tfgate.hcl.Body;
import dev.tfgate.hcl.ConstantEvaluator;
import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.rules.view.Findings;
import dev.tfgate.rules.view.ModuleRule;
import dev.tfgate.rules.view.PlanFindings;
import dev.tfgate.rules.view.PlanRule;
import dev.tfgate.rules.view.PlanScope;
import dev.tfgate.rules.view.RootRule;
import dev.tfgate.rules.view.Scope;
import dev.tfgate.rules.view.Wanted;
import dev.tfgate.terraform.ConfigurationDirectory;
import dev.tfgate.terraform.ConfiguredResource;
import dev.tfgate.terraform.Declaration;
import dev.tfgate.terraform.FileKind;
import dev.tfgate.terraform.Module;
import dev.tfgate.terraform.ParsedFile;
import dev.tfgate.terraform.PlanListener;
import dev.tfgate.terraform.Resource;
import dev.tfgate.terraform.Root;
import dev.tfgate.terraform.values.Possible;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Remote state that is not known to be harmless. */
public final class RemoteState implements ModuleRule, RootRule, PlanRule {
  @Override
  public boolean judgesUncalled() {
    return true;
  }

  @Override
  public RuleDescription description() {
    return new RuleDescription(
        "remote-state",
        "Remote state that is not allowed",
        Enforcement.MANDATORY,
        Layer.STATE,
        "A terraform_remote_state of another type than local or gcs, or with other arguments than"
            + " allowed. It is read at plan and can run programs or send data out.");
  }

  @Override
  public void check(ConfigurationDirectory directory, Scope scope, Findings findings) {
    for (ParsedFile file : directory.files()) {
      if (file.kind() == FileKind.CONFIGURATION) {
        search(
            file.hcl().body(),
            block ->
                structure(block.body())
                    .ifPresent(why -> findings.add(file, block.range(), message(why))));
      }
    }
  }

  /** What a module reads belongs to each root that reaches it. */
  @Override
  public void check(Root root, Scope scope, Findings findings) {
    for (Root.Reached reached : root.modules()) {
      for (ParsedFile file : reached.module().directory().files(FileKind.CONFIGURATION)) {
        search(
            file.hcl().body(),
            block ->
                refusal(block, root, reached.module(), scope)
                    .ifPresent(
                        why -> {
                          findings.add(root, file, block.range(), message(why));
                          wants(block, root, reached.module(), scope, findings);
                        }));
      }
      new StateBuckets(scope).check(root, reached.module(), findings);
    }
  }

  private static String message(String why) {
    return "The remote state "
        + why
        + ". Use an allowed one, or ask the platform team to add this one under remote_state.allow in gate.yaml.";
  }

  @Override
  public PlanListener listen(PlanScope scope, PlanFindings findings) {
    return new PlanListener() {
      @Override
      public void configuredResource(ConfiguredResource resource) {
        if (resource.type().equals("terraform_remote_state") && !isAllowed(resource, scope)) {
          findings.add(
              resource.address(),
              "No entry of remote_state.allow in gate.yaml has the type and the arguments of this remote state, all of them constant. Reading it can run a program or send data out. Use an allowed one, or ask the platform team to add this one.");
        }
      }
    };
  }

  private static boolean isAllowed(ConfiguredResource resource, PlanScope scope) {
    Map<String, String> arguments = new TreeMap<>();
    Object config = constant(resource, "config");
    if (resource.expressions().containsKey("config") && !(config instanceof Map)
        || resource.expressions().containsKey("workspace")
        || !(constant(resource, "backend") instanceof String type)) {
      return false;
    }
    if (config instanceof Map<?, ?> given) {
      for (Map.Entry<?, ?> argument : given.entrySet()) {
        if (!(argument.getKey() instanceof String name)
            || !(argument.getValue() instanceof String value)) {
          return false;
        }
        arguments.put(name, value);
      }
    }
    return scope.trust().remoteState().stream()
        .anyMatch(allowed -> allowed.matches(type, arguments, scope.root()));
  }

  private static @Nullable Object constant(ConfiguredResource resource, String argument) {
    return resource.expressions().get(argument) instanceof Map<?, ?> expression
        ? expression.get("constant_value")
        : null;
  }

  private static void search(Body body, Consumer<Block> found) {
    for (Block block : body.blocks()) {
      if (!block.labels().isEmpty()
          && block.label(0).equals("terraform_remote_state")
          && (block.type().equals("data")
              || block.type().equals("ephemeral")
              || block.type().equals("resource"))) {
        found.accept(block);
      }
      search(block.body(), found);
    }
  }

  /** What is wrong whatever the values are, and whichever root reads it. */
  private static Optional<String> structure(Body body) {
    Optional<String> type = type(body);
    if (type.isEmpty()) {
      return Optional.of("has a backend that is not a constant string");
    }
    if (!body.blocks().isEmpty()) {
      return Optional.of("holds a block, which could change its arguments. Write arguments only");
    }
    if (body.attribute("workspace").isPresent()) {
      return Optional.of(
          "names a workspace, which selects another state. Allowed are states without it");
    }
    return Optional.empty();
  }

  private static Optional<String> type(Body body) {
    return body.attribute("backend").flatMap(value -> ConstantEvaluator.string(value.value()));
  }

  private static Optional<String> refusal(Block block, Root root, Module module, Scope scope) {
    if (structure(block.body()).isPresent()) {
      return Optional.empty();
    }
    String type = type(block.body()).orElseThrow();
    Optional<Attribute> config = block.body().attribute("config");
    Possible value =
        config.isEmpty()
            ? new Possible.Mapping(Map.of())
            : value(block, config.get(), root, module, scope);
    if (value.options().isEmpty()) {
      return Optional.of("has a config that is not known");
    }
    for (Possible option : value.options()) {
      if (!(option instanceof Possible.Mapping mapping) || mapping.partial()) {
        return Optional.of("has a config that is not constant");
      }
      Map<String, Possible> arguments = new TreeMap<>();
      mapping.attributes().forEach((name, inner) -> StateArguments.add(name, inner, arguments));
      Optional<String> why =
          StateArguments.refusal(scope.trust().remoteState(), type, arguments, scope.runsIn(root));
      if (why.isPresent()) {
        return why;
      }
    }
    return Optional.empty();
  }

  private static void wants(Block block, Root root, Module module, Scope scope, Findings findings) {
    Optional<Attribute> config = block.body().attribute("config");
    Possible value =
        config.isEmpty()
            ? new Possible.Mapping(Map.of())
            : value(block, config.get(), root, module, scope);
    for (Possible option : value.options()) {
      if (option instanceof Possible.Mapping mapping && !mapping.partial()) {
        Map<String, Possible> arguments = new TreeMap<>();
        mapping.attributes().forEach((name, inner) -> StateArguments.add(name, inner, arguments));
        StateArguments.patterns(arguments)
            .forEach(
                state ->
                    findings.admittedBy(
                        Wanted.List.REMOTE_STATE,
                        type(block.body()).orElseThrow(),
                        state,
                        scope.runsIn(root),
                        false));
      }
    }
  }

  /** What it can be, for each of the instances where the block is one of the module's. */
  private static Possible value(
      Block block, Attribute config, Root root, Module module, Scope scope) {
    for (Resource resource : module.resources()) {
      Declaration declaration = resource.declaration();
      if (declaration.block().range().equals(block.range())) {
        return declaration
            .argument("config")
            .map(argument -> scope.value(root, module, declaration, argument))
            .orElseGet(() -> new Possible.Unknown("a config that another file overrides"));
      }
    }
    return scope
        .values(root)
        .module(module.path())
        .map(values -> values.value(config.value()))
        .orElse(new Possible.Unknown("the module"));
  }
}
