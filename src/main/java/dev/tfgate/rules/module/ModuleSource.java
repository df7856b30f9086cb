package dev.tfgate.rules.module;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.hcl.Attribute;
import dev.tfgate.hcl.Block;
import dev.tfgate.hcl.ConstantEvaluator;
import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.rules.view.Findings;
import dev.tfgate.rules.view.ModuleRule;
import dev.tfgate.rules.view.RootRule;
import dev.tfgate.rules.view.Scope;
import dev.tfgate.rules.view.Wanted;
import dev.tfgate.terraform.ConfigurationDirectory;
import dev.tfgate.terraform.FileKind;
import dev.tfgate.terraform.ModuleCall;
import dev.tfgate.terraform.ParsedFile;
import dev.tfgate.terraform.Root;
import dev.tfgate.terraform.profile.Feature;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Modules from anywhere but the checkout. */
public final class ModuleSource implements ModuleRule, RootRule {
  @Override
  public boolean judgesUncalled() {
    return true;
  }

  @Override
  public RuleDescription description() {
    return new RuleDescription(
        "module-source",
        "Module from outside the checkout",
        Enforcement.MANDATORY,
        Layer.MODULE,
        "A module call or a test names a module that is neither a relative path inside the checkout"
            + " nor admitted by modules.allow. Terraform would fetch code that nobody reviewed.");
  }

  @Override
  public void check(ConfigurationDirectory directory, Scope scope, Findings findings) {
    ModuleCalls.sources(
        directory,
        (file, call, source) ->
            problem(directory, file, call, source, scope)
                .ifPresent(
                    problem -> {
                      findings.add(file, source.range(), problem);
                      ConstantEvaluator.plainString(source.value())
                          .filter(text -> !RemoteModule.isLocal(text))
                          .ifPresent(
                              text ->
                                  findings.admittedBy(
                                      Wanted.List.MODULES,
                                      text,
                                      ModuleCalls.version(call)
                                          .map(version -> Map.of("version", version))
                                          .orElse(Map.of()),
                                      directory.path(),
                                      false));
                    }));
    for (ParsedFile file : directory.files(FileKind.TEST)) {
      mocks(
          file,
          source -> {
            if (!isInside(directory, source, scope)) {
              findings.add(file, source.range(), mocks(scope));
            }
          });
    }
  }

  private static void mocks(ParsedFile test, Consumer<Attribute> sources) {
    for (Block mock : test.hcl().body().blocks("mock_provider")) {
      mock.body().attribute("source").ifPresent(sources);
    }
  }

  /** A source that only other roots than this one may use, and those that are computed. */
  @Override
  public void check(Root root, Scope scope, Findings findings) {
    checkTests(root, scope, findings);
    for (ComputedCalls.Computed computed : ComputedCalls.of(root, scope)) {
      for (String problem : problems(computed, root, scope)) {
        findings.add(
            root, computed.argument().file(), computed.argument().attribute().range(), problem);
      }
    }
    if (scope.trust().modules().stream().allMatch(entry -> entry.roots().isAll())) {
      return;
    }
    for (Root.Reached reached : root.modules()) {
      ModuleCalls.sources(
          reached.module().directory(),
          (file, call, source) -> {
            Optional<String> text = ConstantEvaluator.plainString(source.value());
            Optional<String> version = ModuleCalls.version(call);
            if (text.isPresent()
                && !RemoteModule.isLocal(text.get())
                && RemoteModule.refusal(
                        text.get(),
                        version,
                        scope.trust().modules(),
                        null,
                        scope.profile().program())
                    .isEmpty()) {
              RemoteModule.refusal(
                      text.get(),
                      version,
                      scope.trust().modules(),
                      scope.runsIn(root),
                      scope.profile().program())
                  .ifPresent(
                      why -> findings.add(root, file, source.range(), refusal(text.get(), why)));
            }
          });
    }
  }

  /** Each source and each version that a computed call can have must be allowed. */
  private static List<String> problems(ComputedCalls.Computed computed, Root root, Scope scope) {
    List<String> problems = new ArrayList<>();
    computed.sources().unknown().ifPresent(why -> problems.add(notTold("source", why, scope)));
    if (computed.sources().texts().stream().anyMatch(source -> !RemoteModule.isLocal(source))) {
      computed.versions().unknown().ifPresent(why -> problems.add(notTold("version", why, scope)));
    }
    String caller = computed.caller().module().path();
    for (String source : computed.sources().texts()) {
      if (RemoteModule.isLocal(source)) {
        if (computed.call().isComputed()
            && scope.checkout().resolve(caller + "/" + source).isEmpty()) {
          problems.add("The module source can be '%s': ".formatted(source) + LEAVES);
        }
        continue;
      }
      for (Optional<String> version : computed.eachVersion()) {
        RemoteModule.refusal(
                source,
                version,
                scope.trust().modules(),
                scope.runsIn(root),
                scope.profile().program())
            .ifPresent(
                why ->
                    problems.add(
                        refusal(
                            source
                                + version
                                    .filter(number -> !computed.call().isComputed())
                                    .map(number -> " " + number)
                                    .orElse(""),
                            why)));
      }
    }
    return problems;
  }

  private static String notTold(String argument, String why, Scope scope) {
    return "The module's %s is computed when %s loads it, and not every value of it is known: %s. Any code might be loaded. Give each part of it a default or a value in a .tfvars file of the root, or write the %s as a literal."
        .formatted(argument, scope.profile().title(), why, argument);
  }

  private static String refusal(String source, String why) {
    return "The module source '%s' is not in the checkout. %s".formatted(source, why);
  }

  private static final String LEAVES =
      "it leads out of the checkout or to nothing, so any code might be loaded. Name a folder of the checkout.";

  private static String mocks(Scope scope) {
    return "The mock provider reads its data from this folder at init, but the folder leads out of the checkout, or is not known. Name a folder of the checkout, relative to the directory in which %s runs."
        .formatted(scope.profile().program().title());
  }

  /** The program takes it from where it runs: the directory, or for tests the one above. */
  private static boolean isInside(ConfigurationDirectory directory, Attribute source, Scope scope) {
    Optional<String> tested = scope.configuration().testedBy(directory.path());
    return tested.isPresent()
        ? isInside(tested.get(), source, scope)
            && (!directory.isModule() || isInside(directory.path(), source, scope))
        : isInside(directory.path(), source, scope);
  }

  private static boolean isInside(String from, Attribute source, Scope scope) {
    Optional<String> folder = ConstantEvaluator.plainString(source.value());
    return folder.isPresent()
        && !folder.get().startsWith("/")
        && !folder.get().startsWith("~")
        && Checkout.cleaned(from + "/" + folder.get()).isPresent()
        && !scope.checkout().leaves(from + "/" + folder.get());
  }

  /** Tests behind a link are not known by the name of their folder; the root tells. */
  private static void checkTests(Root root, Scope scope, Findings findings) {
    Optional<String> folder = scope.configuration().tests(root.path());
    if (folder.isEmpty()
        || scope.configuration().testedBy(folder.get()).equals(Optional.of(root.path()))) {
      return;
    }
    for (ModuleCall call : root.module().calls()) {
      if (call.fromTest()
          && call.isLocal()
          && scope.configuration().callees(root.path(), root.path(), call).modules().isEmpty()) {
        call.declaration()
            .argument("source")
            .ifPresent(
                source ->
                    findings.add(
                        root,
                        source.file(),
                        source.attribute().range(),
                        "The module source is '%s': ".formatted(call.source().orElse(""))
                            + LEAVES));
      }
    }
    for (ParsedFile test : scope.configuration().directory(folder.get()).files(FileKind.TEST)) {
      mocks(
          test,
          source -> {
            if (!isInside(root.path(), source, scope)) {
              findings.add(root, test, source.range(), mocks(scope));
            }
          });
    }
  }

  private static Optional<String> problem(
      ConfigurationDirectory directory,
      ParsedFile file,
      Block block,
      Attribute attribute,
      Scope scope) {
    boolean mayBeComputed =
        file.kind() != FileKind.TEST && scope.profile().has(Feature.COMPUTED_SOURCES);
    Optional<String> constant = ConstantEvaluator.plainString(attribute.value());
    if (constant.isEmpty()) {
      return mayBeComputed
          ? Optional.empty()
          : Optional.of(
              "The module's source is not a constant string, so any code might be loaded. Write it as a literal.");
    }
    String source = constant.get();
    if (!RemoteModule.isLocal(source)) {
      Optional<String> version = ModuleCalls.version(block);
      if (version.isEmpty() && block.body().attribute("version").isPresent()) {
        return mayBeComputed
            ? Optional.empty()
            : Optional.of(
                "The module's version is not a constant string, so any version might be loaded. Write it as a literal.");
      }
      return RemoteModule.refusal(
              source, version, scope.trust().modules(), null, scope.profile().program())
          .map(why -> refusal(source, why));
    }
    return leaves(directory, file, source, scope)
        ? Optional.of("The module source is '%s': ".formatted(source) + LEAVES)
        : Optional.empty();
  }

  /** A test in {@code tests/} names modules from the folder above it, where it is run. */
  private static boolean leaves(
      ConfigurationDirectory directory, ParsedFile file, String source, Scope scope) {
    String path = directory.path();
    boolean here = scope.checkout().resolve(path + "/" + source).isEmpty();
    if (file.kind() != FileKind.TEST) {
      return here;
    }
    Optional<String> tested = scope.configuration().testedBy(path);
    if (tested.isPresent()) {
      return scope.checkout().resolve(tested.get() + "/" + source).isEmpty()
          || (here && directory.isModule());
    }
    return here && (directory.isModule() || !isOfTestsElsewhere(path, source, scope));
  }

  /**
   * Whether a source leads to nothing from a folder of tests, and to a module from the root above
   * that runs them by {@code -test-directory}.
   */
  private static boolean isOfTestsElsewhere(String folder, String source, Scope scope) {
    if (Checkout.cleaned(folder + "/" + source).isEmpty()
        || scope.checkout().leaves(folder + "/" + source)) {
      return false;
    }
    for (int slash = folder.lastIndexOf('/'); ; slash = folder.lastIndexOf('/', slash - 1)) {
      String above = slash < 0 ? "." : folder.substring(0, slash);
      if (scope.configuration().isModule(above)
          && scope.checkout().resolve(above + "/" + source).isPresent()) {
        return true;
      }
      if (slash < 0) {
        return false;
      }
    }
  }
}
