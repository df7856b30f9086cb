package dev.tfgate.cli;

/** What may be sent to a terminal. */
final class Terminal {
  private Terminal() {}

  /**
   * Returns {@code text} with control, format and unpaired surrogate characters escaped; line feeds
   * stay.
   */
  static String printable(String text) {
    StringBuilder safe = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              if (c == '\n' || !unsafe(c)) {
                safe.appendCodePoint(c);
              } else {
                safe.append(c < 0x100 ? "\\x%02x".formatted(c) : "\\u{%x}".formatted(c));
              }
            });
    return safe.toString();
  }

  private static boolean unsafe(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }
}
