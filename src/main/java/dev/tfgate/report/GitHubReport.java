package dev.tfgate.report;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;

/**
 * Workflow commands of GitHub Actions: the runner turns them into annotations, ten of each kind at
 * most for a step, so that what blocks comes first and the rest is counted.
 */
final class GitHubReport {
  /** https://docs.github.com/en/rest/checks/runs: what is more, nobody sees. */
  private static final int MOST = 10;

  private final Report report;
  private final Writer out;

  GitHubReport(Report report, Writer out) {
    this.report = report;
    this.out = out;
  }

  void print() throws IOException {
    List<String> errors = new ArrayList<>();
    List<String> warnings = new ArrayList<>();
    List<String> notices = new ArrayList<>();
    for (Undecided undecided : report.undecided()) {
      errors.add(
          "::error file=%s,title=%s::%s"
              .formatted(
                  property(undecided.path()),
                  property("tfgate: undecided, " + undecided.reason()),
                  data(undecided.message())));
    }
    for (Finding finding : report.findings()) {
      if (finding.exception() != null) {
        notices.add(
            command(
                "notice", finding, finding.message() + "\n" + Summary.lifted(finding.exception())));
      } else if (finding.blocks()) {
        errors.add(command("error", finding, finding.message()));
      } else {
        warnings.add(command("warning", finding, finding.message()));
      }
    }
    for (String note : report.notes()) {
      notices.add("::notice title=tfgate::" + data(note));
    }
    print("error", "mandatory or undecided", errors);
    print("warning", "advisory", warnings);
    print("notice", "excepted or noted", notices);
    out.append("tfgate: ").append(report.verdict().word()).append(": ");
    out.append(Summary.of(report)).append('\n');
  }

  private void print(String kind, String what, List<String> commands) throws IOException {
    int shown = commands.size() <= MOST ? commands.size() : MOST - 1;
    for (String command : commands.subList(0, shown)) {
      out.append(command).append('\n');
    }
    if (shown < commands.size()) {
      out.append(
          "::%s title=tfgate::%d more %s; the report has all of them\n"
              .formatted(kind, commands.size() - shown, what));
    }
  }

  private static String command(String kind, Finding finding, String message) {
    StringBuilder out = new StringBuilder("::");
    out.append(kind).append(" file=").append(property(finding.path()));
    Region region = finding.region();
    if (region != null) {
      out.append(",line=").append(region.line());
      out.append(",endLine=").append(region.endLine());
      if (region.endLine() == region.line()) {
        // the runner takes columns only for a stretch of one line
        out.append(",col=").append(region.column());
        out.append(",endColumn=").append(region.endColumn());
      }
    }
    out.append(",title=").append(property("tfgate: " + finding.rule()));
    return out.append("::").append(data(message)).toString();
  }

  private static String data(String text) {
    return Printable.message(text).replace("%", "%25").replace("\n", "%0A");
  }

  private static String property(String text) {
    return Printable.line(text).replace("%", "%25").replace(":", "%3A").replace(",", "%2C");
  }
}
