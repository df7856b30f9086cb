package dev.tfgate.store;

import java.io.IOException;

/** An object could not be had, or not proven to be whole. */
public final class StoreException extends IOException {
  private static final long serialVersionUID = 1L;

  private final Kind kind;

  /** What went wrong, for callers that judge it differently. */
  public enum Kind {
    /** There is no such object. */
    MISSING,
    /** The network is not to be used. */
    OFFLINE,
    /** The store refuses these credentials, or there are none. */
    DENIED,
    /** No answer in time, or none that means anything. */
    UNREACHABLE,
    /** What arrived is not what the store says it holds. */
    CORRUPT,
    /** Larger than is read. */
    TOO_LARGE,
    /** The object is no longer the one that was to be replaced; nothing was written. */
    CONFLICT
  }

  /**
   * @param message what happened and what to do, naming the address
   */
  public StoreException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** As above, with the failure behind it. */
  public StoreException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** Returns what went wrong. */
  public Kind kind() {
    return kind;
  }

  /** Returns the message, never null. */
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
