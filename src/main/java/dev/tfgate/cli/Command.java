package dev.tfgate.cli;

import dev.tfgate.report.ExitCode;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/**
 * A subcommand. Built only when the user names it, so that no other command pays for its options.
 */
interface Command {
  /**
   * Adds the command's own options, positional parameters and help text. The global options are
   * there already; a name that is both is the command's.
   */
  void describe(CommandSpec spec);

  /**
   * Returns the values that {@code --format} takes, the default first; empty where there is nothing
   * to format.
   */
  default List<String> formats() {
    return List.of("text", "json");
  }

  /**
   * Begins, on threads of its own, to load what every run needs, while the command line is parsed.
   * Nothing depends on this call.
   */
  default void prepare() {}

  /**
   * Runs the command.
   *
   * @throws dev.tfgate.report.ExitException to end with a message and a code
   */
  ExitCode run(Invocation invocation) throws Exception;
}
