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
    /** The request never arrived: it may be sent again. */
    NOT_DONE,
    /** Too many requests: it was sent back untouched, and may be sent again later. */
    RATE_LIMITED,
    /** What the request presupposes is no longer so, such as an etag: read and edit again. */
    CONFLICT,
    /** Whether the request had its effect is not known: no answer, or an error of the service. */
    UNCERTAIN,
    /** A malformed response, of which it is not known whether the service sent it: as above. */
    MALFORMED,
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
    return wasNotDone() || mayBeDone();
  }

  /** Whether nothing was done, and the same call may succeed later. */
  public boolean wasNotDone() {
    return kind == Kind.NOT_DONE || kind == Kind.RATE_LIMITED;
  }

  /** Whether the call may have had its effect. */
  public boolean mayBeDone() {
    return kind == Kind.UNCERTAIN || kind == Kind.MALFORMED;
  }

  /** Returns the message, never null. */
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
