package dev.tfgate.report;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Who calls what, as a drawing: roots at the left, modules by their distance, providers with their
 * pinned version at the right. The script of the page shows what a change of one of them affects.
 */
final class HtmlMap {
  /** Roots that are drawn: those with findings first. */
  private static final int MOST_ROOTS = 200;

  private static final int WIDTH = 250;
  private static final int GAP = 90;
  private static final int HEIGHT = 24;
  private static final int STEP = 32;
  private static final int MOST_CELLS = 32;
  private static final int DEEPEST = 5;

  private final Report report;
  private final Writer out;
  private final Map<String, Node> nodes = new LinkedHashMap<>();
  private final Set<Edge> edges = new LinkedHashSet<>();

  private record Edge(String from, String to) {}

  private static final class Node {
    final String kind;
    final String text;
    int column;
    int row;
    int number;

    Node(String kind, String text) {
      this.kind = kind;
      this.text = text;
    }
  }

  HtmlMap(Report report, Writer out) {
    this.report = report;
    this.out = out;
  }

  void print() throws IOException {
    List<RootSummary> roots = drawn();
    if (roots.isEmpty()) {
      return;
    }
    roots.forEach(this::add);
    int columns = place();
    Map<Integer, Integer> rows = new TreeMap<>();
    for (Node node : nodes.values()) {
      node.row = rows.merge(node.column, 1, Integer::sum) - 1;
    }
    int height = rows.values().stream().mapToInt(Integer::intValue).max().orElse(0) * STEP + 40;
    int width = columns * (WIDTH + GAP) - GAP + 8;
    out.append(
        "<section id=\"map\">\n<h2>Map</h2>\n<p class=\"summary\">Roots, the modules that they");
    out.append(" call, and the providers that they load. Choose one to see what a change of it");
    out.append(" affects (left) and what it depends on (right).</p>\n");
    if (roots.size() < report.roots().size()) {
      out.append("<p class=\"summary\">");
      out.append(
          "%d of %d roots are drawn, those with findings first; the table below has all."
              .formatted(roots.size(), report.roots().size()));
      out.append("</p>\n");
    }
    out.append("<p id=\"affected\" aria-live=\"polite\"></p>\n");
    out.append(
        "<div class=\"wide\" tabindex=\"0\">\n<svg role=\"group\" aria-label=\"Map\" width=\"");
    out.append(
        "%d\" height=\"%d\" viewBox=\"0 0 %d %d\">\n".formatted(width, height, width, height));
    int number = 0;
    for (Node node : nodes.values()) {
      node.number = number++;
    }
    for (Edge edge : edges) {
      Node from = nodes.get(edge.from());
      Node to = nodes.get(edge.to());
      if (from != null && to != null) {
        edge(from, to);
      }
    }
    for (Node node : nodes.values()) {
      node(node);
    }
    out.append("</svg>\n</div>\n</section>\n");
  }

  private List<RootSummary> drawn() {
    Set<String> flagged = new HashSet<>();
    report.findings().forEach(finding -> flagged.add(String.valueOf(finding.root())));
    List<RootSummary> drawn = new ArrayList<>();
    for (boolean first : new boolean[] {true, false}) {
      for (RootSummary root : report.roots()) {
        if (flagged.contains(root.path()) == first && drawn.size() < MOST_ROOTS) {
          drawn.add(root);
        }
      }
    }
    return drawn;
  }

  private void add(RootSummary root) {
    String from = directory(root.path());
    nodes.put(from, new Node("root", root.path()));
    for (RootSummary.Call call : root.calls()) {
      String caller = directory(call.from());
      nodes.putIfAbsent(caller, new Node("module", call.from()));
      String module = call.module() == null ? "a source that is not a constant" : call.module();
      String text = call.version() == null ? module : module + " " + call.version();
      String called = directory(text);
      nodes.putIfAbsent(called, new Node("module", text));
      edges.add(new Edge(caller, called));
    }
    for (RootSummary.Provider provider : root.providers()) {
      boolean pinned = provider.pinned() != null;
      String text = provider.source() + (pinned ? " " + provider.pinned() : ", not pinned");
      String key = "provider " + text;
      nodes.putIfAbsent(key, new Node(pinned ? "provider" : "provider loose", text));
      edges.add(new Edge(from, key));
    }
  }

  private static String directory(String path) {
    return "directory " + path;
  }

  /** Puts every node right of all that lead to it, and returns how many columns there are. */
  private int place() {
    boolean moved = true;
    for (int round = 0; moved && round < DEEPEST; round++) {
      moved = false;
      for (Edge edge : edges) {
        Node from = nodes.get(edge.from());
        Node to = nodes.get(edge.to());
        if (from != null && to != null && to.kind.equals("module") && to.column <= from.column) {
          to.column = Math.min(DEEPEST, from.column + 1);
          moved = true;
        }
      }
    }
    int last = 0;
    for (Node node : nodes.values()) {
      last = Math.max(last, node.column);
    }
    for (Node node : nodes.values()) {
      if (node.kind.startsWith("provider")) {
        node.column = last + 1;
      }
    }
    return last + 2;
  }

  private void edge(Node from, Node to) throws IOException {
    int startX = 4 + from.column * (WIDTH + GAP) + WIDTH;
    int endX = 4 + to.column * (WIDTH + GAP);
    int startY = 20 + from.row * STEP + HEIGHT / 2;
    int endY = 20 + to.row * STEP + HEIGHT / 2;
    int bend = Math.max(40, (endX - startX) / 2);
    out.append(
        "<path class=\"edge\" data-from=\"%d\" data-to=\"%d\" d=\"M%d %dC%d %d %d %d %d %d\"/>\n"
            .formatted(
                from.number,
                to.number,
                startX,
                startY,
                startX + bend,
                startY,
                endX - bend,
                endY,
                endX,
                endY));
  }

  private void node(Node node) throws IOException {
    String text = HtmlText.line(node.text);
    int x = 4 + node.column * (WIDTH + GAP);
    int y = 20 + node.row * STEP;
    out.append("<g class=\"node ").append(node.kind).append("\" tabindex=\"0\" role=\"button\"");
    out.append(" aria-pressed=\"false\" data-node=\"").append(Integer.toString(node.number));
    out.append("\" data-kind=\"").append(node.kind).append("\" data-text=\"").append(text);
    out.append("\"><title>").append(text).append("</title>");
    out.append(
        "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"4\"/>"
            .formatted(x, y, WIDTH, HEIGHT));
    out.append("<text x=\"%d\" y=\"%d\">".formatted(x + 8, y + HEIGHT - 7));
    out.append(HtmlText.line(shortened(node.text))).append("</text></g>\n");
  }

  /** The end of a path or address says more than its beginning. */
  private static String shortened(String text) {
    String safe = Printable.line(text);
    int length = safe.codePointCount(0, safe.length());
    return length <= MOST_CELLS
        ? safe
        : "…" + safe.substring(safe.offsetByCodePoints(0, length - MOST_CELLS + 1));
  }
}
