package dev.tfgate.rules.state;

import dev.tfgate.hcl.Attribute;
import dev.tfgate.hcl.Block;
import dev.tfgate.hcl.Body;
import dev.tfgate.hcl.Constant;
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
import dev.tfgate.terraform.ConfigurationDirectory;
import dev.tfgate.terraform.ConfiguredResource;
import dev.tfgate.terraform.FileKind;
import dev.tfgate.terraform.ParsedFile;
import dev.tfgate.terraform.PlanListener;
import dev.tfgate.terraform.Root;
import dev.tfgate.trust.Trust;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Remote state that is not known to be harmless. */
public final class RemoteState implements ModuleRule, RootRule, PlanRule {
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
                refusal(block.body(), scope.trust(), null)
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
                refusal(block.body(), scope.trust(), scope.runsIn(root))
                    .ifPresent(why -> findings.add(root, file, block.range(), message(why))));
      }
      new StateBuckets(scope).check(root, reached.module(), findings);
    }
  }

  private static String message(String why) {
    return "The remote state "
        + why
        + ". Use one that the platform team allows, with literal arguments.";
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

  private static Optional<String> refusal(Body body, Trust trust, @Nullable String root) {
    Optional<Attribute> backend = body.attribute("backend");
    Optional<String> type = backend.flatMap(value -> ConstantEvaluator.string(value.value()));
    if (type.isEmpty()) {
      return Optional.of("has a backend that is not a constant string");
    }
    if (!body.blocks().isEmpty()) {
      return Optional.of("holds blocks, so that its arguments can't be told");
    }
    if (body.attribute("workspace").isPresent()) {
      return Optional.of("names another workspace");
    }
    Map<String, Optional<String>> arguments = new TreeMap<>();
    Optional<Attribute> config = body.attribute("config");
    if (config.isPresent()) {
      Optional<Constant> value = ConstantEvaluator.evaluate(config.get().value());
      if (value.isEmpty() || !(value.get() instanceof Constant.ObjectMap object)) {
        return Optional.of("of the type '" + type.get() + "' has a config that is not constant");
      }
      object
          .attributes()
          .forEach(
              (name, constant) ->
                  arguments.put(
                      name,
                      constant instanceof Constant.Text text
                          ? Optional.of(text.value())
                          : Optional.empty()));
    }
    return StateArguments.refusal(trust.remoteState(), type.get(), arguments, root);
  }
}
