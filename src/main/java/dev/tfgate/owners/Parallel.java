package dev.tfgate.owners;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Work on many projects, several at a time; results in the order of the projects. */
final class Parallel {
  private static final int SHOW_MILLIS = 200;

  private Parallel() {}

  /** What is done with a project. */
  @FunctionalInterface
  interface Work<T> {
    /** Does it; an exception ends the whole run. */
    T on(String project) throws IOException;
  }

  /**
   * Does {@code work} on every project. A failure is thrown once what was under way has ended.
   *
   * @param concurrency projects at a time
   * @param results takes each result on the caller's thread
   */
  static <T> void run(
      List<String> projects,
      int concurrency,
      ProgressLine progress,
      Work<T> work,
      Consumer<T> results)
      throws IOException {
    progress.begin(projects.size());
    AtomicInteger done = new AtomicInteger();
    ExecutorService threads =
        Executors.newFixedThreadPool(
            Math.min(concurrency, Math.max(1, projects.size())),
            Thread.ofPlatform().daemon().name("project-", 0).factory());
    try {
      Deque<Future<T>> waiting = new ArrayDeque<>();
      for (String project : projects) {
        waiting.add(
            threads.submit(
                () -> {
                  T result = work.on(project);
                  done.incrementAndGet();
                  return result;
                }));
      }
      while (!waiting.isEmpty()) {
        results.accept(await(waiting.remove(), progress, done));
      }
    } catch (ExecutionException e) {
      threads.close();
      throw e.getCause() instanceof IOException io
          ? io
          : new IOException("internal error: " + e.getCause(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      threads.shutdownNow();
    }
  }

  private static <T> T await(Future<T> result, ProgressLine progress, AtomicInteger done)
      throws ExecutionException, InterruptedException {
    while (true) {
      progress.show(done.get());
      try {
        return result.get(SHOW_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        // shows how far it is, and waits on
      }
    }
  }
}
