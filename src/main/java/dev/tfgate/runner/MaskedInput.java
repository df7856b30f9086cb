package dev.tfgate.runner;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * What a program prints, without the secrets that it was given: a provider may quote one in an
 * error, and a log, a record or a report would keep it.
 */
final class MaskedInput extends InputStream {
  /** A shorter one would hide what is no secret. */
  private static final int SHORTEST = 8;

  private static final String MASK = "[secret]";
  private static final byte[] NOTHING = {};

  private final InputStream in;
  private final List<String> secrets = new ArrayList<>();
  private final byte[] buffer = new byte[16 * 1024];
  private String held = "";
  private byte[] ready = NOTHING;
  private int position;
  private boolean ended;

  MaskedInput(InputStream in, Collection<String> secrets) {
    this.in = in;
    for (String secret : secrets) {
      if (secret.length() >= SHORTEST) {
        this.secrets.add(
            new String(secret.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
      }
    }
    this.secrets.sort((a, b) -> b.length() - a.length());
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (position == ready.length) {
      if (ended) {
        return -1;
      }
      fill();
    }
    int some = Math.min(length, ready.length - position);
    System.arraycopy(ready, position, bytes, offset, some);
    position += some;
    return some;
  }

  private void fill() throws IOException {
    int read = in.read(buffer);
    ended = read < 0;
    String text = ended ? held : held + new String(buffer, 0, read, StandardCharsets.ISO_8859_1);
    StringBuilder safe = new StringBuilder(text.length());
    held = "";
    int from = 0;
    while (from < text.length()) {
      int start = candidate(text, from);
      safe.append(text, from, start);
      from = start;
      if (start < text.length()) {
        if (!ended && mayGoOn(text, start)) {
          held = text.substring(start);
          break;
        }
        int length = secretAt(text, start);
        safe.append(length == 0 ? text.substring(start, start + 1) : MASK);
        from += Math.max(1, length);
      }
    }
    ready = safe.toString().getBytes(StandardCharsets.ISO_8859_1);
    position = 0;
  }

  /** Where the first character of a secret stands next, or the length of the text. */
  private int candidate(String text, int from) {
    int next = text.length();
    for (String secret : secrets) {
      int at = text.indexOf(secret.charAt(0), from);
      next = at < 0 ? next : Math.min(next, at);
    }
    return next;
  }

  /** Whether the end of the text, from there on, may be the beginning of a secret. */
  private boolean mayGoOn(String text, int start) {
    int left = text.length() - start;
    for (String secret : secrets) {
      if (left < secret.length() && text.regionMatches(start, secret, 0, left)) {
        return true;
      }
    }
    return false;
  }

  /** Length of the longest secret that stands there; 0 where none does. */
  private int secretAt(String text, int start) {
    for (String secret : secrets) {
      if (text.startsWith(secret, start)) {
        return secret.length();
      }
    }
    return 0;
  }

  @Override
  public int available() {
    return ready.length - position;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
