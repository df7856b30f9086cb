package dev.tfgate.runner;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/**
 * A signal that would end tfgate (SIGINT, SIGTERM, SIGHUP). It is handed on to the programs that
 * run, once each, and tfgate goes on until it has seen what came of it; only then the process ends.
 */
final class Interruption implements AutoCloseable {
  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread hook;
  private boolean requested;
  private final Set<Process> running = new HashSet<>();

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

  /** Names a program that runs from now on. */
  synchronized void started(Process process) {
    running.add(process);
    if (requested) {
      process.toHandle().destroy();
    }
  }

  /** Names a program that has ended. */
  synchronized void ended(Process process) {
    running.remove(process);
  }

  /** {@link Process#destroy} would also close the streams, and what comes last would be lost. */
  private synchronized void request() {
    if (!requested) {
      requested = true;
      running.forEach(process -> process.toHandle().destroy());
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
