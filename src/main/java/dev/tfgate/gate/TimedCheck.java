package dev.tfgate.gate;

import dev.tfgate.trust.Trust;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A check that may last no longer than so many seconds: a checkout may be made to be slow.
 *
 * @param <T> what it gives
 */
abstract class TimedCheck<T> extends Thread {
  private static final long LOOKS_EVERY_MILLIS = 500;

  private volatile @Nullable T outcome;
  private volatile @Nullable Throwable problem;

  TimedCheck() {
    super("check");
    setDaemon(true);
  }

  /** The check. */
  abstract T check() throws IOException;

  /**
   * Returns what the check gives; null where it takes longer, or one rule does for one place, and
   * it is left alone with what it found.
   */
  @Nullable T within(Trust.Limits limits, CheckProgress progress) {
    start();
    try {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(limits.seconds());
      for (long left = limits.seconds() * 1_000L;
          left > 0 && isAlive() && !progress.isLongerThan(limits.ruleSeconds());
          left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())) {
        join(Math.min(left, LOOKS_EVERY_MILLIS));
      }
    } catch (InterruptedException e) {
      interrupt();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while checking", e);
    }
    Throwable thrown = problem;
    if (thrown instanceof RuntimeException failure) {
      throw failure;
    }
    if (thrown instanceof Error failure) {
      throw failure;
    }
    return outcome;
  }

  @Override
  public void run() {
    try {
      outcome = check();
    } catch (RuntimeException | Error e) {
      problem = e;
    } catch (IOException e) {
      problem = new UncheckedIOException(e);
    }
  }
}
