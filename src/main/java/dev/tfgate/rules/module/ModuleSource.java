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
import dev.tfgate.terraform.ConfigurationDirectory;
import dev.tfgate.terraform.FileKind;
import dev.tfgate.terraform.ParsedFile;
import dev.tfgate.terraform.Root;
import dev.tfgate.terraform.profile.Feature;
import java.util.Optional;
import java.util.stream.Stream;

/** Modules from anywhere but the checkout. */
public final class ModuleSource implements ModuleRule, RootRule {
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
                .ifPresent(problem -> findings.add(file, source.range(), problem)));
    for (ParsedFile file : directory.files(FileKind.TEST)) {
      for (Block mock : file.hcl().body().blocks("mock_provider")) {
        mock.body()
            .attribute("source")
            .filter(source -> !isInside(directory, source, scope))
            .ifPresent(source -> findings.add(file, source.range(), MOCKS));
      }
    }
  }

  /** A source that only other roots than this one may use. */
  @Override
  public void check(Root root, Scope scope, Findings findings) {
    if (scope.trust().modules().stream().allMatch(entry -> entry.roots().patterns().isEmpty())) {
      return;
    }
    for (Root.Reached reached : root.modules()) {
      ModuleCalls.sources(
          reached.module().directory(),
          (file, call, source) -> {
            Optional<String> text = text(reached.module().directory(), file, source, scope);
            if (text.isPresent()
                && !RemoteModule.isLocal(text.get())
                && RemoteModule.refusal(text.get(), call, scope.trust().modules(), null)
                    .isEmpty()) {
              RemoteModule.refusal(text.get(), call, scope.trust().modules(), scope.runsIn(root))
                  .ifPresent(
                      why -> findings.add(root, file, source.range(), refusal(text.get(), why)));
            }
          });
    }
  }

  private static String refusal(String source, String why) {
    return "Module source '%s' is not in the checkout: %s. Use a relative path (./ or ../), or ask"
            .formatted(source, why)
        + " the platform team to allow it under modules.allow.";
  }

  private static final String MOCKS =
      "The mock provider reads its data from this folder at init, and it leads out of the checkout"
          + " or can't be told. Name a folder of the checkout, relative to the directory in which"
          + " Terraform runs.";

  /** Terraform takes it from where it runs: the directory, or for tests the one above. */
  private static boolean isInside(ConfigurationDirectory directory, Attribute source, Scope scope) {
    Optional<String> folder = ConstantEvaluator.plainString(source.value());
    return folder.isPresent()
        && !folder.get().startsWith("/")
        && !folder.get().startsWith("~")
        && Stream.of("/", "/../")
            .allMatch(
                from ->
                    Checkout.cleaned(directory.path() + from + folder.get()).isPresent()
                        && !scope.checkout().leaves(directory.path() + from + folder.get()));
  }

  private static Optional<String> problem(
      ConfigurationDirectory directory,
      ParsedFile file,
      Block block,
      Attribute attribute,
      Scope scope) {
    Optional<String> constant = text(directory, file, attribute, scope);
    if (constant.isEmpty()) {
      return Optional.of(
          "The module's source is not a constant string%s, so what would be loaded can't be told. Write it as a literal."
              .formatted(
                  scope.profile().has(Feature.COMPUTED_SOURCES) && file.kind() != FileKind.TEST
                      ? " and not put together from constant locals"
                      : ""));
    }
    String source = constant.get();
    if (!RemoteModule.isLocal(source)) {
      return RemoteModule.refusal(source, block, scope.trust().modules(), null)
          .map(why -> refusal(source, why));
    }
    return leaves(directory, file, source, scope)
        ? Optional.of(
            "Module source '%s' leads out of the checkout or to nothing, so what would be loaded"
                    .formatted(source)
                + " can't be told. Name a folder of the checkout.")
        : Optional.empty();
  }

  /** The source as text; of tests every version takes constants only. */
  static Optional<String> text(
      ConfigurationDirectory directory, ParsedFile file, Attribute source, Scope scope) {
    Optional<String> constant = ConstantEvaluator.plainString(source.value());
    return constant.isPresent() || file.kind() == FileKind.TEST
        ? constant
        : scope
            .configuration()
            .module(directory.path())
            .flatMap(module -> module.source(source.value()));
  }

  /** A test in {@code tests/} names modules from the folder above it, where it is run. */
  private static boolean leaves(
      ConfigurationDirectory directory, ParsedFile file, String source, Scope scope) {
    String path = directory.path();
    boolean here = scope.checkout().resolve(path + "/" + source).isEmpty();
    boolean inTests =
        file.kind() == FileKind.TEST && (path.equals("tests") || path.endsWith("/tests"));
    if (!inTests) {
      return here;
    }
    return scope.checkout().resolve(path + "/../" + source).isEmpty()
        || (here && directory.isModule());
  }
}
