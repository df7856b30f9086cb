package dev.tfgate.rules.state;

import dev.tfgate.checkout.CheckoutFile;
import dev.tfgate.checkout.UnreadableFileException;
import dev.tfgate.hcl.Attribute;
import dev.tfgate.hcl.Block;
import dev.tfgate.hcl.Body;
import dev.tfgate.hcl.BodySchema;
import dev.tfgate.hcl.Constant;
import dev.tfgate.hcl.ConstantEvaluator;
import dev.tfgate.hcl.Expression;
import dev.tfgate.hcl.HclParser;
import dev.tfgate.hcl.HclSyntaxException;
import dev.tfgate.hcl.Limits;
import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.rules.state.StateArguments.Refusal;
import dev.tfgate.rules.view.FileValues;
import dev.tfgate.rules.view.Findings;
import dev.tfgate.rules.view.ModuleRule;
import dev.tfgate.rules.view.RootRule;
import dev.tfgate.rules.view.Scope;
import dev.tfgate.rules.view.Wanted;
import dev.tfgate.terraform.ConfigurationDirectory;
import dev.tfgate.terraform.Root;
import dev.tfgate.terraform.TerragruntUnits;
import dev.tfgate.terraform.profile.Feature;
import dev.tfgate.terraform.values.Possible;
import dev.tfgate.text.Glob;
import dev.tfgate.trust.Trust;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** Backends that are not known to be harmless. */
public final class BackendArgument implements ModuleRule, RootRule {
  private static final String LIST = "backends.allow";

  @Override
  public RuleDescription description() {
    return new RuleDescription(
        "backend-argument",
        "Backend that is not allowed",
        Enforcement.MANDATORY,
        Layer.STATE,
        "A backend of another type or with other arguments than gate.yaml allows. A backend acts at"
            + " init, before any provider, and some run programs.");
  }

  @Override
  public void check(ConfigurationDirectory directory, Scope scope, Findings findings) {
    for (ConfigurationDirectory.Placed placed : directory.blocks("terraform")) {
      for (Block block : placed.block().body().blocks()) {
        Function<Expression, Possible> values =
            scope.profile().has(Feature.EARLY_EVALUATION)
                ? new FileValues(placed.file(), scope)::of
                : BackendArgument::constant;
        if (block.type().equals("cloud")) {
          Map<String, Possible> arguments = new TreeMap<>();
          collect("", block.body(), values, arguments);
          StateArguments.refusal(
                  LIST, scope.trust().backends(), "cloud", arguments, directory.path())
              .ifPresent(
                  why -> {
                    findings.add(
                        placed.file(),
                        block.range(),
                        why.of(
                            "The cloud block sends plan, state and variables to another service. It"));
                    StateArguments.patterns(arguments)
                        .forEach(
                            state ->
                                findings.admittedBy(
                                    Wanted.List.BACKENDS, "cloud", state, directory.path(), false));
                  });
        } else if (block.type().equals("backend")) {
          refusal(block, directory.path(), values, scope)
              .ifPresent(
                  why -> {
                    findings.add(placed.file(), block.range(), why.of("The backend"));
                    if (!block.labels().isEmpty()) {
                      Map<String, Possible> arguments = new TreeMap<>();
                      collect("", block.body(), values, arguments);
                      StateArguments.patterns(arguments)
                          .forEach(
                              state ->
                                  findings.admittedBy(
                                      Wanted.List.BACKENDS,
                                      block.label(0),
                                      state,
                                      directory.path(),
                                      false));
                    }
                  });
        }
      }
    }
  }

  /** Without a backend block, the state is local. */
  @Override
  public void check(Root root, Scope scope, Findings findings) {
    List<TerragruntUnits.State> kept =
        scope.configuration().terragrunt().states().getOrDefault(root.path(), List.of());
    kept.forEach(state -> check(state, root, scope, findings));
    if (!root.module().states().isEmpty() || !kept.isEmpty()) {
      return;
    }
    StateArguments.refusal(LIST, scope.trust().backends(), "local", Map.of(), scope.runsIn(root))
        .ifPresent(
            why -> {
              findings.add(
                  root.path(),
                  why.of("This root has no backend block, so its state stays on the machine. It"));
              findings.admittedBy(
                  Wanted.List.BACKENDS, "local", Map.of(), scope.runsIn(root), false);
            });
  }

  /** What Terragrunt writes as the backend of the folder that it runs. */
  private static void check(
      TerragruntUnits.State state, Root root, Scope scope, Findings findings) {
    Map<String, Possible> arguments = new TreeMap<>();
    Optional<Refusal> why;
    Possible config =
        state.config().map(TerragruntValues::value).orElseGet(() -> new Possible.Mapping(Map.of()));
    if (config instanceof Possible.Mapping mapping) {
      mapping.attributes().forEach((name, value) -> StateArguments.add(name, value, arguments));
      why =
          StateArguments.refusal(
              LIST, scope.trust().backends(), state.type(), arguments, scope.runsIn(root));
    } else {
      why =
          Optional.of(
              new Refusal(
                  "has a config that is not known",
                  "Write it as an object, with the names of its arguments as they are."));
    }
    why.ifPresent(
        text -> {
          findings.add(
              root.path(),
              text.of(
                  "The state that Terragrunt keeps for this root (remote_state, in '%s')"
                      .formatted(state.unit())));
          if (!state.type().isEmpty()) {
            StateArguments.patterns(arguments)
                .forEach(
                    pattern ->
                        findings.admittedBy(
                            Wanted.List.BACKENDS,
                            state.type(),
                            pattern,
                            scope.runsIn(root),
                            false));
          }
        });
  }

  private static Optional<Refusal> refusal(
      Block block, String root, Function<Expression, Possible> values, Scope scope) {
    if (block.labels().isEmpty()) {
      return Optional.of(
          new Refusal("has no type", "Write an allowed type, as in backend \"gcs\"."));
    }
    Map<String, Possible> written = new TreeMap<>();
    collect("", block.body(), values, written);
    String type = block.label(0);
    List<CheckoutFile> files = configurationFiles(root, scope);
    if (files.isEmpty()) {
      return StateArguments.refusal(LIST, scope.trust().backends(), type, written, root);
    }
    for (CheckoutFile file : files) {
      Optional<Refusal> why = refusal(type, written, file, root, scope);
      if (why.isPresent()) {
        return why.map(text -> text.by("together with " + file.path()));
      }
    }
    return Optional.empty();
  }

  private static Optional<Refusal> refusal(
      String type, Map<String, Possible> written, CheckoutFile file, String root, Scope scope) {
    Trust.Limits limits = scope.trust().limits();
    try {
      byte[] content = scope.checkout().read(file.path());
      Limits parsing = new Limits(limits.fileBytes(), limits.nesting());
      Body body =
          file.name().endsWith(".json")
              ? HclParser.parseJson(content, file.name(), parsing)
                  .interpret(BodySchema.argumentsOnly())
                  .body()
              : HclParser.parseNative(content, file.name(), parsing).body();
      if (!body.blocks().isEmpty()) {
        return Optional.of(
            new Refusal(
                "is not known: that file holds blocks, and a backend file may hold arguments only",
                "Take the blocks out of it."));
      }
      Map<String, Possible> merged = new TreeMap<>(written);
      for (Attribute attribute : body.attributes()) {
        String name = attribute.name();
        merged.keySet().removeIf(other -> other.equals(name) || other.startsWith(name + "."));
        StateArguments.add(name, constant(attribute.value()), merged);
      }
      return StateArguments.refusal(LIST, scope.trust().backends(), type, merged, root);
    } catch (UnreadableFileException | HclSyntaxException e) {
      return Optional.of(
          new Refusal(
              "is not known: " + e.getMessage(), "Correct that file, so that it can be read."));
    }
  }

  private static void collect(
      String outer,
      Body body,
      Function<Expression, Possible> values,
      Map<String, Possible> arguments) {
    for (Attribute attribute : body.attributes()) {
      Possible value =
          ConstantEvaluator.plainString(attribute.value())
              .map(Possible::text)
              .orElseGet(() -> values.apply(attribute.value()));
      StateArguments.add(outer + attribute.name(), value, arguments);
    }
    for (Block inner : body.blocks()) {
      if (inner.body().attributes().isEmpty() && inner.body().blocks().isEmpty()) {
        arguments.put(outer + inner.type(), Possible.text(""));
      }
      collect(outer + inner.type() + ".", inner.body(), values, arguments);
    }
  }

  /** A value in a file that knows no names. */
  private static Possible constant(Expression value) {
    Optional<String> text = ConstantEvaluator.plainString(value);
    if (text.isPresent()) {
      return Possible.text(text.get());
    }
    return ConstantEvaluator.evaluate(value)
        .map(BackendArgument::constant)
        .orElseGet(() -> new Possible.Unknown("an expression, which may not stand here,"));
  }

  private static Possible constant(Constant value) {
    return switch (value) {
      case Constant.Text text -> Possible.text(text.value());
      case Constant.ObjectMap object -> {
        Map<String, Possible> attributes = new TreeMap<>();
        object.attributes().forEach((name, inner) -> attributes.put(name, constant(inner)));
        yield new Possible.Mapping(attributes);
      }
      case Constant.TupleValue tuple ->
          new Possible.Sequence(
              tuple.elements().stream().map(BackendArgument::constant).toList(), false);
      default -> new Possible.Fixed(value);
    };
  }

  /**
   * What CI may pass to init for a root: the files of gate.yaml's patterns in or below it, and
   * those that lie in no directory of Terraform.
   */
  private static List<CheckoutFile> configurationFiles(String root, Scope scope) {
    List<Glob> globs = scope.trust().backendConfigFiles();
    if (globs.isEmpty()) {
      return List.of();
    }
    List<CheckoutFile> files = new ArrayList<>();
    String prefix = root.equals(".") ? "" : root + "/";
    for (CheckoutFile file : scope.checkout().files()) {
      boolean below = file.path().startsWith(prefix);
      String relative = below ? file.path().substring(prefix.length()) : file.path();
      boolean matches =
          globs.stream().anyMatch(glob -> glob.matches(file.path()) || glob.matches(relative));
      if (matches
          && !file.isDirectory()
          && ((below
                  && (file.directory().equals(root)
                      || !scope.configuration().paths().contains(file.directory())))
              || (!below && !scope.configuration().paths().contains(file.directory())))) {
        files.add(file);
      }
    }
    return files;
  }
}
