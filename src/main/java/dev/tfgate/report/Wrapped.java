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
