package dev.tfgate.gate;

import dev.tfgate.report.Finding;
import dev.tfgate.report.Layer;
import dev.tfgate.report.Report;
import dev.tfgate.rules.Rules;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The exceptions that would let the findings of a report pass, as a draft for {@code gate.yaml}:
 * reasons and expiry dates are left empty, and until they are filled in the file is refused.
 *
 * @param liftable mandatory findings, one for each that an entry stands for
 * @param counts how many findings an entry lifts, by fingerprint
 * @param fixed mandatory findings that nothing lifts: those of the path layer
 */
public record ExceptionDraft(
    List<Finding> liftable, Map<String, Integer> counts, List<Finding> fixed) {
  /** Copies the collections. */
  public ExceptionDraft {
    liftable = List.copyOf(liftable);
    counts = Map.copyOf(counts);
    fixed = List.copyOf(fixed);
  }

  /** Returns the draft for the mandatory findings of {@code report} that nothing lifts yet. */
  public static ExceptionDraft of(Report report) {
    Map<String, Layer> layers = Rules.layers();
    Map<String, Finding> liftable = new LinkedHashMap<>();
    Map<String, Integer> counts = new LinkedHashMap<>();
    List<Finding> fixed = new ArrayList<>();
    for (Finding finding : report.findings()) {
      if (!finding.blocks()) {
        continue;
      }
      if (layers.get(finding.rule()) == Layer.PATH) {
        fixed.add(finding);
      } else {
        liftable.putIfAbsent(finding.fingerprint(), finding);
        counts.merge(finding.fingerprint(), 1, Integer::sum);
      }
    }
    return new ExceptionDraft(List.copyOf(liftable.values()), counts, fixed);
  }

  /** Writes the draft as YAML. */
  public void write(Writer out) throws IOException {
    out.write(
        "# Exceptions for the findings of one check. Give each a reason and the last day on which"
            + " it\n"
            + "# holds (such as 2027-01-31), and copy the list into gate.yaml.\n");
    out.write(liftable.isEmpty() ? "exceptions: []\n" : "exceptions:\n");
    for (Finding finding : liftable) {
      out.write("  - rule: " + finding.rule() + "\n");
      out.write("    path: " + quoted(finding.path()) + "\n");
      out.write("    fingerprint: \"" + finding.fingerprint() + "\"\n");
      int count = counts.getOrDefault(finding.fingerprint(), 1);
      if (count > 1) {
        out.write("    max: " + count + "\n");
      }
      out.write("    reason: \"\"\n");
      out.write("    expires: \"\"\n");
    }
  }

  private static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' '
          || c == 0x7f
          || (c >= 0x80 && c < 0xa0)
          || c == '\u2028'
          || c == '\u2029'
          || c == '\ufeff') {
        out.append("\\u%04x".formatted((int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }
}
