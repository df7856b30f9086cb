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
    return style(Style.of(finding.enforcement()), finding.enforcement().word());
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
    boolean first = used > 0;
    for (String line : Wrapped.lines(text, rendering.columns() - indent.length())) {
      out.append(first || line.isEmpty() ? "" : indent);
      // a break may have brought forth what Printable could not see
      out.append(Printable.line(line)).append('\n');
      first = false;
    }
  }

  private String style(Style style, String text) {
    return style.of(text, rendering.color());
  }
}
