package dev.tfgate.store;

import dev.tfgate.store.StoreException.Kind;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The time that everything together may take, whatever a call does. */
public final class Deadline {
  /** What a run has where nothing else is said. */
  public static final Duration DEFAULT = Duration.ofSeconds(20);

  private final Duration length;
  private final long end;

  private Deadline(Duration length) {
    this.length = length;
    this.end = System.nanoTime() + length.toNanos();
  }

  /** A deadline that is {@code length} away from now. */
  public static Deadline in(Duration length) {
    return new Deadline(length);
  }

  /** Returns the time that is left; zero where there is none. */
  public Duration left() {
    return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
  }

  /**
   * Runs {@code call} on a thread of its own, which is given up at the deadline: no stall outlasts
   * it.
   *
   * @param what is done, for the message
   * @throws StoreException of {@code call}, or of kind {@link Kind#UNREACHABLE} at the deadline
   */
  public <T> T call(String what, Callable<T> call) throws StoreException {
    FutureTask<T> task = new FutureTask<>(call);
    Thread.ofVirtual().name("store").start(task);
    try {
      return task.get(left().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      task.cancel(true);
      throw new StoreException(
          Kind.UNREACHABLE,
          "%s: no whole answer within %.0f s".formatted(what, length.toMillis() / 1000.0),
          e);
    } catch (InterruptedException e) {
      task.cancel(true);
      Thread.currentThread().interrupt();
      throw new StoreException(Kind.UNREACHABLE, what + ": interrupted", e);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case StoreException failure -> throw failure;
        case Error error -> throw error;
        case null, default ->
            throw new StoreException(Kind.UNREACHABLE, what + ": " + e.getCause(), e);
      }
    }
  }
}
