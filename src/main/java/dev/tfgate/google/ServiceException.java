package dev.tfgate.google;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A call of a service failed; its kind says what that means for the next step. */
public final class ServiceException extends IOException {
  private static final long serialVersionUID = 1L;

  private final Kind kind;
  private final int status;
  private final transient @Nullable Duration retryAfter;

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
    this(kind, message, 0, Optional.empty());
  }

  /**
   * @param status of HTTP, or 0 where no whole answer came
   * @param retryAfter how long the service asks to wait
   */
  ServiceException(Kind kind, String message, int status, Optional<Duration> retryAfter) {
    super(message);
    this.kind = kind;
    this.status = status;
    this.retryAfter = retryAfter.orElse(null);
  }

  /** Returns what is known of the call's effect. */
  public Kind kind() {
    return kind;
  }

  /** Returns the status of HTTP, or 0 where no whole answer came. */
  public int status() {
    return status;
  }

  /** Returns how long the service asks to wait, where it does. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
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
