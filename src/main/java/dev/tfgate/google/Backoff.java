package dev.tfgate.google;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The time that the attempts at one thing may take together, and the waits between them: each at
 * random up to a bound that doubles, or as long as the service asks for.
 */
public final class Backoff {
  private final Duration longestTry;
  private final Waits waits;
  private long end;
  private long wait;

  /**
   * How long the waits are, in milliseconds.
   *
   * @param first the bound of the first one
   * @param afterRateLimit the least bound once the service has had too many requests
   * @param last the bound that is not exceeded
   */
  public record Waits(long first, long afterRateLimit, long last) {
    /** Of calls that a person or a build waits for. */
    public static final Waits SHORT = new Waits(100, 100, 2000);

    /** Of writes to many resources, which share a quota. */
    public static final Waits SHARED_QUOTA = new Waits(100, 1000, 8000);

    /** Of objects in a bucket. */
    public static final Waits OBJECTS = new Waits(200, 200, 3200);
  }

  /** One attempt. */
  @FunctionalInterface
  public interface Attempt<T> {
    /** Calls, and takes no longer than {@code limit}. */
    T run(Duration limit) throws ServiceException;
  }

  /**
   * @param limit of all attempts and waits together
   * @param longestTry of one attempt
   */
  public Backoff(Duration limit, Duration longestTry, Waits waits) {
    this.longestTry = longestTry;
    this.waits = waits;
    end = System.nanoTime() + limit.toNanos();
    wait = waits.first();
  }

  /** Returns what is left of the time; negative or zero where it is over. */
  public Duration left() {
    return Duration.ofNanos(end - System.nanoTime());
  }

  /** Returns how long the next attempt may take, at least a millisecond. */
  public Duration limit() {
    Duration left = left();
    if (left.toMillis() < 1) {
      return Duration.ofMillis(1);
    }
    return left.compareTo(longestTry) < 0 ? left : longestTry;
  }

  /** Gives back time that was spent waiting for a turn. */
  public void extend(long nanos) {
    end += nanos;
  }

  /**
   * Returns what an attempt at something that changes nothing gives, repeated while that may help.
   *
   * @throws ServiceException the last one, where the time is over or repeating would not help
   */
  public <T> T repeat(Attempt<T> attempt) throws ServiceException {
    while (true) {
      try {
        return attempt.run(limit());
      } catch (ServiceException e) {
        if (!e.mayPass() || !pauseAfter(e)) {
          throw e;
        }
      }
    }
  }

  /**
   * Waits before the attempt after {@code failure}.
   *
   * @return false at once where the time would be over then
   * @throws ServiceException where the thread is interrupted
   */
  public boolean pauseAfter(ServiceException failure) throws ServiceException {
    if (failure.kind() == ServiceException.Kind.RATE_LIMITED) {
      wait = Math.max(wait, waits.afterRateLimit());
    }
    return pause(failure.retryAfter().map(Duration::toMillis).orElse(0L));
  }

  /** As above, after anything else than a failure. */
  public boolean pause() throws ServiceException {
    return pause(0);
  }

  private boolean pause(long atLeast) throws ServiceException {
    long random = wait / 2 + ThreadLocalRandom.current().nextLong(wait / 2 + 1);
    long millis = Math.max(random, atLeast);
    wait = Math.min(wait * 2, waits.last());
    if (System.nanoTime() + millis * 1_000_000 >= end) {
      return false;
    }
    try {
      Thread.sleep(millis);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServiceException(ServiceException.Kind.UNCERTAIN, "interrupted");
    }
  }
}
