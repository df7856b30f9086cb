package dev.tfgate.runner;

import static java.util.Map.entry;

import dev.tfgate.terraform.profile.Feature;
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
              List.of("lock-timeout", "lockfile", "backend-config", "var", "var-file"),
              0),
          new Subcommand(
              "validate", List.of("no-color", "json", "no-tests"), List.of("var", "var-file"), 0),
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
          new Subcommand("output", List.of("no-color", "json", "raw"), List.of(), 1),
          new Subcommand(
              "graph", List.of("draw-cycles"), List.of("type", "format", "var", "var-file"), 0),
          new Subcommand("providers", List.of(), List.of("var", "var-file"), 0),
          new Subcommand("providers schema", List.of("json"), List.of(), 0),
          new Subcommand("modules", List.of("json"), List.of("var", "var-file"), 0),
          new Subcommand("state list", List.of("json"), List.of("id"), 1000),
          new Subcommand("state show", List.of("no-color", "json"), List.of(), 1),
          new Subcommand("workspace list", List.of(), List.of(), 0),
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
          entry("test", "it applies what run blocks say and starts terraform-provisioner-* files"),
          entry("console", "it evaluates expressions that no gate has seen"),
          entry("import", "it changes the state without a plan; write an import block"),
          entry("taint", "it changes the state without a plan; use 'plan -replace=ADDRESS'"),
          entry("untaint", "it changes the state without a plan"),
          entry("refresh", "it changes the state without a plan; use 'plan -refresh-only'"),
          entry("destroy", "it applies what no gate has seen; use 'plan -destroy', then 'apply'"),
          entry("get", "modules are downloaded and checked by 'init'"),
          entry("login", "it stores a token and talks to a host"),
          entry("logout", "it changes stored tokens"),
          entry("workspace", "it switches to a state that the gate has not compared"),
          entry("force-unlock", "a lock that somebody else holds is lifted by hand"),
          entry("cloud", "it talks to a host that is not pinned"),
          entry("query", "it runs list blocks, which the gate does not judge"),
          entry("stacks", "it runs another program"),
          entry("rpcapi", "it hands the control to another program"),
          entry("providers mirror", "it downloads what is not pinned"),
          entry("providers lock", "it downloads what is not pinned; use 'tfgate plugins pin'"),
          entry("state mv", "it changes the state without a plan; write a moved block"),
          entry("state rm", "it changes the state without a plan; write a removed block"),
          entry("state push", "it overwrites the state"),
          entry("state pull", "it prints every secret of the state"),
          entry("state replace-provider", "it changes the state without a plan"),
          entry("metadata", "nothing here needs it"));

  Subcommand {
    flags = List.copyOf(flags);
    values = List.copyOf(values);
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
            "tfgate does not know it; allowed are "
                + String.join(", ", ALLOWED.stream().map(Subcommand::name).toList()));
  }

  /** Returns what a version needs for an option; empty where every version has it. */
  static Optional<Feature> since(String name, String option) {
    return switch (option) {
      case "var", "var-file" ->
          switch (name) {
            case "validate", "show", "graph", "providers", "modules" ->
                Optional.of(Feature.VARIABLES_EVERYWHERE);
            default -> Optional.empty();
          };
      case "format" -> name.equals("graph") ? Optional.of(Feature.GRAPH_FORMATS) : Optional.empty();
      case "json" ->
          name.startsWith("state ") ? Optional.of(Feature.STATE_AS_JSON) : Optional.empty();
      default -> Optional.empty();
    };
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
