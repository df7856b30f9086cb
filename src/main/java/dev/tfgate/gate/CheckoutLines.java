package dev.tfgate.gate;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.checkout.UnreadableFileException;
import dev.tfgate.report.SourceLines;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Lines of the checkout as it was read for the check, so that a report shows what was judged. */
final class CheckoutLines implements SourceLines {
  private final Checkout checkout;
  private String path = "";
  private byte[] content = new byte[0];
  // Findings of a file come in order: the next line is looked for from the last one.
  private int known = 1;
  private int knownStart;

  CheckoutLines(Checkout checkout) {
    this.checkout = checkout;
  }

  @Override
  public void close() {
    checkout.close();
  }

  @Override
  public Optional<String> line(String wanted, int line) {
    if (!wanted.equals(path)) {
      try {
        content = checkout.read(wanted);
      } catch (UnreadableFileException e) {
        return Optional.empty();
      }
      path = wanted;
      known = 1;
      knownStart = 0;
    }
    int first = line < known ? 1 : known;
    int start = line < known ? 0 : knownStart;
    for (int i = first; i < line; i++) {
      while (start < content.length && content[start] != '\n') {
        start++;
      }
      if (start == content.length) {
        return Optional.empty();
      }
      start++;
    }
    known = line;
    knownStart = start;
    boolean marked =
        start == 0
            && content.length >= 3
            && content[0] == (byte) 0xef
            && content[1] == (byte) 0xbb
            && content[2] == (byte) 0xbf;
    start += marked ? 3 : 0;
    int end = start;
    while (end < content.length && content[end] != '\n') {
      end++;
    }
    if (end > start && content[end - 1] == '\r') {
      end--;
    }
    return Optional.of(new String(content, start, end - start, StandardCharsets.UTF_8));
  }
}
