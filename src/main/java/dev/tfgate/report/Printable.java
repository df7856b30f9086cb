package dev.tfgate.report;

/**
 * Makes text from a checkout fit to be shown: no character of it can drive a terminal, reorder a
 * line, break out of a format that carries it or give a command to a CI system that reads the log.
 */
public final class Printable {
  /** Messages are cut here, in code points: a checkout can make names as long as it likes. */
  static final int LONGEST_MESSAGE = 4000;

  private Printable() {}

  /**
   * Returns {@code text} with control, format and unpaired surrogate characters, line separators,
   * and what shows nothing or looks like a space, written as {@code \xNN} or {@code \}{@code
   * u{NNNN}}; line feeds stay.
   */
  public static String text(String text) {
    return escaped(text, true);
  }

  /** As {@link #text}, with line feeds escaped too. */
  public static String line(String text) {
    return escaped(text, false);
  }

  /** As {@link #text}, cut after {@value #LONGEST_MESSAGE} code points with a count of the rest. */
  static String message(String text) {
    String trimmed = text.strip();
    int length = trimmed.codePointCount(0, trimmed.length());
    if (length <= LONGEST_MESSAGE) {
      return text(trimmed);
    }
    String head = trimmed.substring(0, trimmed.offsetByCodePoints(0, LONGEST_MESSAGE));
    return text(head) + "… (" + (length - LONGEST_MESSAGE) + " more characters)";
  }

  private static String escaped(String text, boolean keepLineFeeds) {
    int first = 0;
    while (first < text.length() && plain(text.charAt(first), keepLineFeeds)) {
      first++;
    }
    if (first == text.length()) {
      return text;
    }
    StringBuilder safe = new StringBuilder(text.length() + 16).append(text, 0, first);
    for (int i = first; i < text.length(); ) {
      int c = text.codePointAt(i);
      if (c == '\n') {
        safe.append(keepLineFeeds ? "\n" : "\\n");
      } else if (isSafe(c) && !startsCommand(text, i)) {
        safe.appendCodePoint(c);
      } else {
        safe.append(escape(c));
      }
      i += Character.charCount(c);
    }
    return safe.toString();
  }

  /** Whether a character needs no closer look. */
  private static boolean plain(char c, boolean keepLineFeeds) {
    return (c >= ' ' && c < 0x7f && c != ':' && c != '#') || (c == '\n' && keepLineFeeds);
  }

  /**
   * Whether a CI system that reads the log would take the text at {@code index} for a command:
   * {@code ::name::} of GitHub where a line may start, {@code ##[}, {@code ##vso[}, {@code
   * ##teamcity[} anywhere.
   */
  static boolean startsCommand(String text, int index) {
    if (text.startsWith("::", index)) {
      return index == 0 || Character.isWhitespace(text.charAt(index - 1));
    }
    if (!text.startsWith("##", index)) {
      return false;
    }
    int i = index + 2;
    while (i < text.length() && Character.isLetter(text.charAt(i)) && i < index + 20) {
      i++;
    }
    return i < text.length() && text.charAt(i) == '[';
  }

  /** Returns how an unsafe character is shown. */
  static String escape(int c) {
    String digits = Integer.toHexString(c);
    return c < 0x100 ? (c < 0x10 ? "\\x0" : "\\x") + digits : "\\u{" + digits + "}";
  }

  /** Whether a character can be shown as it is: it is seen, and seen as what it is. */
  static boolean isSafe(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> c == ' ';
      default -> !isInvisible(c);
    };
  }

  /** Letters and marks that show nothing: fillers, joiners, selectors of variants, a blank. */
  private static boolean isInvisible(int c) {
    return c == 0x034f
        || (c >= 0x115f && c <= 0x1160)
        || (c >= 0x17b4 && c <= 0x17b5)
        || (c >= 0x180b && c <= 0x180f)
        || c == 0x2800
        || c == 0x3164
        || (c >= 0xfe00 && c <= 0xfe0f)
        || c == 0xffa0
        || (c >= 0xe0000 && c <= 0xe0fff);
  }
}
