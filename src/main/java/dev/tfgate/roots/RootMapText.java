package dev.tfgate.roots;

import dev.tfgate.report.Printable;
import dev.tfgate.report.Style;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** A {@link RootMap} for people: wave by wave, each root with the ways that lead to it. */
final class RootMapText {
  private static final int MOST_WAYS = 5;

  private final RootMap map;
  private final boolean color;
  private final boolean everything;

  /**
   * A listing.
   *
   * @param everything whether every way is shown, not the first few
   */
  RootMapText(RootMap map, boolean color, boolean everything) {
    this.map = map;
    this.color = color;
    this.everything = everything;
  }

  void print(PrintStream out) {
    SortedMap<Integer, List<RootEntry>> waves = new TreeMap<>();
    for (RootEntry root : map.roots()) {
      waves.computeIfAbsent(root.wave(), wave -> new ArrayList<>()).add(root);
    }
    waves.forEach(
        (wave, roots) -> {
          if (waves.size() > 1) {
            out.println(Style.DIM.of("wave " + wave, color));
          }
          roots.forEach(root -> print(root, out));
        });
    if (!map.roots().isEmpty()) {
      out.println();
    }
    for (String root : map.gone()) {
      out.println("gone: " + Printable.line(root));
    }
    out.println(summary());
  }

  private void print(RootEntry root, PrintStream out) {
    out.println(Style.BOLD.of(Printable.line(root.path()), color));
    List<String> reasons = root.reasons();
    int shown = everything ? reasons.size() : Math.min(MOST_WAYS, reasons.size());
    for (String reason : reasons.subList(0, shown)) {
      out.println("  " + Printable.line(reason));
    }
    if (shown < reasons.size()) {
      out.printf("  and %d more (-v shows them)%n", reasons.size() - shown);
    }
    if (!root.reads().isEmpty()) {
      out.println("  reads the state of " + Printable.line(String.join(", ", root.reads())));
    }
  }

  private String summary() {
    long changed = map.roots().stream().filter(RootEntry::changed).count();
    if (changed == 0 && map.unaffected() == 0) {
      return count(map.roots().size(), "root");
    }
    return "%s affected, %d not".formatted(count((int) changed, "root"), map.unaffected());
  }

  private static String count(int number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }
}
