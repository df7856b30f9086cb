package dev.tfgate.hcl;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The text of a file, kept for excerpts in messages. */
public final class Source {
  private final byte[] bytes;

  Source(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Whether that is the text. */
  public boolean is(byte[] content) {
    return Arrays.equals(bytes, content);
  }

  /** Length in bytes. */
  public int length() {
    return bytes.length;
  }

  /**
   * The pieces of text that hold {@code ..}, without blanks, quotes and brackets, as written: each
   * path that climbs is among them.
   */
  public List<String> climbing() {
    List<String> words = new ArrayList<>(0);
    // Of two dots that follow each other one stands at an odd place.
    for (int i = 1; i < bytes.length; i += 2) {
      if (bytes[i] == '.'
          && (bytes[i - 1] == '.' || (i + 1 < bytes.length && bytes[i + 1] == '.'))) {
        int start = i;
        while (start > 0 && !isBetween(bytes[start - 1])) {
          start--;
        }
        while (i < bytes.length && !isBetween(bytes[i])) {
          i++;
        }
        words.add(new String(bytes, start, i - start, StandardCharsets.UTF_8));
        i = (i - 1) | 1;
      }
    }
    return words;
  }

  private static boolean isBetween(byte b) {
    return b >= 0 && (b <= ' ' || "\"'`(){}[]<>,;".indexOf(b) >= 0);
  }

  /** The source text of a range, as written. */
  public String text(SourceRange range) {
    return new String(
        bytes,
        range.startOffset(),
        range.endOffset() - range.startOffset(),
        StandardCharsets.UTF_8);
  }
}
