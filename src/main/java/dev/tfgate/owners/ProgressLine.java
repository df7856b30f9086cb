package dev.tfgate.owners;

import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/** Tells on standard error how far a run is: one line that changes on a terminal, else a few. */
public final class ProgressLine {
  private static final long ON_TERMINAL = 500_000_000L;
  private static final long IN_LOG = 5_000_000_000L;

  private final @Nullable PrintStream out;
  private final boolean terminal;
  private final String command;
  private final String things;
  private int all;
  private long start;
  private long shown;
  private boolean lineOpen;

  private ProgressLine(@Nullable PrintStream out, boolean terminal, String command, String things) {
    this.out = out;
    this.terminal = terminal;
    this.command = command;
    this.things = things;
  }

  /** Tells it to {@code out}. */
  public static ProgressLine to(PrintStream out, boolean terminal) {
    return to(out, terminal, "owners", "projects");
  }

  /**
   * Tells it to {@code out}.
   *
   * @param command whose progress it is
   * @param things what is counted
   */
  public static ProgressLine to(PrintStream out, boolean terminal, String command, String things) {
    return new ProgressLine(out, terminal, command, things);
  }

  /** Tells nobody. */
  public static ProgressLine none() {
    return new ProgressLine(null, false, "", "");
  }

  /** Begins with so many. */
  public void begin(int all) {
    this.all = all;
    start = System.nanoTime();
    shown = start;
  }

  /** Shows it, where enough time has passed. */
  public void show(int done) {
    long now = System.nanoTime();
    if (out == null || now - shown < (terminal ? ON_TERMINAL : IN_LOG)) {
      return;
    }
    shown = now;
    String left =
        done == 0
            ? ""
            : ", about "
                + duration((long) ((double) (now - start) / done * (all - done)))
                + " left";
    String line = "%s: %d of %d %s%s".formatted(command, done, all, things, left);
    if (terminal) {
      out.print("\r\033[K" + line);
      lineOpen = true;
    } else {
      out.println(line);
    }
    out.flush();
  }

  /** Makes room for other output on the same terminal. */
  public void clear() {
    if (out != null && lineOpen) {
      out.print("\r\033[K");
      out.flush();
      lineOpen = false;
    }
  }

  /** Ends with a sentence. */
  void end(String summary) {
    clear();
    if (out != null) {
      out.println(command + ": " + summary);
      out.flush();
    }
  }

  /** Returns so many projects in words. */
  static String projects(int count) {
    return count + (count == 1 ? " project" : " projects");
  }

  private static String duration(long nanos) {
    long seconds = nanos / 1_000_000_000L;
    return seconds < 120 ? seconds + " s" : (seconds + 30) / 60 + " min";
  }
}
