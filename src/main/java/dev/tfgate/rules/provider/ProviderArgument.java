package dev.tfgate.rules.provider;

import dev.tfgate.facts.Effect;
import dev.tfgate.facts.Fact;
import dev.tfgate.facts.FactSubject;
import dev.tfgate.hcl.Attribute;
import dev.tfgate.hcl.Block;
import dev.tfgate.hcl.Constant;
import dev.tfgate.hcl.ConstantEvaluator;
import dev.tfgate.hcl.Expression;
import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.rules.view.Admission;
import dev.tfgate.rules.view.FileValues;
import dev.tfgate.rules.view.Findings;
import dev.tfgate.rules.view.ModuleRule;
import dev.tfgate.rules.view.ProviderArguments;
import dev.tfgate.rules.view.ProviderArguments.Argument;
import dev.tfgate.rules.view.Scope;
import dev.tfgate.rules.view.Wanted;
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
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

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
          written.add(new Written(file, provider.label(0), false, ProviderArguments.of(provider)));
        }
        for (Block action : file.hcl().body().blocks("action")) {
          // What an action is configured with reaches its provider as the provider's own does.
          for (Block config : action.body().blocks("config")) {
            written.add(new Written(file, localName(action), true, ProviderArguments.of(config)));
          }
        }
      }
    }
    // An override file can hold what makes the provider take any region.
    Set<String> on = new HashSet<>();
    written.forEach(provider -> on.addAll(provider.switchedOn()));
    for (Written provider : written) {
      for (String type : types(directory, provider.file(), provider.localName(), scope)) {
        check(type, provider, on, directory.path(), scope, findings);
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
  private record Written(
      ParsedFile file, String localName, boolean ofAction, List<Argument> arguments) {
    /** The names of its arguments but those that are off. */
    Set<String> switchedOn() {
      Set<String> on = new HashSet<>();
      for (Argument argument : arguments) {
        if (argument.value() == null || !isOff(argument.value())) {
          on.add(String.join(".", argument.path()));
        }
      }
      return on;
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
      String type,
      Written provider,
      Set<String> on,
      String directory,
      Scope scope,
      Findings findings) {
    Set<List<String>> reported = new HashSet<>();
    ParsedFile file = provider.file();
    FileValues values = new FileValues(file, scope);
    for (Argument argument : provider.arguments()) {
      if (reportedAbove(argument, reported)) {
        continue;
      }
      Optional<Fact> danger = danger(type, argument.path(), scope);
      if (danger.isPresent() && !(provider.ofAction() && isFile(danger.get()))) {
        if (counts(danger.get(), argument, on, values)
            && !isHarmless(type, argument, danger.get(), values, scope)
            && !isAllowed(type, argument, values, directory, scope)) {
          reported.add(argument.path());
          (danger.get().is(Fact.Option.ADVISORY) ? findings.advisory() : findings)
              .add(
                  file,
                  argument.range(),
                  message(type, argument.path(), does(danger.get()), value(argument, values)));
          if (!danger.get().is(Fact.Option.ADVISORY)) {
            Optional<Possible> named = named(argument, values);
            List<String> texts = named.map(Admission::patterns).orElse(List.of());
            for (String text : texts.isEmpty() ? List.of("**") : texts) {
              findings.admittedBy(
                  Wanted.List.PROVIDER_ARGUMENTS,
                  type + "." + String.join(".", argument.path()),
                  Map.of("value", text),
                  directory,
                  danger.get().effect() == Effect.PROGRAM
                      || danger.get().effect() == Effect.EXECUTES
                      || !named.map(Admission::isExpressible).orElse(true));
            }
          }
        }
      } else if (argument.value() != null && isOpaque(argument.value())) {
        new Computed(type, directory, scope)
            .problem(argument.path(), values.of(argument.value(), argument.around()))
            .ifPresent(
                problem -> {
                  reported.add(argument.path());
                  findings.add(file, argument.range(), problem);
                  findings.admittedBy(
                      Wanted.List.PROVIDER_ARGUMENTS,
                      type + "." + String.join(".", argument.path()),
                      Map.of(),
                      directory,
                      true);
                });
      }
    }
  }

  /** An action's path is as often one at its service, and files have rules of their own. */
  private static boolean isFile(Fact danger) {
    return danger.effect() == Effect.FILE_READ || danger.effect() == Effect.FILE_WRITE;
  }

  /** Whether the fact is about such an argument: a value or a block, of a name or not. */
  private static boolean counts(Fact danger, Argument argument, Set<String> on, FileValues values) {
    if (danger.is(Fact.Option.VALUE)
        && (argument.value() == null || argument.value() instanceof Expression.ObjectValue)) {
      return false;
    }
    if (danger.effect() != Effect.HOST_PART) {
      return true;
    }
    // The others are judged by what they hold, for the provider as a whole.
    boolean unchecked = danger.unless() != null && on.contains(danger.unless());
    return (unchecked || danger.is(Fact.Option.STRICT)) && !isRegion(argument, values);
  }

  private static String message(
      String type, List<String> path, String does, @Nullable Possible value) {
    String name = String.join(".", path);
    ShownValue shown = ShownValue.of(type + "." + name, value);
    return "'%s' of the provider %s %s.%s Remove it, or ask the platform team to allow %s under provider_arguments.allow in gate.yaml."
        .formatted(name, type, does, shown.found(), shown.entry());
  }

  /** What an argument can be; of a block that assumes a role, what the role can be. */
  private static @Nullable Possible value(Argument argument, FileValues values) {
    if (argument.body() != null) {
      return argument
          .body()
          .attribute("role_arn")
          .map(role -> values.of(role.value(), argument.around()))
          .orElse(null);
    }
    return argument.value() == null ? null : values.of(argument.value(), argument.around());
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
  private record Computed(String type, String directory, Scope scope) {
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
      Optional<Fact> danger = danger(type, path, scope);
      if (danger.isEmpty()
          || danger.get().effect() == Effect.HOST_PART
          || (danger.get().is(Fact.Option.VALUE) && value instanceof Possible.Mapping)) {
        return problem(path, value);
      }
      boolean harmless =
          danger.get().is(Fact.Option.ADVISORY)
              || isHarmless(danger.get(), name, value)
              || isAllowed(type, path, directory, scope, globs -> Admission.admit(globs, value));
      return harmless
          ? Optional.empty()
          : Optional.of(message(type, path, does(danger.get()), value));
    }

    private boolean isContainer(List<String> path) {
      return scope
          .facts()
          .provider(type)
          .argument(path)
          .filter(fact -> fact.effect() == Effect.CONTAINER)
          .isPresent();
    }

    private Optional<String> untold(List<String> path) {
      if (isAllowed(type, path, directory, scope, globs -> false)) {
        return Optional.empty();
      }
      return Optional.of(
          message(
              type,
              path,
              "is not known as a whole, and it may hold arguments that start programs or name hosts",
              null));
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

  private static Optional<Fact> danger(String type, List<String> names, Scope scope) {
    List<String> denied = scope.trust().deniedArguments();
    if (!denied.isEmpty()) {
      String path = type + "." + String.join(".", names);
      String name = type + "." + names.getLast();
      for (String pattern : denied) {
        Glob glob = Glob.of(pattern);
        if (glob.matches(path) || glob.matches(name)) {
          return Optional.of(DENIED);
        }
      }
    }
    return scope
        .facts()
        .provider(type)
        .argument(names)
        .filter(fact -> !fact.isHarmless() && fact.effect() != Effect.CONTAINER);
  }

  /** What gate.yaml denies. */
  private static final Fact DENIED =
      new Fact(
          FactSubject.ARGUMENT,
          "**",
          Effect.EXECUTES,
          Set.of(),
          List.of(),
          null,
          null,
          null,
          "",
          "Is denied by the platform team.");

  /** What such an argument does, as the rest of a sentence. */
  private static String does(Fact fact) {
    return switch (fact.effect()) {
      case PROGRAM -> "can start a program that the checkout names, at plan too";
      case HOST, CERTIFICATE_HOST ->
          fact.is(Fact.Option.STRICT)
              ? "decides which host gets the provider's requests, with the CI's credentials in them"
              : "names a host that gets the provider's requests, and the host does not come from an object of this configuration";
      case HOST_PART ->
          "is a part of the names of the hosts that get the provider's requests, so it must be"
              + " known and hold nothing but letters, digits and hyphens";
      case FILE_READ -> "makes the provider read a file of the machine, whose content it can send";
      case FILE_WRITE ->
          "makes the provider write to the machine, where it could replace a plugin or a configuration of the CI";
      case IDENTITY -> "makes the provider act as another identity than that of the CI";
      case SECRET -> "makes the provider read a secret of the CI, which it can use or send";
      case TLS_OFF ->
          "makes the provider accept another host than the one it asks for, which then gets the"
              + " CI's credentials";
      default -> "is denied by the platform team (provider_arguments.deny in gate.yaml)";
    };
  }

  /** What is null is not set, a switch that is off does nothing, and neither does the default. */
  private static boolean isHarmless(
      String type, Argument argument, Fact danger, FileValues values, Scope scope) {
    Expression value = argument.value();
    if (value != null
        && ConstantEvaluator.evaluate(value).equals(Optional.of(new Constant.Null()))) {
      return true;
    }
    if (danger.equals(DENIED)) {
      return false;
    }
    boolean hosts = danger.effect() == Effect.HOST && !danger.is(Fact.Option.STRICT);
    if (hosts && (value == null || value instanceof Expression.ObjectValue)) {
      return areHarmless(type, argument, values, scope);
    }
    return value != null
        && isHarmless(danger, argument.name(), values.of(value, argument.around()));
  }

  private static boolean isHarmless(Fact danger, String name, Possible value) {
    return SafeValue.is(danger, name, value)
        || (danger.effect() == Effect.HOST
            && !danger.is(Fact.Option.STRICT)
            && value.isAddressOfObject());
  }

  /** Whether what a block or an object of hosts holds is written here, and is harmless. */
  private static boolean areHarmless(
      String type, Argument argument, FileValues values, Scope scope) {
    List<Argument> inner = argument.inner();
    for (Argument host : inner) {
      Optional<Fact> fact = danger(type, host.path(), scope);
      if (fact.isPresent()
          ? !isHarmless(type, host, fact.get(), values, scope)
          : host.value() == null || !isText(host)) {
        return false;
      }
    }
    return !inner.isEmpty();
  }

  /** What goes along with a host, as a name or a password does. */
  private static boolean isText(Argument argument) {
    return argument.inner().isEmpty() && !argument.name().equals("*");
  }

  /**
   * Whether the argument can name a region and no host: it is known and a plain name, or comes from
   * an object.
   */
  private static boolean isRegion(Argument argument, FileValues values) {
    if (argument.value() == null) {
      return false;
    }
    Possible region = values.of(argument.value(), argument.around());
    return RegionName.isTold(region) || region.isAddressOfObject();
  }

  private static boolean isAllowed(
      String type, Argument argument, FileValues values, String directory, Scope scope) {
    return isAllowed(
        type, argument.path(), directory, scope, globs -> matches(argument, values, globs));
  }

  /** Whether each root that reaches the directory may have such a value. */
  private static boolean isAllowed(
      String type,
      List<String> path,
      String directory,
      Scope scope,
      Predicate<List<Glob>> matches) {
    Set<String> names = names(type, path);
    List<Trust.AllowedArgument> entries = new ArrayList<>();
    boolean all = true;
    for (Trust.AllowedArgument allowed : scope.trust().allowedArguments()) {
      if (names.contains(allowed.argument())) {
        entries.add(allowed);
        all &= allowed.roots().isAll();
      }
    }
    if (entries.isEmpty() || all) {
      return isAllowed(entries, matches);
    }
    return scope.reaching(directory).stream()
        .allMatch(
            root ->
                isAllowed(
                    entries.stream().filter(entry -> entry.roots().include(root)).toList(),
                    matches));
  }

  private static boolean isAllowed(
      List<Trust.AllowedArgument> entries, Predicate<List<Glob>> matches) {
    List<Glob> globs = new ArrayList<>();
    for (Trust.AllowedArgument entry : entries) {
      if (entry.value() == null) {
        return true;
      }
      globs.add(entry.value());
    }
    return !globs.isEmpty() && matches.test(globs);
  }

  /** What gate.yaml may call it: its name, its path, and those of what it stands in. */
  private static Set<String> names(String type, List<String> path) {
    Set<String> names = new HashSet<>();
    for (int i = 1; i <= path.size(); i++) {
      names.add(type + "." + String.join(".", path.subList(0, i)));
    }
    names.add(type + "." + path.getLast());
    return names;
  }

  /**
   * Whether whatever the value can be matches. A block that assumes a role has the value of its
   * {@code role_arn}; any other block matches where everything in it does.
   */
  private static boolean matches(Argument argument, FileValues values, List<Glob> globs) {
    if (argument.body() != null) {
      Optional<Attribute> role = argument.body().attribute("role_arn");
      if (role.isPresent()) {
        return Admission.admit(globs, values.of(role.get().value(), argument.around()));
      }
    }
    List<Argument> inner = argument.inner();
    if (!inner.isEmpty()) {
      return inner.stream().allMatch(part -> isContainer(part) || matches(part, values, globs));
    }
    return argument.value() != null
        && Admission.admit(globs, values.of(argument.value(), argument.around()));
  }

  /** What entries would have to name as its value; empty where there is no single one. */
  private static Optional<Possible> named(Argument argument, FileValues values) {
    if (argument.body() != null) {
      return argument
          .body()
          .attribute("role_arn")
          .map(role -> values.of(role.value(), argument.around()));
    }
    return argument.value() == null || !argument.inner().isEmpty()
        ? Optional.empty()
        : Optional.of(values.of(argument.value(), argument.around()));
  }

  private static boolean isContainer(Argument argument) {
    return !argument.inner().isEmpty();
  }
}
