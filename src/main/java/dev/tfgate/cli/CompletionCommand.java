package dev.tfgate.cli;

import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import java.util.List;
import picocli.AutoComplete;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** {@code tfgate completion SHELL}. */
final class CompletionCommand implements Command {
  @Override
  public void describe(CommandSpec spec) {
    spec.addPositional(Options.arguments("1", "SHELL", "bash, zsh or fish"));
    spec.usageMessage()
        .footer("Example:", "  tfgate completion bash > /etc/bash_completion.d/tfgate");
  }

  @Override
  public List<String> formats() {
    return List.of();
  }

  @Override
  public ExitCode run(Invocation invocation) {
    String shell = invocation.arguments().getFirst();
    CommandSpec tree = CommandLineModel.tree();
    switch (shell) {
      case "bash", "zsh" ->
          invocation
              .streams()
              .out()
              .print(AutoComplete.bash("tfgate", new picocli.CommandLine(tree)));
      case "fish" -> invocation.streams().out().print(fish(tree));
      default ->
          throw new ExitException(
              ExitCode.USAGE,
              "there is no completion for '%s'. tfgate writes it for bash, zsh and fish"
                  .formatted(shell));
    }
    return ExitCode.PASSED;
  }

  private static String fish(CommandSpec tree) {
    StringBuilder script = new StringBuilder("complete -c tfgate -f\n");
    fish(tree, "", script);
    return script.toString();
  }

  private static void fish(CommandSpec spec, String words, StringBuilder script) {
    String condition =
        words.isEmpty()
            ? "__fish_use_subcommand"
            : "__fish_seen_subcommand_from "
                + words.replace(" ", "; and __fish_seen_subcommand_from ");
    spec.subcommands()
        .forEach(
            (name, line) -> {
              script.append(
                  "complete -c tfgate -n %s -a %s -d %s\n"
                      .formatted(quote(condition), name, quote(summary(line.getCommandSpec()))));
              fish(line.getCommandSpec(), words.isEmpty() ? name : words + " " + name, script);
            });
    for (OptionSpec option : spec.options()) {
      String long_ = option.longestName();
      if (option.hidden() || !long_.startsWith("--")) {
        continue;
      }
      script
          .append("complete -c tfgate -n %s -l %s".formatted(quote(condition), long_.substring(2)))
          .append(option.arity().max() == 0 ? "" : " -r")
          .append(" -d ")
          .append(quote(option.description().length == 0 ? "" : option.description()[0]))
          .append('\n');
    }
  }

  private static String summary(CommandSpec spec) {
    String[] description = spec.usageMessage().description();
    return description.length == 0 ? "" : description[0];
  }

  private static String quote(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
