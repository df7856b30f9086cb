package dev.tfgate.terraform;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The stream of {@code terraform apply -json}, line by line, as it comes. A line is bounded; one
 * that is longer, or that is no event, is told as such and never stops the reading: what was
 * created before and after it still counts.
 */
public final class ApplyLog {
  private static final int MAX_LINE = 4 * 1024 * 1024;

  private final InputStream in;
  private final byte[] buffer = new byte[16 * 1024];
  private int position;
  private int limit;

  /** Reads from {@code in}, which stays the caller's to close. */
  public ApplyLog(InputStream in) {
    this.in = in;
  }

  /**
   * One line of the stream.
   *
   * @param text the line without its end; cut where it was too long
   * @param event what it says, or empty where it is no event
   */
  public record Line(String text, Optional<ApplyEvent> event) {}

  /** Returns the next line, or null at the end of the stream. Blocks until the line is complete. */
  public @Nullable Line next() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(512);
    boolean tooLong = false;
    boolean any = false;
    while (true) {
      if (position == limit) {
        limit = in.read(buffer);
        position = 0;
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
    return new Line(text, tooLong ? Optional.empty() : ApplyEvent.parse(text));
  }
}
