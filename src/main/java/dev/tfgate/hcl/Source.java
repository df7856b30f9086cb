package dev.tfgate.hcl;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

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
    byte[] wanted = part.getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i <= bytes.length - wanted.length; i++) {
      if (bytes[i] == wanted[0]
          && Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) {
        return true;
      }
    }
    return false;
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
