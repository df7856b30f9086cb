package dev.tfgate.report;

/** Text of a checkout in a page of HTML. */
final class HtmlText {
  private HtmlText() {}

  /** Makes text of a checkout one line of a page: safe to see, and text alone. */
  static String line(String text) {
    return escaped(Printable.line(text));
  }

  /** Makes text of many lines safe, that {@link Printable} has made printable. */
  static String escaped(String text) {
    StringBuilder safe = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '<' -> safe.append("&lt;");
        case '>' -> safe.append("&gt;");
        case '&' -> safe.append("&amp;");
        case '"' -> safe.append("&quot;");
        case '\'' -> safe.append("&#39;");
        default -> safe.append(c);
      }
    }
    return safe.toString();
  }
}
