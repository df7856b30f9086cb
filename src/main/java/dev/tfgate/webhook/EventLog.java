package dev.tfgate.webhook;

import dev.tfgate.google.JsonTree;
import java.io.PrintStream;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One line of JSON for each event, as Cloud Logging reads it
 * (https://cloud.google.com/logging/docs/structured-logging). No secret, no body.
 */
final class EventLog {
  private final PrintStream out;
  private final String project;

  EventLog(PrintStream out, String project) {
    this.out = out;
    this.project = project;
  }

  /** How bad it is. */
  enum Severity {
    INFO,
    WARNING,
    ERROR
  }

  /**
   * Writes a line.
   *
   * @param trace of the request, or empty
   * @param facts further names and values
   */
  void write(Severity severity, String message, Optional<String> trace, Map<String, String> facts) {
    Map<String, JsonTree> line = new LinkedHashMap<>();
    line.put("severity", JsonTree.Text.of(severity.name()));
    line.put("time", JsonTree.Text.of(Instant.now().toString()));
    line.put("message", JsonTree.Text.of(message));
    trace.ifPresent(
        id ->
            line.put(
                "logging.googleapis.com/trace",
                JsonTree.Text.of("projects/%s/traces/%s".formatted(project, id))));
    facts.forEach((name, value) -> line.put(name, JsonTree.Text.of(value)));
    String text = new JsonTree.Fields(line).toJson();
    synchronized (out) {
      out.println(text);
      out.flush();
    }
  }

  /** Returns the trace that a request belongs to. */
  static Optional<String> trace(Request request) {
    Optional<String> parent =
        request
            .header("traceparent")
            .filter(text -> text.matches("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}"))
            .map(text -> text.substring(3, 35));
    return parent.or(
        () ->
            request
                .header("X-Cloud-Trace-Context")
                .filter(text -> text.matches("[0-9a-f]{32}(/.*)?"))
                .map(text -> text.substring(0, 32)));
  }
}
