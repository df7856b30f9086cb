package dev.tfgate.rules.provider;

import dev.tfgate.hcl.Attribute;
import dev.tfgate.hcl.Block;
import dev.tfgate.hcl.Constant;
import dev.tfgate.hcl.ConstantEvaluator;
import dev.tfgate.hcl.Expression;
import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.rules.provider.ProviderArguments.Argument;
import dev.tfgate.rules.view.FileValues;
import dev.tfgate.rules.view.Findings;
import dev.tfgate.rules.view.ModuleRule;
import dev.tfgate.rules.view.Scope;
import dev.tfgate.terraform.ConfigurationDirectory;
import dev.tfgate.terraform.FileKind;
import dev.tfgate.terraform.Module;
import dev.tfgate.terraform.ParsedFile;
import dev.tfgate.terraform.ProviderAddress;
import dev.tfgate.terraform.Resource;
import dev.tfgate.terraform.values.Possible;
import dev.tfgate.text.Glob;
import dev.tfgate.trust.Trust;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Provider configuration that starts programs, names hosts, reads files or changes identity. */
public final class ProviderArgument implements ModuleRule {
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
    List<Written> written = new ArrayList<>();
    for (ParsedFile file : directory.files()) {
      if (file.kind() == FileKind.CONFIGURATION || file.kind() == FileKind.TEST) {
        for (Block provider : file.hcl().body().blocks("provider")) {
          written.add(new Written(file, provider.label(0), ProviderArguments.of(provider)));
        }
        for (Block action : file.hcl().body().blocks("action")) {
          // What an action is configured with reaches its provider as the provider's own does.
          for (Block config : action.body().blocks("config")) {
            written.add(new Written(file, localName(action), ProviderArguments.of(config)));
          }
        }
      }
    }
    // An override file can hold what makes the provider take any region.
    boolean anyRegion = written.stream().anyMatch(Written::takesAnyRegion);
    for (Written provider : written) {
      for (String type : types(directory, provider.file(), provider.localName(), scope)) {
        check(type, provider, anyRegion, scope, findings);
      }
    }
  }

  /** The name of the provider that an action belongs to. */
  private static String localName(Block action) {
    return action
        .body()
        .attribute("provider")
        .flatMap(written -> Resource.ProviderReference.of(written.value()))
        .map(Resource.ProviderReference::localName)
        .orElse(ProviderAddress.impliedLocalName(action.label(0)));
  }

  /** What a provider is given by a block. */
  private record Written(ParsedFile file, String localName, List<Argument> arguments) {
    /** Whether it tells the provider aws not to look whether the region is one. */
    boolean takesAnyRegion() {
      return arguments.stream()
          .filter(argument -> argument.name().equals("skip_region_validation"))
          .anyMatch(argument -> argument.value() == null || !isOff(argument.value()));
    }
  }

  private static boolean isOff(Expression value) {
    Optional<Constant> constant = ConstantEvaluator.evaluate(value);
    return constant.equals(Optional.of(new Constant.Null()))
        || constant.equals(Optional.of(new Constant.Bool(false)));
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
      String type, Written provider, boolean anyRegion, Scope scope, Findings findings) {
    Set<List<String>> reported = new HashSet<>();
    ParsedFile file = provider.file();
    FileValues values = new FileValues(file, scope);
    for (Argument argument : provider.arguments()) {
      Optional<ArgumentDanger> danger = danger(type, argument.path(), scope.trust());
      if (reportedAbove(argument, reported)) {
        continue;
      }
      if (danger.isPresent()
          && !isHarmless(argument, danger.get(), values)
          && !(danger.get() == ArgumentDanger.REGION && isRegion(argument, anyRegion, values))
          && !isAllowed(type, argument, scope.trust())) {
        reported.add(argument.path());
        findings.add(file, argument.range(), message(type, argument.path(), danger.get().does()));
      } else if (danger.isEmpty() && argument.value() != null && isOpaque(argument.value())) {
        new Computed(type, scope.trust())
            .problem(argument.path(), values.of(argument.value()))
            .ifPresent(
                problem -> {
                  reported.add(argument.path());
                  findings.add(file, argument.range(), problem);
                });
      }
    }
  }

  private static String message(String type, List<String> path, String does) {
    String name = String.join(".", path);
    return "'%s' of the provider %s %s. Remove it, or ask the platform team to allow its value under provider_arguments.allow ('%s.%s')."
        .formatted(name, type, does, type, name);
  }

  /** Whether an expression may give an object whose arguments are not all written in it. */
  private static boolean isOpaque(Expression value) {
    return switch (value) {
      case Expression.Parenthesized inner -> isOpaque(inner.inner());
      case Expression.Tuple tuple -> tuple.elements().stream().anyMatch(ProviderArgument::isOpaque);
      case Expression.ObjectValue object ->
          object.items().stream()
              .anyMatch(
                  item ->
                      item.key() instanceof Expression.ObjectValue.Key.Computed computed
                          && ConstantEvaluator.string(computed.expression()).isEmpty());
      default ->
          ConstantEvaluator.evaluate(value)
              .filter(
                  known ->
                      !(known instanceof Constant.ObjectMap)
                          && !(known instanceof Constant.TupleValue))
              .isEmpty();
    };
  }

  /** Looks for arguments in what an expression can be. */
  private record Computed(String type, Trust trust) {
    /** Arguments of providers that hold others, and that may be set as a whole. */
    private static final Set<String> CONTAINERS = Set.of("kubernetes");

    /** What is wrong with such a value of the argument at {@code path}; empty where nothing is. */
    Optional<String> problem(List<String> path, Possible value) {
      for (Possible option : value.options()) {
        Optional<String> problem =
            switch (option) {
              case Possible.Mapping(var attributes, var partial) -> {
                Optional<String> first = Optional.empty();
                for (Map.Entry<String, Possible> attribute : attributes.entrySet()) {
                  first =
                      first.isPresent()
                          ? first
                          : inner(path, attribute.getKey(), attribute.getValue());
                }
                yield first;
              }
              case Possible.Repeated(var key, var element) ->
                  isContainer(path) ? untold(path) : problem(path, element);
              case Possible.Sequence(var elements, var set) ->
                  problem(path, Possible.anyOf(elements));
              case Possible.Unknown unknown -> isContainer(path) ? untold(path) : Optional.empty();
              default -> Optional.empty();
            };
        if (problem.isPresent()) {
          return problem;
        }
      }
      return Optional.empty();
    }

    private Optional<String> inner(List<String> outer, String name, Possible value) {
      List<String> path = new ArrayList<>(outer);
      path.add(name);
      Optional<ArgumentDanger> danger = danger(type, path, trust);
      if (danger.isEmpty()) {
        return problem(path, value);
      }
      boolean harmless =
          value.isNull()
              || (ArgumentDanger.isSwitch(name) && value.equals(Possible.of(false)))
              || (danger.get() == ArgumentDanger.TARGET && value.isAddressOfObject())
              || isAllowed(type, path, value, trust);
      return harmless ? Optional.empty() : Optional.of(message(type, path, danger.get().does()));
    }

    private static boolean isContainer(List<String> path) {
      return path.size() == 1 && CONTAINERS.contains(path.getFirst());
    }

    private Optional<String> untold(List<String> path) {
      return Optional.of(
          message(
              type,
              path,
              "is not known as a whole, and it may hold arguments that start programs or name"
                  + " hosts"));
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

  private static Optional<ArgumentDanger> danger(String type, List<String> names, Trust trust) {
    String path = type + "." + String.join(".", names);
    String name = type + "." + names.getLast();
    boolean denied =
        trust.deniedArguments().stream()
            .map(Glob::of)
            .anyMatch(glob -> glob.matches(path) || glob.matches(name));
    return denied ? Optional.of(ArgumentDanger.DENIED) : ArgumentDanger.of(type, names);
  }

  /** What is null is not set, and a switch that is off does nothing. */
  private static boolean isHarmless(Argument argument, ArgumentDanger danger, FileValues values) {
    Expression value = argument.value();
    if (value == null) {
      return false;
    }
    Optional<Constant> constant = ConstantEvaluator.evaluate(value);
    return constant.equals(Optional.of(new Constant.Null()))
        || (ArgumentDanger.isSwitch(argument.name())
            && constant.equals(Optional.of(new Constant.Bool(false))))
        || (danger == ArgumentDanger.TARGET && values.of(value).isAddressOfObject());
  }

  /**
   * Whether the argument can name a region and no host. The provider looks at {@code region}
   * itself, unless it is told not to, and never at {@code sts_region}.
   */
  private static boolean isRegion(Argument argument, boolean anyRegion, FileValues values) {
    boolean checked = argument.name().equals("region") && !anyRegion;
    if (checked || argument.value() == null) {
      return checked;
    }
    Possible region = values.of(argument.value());
    return RegionName.isTold(region) || region.isAddressOfObject();
  }

  private static boolean isAllowed(String type, List<String> names, Possible value, Trust trust) {
    String path = type + "." + String.join(".", names);
    String name = type + "." + names.getLast();
    Optional<String> literal =
        value instanceof Possible.Text text ? text.literal() : Optional.empty();
    return literal.isPresent()
        && trust.allowedArguments().stream()
            .filter(allowed -> allowed.argument().equals(path) || allowed.argument().equals(name))
            .anyMatch(allowed -> allowed.value().matches(literal.get()));
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
