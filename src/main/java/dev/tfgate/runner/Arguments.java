package dev.tfgate.runner;

import static java.util.Map.entry;

import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import dev.tfgate.terraform.Configuration;
import dev.tfgate.terraform.profile.Engine;
import dev.tfgate.terraform.profile.Profile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The arguments for Terraform, read as Go's flag package reads them, and refused where they would
 * undo what tfgate does.
 *
 * @param directory the value of {@code -chdir}, or null
 * @param subcommand what to run
 * @param options name → value, in order; {@code true} and {@code false} for those that are on or
 *     off
 * @param positionals the other arguments
 */
record Arguments(
    @Nullable String directory,
    Subcommand subcommand,
    List<Option> options,
    List<String> positionals) {
  private static final Pattern DURATION = Pattern.compile("[0-9][0-9.a-zµ]{0,20}");
  private static final Pattern VARIABLE =
      Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_-]*=.*", Pattern.DOTALL);
  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,3}");

  /** Why an option that Terraform has is refused. */
  private static final Map<String, String> REFUSED =
      Map.ofEntries(
          entry(
              "plugin-dir",
              "Only the plugin directory that gate.yaml names is used. Leave the option out"),
          entry(
              "get-plugins",
              "Only the plugin directory that gate.yaml names is used. Leave the option out"),
          entry("verify-plugins", "Plugins are always verified. Leave the option out"),
          entry(
              "from-module",
              "It copies code into the checkout that no gate has seen. Commit that code instead"),
          entry(
              "get",
              "Modules are always downloaded, and checked before they are used. Leave the option out"),
          entry(
              "migrate-state",
              "It moves the state to another backend, which the gate has not compared. Do that by hand, with the program itself"),
          entry(
              "force-copy",
              "It moves the state to another backend, which the gate has not compared. Do that by hand, with the program itself"),
          entry(
              "ignore-remote-version",
              "It lets two versions of the program write one state. Pin the version that the workspace has"),
          entry(
              "backend",
              "Without its backend the program would keep the state in the checkout. Leave the option out"),
          entry(
              "out",
              "The plan is kept in a private place, where 'apply' finds it. Leave the option out"),
          entry("state", "The backend alone says where the state is. Leave the option out"),
          entry("state-out", "The backend alone says where the state is. Leave the option out"),
          entry("backup", "The backend alone says where the state is. Leave the option out"),
          entry(
              "generate-config-out",
              "It writes code into the checkout that no gate has seen. Write that code on a laptop and commit it"),
          entry(
              "detailed-exitcode",
              "Its exit code 2 means changes, and that of tfgate means a refusal. Leave the option out, and read in the report of the plan what changes"),
          entry("plan", "The plan is kept in a private place. Leave the option out"),
          entry("chdir", "It has to stand before the subcommand. Move it there, or use --root"));

  /** Options that shape a plan, so that they come too late for {@code apply}. */
  private static final List<String> OF_PLAN =
      List.of("target", "replace", "var", "var-file", "destroy", "refresh", "refresh-only");

  /** An option as given. */
  record Option(String name, String value) {
    /** Flags that the programs look for before they read any: only as the bare word. */
    private static final Set<String> BARE = Set.of("no-color", "compact-warnings");

    /**
     * Returns it as the programs take it: one argument, or none where it says what holds anyway.
     */
    Stream<String> arguments() {
      if (BARE.contains(name)) {
        return value.equals("true") ? Stream.of("-" + name) : Stream.of();
      }
      return Stream.of("-" + name + "=" + value);
    }
  }

  Arguments {
    options = List.copyOf(options);
    positionals = List.copyOf(positionals);
  }

  /**
   * Reads what stands behind {@code --}.
   *
   * @throws ExitException where a part of it is refused or makes no sense
   */
  static Arguments parse(Engine program, List<String> given) {
    List<String> rest = new ArrayList<>(given);
    @Nullable String directory = null;
    while (!rest.isEmpty() && rest.getFirst().startsWith("-")) {
      String option = rest.removeFirst();
      if (!option.startsWith("-chdir=") || directory != null) {
        throw refused(
            option,
            "Before the subcommand only one -chdir=DIR may stand. Put other options behind the subcommand");
      }
      directory = option.substring("-chdir=".length());
    }
    if (rest.isEmpty()) {
      throw new ExitException(
          ExitCode.USAGE,
          "%s has nothing to do. Name a subcommand behind --, as in: tfgate %s --root services/dev -- plan"
              .formatted(program.title(), program.word()));
    }
    String name = rest.removeFirst();
    if (Subcommand.isGroup(name) && !rest.isEmpty() && !rest.getFirst().startsWith("-")) {
      name += " " + rest.removeFirst();
    }
    String words = name;
    Subcommand subcommand =
        Subcommand.find(name)
            .orElseThrow(() -> refused(program.word() + " " + words, Subcommand.refusal(words)));
    List<Option> options = new ArrayList<>();
    while (!rest.isEmpty() && rest.getFirst().startsWith("-")) {
      String argument = rest.removeFirst();
      if (argument.equals("--")) {
        break;
      }
      options.add(option(program, subcommand, argument, rest));
    }
    if (rest.size() > subcommand.mostPositionals()) {
      throw refused(rest.getFirst(), positional(program, subcommand));
    }
    for (String argument : rest) {
      if (argument.startsWith("-")) {
        throw refused(argument, "Options have to stand before other arguments. Move it forward");
      }
    }
    Arguments arguments = new Arguments(directory, subcommand, options, rest);
    arguments.requireCheckOnly(program);
    return arguments;
  }

  private static String positional(Engine program, Subcommand subcommand) {
    return switch (subcommand.name()) {
      case "apply", "show" ->
          "A plan is taken only from where 'tfgate %s -- plan' left it, so that what was checked is what is applied. Leave the name of the plan out"
              .formatted(program.word());
      default ->
          "'%s %s' takes no such argument here. Leave it out"
              .formatted(program.word(), subcommand.name());
    };
  }

  private static Option option(
      Engine program, Subcommand subcommand, String argument, List<String> rest) {
    String text = argument.startsWith("--") ? argument.substring(2) : argument.substring(1);
    int equals = text.indexOf('=');
    String name = equals < 0 ? text : text.substring(0, equals);
    @Nullable String value = equals < 0 ? null : text.substring(equals + 1);
    if (subcommand.flags().contains(name)) {
      return flag(subcommand, name, value == null ? "true" : value);
    }
    if (!subcommand.values().contains(name)) {
      throw refused("-" + name, refusal(program, subcommand, name));
    }
    if (value == null) {
      if (rest.isEmpty()) {
        throw new ExitException(ExitCode.USAGE, "-%s needs a value: -%s=…".formatted(name, name));
      }
      value = rest.removeFirst();
    }
    return valued(name, value);
  }

  private static String refusal(Engine program, Subcommand subcommand, String name) {
    if (subcommand.name().equals("apply") && OF_PLAN.contains(name)) {
      return "'apply' runs what was planned and checked, and nothing else. Give the option to 'plan'";
    }
    return Optional.ofNullable(REFUSED.get(name))
        .orElseGet(
            () ->
                "tfgate does not know what it does to '%s %s'. Leave it out"
                    .formatted(program.word(), subcommand.name()));
  }

  private static Option flag(Subcommand subcommand, String name, String value) {
    boolean on =
        switch (value) {
          case "true", "1", "t", "T", "TRUE", "True" -> true;
          case "false", "0", "f", "F", "FALSE", "False" -> false;
          default ->
              throw new ExitException(
                  ExitCode.USAGE, "-%s takes true or false, not '%s'".formatted(name, value));
        };
    if (name.equals("lock") && !on && !subcommand.name().equals("plan")) {
      throw refused("-lock=false", "Two runs could write one state at the same time. Leave it out");
    }
    if (name.equals("input") && on) {
      throw refused(
          "-input=true",
          "Standard input is closed, so nobody can answer. Give values in .tfvars files or with -var");
    }
    if (name.equals("write") && on) {
      throw refused(
          "-write",
          "The checkout has to stay as it was checked. Format it on a laptop, and commit that");
    }
    return new Option(name, Boolean.toString(on));
  }

  private static Option valued(String name, String value) {
    switch (name) {
      case "lock-timeout" ->
          require(DURATION.matcher(value).matches(), name, "a duration such as 60s", value);
      case "parallelism" ->
          require(NUMBER.matcher(value).matches(), name, "a number from 1 to 9999", value);
      case "var" -> {
        // The value may be a secret.
        if (!VARIABLE.matcher(value).matches()) {
          throw new ExitException(
              ExitCode.USAGE, "-var takes NAME=VALUE, where NAME is that of a variable");
        }
      }
      case "test-directory" -> require(isFolder(value), name, "a folder below the root", value);
      case "lockfile" -> require(value.equals("readonly"), name, "readonly", value);
      default -> {}
    }
    return new Option(name, value);
  }

  private static boolean isFolder(String value) {
    Path folder = Path.of(value).normalize();
    return !folder.isAbsolute() && !folder.toString().isEmpty() && !folder.startsWith("..");
  }

  private static void require(boolean fit, String name, String expected, String value) {
    if (!fit) {
      throw new ExitException(
          ExitCode.USAGE, "-%s takes %s, not '%s'".formatted(name, expected, value));
    }
  }

  /**
   * Refuses what the version that runs does not have, with a reason that is true.
   *
   * @throws ExitException where one of the options came later
   */
  void requireOf(Profile profile) {
    String name = subcommand.name();
    if (!profile.hasCommand(name)) {
      throw refused(
          profile.program().word() + " " + name, profile.title() + " has no such command");
    }
    for (Option option : options) {
      if (!profile.hasOption(name, option.name())) {
        throw refused(
            "-" + option.name(),
            "'%s' of %s has no such option. Leave it out".formatted(name, profile.title()));
      }
    }
  }

  /** Returns the options of these names as they are written on a command line. */
  List<String> only(String... names) {
    List<String> wanted = List.of(names);
    return options.stream()
        .filter(option -> wanted.contains(option.name()))
        .flatMap(Option::arguments)
        .toList();
  }

  private void requireCheckOnly(Engine program) {
    if (subcommand.name().equals("fmt") && !isOn("check")) {
      throw refused(
          program.word() + " fmt",
          "It rewrites the checkout, which has to stay as it was checked. Use 'fmt -check'");
    }
  }

  /** Whether the flag was given and is on. */
  boolean isOn(String flag) {
    return options.contains(new Option(flag, "true"));
  }

  /** Returns the values of an option, in order. */
  List<String> values(String name) {
    return options.stream()
        .filter(option -> option.name().equals(name))
        .map(Option::value)
        .toList();
  }

  /** Returns what {@code -var} gives variables: name → value, the last one where several are. */
  Map<String, String> givenVariables() {
    Map<String, String> given = new TreeMap<>();
    for (String value : values("var")) {
      int equals = value.indexOf('=');
      given.put(value.substring(0, equals), value.substring(equals + 1));
    }
    return given;
  }

  /** Returns the folder, from the root, in which the program looks for tests. */
  String testFolder() {
    List<String> given = values("test-directory");
    return given.isEmpty() ? Configuration.TESTS : Path.of(given.getLast()).normalize().toString();
  }

  /** Returns the options as Terraform takes them, without those named. */
  List<String> without(String... names) {
    List<String> left = List.of(names);
    return options.stream()
        .filter(option -> !left.contains(option.name()))
        .flatMap(Option::arguments)
        .toList();
  }

  private static ExitException refused(String what, String why) {
    return new ExitException(ExitCode.USAGE, "'%s' is refused. %s".formatted(what, why));
  }
}
