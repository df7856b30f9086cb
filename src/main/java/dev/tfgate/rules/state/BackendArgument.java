package dev.tfgate.rules.state;

import dev.tfgate.checkout.CheckoutFile;
import dev.tfgate.checkout.UnreadableFileException;
import dev.tfgate.hcl.Attribute;
import dev.tfgate.hcl.Block;
import dev.tfgate.hcl.Body;
import dev.tfgate.hcl.BodySchema;
import dev.tfgate.hcl.ConstantEvaluator;
import dev.tfgate.hcl.HclParser;
import dev.tfgate.hcl.HclSyntaxException;
import dev.tfgate.hcl.Limits;
import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.rules.view.Findings;
import dev.tfgate.rules.view.KnownTexts;
import dev.tfgate.rules.view.ModuleRule;
import dev.tfgate.rules.view.RootRule;
import dev.tfgate.rules.view.Scope;
import dev.tfgate.terraform.ConfigurationDirectory;
import dev.tfgate.terraform.Root;
import dev.tfgate.terraform.evaluation.RootValues;
import dev.tfgate.terraform.profile.Feature;
import dev.tfgate.text.Glob;
import dev.tfgate.trust.Trust;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Backends that are not known to be harmless. */
public final class BackendArgument implements ModuleRule, RootRule {
  private static final int MOST_STATES = 64;

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
        if (block.type().equals("cloud")) {
          findings.add(
              placed.file(),
              block.range(),
              "The cloud block hands plan, state and variables to another service. Use a backend"
                  + " that the platform team allows.");
        } else if (block.type().equals("backend")) {
          refusal(block, directory.path(), scope)
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

  /** Without a backend block, the state is local. */
  @Override
  public void check(Root root, Scope scope, Findings findings) {
    if (!root.module().states().isEmpty()) {
      return;
    }
    StateArguments.refusal(scope.trust().backends(), "local", Map.of(), scope.runsIn(root))
        .ifPresent(
            why ->
                findings.add(
                    root.path(),
                    "This root has no backend block, so its state "
                        + why
                        + ". Write a backend that the platform team allows."));
  }

  private static Optional<String> refusal(Block block, String root, Scope scope) {
    if (block.labels().isEmpty()) {
      return Optional.of("names no type");
    }
    if (!block.body().blocks().isEmpty()) {
      return Optional.of(
          "holds the block '"
              + block.body().blocks().getFirst().type()
              + "', which is not allowed");
    }
    if (!scope.profile().has(Feature.EARLY_EVALUATION)) {
      return refusal(block.label(0), arguments(block.body()), root, scope);
    }
    return computed(block, root, scope);
  }

  /** Where the program computes a backend first, each state that may come of it must be allowed. */
  private static Optional<String> computed(Block block, String root, Scope scope) {
    List<Map<String, Optional<String>>> states = new ArrayList<>(List.of(new TreeMap<>()));
    for (Attribute attribute : block.body().attributes()) {
      KnownTexts values =
          ConstantEvaluator.evaluate(attribute.value()).isPresent()
              ? new KnownTexts(
                  ConstantEvaluator.plainString(attribute.value()).stream().toList(),
                  Optional.empty())
              : RootValues.of(scope.checkout(), scope.configuration(), root)
                  .map(found -> KnownTexts.of(found.root().value(attribute.value())))
                  .orElse(new KnownTexts(List.of(), Optional.of("the module")));
      if (values.unknown().isPresent()) {
        return Optional.of(
            "has a '%s' that is computed, and not known in full: %s"
                .formatted(attribute.name(), values.unknown().get()));
      }
      List<Map<String, Optional<String>>> more = new ArrayList<>();
      List<Optional<String>> each = new ArrayList<>();
      values.texts().forEach(text -> each.add(Optional.of(text)));
      for (Optional<String> value : each.isEmpty() ? List.of(Optional.<String>empty()) : each) {
        for (Map<String, Optional<String>> state : states) {
          Map<String, Optional<String>> with = new TreeMap<>(state);
          with.put(attribute.name(), value);
          more.add(with);
        }
      }
      if (more.size() > MOST_STATES) {
        return Optional.of("can be more than " + MOST_STATES + " different ones");
      }
      states = more;
    }
    for (Map<String, Optional<String>> state : states) {
      Optional<String> why = refusal(block.label(0), state, root, scope);
      if (why.isPresent()) {
        return why;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> refusal(
      String type, Map<String, Optional<String>> written, String root, Scope scope) {
    List<CheckoutFile> files = configurationFiles(root, scope);
    if (files.isEmpty()) {
      return StateArguments.refusal(scope.trust().backends(), type, written, root);
    }
    for (CheckoutFile file : files) {
      Optional<String> why = refusal(type, written, file, root, scope);
      if (why.isPresent()) {
        return why.map(text -> "together with " + file.path() + " " + text);
      }
    }
    return Optional.empty();
  }

  private static Optional<String> refusal(
      String type,
      Map<String, Optional<String>> written,
      CheckoutFile file,
      String root,
      Scope scope) {
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
        return Optional.of("holds blocks, which are not allowed");
      }
      Map<String, Optional<String>> merged = new TreeMap<>(written);
      merged.putAll(arguments(body));
      return StateArguments.refusal(scope.trust().backends(), type, merged, root);
    } catch (UnreadableFileException | HclSyntaxException e) {
      return Optional.of("can't be told: " + e.getMessage());
    }
  }

  private static Map<String, Optional<String>> arguments(Body body) {
    Map<String, Optional<String>> arguments = new TreeMap<>();
    for (Attribute attribute : body.attributes()) {
      arguments.put(attribute.name(), ConstantEvaluator.plainString(attribute.value()));
    }
    return arguments;
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
          && (below
                  && (file.directory().equals(root)
                      || !scope.configuration().paths().contains(file.directory()))
              || !below && !scope.configuration().paths().contains(file.directory()))) {
        files.add(file);
      }
    }
    return files;
  }
}
