package dev.tfgate.hcl;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Turns byte offsets of one file into lines and columns. */
final class Positions {
  private final byte[] bytes;
  private final int origin;
  private @Nullable SourceRange whole;
  private int[] lineStarts = new int[64];
  private int lines;
  private boolean ascii = true;

  // Columns are asked for in nearly ascending order: the last answer is where the next count
  // starts.
  private int lastOffset = -1;
  private int lastLine;
  private int lastColumn;

  /**
   * Checks that the bytes are UTF-8 and finds the lines.
   *
   * @param origin offset of the first character behind a byte order mark
   * @throws HclSyntaxException where the bytes are not UTF-8
   */
  Positions(String fileName, byte[] bytes, int origin) throws HclSyntaxException {
    this.bytes = bytes;
    this.origin = origin;
    addLine(origin);
    int i = origin;
    while (i < bytes.length) {
      byte b = bytes[i];
      if (b >= 0) {
        i++;
        if (b == '\n') {
          addLine(i);
        }
        continue;
      }
      ascii = false;
      int length = characterLength(bytes, i);
      if (length == 0) {
        throw new HclSyntaxException(
            fileName,
            range(i, i + 1),
            "this byte (0x%02x) is not UTF-8; save the file as UTF-8".formatted(b & 0xff));
      }
      i += length;
    }
  }

  /** The length of the UTF-8 sequence at {@code i}, or 0 where there is no valid one. */
  static int characterLength(byte[] bytes, int i) {
    int first = bytes[i] & 0xff;
    int length;
    int lowest;
    int code;
    if (first < 0x80) {
      return 1;
    } else if (first >= 0xc2 && first <= 0xdf) {
      length = 2;
      lowest = 0x80;
      code = first & 0x1f;
    } else if (first >= 0xe0 && first <= 0xef) {
      length = 3;
      lowest = 0x800;
      code = first & 0x0f;
    } else if (first >= 0xf0 && first <= 0xf4) {
      length = 4;
      lowest = 0x10000;
      code = first & 0x07;
    } else {
      return 0;
    }
    if (i + length > bytes.length) {
      return 0;
    }
    for (int k = 1; k < length; k++) {
      int next = bytes[i + k] & 0xff;
      if ((next & 0xc0) != 0x80) {
        return 0;
      }
      code = code << 6 | (next & 0x3f);
    }
    boolean surrogate = code >= 0xd800 && code <= 0xdfff;
    return code < lowest || code > 0x10ffff || surrogate ? 0 : length;
  }

  /** Positions of a text that stands decoded somewhere else: every range is that of the whole. */
  Positions(byte[] bytes, SourceRange whole) {
    this.bytes = bytes;
    this.origin = 0;
    this.whole = whole;
    addLine(0);
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        addLine(i + 1);
      }
    }
  }

  SourceRange range(int start, int end) {
    if (whole != null) {
      return whole;
    }
    int startLine = line(start);
    int endLine =
        end > start && startLine < lines && end >= lineStarts[startLine] ? line(end) : startLine;
    return new SourceRange(
        startLine, column(startLine, start), start, endLine, column(endLine, end), end);
  }

  /** As {@link #range(int, int)}, for a stretch whose lines are known. */
  SourceRange range(int startLine, int start, int endLine, int end) {
    if (whole != null) {
      return whole;
    }
    int startColumn = column(startLine, start);
    return new SourceRange(startLine, startColumn, start, endLine, column(endLine, end), end);
  }

  /** The line, from 1, that holds {@code offset}. */
  int line(int offset) {
    int index = Arrays.binarySearch(lineStarts, 0, lines, offset);
    return index >= 0 ? index + 1 : Math.max(1, -index - 1);
  }

  private int column(int line, int offset) {
    int lineStart = lineStarts[line - 1];
    if (ascii) {
      return offset - lineStart + 1;
    }
    int from = lineStart;
    int column = 1;
    if (line == lastLine && lastOffset <= offset) {
      from = lastOffset;
      column = lastColumn;
    }
    for (int i = from; i < offset; i++) {
      if ((bytes[i] & 0xc0) != 0x80) {
        column++;
      }
    }
    lastLine = line;
    lastOffset = offset;
    lastColumn = column;
    return column;
  }

  /** The range of the whole file. */
  SourceRange all() {
    return range(1, origin, lines, bytes.length);
  }

  private void addLine(int offset) {
    if (lines == lineStarts.length) {
      lineStarts = Arrays.copyOf(lineStarts, lines * 2);
    }
    lineStarts[lines++] = offset;
  }
}
