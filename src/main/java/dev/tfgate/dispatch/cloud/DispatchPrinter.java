package dev.tfgate.dispatch.cloud;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tfgate.dispatch.cloud.BuildResult.Outcome;
import dev.tfgate.google.JsonTree;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.Json;
import dev.tfgate.report.Markdown;
import dev.tfgate.report.Printable;
import dev.tfgate.report.Style;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Prints a {@link DispatchReport} in the format that was asked for. */
public final class DispatchPrinter {
  /** The formats, the default first. */
  public static final List<String> FORMATS = List.of("text", "json", "markdown");

  private DispatchPrinter() {}

  /**
   * Prints the report.
   *
   * @param format one of {@link #FORMATS}
   * @throws IOException where {@code out} can't be written
   */
  public static void print(DispatchReport report, String format, boolean color, Writer out)
      throws IOException {
    switch (format) {
      case "json" -> Json.write(out, json -> write(report, json));
      case "markdown" -> out.write(markdown(report));
      default -> out.write(text(report, color));
    }
    out.flush();
  }

  private static String text(DispatchReport report, boolean color) {
    StringBuilder text = new StringBuilder();
    int wave = -1;
    boolean waves = report.roots().stream().anyMatch(root -> root.wave() > 0);
    for (BuildResult root : byWave(report)) {
      if (waves && root.wave() != wave) {
        wave = root.wave();
        text.append(Style.DIM.of("wave " + wave, color)).append('\n');
      }
      text.append(
              "%s  %s"
                  .formatted(
                      style(root.outcome()).of(root.outcome().word(), color),
                      Printable.line(root.path())))
          .append('\n');
      for (String line : details(root)) {
        text.append("  ").append(line).append('\n');
      }
    }
    if (!report.roots().isEmpty()) {
      text.append('\n');
    }
    return text.append(
            "%s of %s by %s%n".formatted(title(report), shortened(report), report.configuration()))
        .append(summary(report))
        .append('\n')
        .toString();
  }

  private static List<String> details(BuildResult root) {
    List<String> lines = new ArrayList<>();
    if (!root.message().isEmpty()) {
      lines.add(root.message());
    }
    if (!root.build().isEmpty() && root.outcome() != Outcome.SUCCEEDED) {
      lines.add(build(root));
      if (!root.log().isEmpty()) {
        lines.add(root.log());
      }
    }
    return lines;
  }

  private static String build(BuildResult root) {
    return "build %s: %s%s%s"
        .formatted(
            root.build(),
            root.status(),
            root.exit().isPresent() ? ", exit code " + root.exit().getAsInt() : "",
            root.joined() ? ", started by another dispatch" : "");
  }

  private static Style style(Outcome outcome) {
    return switch (outcome) {
      case SUCCEEDED -> Style.GREEN;
      case WOULD_START -> Style.CYAN;
      case FAILED, MISUSED -> Style.RED;
      case UNDECIDED, CANCELLED, BLOCKED, NOT_STARTED -> Style.MAGENTA;
    };
  }

  private static String title(DispatchReport report) {
    String word = report.phase().word();
    return Character.toUpperCase(word.charAt(0)) + word.substring(1);
  }

  private static String shortened(DispatchReport report) {
    return report.commit().substring(0, 12);
  }

  private static String summary(DispatchReport report) {
    List<String> counts = new ArrayList<>();
    for (Outcome outcome : Outcome.values()) {
      int count = report.count(outcome);
      if (count > 0) {
        counts.add(count + " " + outcome.word().replace('-', ' '));
      }
    }
    int all = report.roots().size();
    return all == 0
        ? "0 roots: nothing to start"
        : "%d root%s: %s".formatted(all, all == 1 ? "" : "s", String.join(", ", counts));
  }

  private static String markdown(DispatchReport report) {
    StringBuilder text = new StringBuilder();
    text.append("## %s of %s\n\n".formatted(title(report), Markdown.code(shortened(report))));
    text.append(Markdown.text(summary(report))).append(", by ");
    text.append(Markdown.code(report.configuration())).append("\n");
    if (!report.roots().isEmpty()) {
      text.append("\n| root | wave | outcome | build |\n|---|---|---|---|\n");
      for (BuildResult root : byWave(report)) {
        text.append(
            "| %s | %d | %s | %s |\n"
                .formatted(
                    Markdown.code(root.path()),
                    root.wave(),
                    Markdown.text(
                        root.outcome().word().replace('-', ' ')
                            + (root.message().isEmpty() ? "" : ": " + root.message())),
                    link(root)));
      }
    }
    return text.toString();
  }

  /** A link only where nothing of the address could end it. */
  private static String link(BuildResult root) {
    if (root.build().isEmpty()) {
      return "";
    }
    String name =
        root.status() + (root.exit().isPresent() ? ", exit code " + root.exit().getAsInt() : "");
    return root.log().matches("https://[A-Za-z0-9./?=&;_%:-]+")
        ? "[%s](%s)".formatted(Markdown.text(name), root.log())
        : Markdown.text(name + " " + root.build());
  }

  private static List<BuildResult> byWave(DispatchReport report) {
    List<BuildResult> roots = new ArrayList<>(report.roots());
    roots.sort(
        (a, b) ->
            a.wave() == b.wave()
                ? a.path().compareTo(b.path())
                : Integer.compare(a.wave(), b.wave()));
    return roots;
  }

  private static void write(DispatchReport report, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("verdict", verdict(report.exitCode()));
    json.writeStringField("phase", report.phase().word());
    json.writeStringField("commit", report.commit());
    json.writeNumberField("attempt", report.attempt());
    json.writeStringField("configuration", report.configuration());
    json.writeStringField("serviceAccount", report.serviceAccount());
    json.writeArrayFieldStart("roots");
    for (BuildResult root : report.roots()) {
      json.writeStartObject();
      json.writeStringField("path", root.path());
      json.writeNumberField("wave", root.wave());
      json.writeStringField("outcome", root.outcome().word());
      text("build", root.build(), json);
      text("status", root.status(), json);
      text("log", root.log(), json);
      if (root.exit().isPresent()) {
        json.writeNumberField("exitCode", root.exit().getAsInt());
      } else {
        json.writeNullField("exitCode");
      }
      json.writeBooleanField("joined", root.joined());
      json.writeStringField("message", root.message());
      JsonTree.Fields request = report.requests().get(root.path());
      if (request != null) {
        json.writeFieldName("request");
        write(request, json);
      }
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeObjectFieldStart("summary");
    json.writeNumberField("roots", report.roots().size());
    for (Outcome outcome : Outcome.values()) {
      json.writeNumberField(outcome.word(), report.count(outcome));
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  private static String verdict(ExitCode code) {
    return switch (code) {
      case PASSED -> "pass";
      case FINDINGS -> "fail";
      case USAGE, UNDECIDED -> "undecided";
    };
  }

  private static void text(String name, String value, JsonGenerator json) throws IOException {
    if (value.isEmpty()) {
      json.writeNullField(name);
    } else {
      json.writeStringField(name, value);
    }
  }

  private static void write(JsonTree tree, JsonGenerator json) throws IOException {
    switch (tree) {
      case JsonTree.Fields fields -> {
        json.writeStartObject();
        for (Map.Entry<String, JsonTree> member : fields.of().entrySet()) {
          json.writeFieldName(member.getKey());
          write(member.getValue(), json);
        }
        json.writeEndObject();
      }
      case JsonTree.Items items -> {
        json.writeStartArray();
        for (JsonTree item : items.of()) {
          write(item, json);
        }
        json.writeEndArray();
      }
      case JsonTree.Text text -> json.writeString(text.value());
      case JsonTree.Plain plain -> json.writeRawValue(plain.source());
    }
  }
}
