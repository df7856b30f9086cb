package dev.tfgate.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.Writer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** SARIF 2.1.0, with paths relative to the repository root and columns in code points. */
final class SarifReport {
  private final Report report;
  private final RuleCatalogue rules;

  SarifReport(Report report, RuleCatalogue rules) {
    this.report = report;
    this.rules = rules;
  }

  void print(Writer out) throws IOException {
    Json.write(out, this::write);
  }

  private void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
    json.writeStringField("version", "2.1.0");
    json.writeArrayFieldStart("runs");
    json.writeStartObject();
    Map<String, Integer> index = tool(json);
    invocations(json);
    json.writeStringField("columnKind", "unicodeCodePoints");
    json.writeObjectFieldStart("automationDetails");
    json.writeStringField("id", "tfgate/");
    json.writeEndObject();
    json.writeArrayFieldStart("results");
    Occurrences occurrences = new Occurrences();
    for (Finding finding : report.findings()) {
      result(json, finding, index.getOrDefault(finding.rule(), 0), occurrences.next(finding));
    }
    // Pages that show results only would show an undecided run as a clean one.
    for (Undecided undecided : report.undecided()) {
      Finding finding = undecided.asFinding();
      result(json, finding, index.getOrDefault(finding.rule(), 0), occurrences.next(finding));
    }
    json.writeEndArray();
    json.writeObjectFieldStart("properties");
    json.writeStringField("verdict", report.verdict().word());
    json.writeStringField("mode", report.mode().word());
    json.writeStringField("treeDigest", report.treeDigest());
    json.writeEndObject();
    json.writeEndObject();
    json.writeEndArray();
    json.writeEndObject();
  }

  /** Writes the tool and returns the place of each rule in its list. */
  private Map<String, Integer> tool(JsonGenerator json) throws IOException {
    Map<String, Integer> index = new HashMap<>();
    TreeSet<String> ids = new TreeSet<>();
    for (Finding finding : report.findings()) {
      ids.add(finding.rule());
    }
    for (Undecided undecided : report.undecided()) {
      ids.add(undecided.asFinding().rule());
    }
    json.writeObjectFieldStart("tool");
    json.writeObjectFieldStart("driver");
    json.writeStringField("name", "tfgate");
    json.writeStringField("version", report.version());
    json.writeStringField("semanticVersion", report.version());
    json.writeStringField("informationUri", "https://tfgate.dev");
    json.writeArrayFieldStart("rules");
    for (String id : ids) {
      index.put(id, index.size());
      rule(json, id);
    }
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndObject();
    return index;
  }

  private void rule(JsonGenerator json, String id) throws IOException {
    Optional<RuleDescription> description = rules.find(id);
    Optional<String> page = RulePage.of(id);
    boolean undecided = id.equals(Undecided.RULE);
    String title =
        description
            .map(RuleDescription::title)
            .orElse(undecided ? "What could not be decided" : id);
    String summary =
        description
            .map(RuleDescription::summary)
            .orElse(
                undecided
                    ? "Something could not be read or decided, so the gate refuses: this is no pass."
                    : title);
    Enforcement enforcement =
        description.map(RuleDescription::enforcement).orElse(Enforcement.MANDATORY);
    json.writeStartObject();
    json.writeStringField("id", id);
    json.writeStringField("name", Printable.line(id));
    text(json, "shortDescription", title);
    text(json, "fullDescription", summary);
    json.writeObjectFieldStart("help");
    json.writeStringField("text", Printable.message(help(id, summary, page.isPresent())));
    json.writeStringField("markdown", page.orElse(Markdown.text(summary)));
    json.writeEndObject();
    json.writeObjectFieldStart("defaultConfiguration");
    json.writeBooleanField("enabled", enforcement != Enforcement.OFF);
    json.writeStringField("level", level(enforcement));
    json.writeEndObject();
    json.writeObjectFieldStart("properties");
    json.writeArrayFieldStart("tags");
    json.writeString("security");
    json.writeString("terraform");
    if (description.isPresent()) {
      json.writeString(description.get().layer().word());
    }
    json.writeEndArray();
    json.writeStringField("precision", "very-high");
    json.writeStringField("problem.severity", level(enforcement));
    json.writeStringField(
        "security-severity", enforcement == Enforcement.MANDATORY ? "8.0" : "3.0");
    json.writeEndObject();
    json.writeEndObject();
  }

  /** A helpUri would have to be absolute, and where the project is published is not known here. */
  private static String help(String id, String summary, boolean page) {
    return page
        ? summary + " See " + RulePage.path(id) + " of tfgate, or tfgate explain " + id + "."
        : summary;
  }

  private void invocations(JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("invocations");
    json.writeStartObject();
    json.writeBooleanField("executionSuccessful", report.undecided().isEmpty());
    json.writeNumberField("exitCode", report.verdict().exitCode().code());
    json.writeArrayFieldStart("toolExecutionNotifications");
    for (Undecided undecided : report.undecided()) {
      json.writeStartObject();
      json.writeObjectFieldStart("descriptor");
      json.writeStringField("id", undecided.reason());
      json.writeEndObject();
      json.writeStringField("level", "error");
      message(json, undecided.message());
      locations(json, undecided.path(), null);
      json.writeEndObject();
    }
    for (String note : report.notes()) {
      json.writeStartObject();
      json.writeStringField("level", "note");
      message(json, note);
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndArray();
  }

  private static void result(JsonGenerator json, Finding finding, int ruleIndex, int occurrence)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("ruleId", finding.rule());
    json.writeNumberField("ruleIndex", ruleIndex);
    json.writeStringField("kind", "fail");
    json.writeStringField("level", level(finding.enforcement()));
    message(json, finding.message());
    locations(json, finding.path(), finding.region());
    json.writeObjectFieldStart("partialFingerprints");
    json.writeStringField("tfgate/v1", finding.fingerprint() + ":" + occurrence);
    json.writeEndObject();
    json.writeArrayFieldStart("suppressions");
    if (finding.exception() != null) {
      json.writeStartObject();
      json.writeStringField("kind", "external");
      json.writeStringField("status", "accepted");
      json.writeStringField(
          "justification", Printable.message(Summary.lifted(finding.exception())));
      json.writeEndObject();
    }
    json.writeEndArray();
    if (finding.root() != null) {
      json.writeObjectFieldStart("properties");
      json.writeStringField("root", finding.root());
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private static void locations(
      JsonGenerator json, String path, @org.jspecify.annotations.Nullable Region region)
      throws IOException {
    json.writeArrayFieldStart("locations");
    json.writeStartObject();
    json.writeObjectFieldStart("physicalLocation");
    json.writeObjectFieldStart("artifactLocation");
    json.writeStringField("uri", PathUri.of(path));
    json.writeEndObject();
    // Pages of code scanning show no result without a line: one about a whole file has the first.
    json.writeObjectFieldStart("region");
    if (region == null) {
      json.writeNumberField("startLine", 1);
    } else {
      json.writeNumberField("startLine", region.line());
      json.writeNumberField("startColumn", region.column());
      json.writeNumberField("endLine", region.endLine());
      json.writeNumberField("endColumn", region.endColumn());
    }
    json.writeEndObject();
    json.writeEndObject();
    json.writeEndObject();
    json.writeEndArray();
  }

  private static void message(JsonGenerator json, String message) throws IOException {
    text(json, "message", message);
  }

  /** Writes plain text, in which {@code [x](y)} would be a link (SARIF 3.11.6). */
  private static void text(JsonGenerator json, String field, String text) throws IOException {
    String safe = Printable.message(text);
    if (safe.contains("](")) {
      safe = safe.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]");
    }
    json.writeObjectFieldStart(field);
    json.writeStringField("text", safe);
    json.writeEndObject();
  }

  private static String level(Enforcement enforcement) {
    return switch (enforcement) {
      case MANDATORY -> "error";
      case ADVISORY -> "warning";
      case OFF -> "none";
    };
  }
}
