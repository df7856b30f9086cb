package dev.tfgate.cli;

import java.io.PrintStream;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** The help of {@code tfgate} itself: the commands, without building any of them. */
final class Help {
  private final PrintStream out;
  private final Ansi ansi;

  Help(PrintStream out, boolean color) {
    this.out = out;
    this.ansi = color ? Ansi.ON : Ansi.OFF;
  }

  void print(CommandLine line) {
    out.println(ansi.string("Usage: @|bold tfgate|@ COMMAND [OPTIONS] [ARGUMENTS]"));
    out.println();
    out.println("The gatekeeper of a Terraform CI: nothing in a checkout runs code, loads a");
    out.println("provider, reaches a host or touches a state that was not pinned.");
    out.println();
    out.println("Commands:");
    int width = Commands.all().stream().mapToInt(entry -> entry.name().length()).max().orElse(0);
    for (Commands.Entry entry : Commands.all()) {
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
