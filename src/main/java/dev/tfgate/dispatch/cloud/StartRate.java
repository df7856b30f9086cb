package dev.tfgate.dispatch.cloud;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * How many builds are asked for in a second: what the quota is nobody tells, so it is felt for. The
 * rate doubles each second until the first refusal; then each refusal takes a part of it, and it
 * grows the faster the longer there was none.
 */
final class StartRate {
  private static final double FIRST = 10;
  private static final double LEAST = 0.2;
  private static final double MOST = 200;
  private static final double KEPT = 0.9;
  private static final long BETWEEN_BRAKES = 1_000_000_000L;
  private static final long LONGEST_SLEEP_MILLIS = 100;

  private double rate = FIRST;
  private boolean refused;
  private final Semaphore first = new Semaphore(1, true);
  private long last = System.nanoTime();
  private long braked = last - BETWEEN_BRAKES;

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

  /** Whoever is first waits by the rate of now, and the others behind it. */
  private void awaitFirst(BooleanSupplier givenUp) throws InterruptedException {
    while (!givenUp.getAsBoolean()) {
      long left;
      synchronized (this) {
        long now = System.nanoTime();
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

  /** A build was started. */
  synchronized void started() {
    double seconds = (System.nanoTime() - braked) / 1e9;
    double more = refused ? (1 + seconds * seconds) / rate : 1;
    rate = Math.min(MOST, Math.min(rate * 2, rate + more));
  }

  /**
   * A request was refused, as there were too many; those that were under way together count once.
   */
  synchronized void refused() {
    long now = System.nanoTime();
    refused = true;
    if (now - braked >= BETWEEN_BRAKES) {
      braked = now;
      rate = Math.max(LEAST, rate * KEPT);
    }
  }
}
