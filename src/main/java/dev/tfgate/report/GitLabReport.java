package dev.tfgate.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.Writer;

/** GitLab's Code Quality report: an array of issues in the Code Climate form. */
final class GitLabReport {
  private final Report report;
  private final RuleCatalogue rules;

  GitLabReport(Report report, RuleCatalogue rules) {
    this.report = report;
    this.rules = rules;
  }

  void print(Writer out) throws IOException {
    Json.write(out, this::write);
  }

  private void write(JsonGenerator json) throws IOException {
    Occurrences occurrences = new Occurrences();
    json.writeStartArray();
    for (Finding finding : report.findings()) {
      int occurrence = occurrences.next(finding);
      String description = finding.message();
      String severity = finding.enforcement() == Enforcement.MANDATORY ? "critical" : "minor";
      if (finding.exception() != null) {
        description += " (" + Summary.lifted(finding.exception()) + ")";
        severity = "info";
      }
      issue(
          json,
          finding.rule(),
          description,
          finding.fingerprint() + (occurrence == 1 ? "" : "-" + occurrence),
          severity,
          finding.path(),
          finding.region());
    }
    for (Undecided undecided : report.undecided()) {
      Finding place = undecided.asFinding();
      int occurrence = occurrences.next(place);
      issue(
          json,
          "undecided-" + undecided.reason(),
          place.message(),
          place.fingerprint() + (occurrence == 1 ? "" : "-" + occurrence),
          "blocker",
          undecided.path(),
          null);
    }
    json.writeEndArray();
  }

  private void issue(
      JsonGenerator json,
      String check,
      String description,
      String fingerprint,
      String severity,
      String path,
      @org.jspecify.annotations.Nullable Region region)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("type", "issue");
    json.writeStringField("check_name", check);
    json.writeStringField("description", Printable.message(description));
    json.writeArrayFieldStart("categories");
    json.writeString("Security");
    json.writeEndArray();
    var rule = rules.find(check);
    if (rule.isPresent()) {
      json.writeObjectFieldStart("content");
      json.writeStringField("body", Printable.message(rule.get().summary()));
      json.writeEndObject();
    }
    json.writeStringField("severity", severity);
    json.writeStringField("fingerprint", fingerprint);
    json.writeObjectFieldStart("location");
    json.writeStringField("path", path);
    json.writeObjectFieldStart("lines");
    json.writeNumberField("begin", region == null ? 1 : region.line());
    if (region != null) {
      json.writeNumberField("end", lastLine(region));
    }
    json.writeEndObject();
    json.writeEndObject();
    json.writeEndObject();
  }

  /** The last line that holds a character of the region. */
  private static int lastLine(Region region) {
    return region.endColumn() == 1 && region.endLine() > region.line()
        ? region.endLine() - 1
        : region.endLine();
  }
}
