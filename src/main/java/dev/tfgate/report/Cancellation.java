package dev.tfgate.report;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Ends a run early and whole: nothing new begins, what was sent is seen through. An interrupt of
 * the process (SIGINT, SIGTERM) asks for it and then waits until the thread that made this is done.
 */
public final class Cancellation implements AutoCloseable {
  private static final long LONGEST_SECONDS = 40;

  private final AtomicBoolean requested = new AtomicBoolean();
  private final Thread hook;

  /** Listens from now on. */
  public Cancellation() {
    Thread runner = Thread.currentThread();
    hook =
        new Thread(
            () -> {
              request();
              try {
                runner.join(TimeUnit.SECONDS.toMillis(LONGEST_SECONDS));
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "stop");
    try {
      Runtime.getRuntime().addShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending already, and a caller in that state wants this run to go on.
    }
  }

  /** Asks for the end. */
  public void request() {
    requested.set(true);
  }

  /** Whether the end was asked for. */
  public boolean isRequested() {
    return requested.get();
  }

  @Override
  public void close() {
    if (!isRequested()) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // The process is ending.
      }
    }
  }
}
