package dev.tfgate.report;

/**
 * A stretch of a text file. Lines and columns count from 1, columns in Unicode code points; the end
 * is exclusive.
 *
 * @param line first line
 * @param column first column
 * @param endLine line of the end
 * @param endColumn column just behind the last character
 */
public record Region(int line, int column, int endLine, int endColumn) {
  public Region {
    if (line < 1 || column < 1 || endLine < line || (endLine == line && endColumn < column)) {
      throw new IllegalArgumentException(
          "not a region: %d:%d-%d:%d".formatted(line, column, endLine, endColumn));
    }
  }
}
