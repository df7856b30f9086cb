package dev.tfgate.rules;

import dev.tfgate.hcl.Attribute;
import dev.tfgate.hcl.Block;
import dev.tfgate.hcl.Constant;
import dev.tfgate.hcl.ConstantEvaluator;
import dev.tfgate.hcl.Expression;
import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.rules.ProviderArguments.Argument;
import dev.tfgate.terraform.ConfigurationDirectory;
import dev.tfgate.terraform.FileKind;
import dev.tfgate.terraform.Module;
import dev.tfgate.terraform.ParsedFile;
import dev.tfgate.terraform.ProviderAddress;
import dev.tfgate.terraform.values.RootValues;
import dev.tfgate.trust.Glob;
import dev.tfgate.trust.Trust;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Provider configuration that starts programs, names hosts, reads files or changes identity. */
final class ProviderArgument implements ModuleRule {
  @Override
  public RuleDescription description() {
    return new RuleDescription(
        "provider-argument",
        "Provider argument that the platform team did not allow",
        Enforcement.MANDATORY,
        Layer.ARGUMENT,
        "A pinned provider still starts programs, sends credentials to other hosts, reads files and"
            + " takes other identities when its configuration says so.");
  }

  @Override
  public void check(ConfigurationDirectory directory, Scope scope, Findings findings) {
    for (ParsedFile file : directory.files()) {
      if (file.kind() == FileKind.CONFIGURATION || file.kind() == FileKind.TEST) {
        for (Block provider : file.hcl().body().blocks("provider")) {
          for (String type : types(directory, file, provider.label(0), scope)) {
            check(type, file, provider, scope, findings);
          }
        }
      }
    }
  }

  /**
   * The types of the addresses that the local name stands for, where the file is a test in the
   * module above too; the name itself where no address can be told.
   */
  private static Set<String> types(
      ConfigurationDirectory directory, ParsedFile file, String localName, Scope scope) {
    Set<String> types = new TreeSet<>();
    List<String> places = new ArrayList<>(List.of(directory.path()));
    if (file.kind() == FileKind.TEST) {
      int slash = directory.path().lastIndexOf('/');
      places.add(slash < 0 ? "." : directory.path().substring(0, slash));
    }
    for (String place : places) {
      Optional<Module> module = scope.configuration().module(place);
      if (module.isPresent()) {
        types.add(module.get().provider(localName).map(ProviderAddress::type).orElse(localName));
      }
    }
    return types.isEmpty() ? Set.of(localName) : types;
  }

  private static void check(
      String type, ParsedFile file, Block provider, Scope scope, Findings findings) {
    Set<List<String>> reported = new HashSet<>();
    for (Argument argument : ProviderArguments.of(provider)) {
      Optional<ArgumentDanger> danger = danger(type, argument, scope.trust());
      if (danger.isEmpty()
          || reportedAbove(argument, reported)
          || isHarmless(argument, danger.get(), file, scope)
          || isAllowed(type, argument, scope.trust())) {
        continue;
      }
      reported.add(argument.path());
      String name = String.join(".", argument.path());
      findings.add(
          file,
          argument.range(),
          "'%s' of the provider %s %s. Remove it, or ask the platform team to allow its value under provider_arguments.allow ('%s.%s')"
              .formatted(name, type, danger.get().does(), type, name));
    }
  }

  private static boolean reportedAbove(Argument argument, Set<List<String>> reported) {
    for (int i = 1; i < argument.path().size(); i++) {
      if (reported.contains(argument.path().subList(0, i))) {
        return true;
      }
    }
    return false;
  }

  private static Optional<ArgumentDanger> danger(String type, Argument argument, Trust trust) {
    String path = type + "." + String.join(".", argument.path());
    String name = type + "." + argument.name();
    boolean denied =
        trust.deniedArguments().stream()
            .map(Glob::of)
            .anyMatch(glob -> glob.matches(path) || glob.matches(name));
    return denied ? Optional.of(ArgumentDanger.DENIED) : ArgumentDanger.of(type, argument.path());
  }

  /** What is null is not set, and a switch that is off does nothing. */
  private static boolean isHarmless(
      Argument argument, ArgumentDanger danger, ParsedFile file, Scope scope) {
    Expression value = argument.value();
    if (value == null) {
      return false;
    }
    Optional<Constant> constant = ConstantEvaluator.evaluate(value);
    return constant.equals(Optional.of(new Constant.Null()))
        || (ArgumentDanger.isSwitch(argument.name())
            && constant.equals(Optional.of(new Constant.Bool(false))))
        || (danger == ArgumentDanger.TARGET && isAddressOfObject(value, file, scope));
  }

  private static boolean isAddressOfObject(Expression value, ParsedFile file, Scope scope) {
    int slash = file.path().lastIndexOf('/');
    return RootValues.of(
            scope.checkout(),
            scope.configuration(),
            slash < 0 ? "." : file.path().substring(0, slash))
        .filter(values -> values.root().value(value).isAddressOfObject())
        .isPresent();
  }

  private static boolean isAllowed(String type, Argument argument, Trust trust) {
    String path = type + "." + String.join(".", argument.path());
    String name = type + "." + argument.name();
    return trust.allowedArguments().stream()
        .filter(allowed -> allowed.argument().equals(path) || allowed.argument().equals(name))
        .anyMatch(allowed -> matches(argument, allowed.value()));
  }

  /**
   * Whether the value is constant and matches. A block that assumes a role has the value of its
   * {@code role_arn}; any other block matches where everything in it does.
   */
  private static boolean matches(Argument argument, Glob glob) {
    Optional<String> own = Optional.ofNullable(argument.value()).flatMap(ConstantEvaluator::string);
    if (own.isPresent()) {
      return glob.matches(own.get());
    }
    if (argument.body() != null) {
      Optional<Attribute> role = argument.body().attribute("role_arn");
      if (role.isPresent()) {
        return matchesString(role.get().value(), glob);
      }
    }
    List<Argument> inner = argument.inner();
    if (!inner.isEmpty()) {
      return inner.stream().allMatch(part -> isContainer(part) || matches(part, glob));
    }
    return argument.value() instanceof Expression.Tuple tuple
        && !tuple.elements().isEmpty()
        && tuple.elements().stream().allMatch(element -> matchesString(element, glob));
  }

  private static boolean isContainer(Argument argument) {
    return !argument.inner().isEmpty();
  }

  private static boolean matchesString(Expression value, Glob glob) {
    return ConstantEvaluator.string(value).filter(glob::matches).isPresent();
  }
}
