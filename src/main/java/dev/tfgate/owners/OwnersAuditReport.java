package dev.tfgate.owners;

import dev.tfgate.report.Json;
import dev.tfgate.report.Printable;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Prints an audit. */
public final class OwnersAuditReport {
  private static final List<String> HEADER = List.of("PROJECT", "OWNER", "KIND", "GRANTED ON", "");

  private OwnersAuditReport() {}

  /** Writes a table for a human. */
  public static void text(OwnersAudit audit, boolean quiet, Writer out) throws IOException {
    List<ProjectOwner> shown = quiet ? audit.outsideKeep() : audit.grants();
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEADER);
    for (ProjectOwner grant : shown) {
      rows.add(
          List.of(
              grant.project(),
              Printable.line(grant.member()),
              grant.kind().word(),
              grant.isInherited() ? grant.resource() : "project",
              (grant.conditional() ? "conditional, " : "")
                  + (grant.kept() ? "kept" : "not in owners.keep")));
    }
    int[] widths = new int[HEADER.size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    if (!shown.isEmpty()) {
      for (List<String> row : rows) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
          line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
        }
        out.write(line.toString().stripTrailing() + "\n");
      }
      out.write("\n");
    }
    for (String sentence : audit.undecided()) {
      out.write("undecided: " + Printable.line(sentence) + "\n");
    }
    out.write(summary(audit) + "\n");
    out.flush();
  }

  /** Writes one JSON document. */
  public static void json(OwnersAudit audit, Writer out) throws IOException {
    Map<String, List<ProjectOwner>> grants = new LinkedHashMap<>();
    audit.projects().forEach(project -> grants.put(project, new ArrayList<>()));
    for (ProjectOwner grant : audit.grants()) {
      grants.computeIfAbsent(grant.project(), p -> new ArrayList<>()).add(grant);
    }
    Json.write(
        out,
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("projects");
          for (Map.Entry<String, List<ProjectOwner>> project : grants.entrySet()) {
            json.writeStartObject();
            json.writeStringField("project", project.getKey());
            json.writeArrayFieldStart("owners");
            for (ProjectOwner grant : project.getValue()) {
              json.writeStartObject();
              json.writeStringField("member", grant.member());
              json.writeStringField("kind", grant.kind().word());
              json.writeStringField("resource", grant.resource());
              json.writeBooleanField("inherited", grant.isInherited());
              json.writeBooleanField("conditional", grant.conditional());
              json.writeBooleanField("kept", grant.kept());
              json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeArrayFieldStart("undecided");
          for (String sentence : audit.undecided()) {
            json.writeString(sentence);
          }
          json.writeEndArray();
          json.writeObjectFieldStart("summary");
          json.writeNumberField("projects", audit.projects().size());
          json.writeNumberField("owners", audit.grants().size());
          json.writeNumberField("outsideKeep", audit.outsideKeep().size());
          json.writeEndObject();
          json.writeEndObject();
        });
  }

  /** Writes comma-separated values with a header (RFC 4180). */
  public static void csv(OwnersAudit audit, Writer out) throws IOException {
    out.write("project,member,kind,resource,inherited,conditional,kept\r\n");
    for (ProjectOwner grant : audit.grants()) {
      out.write(
          String.join(
                  ",",
                  grant.project(),
                  "\"" + Printable.line(grant.member()).replace("\"", "\"\"") + "\"",
                  grant.kind().word(),
                  grant.resource(),
                  Boolean.toString(grant.isInherited()),
                  Boolean.toString(grant.conditional()),
                  Boolean.toString(grant.kept()))
              + "\r\n");
    }
    out.flush();
  }

  private static String summary(OwnersAudit audit) {
    Map<String, Integer> kinds = new LinkedHashMap<>();
    audit.outsideKeep().forEach(grant -> kinds.merge(grant.kind().word(), 1, Integer::sum));
    List<String> parts = new ArrayList<>();
    kinds.forEach((kind, count) -> parts.add(count + " " + kind));
    return "%s, %d Owner grants, %d outside owners.keep%s%s"
        .formatted(
            ProgressLine.projects(audit.projects().size()),
            audit.grants().size(),
            audit.outsideKeep().size(),
            parts.isEmpty() ? "" : " (" + String.join(", ", parts) + ")",
            audit.undecided().isEmpty()
                ? ""
                : ". Not everything could be read, so there may be more");
  }
}
