package dev.tfgate.google;

import java.io.IOException;

/** A call of a service failed; its kind says what that means for the next step. */
public final class ServiceException extends IOException {
  private static final long serialVersionUID = 1L;

  private final Kind kind;

  /** What is known of the call's effect. */
  public enum Kind {
    /** The request never arrived, or was sent back untouched: it may be sent again. */
    NOT_DONE,
    /** Whether the request had its effect is not known: no answer, a broken one, or an error. */
    UNCERTAIN,
    /** There is nothing of that name. */
    MISSING,
    /** The credentials don't suffice, or there are none. */
    DENIED,
    /** The service says no for another reason; the same request will not be taken later. */
    REFUSED
  }

  /**
   * @param message the service, what it said and, where that helps, what to do; no secret
   */
  public ServiceException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** Returns what is known of the call's effect. */
  public Kind kind() {
    return kind;
  }

  /** Whether the same call may succeed later. */
  public boolean mayPass() {
    return kind == Kind.NOT_DONE || kind == Kind.UNCERTAIN;
  }

  /** Returns the message, never null. */
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
