package dev.tfgate.google;

import java.io.IOException;

/** Google can't be called from here: no credentials, or a proxy that can't be used. */
public final class GoogleAccessException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what is missing and what to do; it quotes no secret
   */
  public GoogleAccessException(String message) {
    super(message);
  }

  /** As above, with the failure behind it. */
  public GoogleAccessException(String message, Throwable cause) {
    super(message, cause);
  }

  /** The message, never null. */
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
