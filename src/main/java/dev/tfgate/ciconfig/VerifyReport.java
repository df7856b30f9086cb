package dev.tfgate.ciconfig;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.Json;
import dev.tfgate.report.Printable;
import dev.tfgate.report.Verdict;
import dev.tfgate.report.Wrapped;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@code tfgate ci-config verify} prints.
 *
 * @param version of tfgate
 * @param comparisons of every governed file
 */
public record VerifyReport(String version, List<Comparison> comparisons) {
  private static final int MOST_DIFF_LINES = 200;
  private static final String RED = "\u001b[31m";
  private static final String GREEN = "\u001b[32m";
  private static final String MAGENTA = "\u001b[35m";
  private static final String BOLD = "\u001b[1m";
  private static final String PLAIN = "\u001b[0m";

  public VerifyReport {
    comparisons = List.copyOf(comparisons);
  }

  /** Returns the verdict: what was not compared wins over drift; nothing compared is no pass. */
  public Verdict verdict() {
    boolean decided =
        !comparisons.isEmpty()
            && comparisons.stream()
                .allMatch(c -> c.state() == Comparison.State.EQUAL || c.state().isDrift());
    if (!decided) {
      return Verdict.UNDECIDED;
    }
    return comparisons.stream().anyMatch(c -> c.state().isDrift()) ? Verdict.FAIL : Verdict.PASS;
  }

  /** Returns the exit code of the command. */
  public ExitCode exitCode() {
    return verdict().exitCode();
  }

  /**
   * Prints the report for people.
   *
   * @param columns width that messages are wrapped to
   */
  public void printText(Writer out, boolean color, boolean quiet, int columns) throws IOException {
    for (Comparison comparison : comparisons) {
      if (!quiet || comparison.state() != Comparison.State.EQUAL) {
        print(comparison, out, color, columns);
      }
    }
    if (!quiet || verdict() != Verdict.PASS) {
      out.append(style(style(verdict()), verdict().word(), color)).append(": ");
      out.append(summary()).append('\n');
    }
    out.flush();
  }

  private static void print(Comparison comparison, Writer out, boolean color, int columns)
      throws IOException {
    boolean equal = comparison.state() == Comparison.State.EQUAL;
    String style = equal ? GREEN : comparison.state().isDrift() ? RED : MAGENTA;
    out.append(style(style, comparison.state().words(), color)).append("  ");
    out.append(style(BOLD, Printable.line(comparison.path()), color)).append('\n');
    out.append("  trusted  ").append(Printable.line(comparison.address().toString())).append('\n');
    if (comparison.copy() != null) {
      String hash = comparison.copy().content().sha256();
      out.append("    sha256:").append(hash).append('\n');
    }
    if (comparison.here() != null && !equal) {
      out.append("  here\n    sha256:").append(comparison.here().sha256()).append('\n');
    }
    Optional<Drift> drift = comparison.drift();
    if (drift.isEmpty()) {
      if (!comparison.message().isEmpty()) {
        String todo =
            comparison.state() == Comparison.State.MISSING_THERE
                ? ". Publish the file with 'tfgate ci-config publish', or correct gate.yaml"
                : "";
        for (String line : Wrapped.printable("  " + comparison.message() + todo, columns)) {
          out.append(line).append('\n');
        }
      }
    } else {
      for (String note : drift.get().notes()) {
        out.append("  ").append(Printable.line(note)).append('\n');
      }
      printDiff(drift.get().diff(), out, color);
    }
    if (!equal) {
      out.append('\n');
    }
  }

  /** Prints what differs, line by line where it is text, in one phrase where it is not. */
  public void printDiffs(Writer out, boolean color) throws IOException {
    for (Comparison comparison : comparisons) {
      List<String> diff = comparison.drift().map(Drift::diff).orElse(List.of());
      if (diff.isEmpty() && comparison.state() != Comparison.State.EQUAL) {
        List<String> reasons =
            comparison.drift().map(Drift::notes).orElse(List.of(comparison.message()));
        for (String reason : reasons) {
          out.append(
              Printable.line(
                  "%s: %s, %s".formatted(comparison.path(), comparison.state().words(), reason)));
          out.append('\n');
        }
      }
      for (String line : diff) {
        out.append(style(styleOf(line), Printable.line(line), color)).append('\n');
      }
    }
    out.flush();
  }

  /** Prints the files that have no trusted copy yet, all of each, or why that can't be shown. */
  public static void printNew(List<Publisher.Change> changes, Writer out, boolean color)
      throws IOException {
    for (Publisher.Change change : changes) {
      if (change.replaced() == null) {
        Drift drift = change.drift();
        if (!drift.isShownInFull()) {
          String note = "%s: %s".formatted(change.path(), String.join("; ", drift.notes()));
          out.append(Printable.line(note)).append('\n');
        }
        for (String line : drift.diff()) {
          out.append(style(styleOf(line), Printable.line(line), color)).append('\n');
        }
      }
    }
    out.flush();
  }

  private static String styleOf(String line) {
    return line.startsWith("+")
        ? GREEN
        : line.startsWith("-") ? RED : line.startsWith("@") ? BOLD : "";
  }

  /** Prints a diff, coloured and cut. */
  private static void printDiff(List<String> diff, Writer out, boolean color) throws IOException {
    for (String line : diff.subList(0, Math.min(diff.size(), MOST_DIFF_LINES))) {
      out.append("    ").append(style(styleOf(line), Printable.line(line), color)).append('\n');
    }
    if (diff.size() > MOST_DIFF_LINES) {
      out.append("    … %d lines more\n".formatted(diff.size() - MOST_DIFF_LINES));
    }
  }

  private String summary() {
    if (comparisons.isEmpty()) {
      return "nothing was compared";
    }
    long equal = comparisons.stream().filter(c -> c.state() == Comparison.State.EQUAL).count();
    long drifted = comparisons.stream().filter(c -> c.state().isDrift()).count();
    long open = comparisons.size() - equal - drifted;
    return "%d equal, %d drifted, %d not compared".formatted(equal, drifted, open);
  }

  /** Writes the report for programs. */
  public void writeJson(Writer out) throws IOException {
    Json.write(
        out,
        json -> {
          json.writeStartObject();
          json.writeObjectFieldStart("tool");
          json.writeStringField("name", "tfgate");
          json.writeStringField("version", version);
          json.writeEndObject();
          json.writeStringField("verdict", verdict().word());
          json.writeArrayFieldStart("files");
          for (Comparison comparison : comparisons) {
            write(comparison, json);
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private static void write(Comparison comparison, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("path", comparison.path());
    json.writeStringField("trusted", comparison.address().toString());
    json.writeStringField("state", comparison.state().word());
    json.writeStringField("sha256", comparison.here() == null ? null : comparison.here().sha256());
    json.writeStringField(
        "trustedSha256", comparison.copy() == null ? null : comparison.copy().content().sha256());
    json.writeStringField("message", Printable.text(comparison.message()));
    Optional<Drift> drift = comparison.drift();
    json.writeArrayFieldStart("changes");
    for (String note : drift.map(Drift::notes).orElse(List.of())) {
      json.writeString(Printable.line(note));
    }
    json.writeEndArray();
    @Nullable String diff = drift.map(d -> String.join("\n", d.diff())).orElse(null);
    json.writeStringField("diff", diff == null || diff.isEmpty() ? null : diff);
    json.writeEndObject();
  }

  private static String style(Verdict verdict) {
    return switch (verdict) {
      case PASS -> GREEN;
      case FAIL -> RED;
      case UNDECIDED -> MAGENTA;
    };
  }

  private static String style(String sequence, String text, boolean color) {
    return color && !sequence.isEmpty() ? sequence + text + PLAIN : text;
  }
}
