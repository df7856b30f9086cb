package dev.tfgate.checkout;

import java.io.IOException;

/** A file that can't be read whole, or must not be; the message says why, in a user's words. */
public final class UnreadableFileException extends IOException {
  private static final long serialVersionUID = 1L;

  /** An error with a message that names no file. */
  public UnreadableFileException(String message) {
    super(message);
  }

  /** The message, never null. */
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
