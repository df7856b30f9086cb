package dev.tfgate.owners;

import dev.tfgate.google.Backoff;
import dev.tfgate.google.ServiceException;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** The attempts at one project: the time they may take, and what was last in their way. */
final class Attempts {
  private static final Duration CALL = Duration.ofSeconds(15);
  private static final int MOST_MALFORMED = 5;

  private final BooleanSupplier cancelled;
  private final Backoff backoff;
  private int malformed;
  private String trouble = "no answer yet";

  /** The time is over, or the run is cancelled. */
  static final class GivenUpException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean interrupted;

    GivenUpException(boolean interrupted) {
      super(interrupted ? "interrupted" : "the time is over");
      this.interrupted = interrupted;
    }

    boolean interrupted() {
      return interrupted;
    }
  }

  /**
   * @param deadline for all calls and waits together
   * @param cancelled whether nothing new should be begun
   */
  Attempts(Duration deadline, BooleanSupplier cancelled) {
    this.cancelled = cancelled;
    backoff = new Backoff(deadline, CALL, Backoff.Waits.SHARED_QUOTA);
  }

  /** Returns how long the next call may take. */
  Duration limit() throws GivenUpException {
    if (backoff.left().toMillis() < 1) {
      throw new GivenUpException(false);
    }
    return backoff.limit();
  }

  /** Fails where the run is cancelled, so that nothing new begins. */
  void checkCancelled() throws GivenUpException {
    if (cancelled.getAsBoolean()) {
      throw new GivenUpException(true);
    }
  }

  /** Gives back time that was spent waiting for a turn. */
  void extend(long nanos) {
    backoff.extend(nanos);
  }

  /** Returns what a call gives that changes nothing, repeated while that may help. */
  <T> T read(Backoff.Attempt<T> read) throws ServiceException, GivenUpException {
    while (true) {
      try {
        return read.run(limit());
      } catch (ServiceException e) {
        note(e);
        checkCancelled();
        pauseAfter(e);
      }
    }
  }

  /** Takes note of a failure, and throws it again where a repetition would not help. */
  void note(ServiceException e) throws ServiceException {
    trouble = e.getMessage();
    switch (e.kind()) {
      case CONFLICT, UNCERTAIN, NOT_DONE, RATE_LIMITED -> {}
      case MALFORMED -> {
        malformed++;
        if (malformed >= MOST_MALFORMED) {
          throw e;
        }
      }
      case DENIED, MISSING, REFUSED -> throw e;
    }
  }

  /** Takes note of something that is in the way and may pass. */
  void note(String trouble) {
    this.trouble = trouble;
  }

  /** Returns what was last in the way. */
  String trouble() {
    return trouble;
  }

  /** Waits before the attempt after {@code failure}. */
  void pauseAfter(ServiceException failure) throws GivenUpException {
    try {
      if (!backoff.pauseAfter(failure)) {
        throw new GivenUpException(false);
      }
    } catch (ServiceException interrupted) {
      throw new GivenUpException(true);
    }
  }

  /** Waits before the next attempt. */
  void pause() throws GivenUpException {
    try {
      if (!backoff.pause()) {
        throw new GivenUpException(false);
      }
    } catch (ServiceException interrupted) {
      throw new GivenUpException(true);
    }
  }
}
