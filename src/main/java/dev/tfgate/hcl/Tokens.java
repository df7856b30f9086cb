package dev.tfgate.hcl;

import java.util.Arrays;

/**
 * The tokens of a native file or template, in parallel arrays: one object a token would cost more
 * than the tree.
 */
final class Tokens {
  static final byte END = 0;
  static final byte NEWLINE = 1;
  static final byte IDENTIFIER = 2;
  static final byte NUMBER = 3;
  static final byte OPEN_QUOTE = 4;
  static final byte CLOSE_QUOTE = 5;
  static final byte OPEN_HEREDOC = 6;
  static final byte CLOSE_HEREDOC = 7;

  /** Text in a quoted string, with escapes. */
  static final byte QUOTED_TEXT = 8;

  /** Text in a heredoc or a bare template. */
  static final byte PLAIN_TEXT = 9;

  static final byte INTERPOLATION = 10;
  static final byte DIRECTIVE = 11;
  static final byte SEQUENCE_END = 12;
  static final byte OPEN_BRACE = 13;
  static final byte CLOSE_BRACE = 14;
  static final byte OPEN_BRACKET = 15;
  static final byte CLOSE_BRACKET = 16;
  static final byte OPEN_PAREN = 17;
  static final byte CLOSE_PAREN = 18;
  static final byte DOT = 19;
  static final byte COMMA = 20;
  static final byte COLON = 21;
  static final byte DOUBLE_COLON = 22;
  static final byte QUESTION = 23;
  static final byte ELLIPSIS = 24;
  static final byte FAT_ARROW = 25;
  static final byte ASSIGN = 26;
  static final byte NOT = 27;
  static final byte OR = 28;
  static final byte AND = 29;
  static final byte EQUAL = 30;
  static final byte NOT_EQUAL = 31;
  static final byte GREATER = 32;
  static final byte GREATER_OR_EQUAL = 33;
  static final byte LESS = 34;
  static final byte LESS_OR_EQUAL = 35;
  static final byte PLUS = 36;
  static final byte MINUS = 37;
  static final byte STAR = 38;
  static final byte SLASH = 39;
  static final byte PERCENT = 40;

  private byte[] types;
  private int[] starts;
  private int[] ends;
  private int[] lines;
  private int count;

  Tokens(int capacity) {
    types = new byte[capacity];
    starts = new int[capacity];
    ends = new int[capacity];
    lines = new int[capacity];
  }

  void add(byte type, int start, int end, int line) {
    if (count == types.length) {
      int capacity = count + (count >> 1) + 16;
      types = Arrays.copyOf(types, capacity);
      starts = Arrays.copyOf(starts, capacity);
      ends = Arrays.copyOf(ends, capacity);
      lines = Arrays.copyOf(lines, capacity);
    }
    types[count] = type;
    starts[count] = start;
    ends[count] = end;
    lines[count] = line;
    count++;
  }

  int count() {
    return count;
  }

  byte type(int index) {
    return types[index];
  }

  int start(int index) {
    return starts[index];
  }

  int end(int index) {
    return ends[index];
  }

  /** The line in which the token starts. */
  int line(int index) {
    return lines[index];
  }
}
