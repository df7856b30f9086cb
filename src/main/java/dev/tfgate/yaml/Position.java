package dev.tfgate.yaml;

/**
 * A place in a text file. Both count from 1, columns in Unicode code points.
 *
 * @param line the line
 * @param column the column
 */
public record Position(int line, int column) implements Comparable<Position> {
  /** The first character of a file. */
  public static final Position START = new Position(1, 1);

  public Position {
    if (line < 1 || column < 1) {
      throw new IllegalArgumentException("not a position: " + line + ":" + column);
    }
  }

  @Override
  public int compareTo(Position other) {
    return line != other.line
        ? Integer.compare(line, other.line)
        : Integer.compare(column, other.column);
  }

  @Override
  public String toString() {
    return line + ":" + column;
  }
}
