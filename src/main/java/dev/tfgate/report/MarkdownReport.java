package dev.tfgate.report;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A comment for a pull request, no longer than the strictest of the usual hosts takes. */
final class MarkdownReport {
  /** Bytes of UTF-8: GitHub takes 65,536 characters; what is cut is counted. */
  static final int LIMIT = 60_000;

  private final Report report;
  private final Writer out;
  private int left = LIMIT;

  MarkdownReport(Report report, Writer out) {
    this.report = report;
    this.out = out;
  }

  void print() throws IOException {
    String head = "## tfgate: " + report.verdict().word() + "\n\n" + Summary.of(report) + "\n";
    out.append(head);
    left -= bytes(head);
    List<Item> items = items();
    @Nullable String path = null;
    int shown = 0;
    for (Item item : items) {
      String text = item.text;
      if (!item.path.equals(path)) {
        text = "\n### " + Markdown.code(shortened(item.path)) + "\n\n" + text;
        path = item.path;
      }
      if (bytes(text) > left) {
        break;
      }
      left -= bytes(text);
      out.append(text);
      shown++;
    }
    if (shown < items.size()) {
      out.append("\n**").append(Integer.toString(items.size() - shown)).append(" of ");
      out.append(Integer.toString(items.size()));
      out.append(
          " are not shown: a comment holds no more. The text and JSON reports have all.**\n");
    }
  }

  /** What blocks comes first, since the end may be cut. */
  private List<Item> items() {
    List<Item> items = new ArrayList<>();
    for (Undecided undecided : report.undecided()) {
      items.add(
          new Item(
              undecided.path(),
              "- **undecided** "
                  + Markdown.code(undecided.reason())
                  + ": "
                  + Markdown.text(undecided.message())
                  + "\n"));
    }
    for (Finding finding : report.findings()) {
      if (finding.blocks()) {
        items.add(item(finding));
      }
    }
    for (Finding finding : report.findings()) {
      if (!finding.blocks()) {
        items.add(item(finding));
      }
    }
    for (String note : report.notes()) {
      items.add(new Item("notes", "- " + Markdown.text(note) + "\n"));
    }
    return items;
  }

  private static Item item(Finding finding) {
    StringBuilder text = new StringBuilder("- **");
    text.append(finding.exception() == null ? finding.enforcement().word() : "excepted");
    text.append("** ").append(Markdown.code(finding.rule()));
    if (finding.region() != null) {
      text.append(", line ").append(finding.region().line());
    }
    text.append(": ").append(Markdown.text(finding.message()));
    if (finding.exception() != null) {
      text.append(" (").append(Markdown.text(Summary.lifted(finding.exception()))).append(')');
    }
    return new Item(finding.path(), text.append('\n').toString());
  }

  private static String shortened(String path) {
    return path.codePointCount(0, path.length()) <= 300
        ? path
        : path.substring(0, path.offsetByCodePoints(0, 300)) + "…";
  }

  private static int bytes(String text) {
    int bytes = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : Character.isSurrogate(c) ? 2 : 3;
    }
    return bytes;
  }

  private record Item(String path, String text) {}
}
