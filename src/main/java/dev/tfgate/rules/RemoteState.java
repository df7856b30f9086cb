package dev.tfgate.rules;

import dev.tfgate.hcl.Attribute;
import dev.tfgate.hcl.Block;
import dev.tfgate.hcl.Body;
import dev.tfgate.hcl.Constant;
import dev.tfgate.hcl.ConstantEvaluator;
import dev.tfgate.hcl.Expression;
import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.terraform.ConfiguredResource;
import dev.tfgate.terraform.FileKind;
import dev.tfgate.terraform.ParsedFile;
import dev.tfgate.terraform.PlanListener;
import dev.tfgate.terraform.Root;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Remote state that is not known to be harmless. */
public final class RemoteState implements RootRule, PlanRule {
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
  public void check(Root root, Scope scope, Findings findings) {
    for (Root.Reached reached : root.modules()) {
      for (ParsedFile file : reached.module().directory().files(FileKind.CONFIGURATION)) {
        search(file, file.hcl().body(), root, scope, findings);
      }
    }
  }

  @Override
  public PlanListener listen(PlanScope scope, PlanFindings findings) {
    return new PlanListener() {
      @Override
      public void configuredResource(ConfiguredResource resource) {
        if (resource.type().equals("terraform_remote_state") && !isAllowed(resource, scope)) {
          findings.add(
              resource.address(),
              "The remote state is none that remote_state.allow of gate.yaml names, with exactly"
                  + " those arguments and all of them constant. Reading it can run a program or"
                  + " send data out. Use one that the platform team allows.");
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

  private static void search(
      ParsedFile file, Body body, Root root, Scope scope, Findings findings) {
    for (Block block : body.blocks()) {
      if (!block.labels().isEmpty()
          && block.label(0).equals("terraform_remote_state")
          && (block.type().equals("data")
              || block.type().equals("ephemeral")
              || block.type().equals("resource"))) {
        refusal(block.body(), root, scope)
            .ifPresent(
                why ->
                    findings.add(
                        root,
                        file,
                        block.range(),
                        "The remote state %s. Use one that the platform team allows in remote_state.allow of gate.yaml, with literal arguments."
                            .formatted(why)));
      }
      search(file, block.body(), root, scope, findings);
    }
  }

  private static Optional<String> refusal(Body body, Root root, Scope scope) {
    Optional<Attribute> backend = body.attribute("backend");
    Optional<String> type = backend.flatMap(value -> ConstantEvaluator.string(value.value()));
    if (type.isEmpty()) {
      return Optional.of("has a backend that is no constant string");
    }
    if (!body.blocks().isEmpty()) {
      return Optional.of("holds blocks, so that its arguments can't be told");
    }
    if (body.attribute("workspace").isPresent()) {
      return Optional.of("names another workspace");
    }
    Map<String, Optional<String>> arguments = new TreeMap<>();
    Optional<Attribute> config = body.attribute("config");
    if (config.isPresent() && !addArguments(config.get().value(), arguments)) {
      return Optional.of("has a config that is not constant, so which state is read can't be told");
    }
    return StateArguments.refusal(type.get(), arguments, scope.trust().remoteState(), root.path());
  }

  /** Adds what a config holds; returns whether it is an object whose keys can be told. */
  private static boolean addArguments(Expression config, Map<String, Optional<String>> arguments) {
    Expression inner = config;
    while (inner instanceof Expression.Parenthesized parenthesized) {
      inner = parenthesized.inner();
    }
    if (inner instanceof Expression.ObjectValue object) {
      for (Expression.ObjectValue.Item item : object.items()) {
        Optional<String> name =
            switch (item.key()) {
              case Expression.ObjectValue.Key.Name plain -> Optional.of(plain.name());
              case Expression.ObjectValue.Key.Computed computed ->
                  ConstantEvaluator.string(computed.expression());
            };
        if (name.isEmpty()) {
          return false;
        }
        arguments.put(name.get(), ConstantEvaluator.string(item.value()));
      }
      return true;
    }
    Optional<Constant> value = ConstantEvaluator.evaluate(config);
    if (value.isPresent() && value.get() instanceof Constant.ObjectMap object) {
      object
          .attributes()
          .forEach(
              (name, constant) ->
                  arguments.put(
                      name,
                      constant instanceof Constant.Text text
                          ? Optional.of(text.value())
                          : Optional.empty()));
      return true;
    }
    return false;
  }
}
