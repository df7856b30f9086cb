package dev.tfgate.report;

import java.util.ArrayList;

/**
 * A source line made fit to be shown, and the marks below it.
 *
 * @param text the line, or the part of it around the region; tabs expanded, nothing unsafe in it
 * @param marks spaces and carets, so that the carets stand exactly under the region
 */
record Excerpt(String text, String marks) {
  private static final int TAB = 4;
  private static final String CUT = "…";

  /**
   * Returns the excerpt of a region's first line.
   *
   * @param line the source line as it stands in the file
   * @param width cells that both rows may take, at least 20
   */
  static Excerpt of(String line, Region region, int width) {
    Cells cells = new Cells(line, region);
    int start = cells.start;
    int end = Math.max(cells.end, start + 1);
    int from = 0;
    if (cells.width > width) {
      // what leads up to the region is worth more than what follows it
      from = Math.max(0, Math.min(start - width / 3, cells.width - width + CUT.length()));
      if (end <= width - 1) {
        from = 0;
      }
    }
    StringBuilder text = new StringBuilder();
    int column = 0;
    int shown = from > 0 ? 1 : 0;
    int firstShown = -1;
    if (from > 0) {
      text.append(CUT);
    }
    boolean cut = false;
    for (int i = 0; i < cells.pieces.size(); i++) {
      String piece = cells.pieces.get(i);
      int pieceWidth = cells.widths.get(i);
      if (column >= from) {
        if (shown + pieceWidth > (column + pieceWidth < cells.width ? width - 1 : width)) {
          cut = true;
          break;
        }
        if (firstShown < 0) {
          firstShown = column;
        }
        text.append(piece);
        shown += pieceWidth;
      }
      column += pieceWidth;
    }
    int offset = (from > 0 ? 1 : 0) - Math.max(0, firstShown);
    int markStart = Math.clamp(start + offset, 0, Math.max(0, width - 1));
    int markEnd = Math.clamp(end + offset, markStart + 1, Math.max(markStart + 1, shown));
    return new Excerpt(
        text.append(cut ? CUT : "").toString(),
        " ".repeat(markStart) + "^".repeat(markEnd - markStart));
  }

  /** The characters of a line as shown, and where the region lies in terminal cells. */
  private static final class Cells {
    private static final int LONGEST = 100_000;

    final ArrayList<String> pieces = new ArrayList<>();
    final ArrayList<Integer> widths = new ArrayList<>();
    final int start;
    final int end;
    final int width;

    Cells(String line, Region region) {
      int lastColumn = region.endLine() == region.line() ? region.endColumn() : Integer.MAX_VALUE;
      int at = 0;
      int column = 1;
      int startCell = -1;
      int endCell = -1;
      int base = 0;
      for (int i = 0; i < line.length() && column < LONGEST; column++) {
        int c = line.codePointAt(i);
        boolean shown = Printable.isSafe(c) && !(c == '#' && Printable.startsCommand(line, i));
        i += Character.charCount(c);
        String piece = shown ? Character.toString(c) : escaped(c, at);
        int pieceWidth = shown ? DisplayWidth.of(c) : piece.length();
        if (column == region.column()) {
          startCell = pieceWidth == 0 ? base : at;
        }
        if (column == lastColumn) {
          endCell = at;
        }
        if (pieceWidth > 0) {
          base = at;
        }
        pieces.add(piece);
        widths.add(pieceWidth);
        at += pieceWidth;
      }
      width = at;
      start = startCell < 0 ? at : startCell;
      end = endCell < 0 ? at : endCell;
    }

    private static String escaped(int c, int at) {
      return c == '\t' ? " ".repeat(TAB - at % TAB) : Printable.escape(c);
    }
  }
}
