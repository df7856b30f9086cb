package dev.tfgate.cli;

import java.io.PrintStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** The help of {@code tfgate}, or of one group: the commands, without building any of them. */
final class Help {
  private final PrintStream out;
  private final Ansi ansi;

  Help(PrintStream out, boolean color) {
    this.out = out;
    this.ansi = color ? Ansi.ON : Ansi.OFF;
  }

  /**
   * Prints it.
   *
   * @param line the options
   * @param group the first word of the commands to list, or null for all
   */
  void print(CommandLine line, @Nullable String group) {
    String name = line.getCommandSpec().name();
    out.println(ansi.string("Usage: @|bold " + name + "|@ COMMAND [OPTIONS] [ARGUMENTS]"));
    out.println();
    if (group == null) {
      out.println("The gatekeeper of a Terraform CI: nothing in a checkout runs code, loads a");
      out.println("provider, reaches a host or touches a state that was not pinned.");
      out.println();
    }
    out.println("Commands:");
    List<Commands.Entry> entries = group == null ? Commands.all() : Commands.inGroup(group);
    int width = entries.stream().mapToInt(entry -> entry.name().length()).max().orElse(0);
    for (Commands.Entry entry : entries) {
      out.println(
          "  "
              + ansi.string("@|bold " + entry.name() + "|@")
              + " ".repeat(width - entry.name().length() + 2)
              + entry.summary());
    }
    out.println();
    out.println("Options of every command:");
    out.print(
        new CommandLine.Help(line.getCommandSpec(), CommandLine.Help.defaultColorScheme(ansi))
            .optionList());
    out.println();
    out.println("Exit codes: 0 passed, 1 mandatory findings, 2 wrong use or an invalid trust");
    out.println("directory, 3 the gate could not decide.");
  }
}
