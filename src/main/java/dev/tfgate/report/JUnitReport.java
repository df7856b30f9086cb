package dev.tfgate.report;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * JUnit XML: one suite a file, one test case a finding; advisory and lifted findings don't fail.
 */
final class JUnitReport {
  private final Report report;
  private final RuleCatalogue rules;
  private final Writer out;

  JUnitReport(Report report, RuleCatalogue rules, Writer out) {
    this.report = report;
    this.rules = rules;
    this.out = out;
  }

  void print() throws IOException {
    Map<String, Suite> suites = new LinkedHashMap<>();
    for (Finding finding : report.findings()) {
      suites.computeIfAbsent(finding.path(), path -> new Suite()).findings.add(finding);
    }
    for (Undecided undecided : report.undecided()) {
      suites.computeIfAbsent(undecided.path(), path -> new Suite()).undecided.add(undecided);
    }
    int cases = report.findings().size() + report.undecided().size();
    out.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"tfgate\"");
    // The schema of Jenkins' xUnit plugin knows no skipped here, and no file of a case.
    counts(Math.max(1, cases), report.counts().mandatory(), report.undecided().size());
    out.append(">\n");
    if (suites.isEmpty()) {
      out.append("  <testsuite name=\"tfgate\"");
      counts(1, 0, 0);
      skipped(0);
      out.append(">\n    <testcase classname=\"tfgate\" name=\"check\"/>\n  </testsuite>\n");
    }
    for (Map.Entry<String, Suite> entry : suites.entrySet()) {
      suite(entry.getKey(), entry.getValue());
    }
    out.append("</testsuites>\n");
  }

  private void suite(String path, Suite suite) throws IOException {
    int failures = 0;
    int skipped = 0;
    for (Finding finding : suite.findings) {
      failures += finding.blocks() ? 1 : 0;
      skipped += finding.exception() != null ? 1 : 0;
    }
    out.append("  <testsuite name=\"").append(attribute(path)).append('"');
    out.append(" file=\"").append(attribute(path)).append('"');
    counts(suite.findings.size() + suite.undecided.size(), failures, suite.undecided.size());
    skipped(skipped);
    out.append(">\n");
    for (Finding finding : suite.findings) {
      Region region = finding.region();
      String place = region == null ? "" : " " + region.line() + ":" + region.column();
      open(path, finding.rule() + place);
      String message = finding.message();
      String body = finding.path() + place + "\n" + message;
      if (finding.exception() != null) {
        out.append("      <skipped message=\"");
        out.append(attribute(Summary.lifted(finding.exception()))).append("\"/>\n");
        output(body);
      } else if (finding.blocks()) {
        out.append("      <failure type=\"").append(attribute(finding.rule()));
        out.append("\" message=\"").append(attribute(title(finding))).append("\">");
        out.append(content(body)).append("</failure>\n");
      } else {
        output("advisory: " + body);
      }
      out.append("    </testcase>\n");
    }
    for (Undecided undecided : suite.undecided) {
      open(path, "undecided " + undecided.reason());
      out.append("      <error type=\"").append(attribute(undecided.reason()));
      out.append("\" message=\"could not be decided, so the gate refuses\">");
      out.append(content(undecided.path() + "\n" + undecided.message())).append("</error>\n");
      out.append("    </testcase>\n");
    }
    out.append("  </testsuite>\n");
  }

  private String title(Finding finding) {
    return rules.find(finding.rule()).map(RuleDescription::title).orElse(finding.rule());
  }

  private void open(String path, String name) throws IOException {
    out.append("    <testcase classname=\"").append(attribute(path));
    out.append("\" name=\"").append(attribute(name)).append("\">\n");
  }

  private void output(String text) throws IOException {
    out.append("      <system-out>").append(content(text)).append("</system-out>\n");
  }

  private void skipped(int skipped) throws IOException {
    out.append(" skipped=\"").append(Integer.toString(skipped)).append('"');
  }

  private void counts(int tests, int failures, int errors) throws IOException {
    out.append(" tests=\"").append(Integer.toString(tests));
    out.append("\" failures=\"").append(Integer.toString(failures));
    out.append("\" errors=\"").append(Integer.toString(errors)).append('"');
  }

  private static String attribute(String text) {
    return escaped(Printable.line(text)).replace("\"", "&quot;");
  }

  private static String content(String text) {
    return escaped(Printable.message(text));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  /** What there is to say about one file. */
  private static final class Suite {
    final List<Finding> findings = new ArrayList<>();
    final List<Undecided> undecided = new ArrayList<>();
  }
}
