package dev.tfgate.cli;

import dev.tfgate.report.Wrapped;
import java.io.InputStream;
import java.io.PrintStream;

/**
 * The standard streams of a run.
 *
 * @param in standard input
 * @param out the report and nothing else; buffered, UTF-8
 * @param err messages and progress
 * @param outIsTerminal whether {@code out} is a terminal
 * @param errIsTerminal whether {@code err} is a terminal
 * @param columns width of the terminal, 80 where unknown
 */
record Streams(
    InputStream in,
    PrintStream out,
    PrintStream err,
    boolean outIsTerminal,
    boolean errIsTerminal,
    int columns) {
  private static final int UNLIMITED = 1 << 20;

  /** Tells {@code message} on standard error, wrapped where that is a terminal. */
  void say(String message) {
    int width = errIsTerminal ? columns : UNLIMITED;
    Wrapped.printable("tfgate: " + message, width).forEach(err::println);
    err.flush();
  }

  /** Returns the width that lines on standard output are wrapped to: that of a terminal. */
  int outWidth() {
    return outIsTerminal ? columns : UNLIMITED;
  }
}
