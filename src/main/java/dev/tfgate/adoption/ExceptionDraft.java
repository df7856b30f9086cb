package dev.tfgate.adoption;

import dev.tfgate.report.Finding;
import dev.tfgate.report.Layer;
import dev.tfgate.report.Printable;
import dev.tfgate.report.Region;
import dev.tfgate.report.Report;
import dev.tfgate.rules.Rules;
import java.io.IOException;
import java.io.Writer;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The exceptions that let the findings of a report pass, as a file for {@code exceptions: [FILE]}
 * of {@code gate.yaml}.
 *
 * @param entries in the order of the report
 * @param fixed mandatory findings that nothing lifts: those of the path layer
 */
public record ExceptionDraft(List<Entry> entries, List<Finding> fixed) {
  /** Messages that the comment above an entry quotes, and places that it names for each. */
  private static final int MOST = 5;

  /** Copies the lists. */
  public ExceptionDraft {
    entries = List.copyOf(entries);
    fixed = List.copyOf(fixed);
  }

  /**
   * An entry of the file.
   *
   * @param findings what it lifts, all of one rule and one path
   * @param byFingerprint whether it names the one fingerprint that they share; else it is for as
   *     many findings of the rule in the path as there are now
   */
  public record Entry(List<Finding> findings, boolean byFingerprint) {
    /** Copies the findings. */
    public Entry {
      findings = List.copyOf(findings);
    }
  }

  /** Returns the draft for the mandatory findings of {@code report} that nothing lifts yet. */
  public static ExceptionDraft of(Report report) {
    return of(report.findings());
  }

  /** Returns the draft for those of the findings that are mandatory and that nothing lifts yet. */
  public static ExceptionDraft of(List<Finding> findings) {
    Map<String, Layer> layers = Rules.layers();
    Map<List<String>, Map<String, List<Finding>>> places = new LinkedHashMap<>();
    List<Finding> fixed = new ArrayList<>();
    for (Finding finding : findings) {
      if (!finding.blocks()) {
        continue;
      }
      if (layers.get(finding.rule()) == Layer.PATH) {
        fixed.add(finding);
      } else {
        places
            .computeIfAbsent(
                List.of(finding.rule(), finding.path()), place -> new LinkedHashMap<>())
            .computeIfAbsent(finding.fingerprint(), fingerprint -> new ArrayList<>())
            .add(finding);
      }
    }
    List<Entry> entries = new ArrayList<>();
    for (Map.Entry<List<String>, Map<String, List<Finding>>> place : places.entrySet()) {
      Map<String, List<Finding>> prints = place.getValue();
      // A path with a star would be a pattern for other paths too.
      if (prints.size() == 1 || place.getKey().getLast().contains("*")) {
        prints.values().forEach(same -> entries.add(new Entry(same, true)));
      } else {
        entries.add(new Entry(prints.values().stream().flatMap(List::stream).toList(), false));
      }
    }
    return new ExceptionDraft(entries, fixed);
  }

  /**
   * Writes the file.
   *
   * @param reason why the findings are excepted, or null: the file is then refused until reasons
   *     are filled in
   * @param expires the last day, or null likewise
   */
  public void write(Writer out, @Nullable String reason, @Nullable LocalDate expires)
      throws IOException {
    out.write(
        reason == null || expires == null
            ? "# Exceptions for the findings of one check. Give each a reason and the last day on"
                + " which it\n"
                + "# holds (such as 2027-01-31), and name this file in gate.yaml:\n"
            : "# Exceptions for the findings of one check. Name this file in gate.yaml:\n");
    out.write("#   exceptions: [FILE]\n");
    out.write(entries.isEmpty() ? "exceptions: []\n" : "exceptions:\n");
    for (Entry entry : entries) {
      comment(out, entry.findings());
      Finding first = entry.findings().getFirst();
      out.write("  - {rule: " + first.rule() + ", path: " + quoted(first.path()));
      if (entry.byFingerprint()) {
        out.write(", fingerprint: \"" + first.fingerprint() + "\"");
      }
      if (!entry.byFingerprint() || entry.findings().size() > 1) {
        out.write(", max: " + entry.findings().size());
      }
      out.write(", reason: " + quoted(reason == null ? "" : reason));
      out.write(", expires: " + (expires == null ? "\"\"" : expires) + "}\n");
    }
  }

  /** The messages, each with its places. */
  private static void comment(Writer out, List<Finding> findings) throws IOException {
    Map<String, List<String>> messages = new LinkedHashMap<>();
    for (Finding finding : findings) {
      Region region = finding.region();
      messages
          .computeIfAbsent(finding.message(), message -> new ArrayList<>())
          .add(
              Printable.line(finding.path())
                  + (region == null ? "" : ":" + region.line() + ":" + region.column()));
    }
    int left = MOST;
    for (Map.Entry<String, List<String>> message : messages.entrySet()) {
      if (left-- == 0) {
        out.write("  # and " + (messages.size() - MOST) + " more messages\n");
        break;
      }
      List<String> places = message.getValue();
      String named = String.join(", ", places.subList(0, Math.min(MOST, places.size())));
      String more = places.size() > MOST ? " and " + (places.size() - MOST) + " more" : "";
      out.write("  # " + named + more + ": " + Printable.line(message.getKey()) + "\n");
    }
  }

  /** Returns text as YAML takes it in quotes. */
  public static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      // What turns the direction of a text would show a reviewer another one.
      boolean unseen = Character.getType(c) == Character.FORMAT || Character.isISOControl(c);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (unseen || c == '\u2028' || c == '\u2029') {
        out.append("\\u%04x".formatted((int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }
}
