package dev.tfgate.report;

import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The report for people: what blocks first, each problem once with all its places, the rest folded
 * to a line a rule, the verdict last.
 */
final class TextReport {
  private static final String INDENT = "    ";

  /** Places of one problem that are shown, if not all are asked for. */
  private static final int MOST_PLACES = 5;

  /** Rules of advisory findings that are shown likewise. */
  private static final int MOST_RULES = 12;

  /** Lines of a run that passed, likewise; the verdict is one more. */
  private static final int MOST_LINES = 9;

  /** From so many findings on they are summed up by rule. */
  private static final int MANY = 10;

  private final Report report;
  private final Rendering rendering;
  private final boolean everything;
  private final boolean passed;
  private Writer out;

  TextReport(Report report, Rendering rendering, Writer out) {
    this.report = report;
    this.rendering = rendering;
    this.out = out;
    this.everything = rendering.everything();
    this.passed = report.verdict() == Verdict.PASS;
  }

  void print() throws IOException {
    if (passed && !everything) {
      Writer all = out;
      StringWriter lines = new StringWriter();
      out = lines;
      body();
      out = all;
      List<String> printed = lines.toString().lines().filter(line -> !line.isEmpty()).toList();
      int shown = printed.size() <= MOST_LINES ? printed.size() : MOST_LINES - 1;
      // No sentence is cut: what goes on in a further line is left out as a whole.
      while (shown > 1 && shown < printed.size() && printed.get(shown).startsWith(" ")) {
        shown--;
      }
      for (String line : printed.subList(0, shown)) {
        out.append(line).append('\n');
      }
      if (shown < printed.size()) {
        out.append(style(Style.DIM, "and %d more lines (-v)".formatted(printed.size() - shown)));
        out.append('\n');
      }
    } else {
      body();
    }
    verdict();
  }

  private void body() throws IOException {
    List<Finding> blocking = new ArrayList<>();
    List<Finding> advisory = new ArrayList<>();
    List<Finding> excepted = new ArrayList<>();
    for (Finding finding : report.findings()) {
      (finding.blocks() ? blocking : finding.exception() == null ? advisory : excepted)
          .add(finding);
    }
    full(blocking);
    for (Undecided undecided : report.undecided()) {
      out.append(style(Style.BOLD, Printable.line(undecided.path()))).append('\n');
      out.append("  ").append(style(Style.MAGENTA, "undecided")).append("  ");
      out.append(Printable.line(undecided.reason())).append('\n');
      wrap(Printable.message(undecided.message()), INDENT);
      out.append('\n');
    }
    if (everything) {
      full(advisory);
      full(excepted);
    } else {
      folded(advisory);
    }
    if (!rendering.quiet()) {
      if (!everything) {
        count(excepted);
      }
      summary(blocking);
      notes(blocking.isEmpty() ? advisory : blocking);
    }
    if (!blocking.isEmpty() && rendering.contact() != null) {
      out.append("Questions: ");
      wrap(Printable.message(rendering.contact()), "           ", "Questions: ".length());
      out.append('\n');
    }
  }

  /** Findings that differ in their place alone are one problem. */
  private record Problem(
      String rule, Enforcement enforcement, String message, Finding.@Nullable Lifted exception) {}

  private static Collection<List<Finding>> problems(List<Finding> findings) {
    Map<Problem, List<Finding>> problems = new LinkedHashMap<>();
    for (Finding finding : findings) {
      problems
          .computeIfAbsent(
              new Problem(
                  finding.rule(), finding.enforcement(), finding.message(), finding.exception()),
              problem -> new ArrayList<>())
          .add(finding);
    }
    return problems.values();
  }

  private void full(List<Finding> findings) throws IOException {
    @Nullable String path = null;
    for (List<Finding> problem : problems(findings)) {
      Finding first = problem.getFirst();
      if (!first.path().equals(path)) {
        path = first.path();
        out.append(style(Style.BOLD, Printable.line(path))).append('\n');
      }
      print(first);
      places(problem.subList(1, problem.size()));
      out.append('\n');
    }
  }

  private void places(List<Finding> more) throws IOException {
    int shown = everything || more.size() <= MOST_PLACES ? more.size() : MOST_PLACES - 1;
    for (Finding finding : more.subList(0, shown)) {
      out.append(INDENT).append(style(Style.DIM, "also " + place(finding))).append('\n');
    }
    if (shown < more.size()) {
      out.append(INDENT)
          .append(style(Style.DIM, "and in %d more places (-v)".formatted(more.size() - shown)))
          .append('\n');
    }
  }

  /** A line a rule: how often, what it means, the first place. */
  private void folded(List<Finding> findings) throws IOException {
    Map<String, List<Finding>> rules = new LinkedHashMap<>();
    for (Finding finding : findings) {
      rules.computeIfAbsent(finding.rule(), rule -> new ArrayList<>()).add(finding);
    }
    int left = MOST_RULES;
    for (Map.Entry<String, List<Finding>> rule : rules.entrySet()) {
      if (left-- == 0) {
        out.append(
            style(Style.DIM, "and %d more rules (-v)\n".formatted(rules.size() - MOST_RULES)));
        break;
      }
      Finding first = rule.getValue().getFirst();
      out.append(style(Style.YELLOW, "advisory")).append("  ");
      out.append(Printable.line(rule.getKey())).append("  ");
      int count = rule.getValue().size();
      out.append(count == 1 ? "" : count + " places, first ");
      out.append(style(Style.DIM, place(first))).append('\n');
    }
    if (!findings.isEmpty()) {
      out.append('\n');
    }
  }

  private void count(List<Finding> excepted) throws IOException {
    if (!excepted.isEmpty()) {
      out.append(style(Style.DIM, "excepted")).append("  ");
      out.append(Summary.count(excepted.size(), "finding"));
      out.append(" by gate.yaml (-v)\n\n");
    }
  }

  private void summary(List<Finding> findings) throws IOException {
    if (findings.size() < MANY) {
      return;
    }
    Map<String, Integer> rules = new LinkedHashMap<>();
    findings.forEach(finding -> rules.merge(finding.rule(), 1, Integer::sum));
    List<Map.Entry<String, Integer>> sorted = new ArrayList<>(rules.entrySet());
    sorted.sort((a, b) -> Integer.compare(b.getValue(), a.getValue()));
    int width = Integer.toString(sorted.getFirst().getValue()).length();
    out.append(style(Style.BOLD, "Mandatory by rule")).append('\n');
    for (Map.Entry<String, Integer> rule : sorted) {
      String number = Integer.toString(rule.getValue());
      out.append("  ").append(" ".repeat(width - number.length())).append(number);
      out.append("  ").append(Printable.line(rule.getKey())).append('\n');
    }
    out.append('\n');
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
      Optional<String> line = rendering.line(finding.path(), region.line());
      if (line.isPresent()) {
        excerpt(line.get(), region, finding.blocks() ? Style.RED : Style.YELLOW);
      }
    }
    wrap(Printable.message(finding.message()), INDENT);
    if (finding.exception() != null) {
      wrap(Printable.message(Summary.lifted(finding.exception())), INDENT);
    }
  }

  private static String place(Finding finding) {
    Region region = finding.region();
    return Printable.line(finding.path())
        + (region == null ? "" : ":" + region.line() + ":" + region.column());
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

  private void notes(List<Finding> findings) throws IOException {
    for (String note : report.notes()) {
      String text = Printable.message(note);
      out.append(style(Style.DIM, "note:")).append(' ');
      wrap(text, "      ", "note: ".length());
    }
    if (!findings.isEmpty()) {
      out.append("More about a rule: ");
      out.append(
              style(
                  Style.BOLD,
                  "tfgate explain "
                      + Printable.line(
                          findings.getFirst().rule()
                              + rendering.rules().options(findings.getFirst().rule()))))
          .append('\n');
    }
    if (!report.notes().isEmpty() || !findings.isEmpty()) {
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
