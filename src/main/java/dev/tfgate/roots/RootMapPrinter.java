package dev.tfgate.roots;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tfgate.report.Json;
import dev.tfgate.report.Printable;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Prints a {@link RootMap} in the format that was asked for. */
public final class RootMapPrinter {
  /** The formats, the default first. */
  public static final List<String> FORMATS = List.of("text", "json", "matrix", "lines");

  private RootMapPrinter() {}

  /**
   * Prints the listing.
   *
   * @param format one of {@link #FORMATS}
   * @param color whether text is coloured
   * @param everything whether text tells every way from a file to a root
   * @throws IOException where {@code out} can't be written
   */
  public static void print(
      RootMap map, String format, boolean color, boolean everything, PrintStream out)
      throws IOException {
    switch (format) {
      case "json" -> Json.write(writer(out), json -> write(map, json));
      case "matrix" -> {
        out.println(Json.line(json -> writeMatrix(map, json)));
      }
      case "lines" -> map.roots().forEach(root -> out.println(Printable.line(root.path())));
      default -> new RootMapText(map, color, everything).print(out);
    }
  }

  private static OutputStreamWriter writer(PrintStream out) {
    return new OutputStreamWriter(out, StandardCharsets.UTF_8);
  }

  private static void write(RootMap map, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeArrayFieldStart("roots");
    for (RootEntry root : map.roots()) {
      json.writeStartObject();
      json.writeStringField("path", root.path());
      write("reasons", root.reasons(), json);
      json.writeStringField("program", root.program());
      json.writeStringField("version", root.version());
      json.writeBooleanField("changed", root.changed());
      write("because", root.because(), json);
      write("modules", root.modules(), json);
      write("reads", root.reads(), json);
      json.writeNumberField("wave", root.wave());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeNumberField("unaffected", map.unaffected());
    write("gone", map.gone(), json);
    write("notes", map.notes(), json);
    json.writeEndObject();
  }

  private static void write(String name, List<String> values, JsonGenerator json)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (String value : values) {
      json.writeString(value);
    }
    json.writeEndArray();
  }

  /** What GitHub's {@code strategy.matrix} and GitLab's generated pipelines take. */
  private static void writeMatrix(RootMap map, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeArrayFieldStart("include");
    for (RootEntry root : map.roots()) {
      json.writeStartObject();
      json.writeStringField("root", root.path());
      json.writeNumberField("wave", root.wave());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
