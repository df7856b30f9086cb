package dev.tfgate.google;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Lets so many writes through a second, over all threads; fewer while the server asks for it. */
public final class Pace {
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
  public Pace(int writesPerSecond) {
    usual = writesPerSecond == 0 ? 0 : 1_000_000_000L / writesPerSecond;
    interval = usual;
  }

  /** Waits for its turn, or for {@code stopped}, and returns how long that took, in nanoseconds. */
  public long acquire(BooleanSupplier stopped) {
    long delay;
    synchronized (this) {
      long now = System.nanoTime();
      next = Math.max(next, now);
      delay = next - now;
      next += interval;
    }
    long left = delay;
    try {
      while (left > 0 && !stopped.getAsBoolean()) {
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
  public synchronized void slower() {
    long now = System.nanoTime();
    // Calls that were under way together count once.
    if (now - braked >= BETWEEN_BRAKES) {
      braked = now;
      interval = Math.min(LONGEST, Math.max(interval * 2, FIRST_BRAKE));
    }
  }

  /** The server asks for a pause: nothing goes through before it is over. */
  public synchronized void pause(Duration pause) {
    next = Math.max(next, System.nanoTime() + pause.toNanos());
  }

  /** A write went through: a little faster again. */
  public synchronized void faster() {
    interval = Math.max(usual, interval - interval / 10);
    if (interval < 1000) {
      interval = usual;
    }
  }
}
