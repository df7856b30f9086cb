package dev.tfgate.terraform;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.SequenceInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The stream of {@code terraform apply -json}, line by line, as it comes; in UTF-8, or in UTF-16 as
 * some shells write what they redirect. A line is bounded; one that is longer, or that is no event,
 * is told as such and never stops the reading: what was created before and after it still counts.
 */
public final class ApplyLog {
  private static final int MAX_LINE = 4 * 1024 * 1024;

  private final InputStream in;
  private byte[] buffer = new byte[16 * 1024];
  private int position;
  private int limit;
  private boolean begun;

  /** Turns another encoding into characters; null where the bytes are UTF-8. */
  private @Nullable Reader characters;

  /** Reads from {@code in}, which stays the caller's to close. */
  public ApplyLog(InputStream in) {
    this.in = in;
  }

  /**
   * One line of the stream.
   *
   * @param text the line without its end; cut where it was too long
   * @param events what it says, in order; usually one
   * @param isDamaged whether it may say more than these, so that nobody can tell what happened
   */
  public record Line(String text, List<ApplyEvent> events, boolean isDamaged) {
    public Line {
      events = List.copyOf(events);
    }
  }

  /** Returns the next line, or null at the end of the stream. Blocks until the line is complete. */
  public @Nullable Line next() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(512);
    boolean tooLong = false;
    boolean any = false;
    while (true) {
      if (position == limit) {
        position = 0;
        limit = fill();
        if (limit < 0) {
          limit = 0;
          if (!any) {
            return null;
          }
          break;
        }
      }
      any = true;
      int end = position;
      while (end < limit && buffer[end] != '\n') {
        end++;
      }
      int room = Math.min(end - position, MAX_LINE - line.size());
      tooLong |= room < end - position;
      line.write(buffer, position, room);
      boolean complete = end < limit;
      position = complete ? end + 1 : end;
      if (complete) {
        break;
      }
    }
    String text = line.toString(StandardCharsets.UTF_8);
    if (text.endsWith("\r")) {
      text = text.substring(0, text.length() - 1);
    }
    if (tooLong) {
      return new Line(text, List.of(), true);
    }
    EventLine read = EventLine.read(text);
    return new Line(text, read.events(), read.isDamaged());
  }

  private int fill() throws IOException {
    if (!begun) {
      begun = true;
      int read = in.readNBytes(buffer, 0, 2);
      Charset charset = charset(buffer, read);
      if (charset == null) {
        return read == 0 ? -1 : read;
      }
      characters =
          new InputStreamReader(
              new SequenceInputStream(new ByteArrayInputStream(Arrays.copyOf(buffer, read)), in),
              charset);
    }
    if (characters == null) {
      return in.read(buffer);
    }
    char[] some = new char[4096];
    int read = characters.read(some, 0, some.length - 1);
    if (read > 0 && Character.isHighSurrogate(some[read - 1])) {
      int low = characters.read();
      if (low >= 0) {
        some[read++] = (char) low;
      }
    }
    if (read < 0) {
      return -1;
    }
    buffer = new String(some, 0, read).getBytes(StandardCharsets.UTF_8);
    return buffer.length;
  }

  /** The first character is ASCII or a byte order mark, so its two bytes tell. */
  private static @Nullable Charset charset(byte[] first, int length) {
    if (length < 2) {
      return null;
    }
    int word = (first[0] & 0xff) << 8 | (first[1] & 0xff);
    return switch (word) {
      case 0xfffe -> StandardCharsets.UTF_16LE;
      case 0xfeff -> StandardCharsets.UTF_16BE;
      default ->
          first[0] == 0 && first[1] != 0
              ? StandardCharsets.UTF_16BE
              : first[1] == 0 && first[0] != 0 ? StandardCharsets.UTF_16LE : null;
    };
  }
}
