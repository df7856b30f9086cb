package dev.tfgate.rules.state;

import dev.tfgate.hcl.Attribute;
import dev.tfgate.hcl.Block;
import dev.tfgate.hcl.Body;
import dev.tfgate.hcl.ConstantEvaluator;
import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.rules.state.StateArguments.Refusal;
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
import dev.tfgate.terraform.DataRead;
import dev.tfgate.terraform.Declaration;
import dev.tfgate.terraform.FileKind;
import dev.tfgate.terraform.Module;
import dev.tfgate.terraform.ParsedFile;
import dev.tfgate.terraform.PlanHeader;
import dev.tfgate.terraform.PlanListener;
import dev.tfgate.terraform.Resource;
import dev.tfgate.terraform.ResourceAddress;
import dev.tfgate.terraform.ResourceChange;
import dev.tfgate.terraform.Root;
import dev.tfgate.terraform.values.Possible;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Remote state that is not known to be harmless. */
public final class RemoteState implements ModuleRule, RootRule, PlanRule {
  private static final String TYPE = "terraform_remote_state";
  private static final String LIST = "remote_state.allow";
  private static final String WRITE =
      "Write it as an object in place, or give the variables in it a value in the checkout.";

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
                    .ifPresent(
                        why -> findings.add(file, block.range(), "The remote state " + why)));
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
                          findings.add(root, file, block.range(), why.of("The remote state"));
                          wants(block, root, reached.module(), scope, findings);
                        }));
      }
      new StateBuckets(scope).check(root, reached.module(), findings);
    }
  }

  @Override
  public PlanListener listen(PlanScope scope, PlanFindings findings) {
    return new PlanListener() {
      // What was read while planning, by address without instance keys.
      private final Map<String, List<Map<?, ?>>> reads = new HashMap<>();

      private final Set<String> later = new HashSet<>();
      private final List<ConfiguredResource> open = new ArrayList<>();

      @Override
      public void dataRead(DataRead read) {
        if (read.type().equals(TYPE)) {
          reads
              .computeIfAbsent(
                  ResourceAddress.withoutKeys(read.address()), address -> new ArrayList<>())
              .add(read.values() instanceof Map<?, ?> values ? values : Map.of());
        }
      }

      @Override
      public void resourceChange(ResourceChange change) {
        if (change.type().equals(TYPE)) {
          later.add(ResourceAddress.withoutKeys(change.address()));
        }
      }

      @Override
      public void configuredResource(ConfiguredResource resource) {
        if (resource.type().equals(TYPE)) {
          Map<String, Object> written = new TreeMap<>();
          resource.expressions().keySet().forEach(name -> put(name, resource, written));
          if (written.size() < resource.expressions().size()) {
            open.add(resource);
          } else if (!isAllowed(written, true, scope)) {
            findings.add(
                resource.address(),
                "No entry of remote_state.allow in gate.yaml has the type and the arguments of this remote state. Reading it can run a program or send data out. Use an allowed one, or ask the platform team to add this one.");
          }
        }
      }

      @Override
      public void end(PlanHeader header) {
        for (ConfiguredResource resource : open) {
          List<Map<?, ?>> read = reads.getOrDefault(resource.address(), List.of());
          if (read.isEmpty() || later.contains(resource.address())) {
            findings.add(
                resource.address(),
                "The arguments of this remote state are not constant, and the plan does not say what they are, because it is read later or has no instance. Reading it can run a program or send data out. Write constants, or values that are known when the plan is made.");
          } else if (!read.stream().allMatch(values -> isAllowed(values, false, scope))) {
            findings.add(
                resource.address(),
                "No entry of remote_state.allow in gate.yaml has the type and the arguments with which this remote state was read. Reading it can run a program or send data out. Use an allowed one, or ask the platform team to add this one.");
          }
        }
      }
    };
  }

  private static void put(String name, ConfiguredResource resource, Map<String, Object> written) {
    Object value = constant(resource, name);
    if (value != null) {
      written.put(name, value);
    }
  }

  /**
   * Whether a remote state with these values is allowed.
   *
   * @param constant whether they stand in the configuration; what is computed can hold a secret
   */
  private static boolean isAllowed(Map<?, ?> values, boolean constant, PlanScope scope) {
    Map<String, String> arguments = new TreeMap<>();
    Object config = values.get("config");
    return values.get("backend") instanceof String type
        && (config == null || (config instanceof Map && flatten("", config, arguments)))
        && flatten("workspace", values.get("workspace"), arguments)
        && scope.trust().remoteState().stream()
            .anyMatch(
                allowed ->
                    (constant || !allowed.constantsOnly())
                        && allowed.matches(type, arguments, scope.root()));
  }

  /**
   * Adds the arguments below a value by their dotted names; false where one is no plain value, or
   * where two have the same name ({@code a.b} and {@code b} in {@code a}).
   */
  private static boolean flatten(
      String name, @Nullable Object value, Map<String, String> arguments) {
    switch (value) {
      case null -> {}
      case String text -> {
        return arguments.put(name, text) == null;
      }
      case Boolean flag -> {
        return arguments.put(name, flag.toString()) == null;
      }
      case Map<?, ?> object -> {
        for (Map.Entry<?, ?> inner : object.entrySet()) {
          if (!flatten(
              (name.isEmpty() ? "" : name + ".") + inner.getKey(), inner.getValue(), arguments)) {
            return false;
          }
        }
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private static @Nullable Object constant(ConfiguredResource resource, String argument) {
    return resource.expressions().get(argument) instanceof Map<?, ?> expression
        ? expression.get("constant_value")
        : null;
  }

  private static void search(Body body, Consumer<Block> found) {
    for (Block block : body.blocks()) {
      if (!block.labels().isEmpty()
          && block.label(0).equals(TYPE)
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
      return Optional.of(
          "has a 'backend' that is not a constant, and each type of backend acts in another way when it is read. Write the type as text.");
    }
    if (!body.blocks().isEmpty()) {
      return Optional.of(
          "holds a block, which can change its arguments at plan time. Write the arguments alone.");
    }
    return Optional.empty();
  }

  private static Optional<String> type(Body body) {
    return body.attribute("backend").flatMap(value -> ConstantEvaluator.string(value.value()));
  }

  private static Optional<Refusal> refusal(Block block, Root root, Module module, Scope scope) {
    if (structure(block.body()).isPresent()) {
      return Optional.empty();
    }
    String type = type(block.body()).orElseThrow();
    Possible value =
        value("config", block, root, module, scope).orElseGet(() -> new Possible.Mapping(Map.of()));
    if (value.options().isEmpty()) {
      return Optional.of(new Refusal("has a config that is not known", WRITE));
    }
    for (Possible option : value.options()) {
      if (!(option instanceof Possible.Mapping mapping) || mapping.partial()) {
        return Optional.of(new Refusal("has a config that is not constant", WRITE));
      }
      Map<String, Possible> arguments = new TreeMap<>();
      mapping.attributes().forEach((name, inner) -> StateArguments.add(name, inner, arguments));
      value("workspace", block, root, module, scope)
          .ifPresent(workspace -> StateArguments.add("workspace", workspace, arguments));
      Optional<Refusal> why =
          StateArguments.refusal(
              LIST, scope.trust().remoteState(), type, arguments, scope.runsIn(root));
      if (why.isPresent()) {
        return why;
      }
    }
    return Optional.empty();
  }

  private static void wants(Block block, Root root, Module module, Scope scope, Findings findings) {
    Possible value =
        value("config", block, root, module, scope).orElseGet(() -> new Possible.Mapping(Map.of()));
    for (Possible option : value.options()) {
      if (option instanceof Possible.Mapping mapping && !mapping.partial()) {
        Map<String, Possible> arguments = new TreeMap<>();
        mapping.attributes().forEach((name, inner) -> StateArguments.add(name, inner, arguments));
        value("workspace", block, root, module, scope)
            .ifPresent(workspace -> StateArguments.add("workspace", workspace, arguments));
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

  /**
   * What an argument can be, for each of the instances where the block is one of the module's;
   * empty where it is not written.
   */
  private static Optional<Possible> value(
      String name, Block block, Root root, Module module, Scope scope) {
    Optional<Attribute> written = block.body().attribute(name);
    for (Resource resource : module.resources()) {
      Declaration declaration = resource.declaration();
      if (declaration.block().range().equals(block.range())) {
        return declaration
            .argument(name)
            .map(argument -> scope.value(root, module, declaration, argument))
            .or(
                () ->
                    written.map(
                        own -> new Possible.Unknown("a " + name + " that another file overrides")));
      }
    }
    return written.map(
        own ->
            scope
                .values(root)
                .module(module.path())
                .map(values -> values.value(own.value()))
                .orElse(new Possible.Unknown("the module")));
  }
}
