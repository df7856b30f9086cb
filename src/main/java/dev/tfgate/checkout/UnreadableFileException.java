package dev.tfgate.checkout;

import java.io.IOException;

/** A file that can't be read whole, or must not be; the message says why, in a user's words. */
public final class UnreadableFileException extends IOException {
  private static final long serialVersionUID = 1L;

  /** An error with a message that names no file. */
  public UnreadableFileException(String message) {
    super(message);
  }

  /** The error of a file over the limit; both sizes are in bytes. */
  static UnreadableFileException tooLarge(long size, int limit) {
    return new UnreadableFileException(
        "the file has %d bytes, over the limit of %d (limits.file_bytes)".formatted(size, limit));
  }

  /** The message, never null. */
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
