package dev.tfgate.gate;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A check that may last no longer than so many seconds: a checkout may be made to be slow. */
abstract class TimedCheck extends Thread {
  private volatile Gate.@Nullable Outcome outcome;
  private volatile @Nullable Throwable problem;

  TimedCheck() {
    super("check");
    setDaemon(true);
  }

  /** The check. */
  abstract Gate.Outcome check();

  /**
   * Returns what the check gives; null where it takes longer, and is left alone with what it found.
   */
  Gate.@Nullable Outcome within(int seconds) {
    start();
    try {
      join(TimeUnit.SECONDS.toMillis(seconds));
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
    }
  }
}
