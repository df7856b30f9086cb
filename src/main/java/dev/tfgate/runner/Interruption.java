package dev.tfgate.runner;

import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * A signal that would end tfgate (SIGINT, SIGTERM, SIGHUP). It is handed on to the program that
 * runs, once, and tfgate goes on until it has seen what came of it; only then the process ends.
 */
final class Interruption implements AutoCloseable {
  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread hook;
  private boolean requested;
  private @Nullable Process running;

  Interruption() {
    hook =
        new Thread(
            () -> {
              request();
              try {
                done.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "hand a signal on");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Whether there was one. */
  synchronized boolean isRequested() {
    return requested;
  }

  /** Names the program that runs from now on, or null where none does. */
  synchronized void running(@Nullable Process process) {
    running = process;
    if (requested && process != null) {
      process.toHandle().destroy();
    }
  }

  /** {@link Process#destroy} would also close the streams, and what comes last would be lost. */
  private synchronized void request() {
    requested = true;
    if (running != null) {
      running.toHandle().destroy();
    }
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
      done.countDown();
    } catch (IllegalStateException e) {
      // The JVM is ending; the hook holds it until the caller has told what came of the run.
    }
  }
}
