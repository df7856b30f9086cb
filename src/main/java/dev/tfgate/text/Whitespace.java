package dev.tfgate.text;

/** White space as Unicode defines it (property White_Space), which neither of Java's notions is. */
public final class Whitespace {
  private Whitespace() {}

  /** Whether a code point is white space. */
  public static boolean is(int codePoint) {
    return switch (codePoint) {
      case '\t',
          '\n',
          0x0b,
          '\f',
          '\r',
          ' ',
          0x85,
          0xa0,
          0x1680,
          0x2028,
          0x2029,
          0x202f,
          0x205f,
          0x3000 ->
          true;
      default -> codePoint >= 0x2000 && codePoint <= 0x200a;
    };
  }

  /** Returns a text without the white space that it begins with. */
  public static String stripLeading(String text) {
    int start = 0;
    while (start < text.length() && is(text.charAt(start))) {
      start++;
    }
    return text.substring(start);
  }

  /** Returns a text without the white space that it ends with. */
  public static String stripTrailing(String text) {
    int end = text.length();
    while (end > 0 && is(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end);
  }

  /** Returns a text without the white space at both ends, as {@code strings.TrimSpace} of Go. */
  public static String strip(String text) {
    return stripLeading(stripTrailing(text));
  }
}
