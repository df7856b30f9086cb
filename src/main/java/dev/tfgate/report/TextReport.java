package dev.tfgate.report;

import java.io.IOException;
import java.io.Writer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The report for people. */
final class TextReport {
  private static final String INDENT = "    ";

  private final Report report;
  private final Rendering rendering;
  private final Writer out;

  TextReport(Report report, Rendering rendering, Writer out) {
    this.report = report;
    this.rendering = rendering;
    this.out = out;
  }

  void print() throws IOException {
    @Nullable String path = null;
    for (Finding finding : report.findings()) {
      if (rendering.quiet() && !finding.blocks()) {
        continue;
      }
      if (!finding.path().equals(path)) {
        path = finding.path();
        out.append(style(Style.BOLD, Printable.line(path))).append('\n');
      }
      print(finding);
    }
    for (Undecided undecided : report.undecided()) {
      out.append(style(Style.BOLD, Printable.line(undecided.path()))).append('\n');
      out.append("  ").append(style(Style.MAGENTA, "undecided")).append("  ");
      out.append(Printable.line(undecided.reason())).append('\n');
      wrap(Printable.message(undecided.message()), INDENT);
      out.append('\n');
    }
    if (!rendering.quiet()) {
      notes();
    }
    verdict();
  }

  private void print(Finding finding) throws IOException {
    Region region = finding.region();
    String place = region == null ? "" : region.line() + ":" + region.column();
    out.append("  ").append(enforcement(finding)).append("  ");
    out.append(Printable.line(finding.rule()));
    if (!place.isEmpty()) {
      out.append("  ").append(style(Style.DIM, place));
    }
    out.append('\n');
    if (region != null) {
      Optional<String> line = rendering.lines().line(finding.path(), region.line());
      if (line.isPresent()) {
        excerpt(line.get(), region, finding.blocks() ? Style.RED : Style.YELLOW);
      }
    }
    wrap(Printable.message(finding.message()), INDENT);
    if (finding.exception() != null) {
      wrap(Printable.message(Summary.lifted(finding.exception())), INDENT);
    }
    out.append('\n');
  }

  private String enforcement(Finding finding) {
    if (finding.exception() != null) {
      return style(Style.DIM, "excepted");
    }
    return style(
        finding.enforcement() == Enforcement.MANDATORY ? Style.RED : Style.YELLOW,
        finding.enforcement().word());
  }

  private void excerpt(String line, Region region, Style style) throws IOException {
    String number = Integer.toString(region.line());
    Excerpt excerpt =
        Excerpt.of(line, region, rendering.columns() - INDENT.length() - number.length() - 3);
    String gutter = " ".repeat(number.length());
    out.append(INDENT).append(style(Style.DIM, number + " |"));
    out.append(excerpt.text().isEmpty() ? "" : " ").append(excerpt.text()).append('\n');
    int caret = excerpt.marks().indexOf('^');
    out.append(INDENT).append(style(Style.DIM, gutter + " |")).append(' ');
    out.append(excerpt.marks(), 0, caret);
    out.append(style(style, excerpt.marks().substring(caret))).append('\n');
  }

  private void notes() throws IOException {
    for (String note : report.notes()) {
      String text = Printable.message(note);
      out.append(style(Style.DIM, "note:")).append(' ');
      wrap(text, "      ", "note: ".length());
    }
    if (!report.findings().isEmpty()) {
      String rule = report.findings().getFirst().rule();
      for (Finding finding : report.findings()) {
        if (finding.blocks()) {
          rule = finding.rule();
          break;
        }
      }
      out.append("More about a rule: ");
      out.append(style(Style.BOLD, "tfgate explain " + Printable.line(rule))).append('\n');
    }
    if (!report.notes().isEmpty() || !report.findings().isEmpty()) {
      out.append('\n');
    }
  }

  private void verdict() throws IOException {
    Verdict verdict = report.verdict();
    if (rendering.quiet() && verdict == Verdict.PASS) {
      return;
    }
    Style style =
        switch (verdict) {
          case PASS -> Style.GREEN;
          case FAIL -> Style.RED;
          case UNDECIDED -> Style.MAGENTA;
        };
    out.append(style(style, verdict.word())).append(": ").append(Summary.of(report)).append('\n');
  }

  private void wrap(String text, String indent) throws IOException {
    wrap(text, indent, 0);
  }

  /**
   * Prints text wrapped at spaces.
   *
   * @param used cells already taken on the first line, which then gets no indent
   */
  private void wrap(String text, String indent, int used) throws IOException {
    int width = rendering.columns() - indent.length();
    boolean first = used > 0;
    for (String line : text.split("\n", -1)) {
      String rest = line;
      do {
        int end = breakAt(rest, width);
        String head = rest.substring(0, end).stripTrailing();
        out.append(first || head.isEmpty() ? "" : indent);
        // a break may have brought forth what Printable could not see
        out.append(Printable.line(head)).append('\n');
        first = false;
        rest = rest.substring(end).stripLeading();
      } while (!rest.isEmpty());
    }
  }

  /** Returns the index at which a line of at most {@code width} cells ends. */
  private static int breakAt(String text, int width) {
    int cells = 0;
    int space = -1;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      cells += DisplayWidth.of(c);
      if (cells > width) {
        return c == ' ' ? i : space > 0 ? space : Math.max(i, Character.charCount(c));
      }
      if (c == ' ' && i > 0 && !text.substring(0, i).isBlank()) {
        space = i;
      }
      i += Character.charCount(c);
    }
    return text.length();
  }

  private String style(Style style, String text) {
    return rendering.color() ? style.sequence + text + "\u001b[0m" : text;
  }

  private enum Style {
    BOLD("\u001b[1m"),
    DIM("\u001b[2m"),
    RED("\u001b[1;31m"),
    GREEN("\u001b[1;32m"),
    YELLOW("\u001b[33m"),
    MAGENTA("\u001b[1;35m");

    private final String sequence;

    Style(String sequence) {
      this.sequence = sequence;
    }
  }
}
