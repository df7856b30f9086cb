package dev.tfgate.webhook;

/** Text of others in a comment. */
final class Comment {
  private Comment() {}

  /**
   * Returns the text without what a host would act on: nobody is called by name, nothing is hidden
   * in comments of HTML, and no control character is left.
   */
  static String harmless(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      boolean format = Character.getType(c) == Character.FORMAT;
      if ((Character.isISOControl(c) && c != '\n' && c != '\t') || format) {
        continue;
      }
      if (c == '<' && text.startsWith("!--", i)) {
        out.append("&lt;");
        continue;
      }
      out.appendCodePoint(c);
      boolean wordBefore =
          out.length() > 1 && Character.isLetterOrDigit(out.charAt(out.length() - 2));
      if (c == '@' && !wordBefore) {
        out.append('\u200b');
      }
    }
    return out.toString();
  }
}
