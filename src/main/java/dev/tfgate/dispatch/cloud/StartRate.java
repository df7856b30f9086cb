package dev.tfgate.dispatch.cloud;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * How many builds are asked for in a second: what the quota is nobody tells, so it is felt for. The
 * rate doubles each second until two refusals in one second; then a refusal takes it back to what
 * was started in the last second, and it grows the faster the longer there was none. One refusal
 * alone may be another's doing.
 */
final class StartRate {
  private static final double FIRST = 20;
  private static final double LEAST = 0.2;

  /** Below this a rate grows by parts of itself. */
  private static final double SLOW = 10;

  private static final double MOST = 200;
  private static final double MOST_KEPT = 0.95;
  private static final double LEAST_KEPT = 0.8;

  /** Where so many times more is asked for than started. */
  private static final double FAR = 3;

  private static final double LEAST_KEPT_FAR = 0.5;
  private static final long SECOND = 1_000_000_000L;
  private static final long LONGEST_SLEEP_MILLIS = 100;

  private final LongSupplier clock;
  private final Semaphore first = new Semaphore(1, true);
  private final Deque<Long> starts = new ArrayDeque<>();
  private double rate = FIRST;
  private boolean known;
  private long last;
  private long refused;
  private long braked;

  StartRate() {
    this(System::nanoTime);
  }

  /**
   * A rate by another clock.
   *
   * @param clock tells nanoseconds
   */
  StartRate(LongSupplier clock) {
    this.clock = clock;
    last = clock.getAsLong();
    refused = last - SECOND;
    braked = last - SECOND;
  }

  /** Waits for its turn, or until {@code givenUp}. */
  void await(BooleanSupplier givenUp) {
    try {
      while (!givenUp.getAsBoolean()) {
        if (first.tryAcquire(LONGEST_SLEEP_MILLIS, TimeUnit.MILLISECONDS)) {
          try {
            awaitFirst(givenUp);
          } finally {
            first.release();
          }
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The first caller waits by the present rate, and the others behind it. */
  private void awaitFirst(BooleanSupplier givenUp) throws InterruptedException {
    while (!givenUp.getAsBoolean()) {
      long left;
      synchronized (this) {
        long now = clock.getAsLong();
        left = last + (long) (1e9 / rate) - now;
        if (left <= 0) {
          // A turn that came late is made up for by the next one.
          last = Math.max(now - (long) (1e9 / rate), last + (long) (1e9 / rate));
          return;
        }
      }
      Thread.sleep(Math.min(LONGEST_SLEEP_MILLIS, left / 1_000_000 + 1));
    }
  }

  /** How many are asked for in a second now. */
  synchronized double perSecond() {
    return rate;
  }

  /** A build was started. */
  synchronized void started() {
    long now = clock.getAsLong();
    starts.add(now);
    forget(now);
    double seconds = (now - braked) / 1e9;
    double more = known ? (1 + seconds * seconds) / Math.max(rate, SLOW) : 1;
    rate = Math.min(MOST, Math.min(rate * 2, rate + more));
  }

  /**
   * A request was refused, as there were too many; those that were under way together count once.
   */
  synchronized void refused() {
    long now = clock.getAsLong();
    known |= now - refused < SECOND;
    refused = now;
    if (now - braked >= SECOND) {
      braked = now;
      forget(now);
      boolean far = starts.size() * FAR < rate;
      double least = rate * (far ? LEAST_KEPT_FAR : LEAST_KEPT);
      rate = Math.max(LEAST, Math.max(least, Math.min(rate * MOST_KEPT, starts.size())));
    }
  }

  private void forget(long now) {
    while (!starts.isEmpty() && now - starts.element() > SECOND) {
      starts.remove();
    }
  }
}
