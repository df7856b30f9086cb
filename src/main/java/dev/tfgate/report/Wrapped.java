package dev.tfgate.report;

import java.util.ArrayList;
import java.util.List;

/** Text broken into lines that fit a terminal. */
public final class Wrapped {
  private Wrapped() {}

  /**
   * Returns {@code text} in lines of at most {@code width} cells, broken at spaces where there are
   * any, and at its own line feeds. Leading spaces of a line stay.
   */
  public static List<String> lines(String text, int width) {
    List<String> lines = new ArrayList<>();
    for (String line : text.split("\n", -1)) {
      String rest = line;
      do {
        int end = breakAt(rest, width);
        lines.add(rest.substring(0, end).stripTrailing());
        rest = rest.substring(end).stripLeading();
      } while (!rest.isEmpty());
    }
    return lines;
  }

  /**
   * Returns {@code text} made printable as {@link Printable} does, in lines. What does not fit goes
   * on four spaces deeper; words are never broken, so that a path can still be copied.
   *
   * @param width in cells
   */
  public static List<String> printable(String text, int width) {
    List<String> lines = new ArrayList<>();
    for (String line : Printable.text(text).split("\n", -1)) {
      String start = line.substring(0, line.length() - line.stripLeading().length());
      StringBuilder current = new StringBuilder(start);
      int cells = start.length();
      boolean first = true;
      for (String word : line.substring(start.length()).split(" ", -1)) {
        int more = DisplayWidth.of(word);
        if (!first && cells + 1 + more > width) {
          lines.add(Printable.line(current.toString()));
          current = new StringBuilder(start).append("    ");
          cells = start.length() + 4;
          first = true;
        }
        current.append(first ? "" : " ").append(word);
        cells += more + (first ? 0 : 1);
        first = false;
      }
      // A break may have brought forth what could not be seen before.
      lines.add(Printable.line(current.toString()));
    }
    return lines;
  }

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
}
