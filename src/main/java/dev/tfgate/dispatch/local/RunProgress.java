package dev.tfgate.dispatch.local;

import dev.tfgate.report.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Tells how far a run is: one line that changes on a terminal, else a line for each root. */
final class RunProgress implements AutoCloseable {
  private static final long EVERY_MILLIS = 500;

  private final LocalConsole console;
  private final String subcommand;
  private final int all;
  private final long start = System.nanoTime();
  private final Map<String, Long> running = new TreeMap<>();
  private int done;
  private boolean lineOpen;
  private boolean closed;

  /**
   * @param all how many roots there are to run
   */
  RunProgress(LocalConsole console, String subcommand, int all) {
    this.console = console;
    this.subcommand = subcommand;
    this.all = all;
    if (console.isTerminal() && !console.quiet()) {
      Thread _ = Thread.ofPlatform().daemon().name("progress").start(this::tick);
    }
  }

  private void tick() {
    try {
      while (show()) {
        Thread.sleep(EVERY_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A root begins. */
  synchronized void begin(String root) {
    running.put(root, System.nanoTime());
    if (!console.isTerminal() && !console.quiet()) {
      console.say("%s %s: begins".formatted(subcommand, root));
    }
  }

  /** A root has ended. */
  synchronized void end(RootResult result) {
    running.remove(result.path());
    done++;
    if (console.quiet()) {
      return;
    }
    clear();
    console.say(
        "%s %s: %s%s in %s (%d of %d%s)"
            .formatted(
                subcommand,
                result.path(),
                result.end().word(),
                result.changes().isEmpty() ? "" : ", " + result.changes(),
                duration(result.took().toNanos()),
                done,
                all,
                left()));
  }

  /** Makes room for other output on the same terminal. */
  synchronized void clear() {
    if (lineOpen) {
      console.err().print("\r\033[K");
      console.err().flush();
      lineOpen = false;
    }
  }

  private synchronized boolean show() {
    if (closed) {
      return false;
    }
    List<String> names = new ArrayList<>();
    long now = System.nanoTime();
    running.forEach((root, since) -> names.add("%s (%s)".formatted(root, duration(now - since))));
    String line =
        "%s: %d of %d%s: %s".formatted(subcommand, done, all, left(), String.join(", ", names));
    String shown = Printable.line(line);
    int width = console.columns() - 1;
    console
        .err()
        .print(
            "\r\033[K"
                + (shown.codePointCount(0, shown.length()) > width
                    ? shown.substring(0, shown.offsetByCodePoints(0, width - 1)) + "…"
                    : shown));
    console.err().flush();
    lineOpen = true;
    return true;
  }

  private String left() {
    if (done == 0 || done == all) {
      return "";
    }
    double each = (double) (System.nanoTime() - start) / done;
    return ", about " + duration((long) (each * (all - done))) + " left";
  }

  /** A time for people. */
  static String duration(long nanos) {
    long seconds = nanos / 1_000_000_000L;
    if (seconds < 120) {
      return seconds + " s";
    }
    return seconds < 7200 ? (seconds + 30) / 60 + " min" : (seconds + 1800) / 3600 + " h";
  }

  @Override
  public synchronized void close() {
    closed = true;
    clear();
  }
}
