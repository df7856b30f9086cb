package dev.tfgate.terraform.values;

import dev.tfgate.hcl.Source;
import dev.tfgate.hcl.SourceRange;

/**
 * The expression that is to blame where a value is not known.
 *
 * @param source the text of its file
 * @param range where it stands there
 */
public record Cause(Source source, SourceRange range) {
  private static final int LONGEST = 60;

  /** The expression as it is written, on one line and not too long. */
  public String text() {
    String text = source.text(range).strip();
    if (text.chars().anyMatch(Character::isWhitespace)) {
      text = text.replaceAll("\\s+", " ");
    }
    return text.codePointCount(0, text.length()) <= LONGEST
        ? text
        : text.substring(0, text.offsetByCodePoints(0, LONGEST - 1)) + "…";
  }
}
