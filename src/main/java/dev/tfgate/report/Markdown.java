package dev.tfgate.report;

/** Text put into Markdown so that it stays text: no markup, HTML, link, mention or reference. */
public final class Markdown {
  /** Keeps {@code @name} and {@code #1} from becoming a mention or a reference; takes no width. */
  private static final char WORD_JOINER = '\u2060';

  private Markdown() {}

  /** Returns text for a paragraph; line feeds become spaces. */
  public static String text(String text) {
    String safe = Printable.message(text);
    StringBuilder markdown = new StringBuilder(safe.length() + 32);
    for (int i = 0; i < safe.length(); i++) {
      char c = safe.charAt(i);
      switch (c) {
        case '\n' -> markdown.append(' ');
        case '&' -> markdown.append("&amp;");
        case '<' -> markdown.append("&lt;");
        case '>' -> markdown.append("&gt;");
        case '@', '#' -> markdown.append('\\').append(c).append(WORD_JOINER);
        case '\\',
            '`',
            '*',
            '_',
            '{',
            '}',
            '[',
            ']',
            '(',
            ')',
            '+',
            '-',
            '.',
            '!',
            '|',
            '~',
            ':',
            '$',
            '=',
            '^' ->
            markdown.append('\\').append(c);
        default -> markdown.append(c);
      }
    }
    return markdown.toString();
  }

  /**
   * Returns a code span; text that could end the span, or that a careless renderer could take for
   * HTML, is escaped instead.
   */
  public static String code(String text) {
    String safe = Printable.line(text);
    for (int i = 0; i < safe.length(); i++) {
      if ("`<>&[]@".indexOf(safe.charAt(i)) >= 0) {
        return text(safe);
      }
    }
    return safe.isBlank() ? "` " + safe + " `" : "`" + safe + "`";
  }
}
