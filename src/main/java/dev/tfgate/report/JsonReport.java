package dev.tfgate.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.Writer;

/** tfgate's own JSON. */
final class JsonReport {
  private final Report report;

  JsonReport(Report report) {
    this.report = report;
  }

  void print(Writer out) throws IOException {
    Json.write(out, this::write);
  }

  private void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeObjectFieldStart("tool");
    json.writeStringField("name", "tfgate");
    json.writeStringField("version", report.version());
    json.writeEndObject();
    json.writeStringField("verdict", report.verdict().word());
    json.writeStringField("mode", report.mode().word());
    json.writeArrayFieldStart("findings");
    for (Finding finding : report.findings()) {
      write(json, finding);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("undecided");
    for (Undecided undecided : report.undecided()) {
      json.writeStartObject();
      json.writeStringField("path", undecided.path());
      json.writeStringField("reason", undecided.reason());
      json.writeStringField("message", Printable.message(undecided.message()));
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("roots");
    for (RootSummary root : report.roots()) {
      write(json, root);
    }
    json.writeEndArray();
    json.writeStringField("treeDigest", report.treeDigest());
    Report.Counts counts = report.counts();
    json.writeObjectFieldStart("summary");
    json.writeNumberField("files", report.files());
    json.writeNumberField("roots", report.roots().size());
    json.writeNumberField("mandatory", counts.mandatory());
    json.writeNumberField("advisory", counts.advisory());
    json.writeNumberField("excepted", counts.excepted());
    if (report.changes() != null) {
      json.writeNumberField("changes", report.changes());
    }
    json.writeEndObject();
    json.writeArrayFieldStart("notes");
    for (String note : report.notes()) {
      json.writeString(Printable.message(note));
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Finding finding) throws IOException {
    json.writeStartObject();
    json.writeStringField("rule", finding.rule());
    json.writeStringField("enforcement", finding.enforcement().word());
    json.writeStringField("path", finding.path());
    Region region = finding.region();
    if (region == null) {
      json.writeNullField("line");
      json.writeNullField("column");
      json.writeNullField("endLine");
      json.writeNullField("endColumn");
    } else {
      json.writeNumberField("line", region.line());
      json.writeNumberField("column", region.column());
      json.writeNumberField("endLine", region.endLine());
      json.writeNumberField("endColumn", region.endColumn());
    }
    json.writeStringField("root", finding.root());
    json.writeStringField("message", Printable.message(finding.message()));
    json.writeStringField("fingerprint", finding.fingerprint());
    if (finding.exception() == null) {
      json.writeNullField("exception");
    } else {
      json.writeObjectFieldStart("exception");
      json.writeStringField("reason", finding.exception().reason());
      json.writeStringField("expires", finding.exception().expires().toString());
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, RootSummary root) throws IOException {
    json.writeStartObject();
    json.writeStringField("path", root.path());
    json.writeStringField("program", root.program());
    json.writeStringField("version", root.version());
    json.writeArrayFieldStart("providers");
    for (RootSummary.Provider provider : root.providers()) {
      json.writeStartObject();
      json.writeStringField("source", provider.source());
      json.writeArrayFieldStart("constraints");
      for (String constraint : provider.constraints()) {
        json.writeString(constraint);
      }
      json.writeEndArray();
      json.writeStringField("pinned", provider.pinned());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("calls");
    for (RootSummary.Call call : root.calls()) {
      json.writeStartObject();
      json.writeStringField("from", call.from());
      json.writeStringField("module", call.module());
      json.writeStringField("version", call.version());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
