package dev.tfgate.hcl;

/**
 * A stretch of source text.
 *
 * <p>Lines and columns count from 1, columns in Unicode code points, offsets in bytes from 0 (a
 * byte order mark counts as three bytes and no column). The end is exclusive: it is the position of
 * the first character behind the stretch.
 */
public record SourceRange(
    int startLine, int startColumn, int startOffset, int endLine, int endColumn, int endOffset) {

  /** The smallest range that covers both. */
  public static SourceRange covering(SourceRange first, SourceRange second) {
    SourceRange start = first.startOffset <= second.startOffset ? first : second;
    SourceRange end = first.endOffset >= second.endOffset ? first : second;
    return new SourceRange(
        start.startLine,
        start.startColumn,
        start.startOffset,
        end.endLine,
        end.endColumn,
        end.endOffset);
  }

  /** Whether {@code other} lies inside this range; a range contains itself. */
  public boolean contains(SourceRange other) {
    return startOffset <= other.startOffset && other.endOffset <= endOffset;
  }

  /** {@code line:column} of the start, as shown to users. */
  @Override
  public String toString() {
    return startLine + ":" + startColumn;
  }
}
