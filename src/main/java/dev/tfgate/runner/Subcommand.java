package dev.tfgate.runner;

import static java.util.Map.entry;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A subcommand of Terraform that may run, with the options it may have. What is not listed is
 * refused: a later Terraform may give it a meaning.
 *
 * @param name its words, with one space between
 * @param flags options that are on or off
 * @param values options with a value
 * @param mostPositionals how many other arguments it takes
 */
record Subcommand(String name, List<String> flags, List<String> values, int mostPositionals) {
  private static final List<Subcommand> ALLOWED =
      List.of(
          new Subcommand(
              "init",
              List.of("no-color", "json", "reconfigure", "upgrade", "input", "lock"),
              List.of(
                  "lock-timeout",
                  "lockfile",
                  "backend-config",
                  "test-directory",
                  "var",
                  "var-file"),
              0),
          new Subcommand(
              "validate",
              List.of("no-color", "json", "no-tests"),
              List.of("test-directory", "var", "var-file"),
              0),
          new Subcommand(
              "plan",
              List.of(
                  "no-color",
                  "json",
                  "compact-warnings",
                  "destroy",
                  "refresh",
                  "refresh-only",
                  "input",
                  "lock"),
              List.of("lock-timeout", "parallelism", "replace", "target", "var", "var-file"),
              0),
          new Subcommand(
              "apply",
              List.of("no-color", "json", "compact-warnings", "auto-approve", "input", "lock"),
              List.of("lock-timeout", "parallelism"),
              0),
          new Subcommand("show", List.of("no-color", "json"), List.of("var", "var-file"), 0),
          new Subcommand(
              "output", List.of("no-color", "json", "raw"), List.of("var", "var-file"), 1),
          new Subcommand(
              "graph", List.of("draw-cycles"), List.of("type", "format", "var", "var-file"), 0),
          new Subcommand("providers", List.of(), List.of("test-directory", "var", "var-file"), 0),
          new Subcommand("providers schema", List.of("json"), List.of("var", "var-file"), 0),
          new Subcommand("modules", List.of("json"), List.of("var", "var-file"), 0),
          new Subcommand("state list", List.of("json"), List.of("id", "var", "var-file"), 1000),
          new Subcommand("state show", List.of("no-color", "json"), List.of("var", "var-file"), 1),
          new Subcommand("workspace list", List.of("json"), List.of("var", "var-file"), 0),
          new Subcommand("workspace show", List.of(), List.of(), 0),
          new Subcommand("version", List.of("json"), List.of(), 0),
          new Subcommand(
              "fmt",
              List.of("no-color", "check", "diff", "list", "recursive", "write"),
              List.of(),
              0));

  /** Why a subcommand that Terraform has does not run here. */
  private static final Map<String, String> REFUSED =
      Map.ofEntries(
          entry(
              "test",
              "It applies what run blocks say, and starts files named terraform-provisioner-*. Run tests where there are no credentials"),
          entry(
              "console",
              "It evaluates expressions that no gate has seen. Write an output, and run 'plan'"),
          entry("import", "It changes the state without a plan. Write an import block"),
          entry(
              "taint",
              "It changes the state without a plan. Use 'plan -replace=ADDRESS', then 'apply'"),
          entry(
              "untaint",
              "It changes the state without a plan. Do that by hand, with the program itself"),
          entry(
              "refresh",
              "It changes the state without a plan. Use 'plan -refresh-only', then 'apply'"),
          entry("destroy", "It applies what no gate has seen. Use 'plan -destroy', then 'apply'"),
          entry("get", "'init' downloads modules, and checks them before they are used. Use that"),
          entry(
              "login",
              "It stores a token and talks to a host that is not pinned. Let the environment of the CI hold the credentials"),
          entry("logout", "It changes stored tokens. Do that by hand, with the program itself"),
          entry(
              "workspace",
              "It switches to a state that the gate has not compared. Give each state a root module of its own"),
          entry(
              "force-unlock",
              "It lifts a lock that somebody else may hold. Do that by hand, with the program itself"),
          entry(
              "cloud",
              "It talks to a host that is not pinned. Do that by hand, with the program itself"),
          entry(
              "query",
              "It runs list blocks, which the gate does not judge. Run it where there are no credentials of the CI"),
          entry("stacks", "It runs another program, which is not pinned. Run it outside of the CI"),
          entry("rpcapi", "It hands the control to another program. Run it outside of the CI"),
          entry(
              "providers mirror",
              "It downloads what is not pinned. Run it where the plugin directory is built, then 'tfgate plugins pin'"),
          entry(
              "providers lock",
              "It downloads what is not pinned. Run it on a laptop and commit the lock file, or use 'tfgate plugins pin'"),
          entry("state mv", "It changes the state without a plan. Write a moved block"),
          entry("state rm", "It changes the state without a plan. Write a removed block"),
          entry(
              "state push",
              "It overwrites the state without a plan. Do that by hand, with the program itself"),
          entry(
              "state pull",
              "It prints every secret of the state into the log. Do that by hand, with the program itself"),
          entry(
              "state replace-provider",
              "It changes the state without a plan. Do that by hand, with the program itself"),
          entry("metadata", "No step of a build needs it. Run it on a laptop"));

  Subcommand {
    flags = List.copyOf(flags);
    values = List.copyOf(values);
  }

  /** Every subcommand that may run. */
  static List<Subcommand> allowed() {
    return ALLOWED;
  }

  /** Returns the subcommand of that name, or empty where it must not run. */
  static Optional<Subcommand> find(String name) {
    return ALLOWED.stream().filter(allowed -> allowed.name.equals(name)).findFirst();
  }

  /** Returns why the subcommand of that name must not run, as the end of a sentence. */
  static String refusal(String name) {
    String first = name.split(" ", -1)[0];
    return Optional.ofNullable(REFUSED.get(name))
        .or(() -> Optional.ofNullable(REFUSED.get(first)))
        .orElse(
            "tfgate does not know it. Allowed are "
                + String.join(", ", ALLOWED.stream().map(Subcommand::name).toList()));
  }

  /** Returns whether names of that first word go on with a second one. */
  static boolean isGroup(String word) {
    return word.equals("state") || word.equals("providers") || word.equals("workspace");
  }

  /** Whether it reads the configuration or the state, so that {@code init} must have run before. */
  boolean needsInit() {
    return switch (name) {
      case "init", "version", "fmt" -> false;
      default -> true;
    };
  }

  /** Whether it takes {@code -state}, for a state that Terraform would put into the checkout. */
  boolean takesState() {
    return switch (name) {
      case "plan", "apply", "output", "state list", "state show" -> true;
      default -> false;
    };
  }
}
