package dev.tfgate.checkout;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Work that several threads share. */
public final class Shared {
  /** So many neighbours a thread takes at a time. */
  private static final int AT_A_TIME = 64;

  private Shared() {}

  /**
   * Has every item worked on once. What a thread throws is thrown.
   *
   * @param jobs how many threads may work at once, this one among them
   * @param workers gives each thread its own worker
   */
  public static <T> void among(int jobs, List<T> items, Supplier<Consumer<T>> workers) {
    among(jobs, AT_A_TIME, items, workers);
  }

  /**
   * As above.
   *
   * @param atATime so many neighbours a thread takes at a time
   */
  static <T> void among(int jobs, int atATime, List<T> items, Supplier<Consumer<T>> workers) {
    int threads = Math.min(jobs, items.size() / atATime);
    if (threads <= 1) {
      items.forEach(workers.get());
      return;
    }
    AtomicInteger next = new AtomicInteger();
    List<Runnable> parts = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      Consumer<T> worker = workers.get();
      parts.add(() -> take(items, next, atATime, worker));
    }
    together(parts);
  }

  /** Work that was begun. */
  public interface Begun {
    /** Waits for its end. What it throws is thrown. */
    void end();
  }

  /**
   * Begins work on a thread of its own; where only one may work, it is done when its end is waited
   * for.
   *
   * @param jobs how many threads may work at once
   */
  public static Begun begin(int jobs, Runnable work) {
    FutureTask<?> task = new FutureTask<>(work, null);
    if (jobs > 1) {
      Thread.ofPlatform().daemon().name("shared").start(task);
    }
    return () -> {
      task.run();
      rethrow(task);
    };
  }

  private static RuntimeException thrown(ExecutionException e) {
    switch (e.getCause()) {
      case RuntimeException failure -> throw failure;
      case Error failure -> throw failure;
      case null, default -> throw new IllegalStateException(e);
    }
  }

  /** Runs each part on a thread of its own, the first one on this. What a part throws is thrown. */
  public static void together(List<Runnable> parts) {
    List<FutureTask<?>> others = new ArrayList<>();
    for (Runnable part : parts.subList(1, parts.size())) {
      FutureTask<?> other = new FutureTask<>(part, null);
      others.add(other);
      // Plain threads: the JDK's pools take longer to load than small work takes.
      Thread.ofPlatform().name("shared-" + others.size()).start(other);
    }
    try {
      parts.getFirst().run();
    } finally {
      others.forEach(Shared::await);
    }
    others.forEach(Shared::rethrow);
  }

  private static void await(FutureTask<?> task) {
    try {
      task.get();
    } catch (ExecutionException e) {
      // Thrown when all have ended.
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static void rethrow(FutureTask<?> task) {
    try {
      task.get();
    } catch (ExecutionException e) {
      throw thrown(e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static IllegalStateException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IllegalStateException("interrupted", e);
  }

  private static <T> void take(List<T> items, AtomicInteger next, int atATime, Consumer<T> worker) {
    for (int from = next.getAndAdd(atATime); from < items.size(); from = next.getAndAdd(atATime)) {
      items.subList(from, Math.min(items.size(), from + atATime)).forEach(worker);
    }
  }
}
