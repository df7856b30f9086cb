package dev.tfgate.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The picocli model of the command line. A run builds the options of one command only; the whole
 * tree exists for completion scripts.
 */
final class CommandLineModel {
  private static final List<String> MODES = List.of("local", "ci");
  private static final List<String> COLORS = List.of("auto", "always", "never");

  private CommandLineModel() {}

  /**
   * Returns the model of {@code tfgate NAME …}: the command's own options, then the global ones.
   */
  static CommandSpec command(Commands.Entry entry, Command command) {
    CommandSpec spec =
        CommandSpec.wrapWithoutInspection(null, OptionFactory.INSTANCE)
            .name("tfgate " + entry.name());
    describe(spec, entry, command);
    return spec;
  }

  /** Returns the model of {@code tfgate} without a command. */
  static CommandSpec root() {
    CommandSpec spec =
        CommandSpec.wrapWithoutInspection(null, OptionFactory.INSTANCE).name("tfgate");
    addGlobalOptions(spec, List.of());
    spec.addOption(
        OptionSpec.builder("-V", "--version")
            .versionHelp(true)
            .type(boolean.class)
            .description("Print the version")
            .build());
    spec.usageMessage().sortOptions(false);
    return spec;
  }

  /** Returns the model of {@code tfgate GROUP} without a second word. */
  static CommandSpec group(String name) {
    CommandSpec spec =
        CommandSpec.wrapWithoutInspection(null, OptionFactory.INSTANCE).name("tfgate " + name);
    addGlobalOptions(spec, List.of());
    spec.usageMessage().sortOptions(false);
    return spec;
  }

  /** Returns the model with every command, in groups. */
  static CommandSpec tree() {
    CommandSpec root = root();
    Map<String, CommandSpec> groups = new HashMap<>();
    for (Commands.Entry entry : Commands.all()) {
      CommandSpec parent = root;
      String name = entry.name();
      if (!entry.group().equals(name)) {
        parent = groups.computeIfAbsent(entry.group(), group -> addGroup(root, group));
        name = name.substring(entry.group().length() + 1);
      }
      CommandSpec spec = CommandSpec.wrapWithoutInspection(null, OptionFactory.INSTANCE).name(name);
      describe(spec, entry, entry.create().get());
      parent.addSubcommand(name, spec);
    }
    return root;
  }

  private static CommandSpec addGroup(CommandSpec root, String name) {
    CommandSpec group = CommandSpec.wrapWithoutInspection(null, OptionFactory.INSTANCE).name(name);
    root.addSubcommand(name, group);
    return group;
  }

  /** Returns the names of the options that take a value, over all commands. */
  static Set<String> optionsWithValue() {
    Set<String> names = new TreeSet<>();
    collectOptionsWithValue(tree(), names);
    return names;
  }

  private static void collectOptionsWithValue(CommandSpec spec, Set<String> names) {
    for (OptionSpec option : spec.options()) {
      if (option.arity().max() > 0) {
        names.addAll(List.of(option.names()));
      }
    }
    spec.subcommands()
        .values()
        .forEach(line -> collectOptionsWithValue(line.getCommandSpec(), names));
  }

  private static void describe(CommandSpec spec, Commands.Entry entry, Command command) {
    spec.usageMessage()
        .descriptionHeading("%n")
        .description(entry.summary() + ".")
        .parameterListHeading("%nArguments:%n")
        .optionListHeading("%nOptions:%n")
        .sortOptions(false)
        .footerHeading("%n");
    command.describe(spec);
    addGlobalOptions(spec, command.formats());
  }

  private static void addGlobalOptions(CommandSpec spec, List<String> formats) {
    List<OptionSpec> options = new ArrayList<>();
    if (!formats.isEmpty()) {
      options.add(
          OptionSpec.builder("--format")
              .paramLabel("FORMAT")
              .type(String.class)
              .completionCandidates(formats)
              .description(String.join(", ", formats) + " (default: " + formats.getFirst() + ")")
              .build());
    }
    options.add(Options.text("--trust", "DIR", "Folder of gate.yaml, the manifest and policies"));
    options.add(
        OptionSpec.builder("--mode")
            .paramLabel("MODE")
            .type(String.class)
            .completionCandidates(MODES)
            .description("local or ci (default: ci where a CI is recognised)")
            .build());
    options.add(
        OptionSpec.builder("--endpoint")
            .paramLabel("SERVICE=URL")
            .type(List.class)
            .auxiliaryTypes(String.class)
            .arity("1")
            .description(
                "Talk to an emulator or a private endpoint: storage, resourcemanager, cloudbuild,"
                    + " metadata, sts, secretmanager, certificates, iamcredentials, github; https, or http on"
                    + " loopback")
            .build());
    options.add(
        OptionSpec.builder("--color")
            .paramLabel("WHEN")
            .type(String.class)
            .completionCandidates(COLORS)
            .description("auto, always or never (default: auto; NO_COLOR is respected)")
            .build());
    options.add(flag("Leave out what is not a finding or an error", "-q", "--quiet"));
    options.add(flag("Say more, on stderr", "-v", "--verbose"));
    options.add(
        OptionSpec.builder("-h", "--help")
            .usageHelp(true)
            .type(boolean.class)
            .description("Show this help")
            .build());
    options.forEach(spec::addOption);
  }

  private static OptionSpec flag(String description, String... names) {
    return OptionSpec.builder(names).type(boolean.class).description(description).build();
  }
}
