package dev.tfgate.owners;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;

/** The time that one project may take, and the waits between its attempts. */
final class Patience {
  private static final Duration CALL = Duration.ofSeconds(15);
  private static final long FIRST_WAIT_MILLIS = 100;
  private static final long THROTTLED_WAIT_MILLIS = 1000;
  private static final long LAST_WAIT_MILLIS = 8000;
  private static final int MOST_MALFORMED = 5;

  private final BooleanSupplier stopped;
  private long end;
  private long wait = FIRST_WAIT_MILLIS;
  private int malformed;
  private String trouble = "no answer yet";

  /** The time is over, or the run is being stopped. */
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

  /** A call that changes nothing, so that it may be repeated. */
  @FunctionalInterface
  interface Read<T> {
    /** Calls, and takes no longer than {@code limit}. */
    T run(Duration limit) throws CallException;
  }

  /**
   * @param deadline for all calls and waits together
   * @param stopped whether nothing new should be begun
   */
  Patience(Duration deadline, BooleanSupplier stopped) {
    this.stopped = stopped;
    end = System.nanoTime() + deadline.toNanos();
  }

  /** Returns how long the next call may take. */
  Duration limit() throws GivenUpException {
    long left = end - System.nanoTime();
    if (left < 1_000_000) {
      throw new GivenUpException(false);
    }
    Duration rest = Duration.ofNanos(left);
    return rest.compareTo(CALL) < 0 ? rest : CALL;
  }

  /** Fails where the run is being stopped, so that nothing new begins. */
  void checkStopped() throws GivenUpException {
    if (stopped.getAsBoolean()) {
      throw new GivenUpException(true);
    }
  }

  /** Gives back time that was spent waiting for a turn. */
  void extend(long nanos) {
    end += nanos;
  }

  /** Returns what {@code read} gives, repeated while that may help. */
  <T> T read(Read<T> read) throws CallException, GivenUpException {
    while (true) {
      try {
        return read.run(limit());
      } catch (CallException e) {
        note(e);
        checkStopped();
        pause();
      }
    }
  }

  /** Takes note of a failure, and throws it again where a repetition would not help. */
  void note(CallException e) throws CallException {
    trouble = e.text();
    switch (e.kind()) {
      case CONFLICT, UNCERTAIN -> {}
      case THROTTLED -> wait = Math.max(wait, THROTTLED_WAIT_MILLIS);
      case MALFORMED -> {
        malformed++;
        if (malformed >= MOST_MALFORMED) {
          throw e;
        }
      }
      case DENIED, FINAL -> throw e;
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

  /** Waits before the next attempt: at random up to a bound that doubles. */
  void pause() throws GivenUpException {
    long millis = wait / 2 + ThreadLocalRandom.current().nextLong(wait / 2 + 1);
    wait = Math.min(wait * 2, LAST_WAIT_MILLIS);
    if (System.nanoTime() + millis * 1_000_000 >= end) {
      throw new GivenUpException(false);
    }
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new GivenUpException(true);
    }
  }
}
