package dev.tfgate.checkout;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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
    int threads = Math.min(jobs, items.size() / AT_A_TIME);
    if (threads <= 1) {
      items.forEach(workers.get());
      return;
    }
    AtomicInteger next = new AtomicInteger();
    List<Runnable> parts = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      Consumer<T> worker = workers.get();
      parts.add(() -> take(items, next, worker));
    }
    together(parts);
  }

  /** Runs each part on a thread of its own, the first one on this. What a part throws is thrown. */
  public static void together(List<Runnable> parts) {
    try (ExecutorService pool =
        Executors.newThreadPerTaskExecutor(Thread.ofPlatform().name("shared-", 1).factory())) {
      List<Future<?>> others = new ArrayList<>();
      for (Runnable part : parts.subList(1, parts.size())) {
        others.add(pool.submit(part));
      }
      parts.getFirst().run();
      for (Future<?> other : others) {
        other.get();
      }
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException failure -> throw failure;
        case Error failure -> throw failure;
        case null, default -> throw new IllegalStateException(e);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static <T> void take(List<T> items, AtomicInteger next, Consumer<T> worker) {
    for (int from = next.getAndAdd(AT_A_TIME);
        from < items.size();
        from = next.getAndAdd(AT_A_TIME)) {
      items.subList(from, Math.min(items.size(), from + AT_A_TIME)).forEach(worker);
    }
  }
}
