package dev.tfgate.report;

import static dev.tfgate.report.HtmlText.escaped;
import static dev.tfgate.report.HtmlText.line;

import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One page for a browser. Everything is in it, and it reaches no network: its policy allows the one
 * script and the one style that it carries, by their hash. What comes from a checkout stands in it
 * as escaped text and never in the script, which reads it from the page.
 */
final class HtmlReport {
  /** Lines of source that a finding shows. */
  private static final int MOST_LINES = 4;

  /** Code points of a line before, in and behind what is marked. */
  private static final int MOST_BEFORE = 60;

  private static final int MOST_MARKED = 240;
  private static final int MOST_BEHIND = 80;

  private final Report report;
  private final Rendering rendering;
  private final Writer out;
  private final Map<String, Integer> anchors = new HashMap<>();

  HtmlReport(Report report, Rendering rendering, Writer out) {
    this.report = report;
    this.rendering = rendering;
    this.out = out;
  }

  void print() throws IOException {
    String style = resource("report.css");
    String script = resource("report.js");
    out.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    out.append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; ");
    out.append("style-src 'sha256-").append(sha256(style)).append("'; script-src 'sha256-");
    out.append(sha256(script)).append("'; base-uri 'none'; form-action 'none'\">\n");
    out.append("<meta name=\"referrer\" content=\"no-referrer\">\n");
    out.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    out.append("<meta name=\"color-scheme\" content=\"light dark\">\n");
    out.append("<title>tfgate: ").append(report.verdict().word()).append("</title>\n");
    out.append("<style>").append(style).append("</style>\n</head>\n<body>\n");
    header();
    filters();
    out.append("<main>\n");
    findings();
    new HtmlMap(report, out).print();
    roots();
    notes();
    out.append("</main>\n<script>").append(script).append("</script>\n</body>\n</html>\n");
  }

  private void header() throws IOException {
    String verdict = report.verdict().word();
    out.append("<header>\n<h1><span class=\"verdict ").append(verdict).append("\">");
    out.append(verdict).append("</span> tfgate <small>").append(line(report.version()));
    out.append("</small></h1>\n<p>").append(line(Summary.of(report)));
    out.append(" · mode ").append(report.mode().word()).append("</p>\n");
    String contact = rendering.contact();
    if (contact != null && report.counts().mandatory() > 0) {
      out.append("<p>Questions: ").append(line(contact)).append("</p>\n");
    }
    out.append("<nav><a href=\"#findings\">Findings</a>");
    if (!report.roots().isEmpty()) {
      out.append(" · <a href=\"#map\">Map</a> · <a href=\"#roots\">Roots</a>");
    }
    out.append(report.notes().isEmpty() ? "" : " · <a href=\"#notes\">Notes</a>");
    out.append("</nav>\n");
    out.append(
        "<p class=\"keys\"><kbd>/</kbd> search · <kbd>j</kbd> <kbd>k</kbd> next and previous");
    out.append(" finding · <kbd>Esc</kbd> show all</p>\n</header>\n");
  }

  private void filters() throws IOException {
    TreeSet<String> rules = new TreeSet<>();
    TreeSet<String> roots = new TreeSet<>();
    for (Finding finding : report.findings()) {
      rules.add(finding.rule());
      if (finding.root() != null) {
        roots.add(finding.root());
      }
    }
    if (!report.undecided().isEmpty()) {
      rules.add(Undecided.RULE);
    }
    out.append("<form id=\"filters\" aria-label=\"Filters\">\n");
    out.append("<label>Search <input id=\"q\" type=\"search\" autocomplete=\"off\"></label>\n");
    select("rule", "Rule", "all rules", rules);
    select("root", "Root", "all roots", roots);
    select(
        "level",
        "Enforcement",
        "all",
        List.of("mandatory", "advisory", "excepted", Undecided.RULE));
    out.append("<button type=\"reset\" id=\"reset\">Show all</button>\n");
    out.append("<output id=\"shown\" aria-live=\"polite\"></output>\n</form>\n");
  }

  private void select(String id, String label, String all, Iterable<String> values)
      throws IOException {
    out.append("<label>").append(label).append(" <select id=\"").append(id);
    out.append("\"><option value=\"\">").append(all).append("</option>");
    for (String value : values) {
      String text = line(value);
      out.append("<option value=\"").append(text).append("\">").append(text).append("</option>");
    }
    out.append("</select></label>\n");
  }

  private void findings() throws IOException {
    Map<Finding, String> excerpts = excerpts();
    Map<String, List<Finding>> blocking = new LinkedHashMap<>();
    Map<String, List<Finding>> others = new LinkedHashMap<>();
    for (Finding finding : report.findings()) {
      (finding.blocks() ? blocking : others)
          .computeIfAbsent(finding.rule(), rule -> new ArrayList<>())
          .add(finding);
    }
    out.append("<section id=\"findings\" aria-label=\"Findings\">\n");
    if (report.findings().isEmpty() && report.undecided().isEmpty()) {
      out.append("<p>Nothing was found.</p>\n");
    }
    if (!report.undecided().isEmpty()) {
      ruleHead(Undecided.RULE, report.undecided().size());
      for (Undecided undecided : report.undecided()) {
        undecided(undecided);
      }
      out.append("</section>\n");
    }
    for (Map<String, List<Finding>> part : List.of(blocking, others)) {
      for (Map.Entry<String, List<Finding>> rule : part.entrySet()) {
        ruleHead(rule.getKey(), rule.getValue().size());
        for (Finding finding : rule.getValue()) {
          finding(finding, excerpts.getOrDefault(finding, ""));
        }
        out.append("</section>\n");
      }
    }
    out.append("</section>\n");
  }

  /** In the order of the files, so that each is looked up once. */
  private Map<Finding, String> excerpts() {
    Map<Finding, String> excerpts = new HashMap<>();
    for (Finding finding : report.findings()) {
      String excerpt = excerpt(finding);
      if (!excerpt.isEmpty()) {
        excerpts.put(finding, excerpt);
      }
    }
    return excerpts;
  }

  private void ruleHead(String rule, int count) throws IOException {
    Optional<RuleDescription> description = rendering.rules().find(rule);
    out.append("<section class=\"rule\" data-rule=\"").append(line(rule)).append("\">\n<h2>");
    out.append(line(rule)).append(" <span class=\"count\">").append(Integer.toString(count));
    out.append("</span></h2>\n");
    if (description.isPresent()) {
      out.append("<p class=\"summary\">").append(line(description.get().summary()));
      out.append("</p>\n");
    } else if (rule.equals(Undecided.RULE)) {
      out.append("<p class=\"summary\">What could not be decided is no pass.</p>\n");
    }
  }

  private void finding(Finding finding, String excerpt) throws IOException {
    boolean lifted = finding.exception() != null;
    String level = lifted ? "excepted" : finding.enforcement().word();
    Region region = finding.region();
    String place =
        finding.path() + (region == null ? "" : ":" + region.line() + ":" + region.column());
    head(level, finding.rule(), finding.root(), anchor(finding.fingerprint()), place);
    out.append(excerpt);
    message(finding.message());
    if (finding.exception() != null) {
      message(Summary.lifted(finding.exception()));
    }
    if (finding.root() != null) {
      out.append("<p class=\"meta\">root ").append(line(finding.root())).append("</p>\n");
    }
    out.append("</article>\n");
  }

  private void undecided(Undecided undecided) throws IOException {
    head(
        Undecided.RULE,
        Undecided.RULE,
        null,
        anchor(undecided.asFinding().fingerprint()),
        undecided.path());
    message(undecided.message());
    out.append("<p class=\"meta\">").append(line(undecided.reason())).append("</p>\n</article>\n");
  }

  private void head(String level, String rule, @Nullable String root, String anchor, String place)
      throws IOException {
    out.append("<article tabindex=\"-1\" id=\"").append(anchor).append("\" data-level=\"");
    out.append(level).append("\" data-rule=\"").append(line(rule)).append("\" data-root=\"");
    out.append(root == null ? "" : line(root)).append("\">\n<h3><span class=\"level ");
    out.append(level).append("\">").append(level).append("</span> <span class=\"place\">");
    out.append(line(place)).append("</span> <a href=\"#").append(anchor);
    out.append("\" aria-label=\"Link to this finding\">#</a></h3>\n");
  }

  /** The same finding has the same link in every report, as long as it is the only such. */
  private String anchor(String fingerprint) {
    int count = anchors.merge(fingerprint, 1, Integer::sum);
    return "f-" + line(fingerprint) + (count == 1 ? "" : "-" + count);
  }

  private void message(String message) throws IOException {
    out.append("<p class=\"message\">").append(escaped(Printable.message(message)));
    out.append("</p>\n");
  }

  private String excerpt(Finding finding) {
    Region region = finding.region();
    if (region == null) {
      return "";
    }
    StringBuilder code = new StringBuilder();
    int last = Math.min(region.endLine(), region.line() + MOST_LINES - 1);
    for (int number = region.line(); number <= last; number++) {
      Optional<String> text = rendering.line(finding.path(), number);
      if (text.isEmpty()) {
        break;
      }
      String source = text.get();
      int length = source.codePointCount(0, source.length());
      int from = number == region.line() ? Math.min(region.column() - 1, length) : indent(source);
      int to = number == region.endLine() ? Math.min(region.endColumn() - 1, length) : length;
      to = Math.max(from, to);
      int start = Math.max(0, from - MOST_BEFORE);
      int marked = Math.min(to, from + MOST_MARKED);
      int end = Math.min(length, marked + MOST_BEHIND);
      code.append("<span class=\"number\">").append(number).append("</span> ");
      code.append(start > 0 ? "…" : "").append(part(source, start, from)).append("<mark>");
      code.append(part(source, from, marked)).append("</mark>");
      code.append(part(source, marked, end)).append(end < length ? "…" : "").append('\n');
    }
    return code.isEmpty() ? "" : "<pre tabindex=\"0\"><code>" + code + "</code></pre>\n";
  }

  private static int indent(String source) {
    int indent = 0;
    while (indent < source.length()
        && (source.charAt(indent) == ' ' || source.charAt(indent) == '\t')) {
      indent++;
    }
    return indent;
  }

  private static String part(String source, int from, int to) {
    int start = source.offsetByCodePoints(0, from);
    return line(
        source.substring(start, source.offsetByCodePoints(start, to - from)).replace("\t", "    "));
  }

  private void roots() throws IOException {
    if (report.roots().isEmpty()) {
      return;
    }
    out.append("<section id=\"roots\">\n<h2>Roots <span class=\"count\">");
    out.append(Integer.toString(report.roots().size())).append("</span></h2>\n");
    out.append("<div class=\"wide\" tabindex=\"0\"><table>\n<thead><tr><th>Root</th><th>Runs</th>");
    out.append("<th>Provider</th><th>Asked for</th><th>Pinned</th></tr></thead>\n<tbody>\n");
    for (RootSummary root : report.roots()) {
      int rows = Math.max(1, root.providers().size());
      out.append("<tr><th scope=\"rowgroup\" rowspan=\"").append(Integer.toString(rows));
      out.append("\">").append(line(root.path())).append("</th><td rowspan=\"");
      out.append(Integer.toString(rows)).append("\">");
      out.append(
          root.program() == null
              ? "not pinned"
              : line(root.program() + (root.version() == null ? "" : " " + root.version())));
      out.append("</td>");
      if (root.providers().isEmpty()) {
        out.append("<td></td><td></td><td></td>");
      }
      for (int i = 0; i < root.providers().size(); i++) {
        RootSummary.Provider provider = root.providers().get(i);
        out.append(i == 0 ? "" : "</tr>\n<tr>").append("<td>").append(line(provider.source()));
        out.append("</td><td>").append(line(String.join(", ", provider.constraints())));
        out.append("</td><td").append(provider.pinned() == null ? " class=\"mandatory\"" : "");
        out.append('>').append(provider.pinned() == null ? "not pinned" : line(provider.pinned()));
        out.append("</td>");
      }
      out.append("</tr>\n");
    }
    out.append("</tbody>\n</table></div>\n</section>\n");
  }

  private void notes() throws IOException {
    if (report.notes().isEmpty()) {
      return;
    }
    out.append("<section id=\"notes\">\n<h2>Notes</h2>\n<ul>\n");
    for (String note : report.notes()) {
      out.append("<li>").append(escaped(Printable.message(note))).append("</li>\n");
    }
    out.append("</ul>\n</section>\n");
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("the program lacks its own file " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String sha256(String text) {
    try {
      return Base64.getEncoder()
          .encodeToString(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
