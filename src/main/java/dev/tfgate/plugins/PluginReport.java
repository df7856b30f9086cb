package dev.tfgate.plugins;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tfgate.report.Json;
import dev.tfgate.report.Mode;
import dev.tfgate.report.Printable;
import dev.tfgate.report.Style;
import dev.tfgate.report.Undecided;
import dev.tfgate.report.Verdict;
import dev.tfgate.report.Wrapped;
import dev.tfgate.terraform.profile.Engine;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What {@code plugins pin} and {@code plugins verify} tell.
 *
 * @param version of tfgate
 * @param mode where the command ran
 * @param pluginDirectory the directory, absolute
 * @param manifest the file that was written or compared with
 * @param written whether it was written
 * @param binaries those that were read
 * @param programs those of the manifest
 * @param verification what was found
 * @param notes what the reader should know, one sentence each
 */
public record PluginReport(
    String version,
    Mode mode,
    Path pluginDirectory,
    Path manifest,
    boolean written,
    List<NamedBinary> binaries,
    List<PinnedProgram> programs,
    Verification verification,
    List<String> notes) {
  private static final String INDENT = "    ";

  public PluginReport {
    binaries = List.copyOf(binaries);
    programs = List.copyOf(programs);
    notes = List.copyOf(notes);
  }

  /** Returns the report with one more note. */
  public PluginReport with(String note) {
    List<String> more = new ArrayList<>(notes);
    more.add(note);
    return new PluginReport(
        version, mode, pluginDirectory, manifest, written, binaries, programs, verification, more);
  }

  /** Writes the report as JSON, as {@code docs/schema/plugins.schema.json} describes it. */
  public void writeJson(Writer out) throws IOException {
    Json.write(out, this::write);
  }

  private void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeObjectFieldStart("tool");
    json.writeStringField("name", "tfgate");
    json.writeStringField("version", version);
    json.writeEndObject();
    json.writeStringField("verdict", verification.verdict().word());
    json.writeStringField("mode", mode.word());
    json.writeStringField("pluginDirectory", Printable.line(pluginDirectory.toString()));
    json.writeStringField("manifest", Printable.line(manifest.toString()));
    json.writeBooleanField("written", written);
    for (Engine program : Engine.values()) {
      json.writeFieldName(program.word());
      write(json, program);
    }
    json.writeArrayFieldStart("packages");
    for (VerifiedPackage seen : verification.packages()) {
      json.writeStartObject();
      json.writeStringField("source", seen.source());
      json.writeStringField("version", seen.version());
      json.writeStringField("platform", seen.platform());
      json.writeStringField("h1", seen.h1());
      json.writeStringField("layout", seen.layout() == null ? null : seen.layout().word());
      json.writeBooleanField("intact", seen.intact());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("problems");
    for (PluginProblem problem : verification.problems()) {
      json.writeStartObject();
      json.writeStringField("kind", problem.kind().word());
      json.writeStringField("path", problem.path());
      json.writeStringField("message", Printable.text(problem.message()));
      json.writeStringField("expected", problem.expected());
      json.writeStringField("actual", problem.actual());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("undecided");
    for (Undecided undecided : verification.undecided()) {
      json.writeStartObject();
      json.writeStringField("path", undecided.path());
      json.writeStringField("reason", undecided.reason());
      json.writeStringField("message", Printable.text(undecided.message()));
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeObjectFieldStart("summary");
    json.writeNumberField("packages", verification.packages().size());
    json.writeNumberField("files", verification.files());
    json.writeNumberField("bytes", verification.bytes());
    json.writeNumberField("problems", verification.problems().size());
    json.writeEndObject();
    json.writeArrayFieldStart("notes");
    for (String note : notes) {
      json.writeString(Printable.text(note));
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /** The binary of a program, with the version that the manifest pins; null where none was read. */
  private void write(JsonGenerator json, Engine program) throws IOException {
    for (NamedBinary binary : binaries) {
      if (binary.program() == program) {
        String versions =
            String.join(
                ", ",
                programs.stream()
                    .filter(pinned -> pinned.program() == program)
                    .map(PinnedProgram::version)
                    .toList());
        json.writeStartObject();
        json.writeStringField("path", Printable.line(binary.path().toString()));
        json.writeStringField("pinned", versions.isEmpty() ? null : versions);
        json.writeEndObject();
        return;
      }
    }
    json.writeNull();
  }

  /**
   * Prints the report for people.
   *
   * @param quiet leave out all but problems
   */
  public void print(Writer out, boolean color, int columns, boolean quiet) throws IOException {
    @Nullable String path = null;
    for (PluginProblem problem : verification.problems()) {
      if (!problem.path().equals(path)) {
        path = problem.path();
        heading(out, path, color);
      }
      entry(out, Style.RED.of(problem.kind().word(), color), problem.message(), columns);
    }
    for (Undecided undecided : verification.undecided()) {
      heading(out, undecided.path(), color);
      String word = Style.MAGENTA.of("undecided", color) + "  " + undecided.reason();
      entry(out, word, undecided.message(), columns);
    }
    if (!quiet) {
      for (VerifiedPackage seen : verification.packages()) {
        packageLine(out, seen, color);
      }
      for (PinnedProgram pinned : programs) {
        out.append(pinned.program().word()).append(' ').append(pinned.version()).append('\n');
      }
      for (String note : notes) {
        out.append(Style.DIM.of("note:", color)).append(' ');
        String indent = "";
        for (String line : Wrapped.lines(Printable.text(note), columns - 6)) {
          out.append(indent).append(line).append('\n');
          indent = "      ";
        }
      }
    }
    Verdict verdict = verification.verdict();
    if (!quiet || verdict != Verdict.PASS) {
      verdict(out, verdict, color);
    }
    out.flush();
  }

  private static void heading(Writer out, String path, boolean color) throws IOException {
    out.append(Style.BOLD.of(Printable.line(path), color)).append('\n');
  }

  private static void entry(Writer out, String word, String message, int columns)
      throws IOException {
    out.append("  ").append(word).append('\n');
    for (String line : Wrapped.lines(Printable.text(message), columns - INDENT.length())) {
      out.append(INDENT).append(line).append('\n');
    }
    out.append('\n');
  }

  private void packageLine(Writer out, VerifiedPackage seen, boolean color) throws IOException {
    String state =
        seen.intact()
            ? Style.GREEN.of(written ? "pinned" : "intact", color)
            : Style.RED.of("not as pinned", color);
    out.append(
        "%s %s %s  %s%n"
            .formatted(
                Printable.line(seen.source()),
                Printable.line(seen.version()),
                Printable.line(seen.platform()),
                state));
  }

  private void verdict(Writer out, Verdict verdict, boolean color) throws IOException {
    Style style =
        switch (verdict) {
          case PASS -> Style.GREEN;
          case FAIL -> Style.RED;
          case UNDECIDED -> Style.MAGENTA;
        };
    String numbers =
        "%s, %s · %s, %s, %s"
            .formatted(
                count(verification.problems().size(), "problem"),
                verification.undecided().size() + " undecided",
                count(verification.packages().size(), "package"),
                count(verification.files(), "file"),
                megabytes(verification.bytes()));
    out.append(style.of(verdict.word(), color)).append(": ").append(numbers).append('\n');
    if (written) {
      out.append("written: ").append(Printable.line(manifest.toString())).append('\n');
    }
  }

  private static String count(int number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }
}
