package dev.tfgate.owners;

import java.util.function.BooleanSupplier;

/** Lets so many writes through a second, over all projects; fewer while the server asks for it. */
final class RateLimit {
  private static final long LONGEST = 2_000_000_000L;
  private static final long LONGEST_SLEEP = 200_000_000L;
  private static final long FIRST_BRAKE = 100_000_000L;
  private static final long BETWEEN_BRAKES = 1_000_000_000L;

  private final long usual;
  private long interval;
  private long next = System.nanoTime();
  private long braked = next - BETWEEN_BRAKES;

  /**
   * @param writesPerSecond 0 for as many as there are
   */
  RateLimit(int writesPerSecond) {
    usual = writesPerSecond == 0 ? 0 : 1_000_000_000L / writesPerSecond;
    interval = usual;
  }

  /**
   * Waits for its turn, or for {@code cancelled}, and returns how long that took, in nanoseconds.
   */
  long acquire(BooleanSupplier cancelled) {
    long delay;
    synchronized (this) {
      long now = System.nanoTime();
      next = Math.max(next, now);
      delay = next - now;
      next += interval;
    }
    long left = delay;
    try {
      while (left > 0 && !cancelled.getAsBoolean()) {
        long part = Math.min(left, LONGEST_SLEEP);
        Thread.sleep(part / 1_000_000, (int) (part % 1_000_000));
        left -= part;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return delay - left;
  }

  /** The server has had too many requests: half as many from now on. */
  synchronized void slower() {
    long now = System.nanoTime();
    // Calls that were under way together count once.
    if (now - braked >= BETWEEN_BRAKES) {
      braked = now;
      interval = Math.min(LONGEST, Math.max(interval * 2, FIRST_BRAKE));
    }
  }

  /** A write went through: a little faster again. */
  synchronized void faster() {
    interval = Math.max(usual, interval - interval / 10);
    if (interval < 1000) {
      interval = usual;
    }
  }
}
