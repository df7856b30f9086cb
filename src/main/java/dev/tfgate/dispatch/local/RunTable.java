package dev.tfgate.dispatch.local;

import dev.tfgate.report.DisplayWidth;
import dev.tfgate.report.Printable;
import dev.tfgate.report.Style;
import java.io.PrintStream;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** What came of every root, in one table. */
final class RunTable {
  private RunTable() {}

  /** Prints it, with a sentence for each root that didn't pass. */
  static void print(List<RootResult> results, long nanos, boolean color, PrintStream out) {
    int width = 4;
    for (RootResult result : results) {
      width = Math.max(width, DisplayWidth.of(Printable.line(result.path())));
    }
    int words = results.stream().mapToInt(result -> result.end().word().length()).max().orElse(0);
    out.println();
    out.println(
        Style.DIM.of(row("root", width, "wave", "result", words, "changes", "time"), color));
    for (RootResult result : results) {
      String path = Printable.line(result.path());
      String line =
          row(
              path,
              width,
              Integer.toString(result.wave()),
              result.end().word(),
              words,
              result.changes(),
              result.log() == null ? "" : RunProgress.duration(result.took().toNanos()));
      out.println(color ? style(result.end()).of(line, true) : line);
    }
    out.println();
    for (RootResult result : results) {
      if (!result.message().isEmpty()) {
        out.println(
            "%s: %s%s"
                .formatted(
                    Printable.line(result.path()),
                    Printable.text(result.message()),
                    result.log() == null || result.isDone()
                        ? ""
                        : " (its output: %s)".formatted(Printable.line(result.log().toString()))));
      }
    }
    out.println(summary(results, nanos));
    out.flush();
  }

  private static String row(
      String root, int width, String wave, String result, int words, String changes, String time) {
    return "%s%s  %4s  %s  %-12s  %6s"
        .formatted(
            root,
            " ".repeat(Math.max(0, width - DisplayWidth.of(root))),
            wave,
            result + " ".repeat(Math.max(0, words - result.length())),
            changes,
            time)
        .stripTrailing();
  }

  private static Style style(RootResult.End end) {
    return switch (end) {
      case PASSED -> Style.GREEN;
      case BEFORE, ELSEWHERE -> Style.DIM;
      case FINDINGS, REFUSED -> Style.RED;
      case FAILED, NOT_RUN -> Style.MAGENTA;
    };
  }

  /** For the last line. */
  static String summary(List<RootResult> results, long nanos) {
    Map<RootResult.End, Integer> counts = new EnumMap<>(RootResult.End.class);
    results.forEach(result -> counts.merge(result.end(), 1, Integer::sum));
    StringJoiner parts = new StringJoiner(", ");
    counts.forEach((end, count) -> parts.add(count + " " + end.word()));
    return "%d %s in %s: %s"
        .formatted(
            results.size(),
            results.size() == 1 ? "root" : "roots",
            RunProgress.duration(nanos),
            parts);
  }
}
