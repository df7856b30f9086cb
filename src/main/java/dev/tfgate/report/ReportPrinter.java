package dev.tfgate.report;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;

/**
 * Prints reports. The same report gives the same bytes; everything from the checkout is escaped.
 */
public final class ReportPrinter {
  private ReportPrinter() {}

  /**
   * Prints {@code report} as {@code format}, in UTF-8 text that ends with a line feed.
   *
   * @throws IOException where {@code out} can't be written
   */
  public static void print(Report report, Format format, Rendering rendering, Writer out)
      throws IOException {
    switch (format) {
      case TEXT -> new TextReport(report, rendering, out).print();
      case JSON -> new JsonReport(report).print(out);
      case SARIF -> new SarifReport(report, rendering.rules()).print(out);
      case JUNIT -> new JUnitReport(report, rendering.rules(), out).print();
      case GITHUB -> new GitHubReport(report, out).print();
      case GITLAB -> new GitLabReport(report, rendering.rules()).print(out);
      case MARKDOWN -> new MarkdownReport(report, out).print();
      case HTML -> new HtmlReport(report, rendering, out).print();
    }
    out.flush();
  }

  /** Returns {@code report} printed as {@code format}. */
  public static String toString(Report report, Format format, Rendering rendering) {
    StringWriter out = new StringWriter();
    try {
      print(report, format, rendering, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString();
  }
}
