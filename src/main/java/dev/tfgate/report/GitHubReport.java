package dev.tfgate.report;

import java.io.IOException;
import java.io.Writer;

/** Workflow commands of GitHub Actions: the runner turns them into annotations. */
final class GitHubReport {
  private final Report report;
  private final Writer out;

  GitHubReport(Report report, Writer out) {
    this.report = report;
    this.out = out;
  }

  void print() throws IOException {
    for (Finding finding : report.findings()) {
      String message = finding.message();
      String command = finding.enforcement() == Enforcement.MANDATORY ? "error" : "warning";
      if (finding.exception() != null) {
        message += "\n" + Summary.lifted(finding.exception());
        command = "notice";
      }
      out.append("::").append(command).append(" file=").append(property(finding.path()));
      Region region = finding.region();
      if (region != null) {
        out.append(",line=").append(Integer.toString(region.line()));
        out.append(",endLine=").append(Integer.toString(region.endLine()));
        if (region.endLine() == region.line()) {
          // the runner takes columns only for a stretch of one line
          out.append(",col=").append(Integer.toString(region.column()));
          out.append(",endColumn=").append(Integer.toString(region.endColumn()));
        }
      }
      out.append(",title=").append(property("tfgate: " + finding.rule()));
      out.append("::").append(data(message)).append('\n');
    }
    for (Undecided undecided : report.undecided()) {
      out.append("::error file=").append(property(undecided.path()));
      out.append(",title=").append(property("tfgate: undecided, " + undecided.reason()));
      out.append("::").append(data(undecided.message())).append('\n');
    }
    for (String note : report.notes()) {
      out.append("::notice title=tfgate::").append(data(note)).append('\n');
    }
    out.append("tfgate: ").append(report.verdict().word()).append(": ");
    out.append(Summary.of(report)).append('\n');
  }

  private static String data(String text) {
    return Printable.message(text).replace("%", "%25").replace("\n", "%0A");
  }

  private static String property(String text) {
    return Printable.line(text).replace("%", "%25").replace(":", "%3A").replace(",", "%2C");
  }
}
