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

  /** Length in bytes. */
  public int length() {
    return bytes.length;
  }

  /** Whether the text holds {@code part}, which is ASCII, anywhere as written. */
  public boolean contains(String part) {
    return containsAny(List.of(part));
  }

  /**
   * Whether the text holds one of {@code parts}, which are ASCII and longer than a letter, as
   * written.
   */
  public boolean containsAny(List<String> parts) {
    boolean[] first = new boolean[Byte.MAX_VALUE + 1];
    byte[][] wanted = new byte[parts.size()][];
    for (int i = 0; i < wanted.length; i++) {
      wanted[i] = parts.get(i).getBytes(StandardCharsets.US_ASCII);
      first[wanted[i][0]] = true;
    }
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] >= 0 && first[bytes[i]]) {
        for (byte[] part : wanted) {
          if (i + part.length <= bytes.length
              && bytes[i + 1] == part[1]
              && Arrays.equals(bytes, i, i + part.length, part, 0, part.length)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /**
   * The pieces of text that hold {@code ..}, without blanks, quotes and brackets, as written: each
   * path that climbs is among them.
   */
  public List<String> climbing() {
    List<String> words = new ArrayList<>();
    for (int i = 1; i < bytes.length; i++) {
      if (bytes[i] == '.' && bytes[i - 1] == '.') {
        int start = i - 1;
        while (start > 0 && !isBetween(bytes[start - 1])) {
          start--;
        }
        while (i < bytes.length && !isBetween(bytes[i])) {
          i++;
        }
        words.add(new String(bytes, start, i - start, StandardCharsets.UTF_8));
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
