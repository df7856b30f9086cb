package dev.tfgate.plugins;

import dev.tfgate.checkout.UnreadableFileException;
import dev.tfgate.report.Undecided;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongConsumer;

/**
 * Reads files on all cores, the largest first.
 *
 * @param <T> what is made of a file
 */
final class HashWork<T> {
  /** Reads one file. */
  @FunctionalInterface
  interface Job<T> {
    /** Returns what was made of the file; tells the number of bytes of each step. */
    T run(LongConsumer progress) throws IOException;
  }

  private record Item<T>(String path, long bytes, Job<T> job) {}

  private final List<Item<T>> items = new ArrayList<>();

  /** Adds a file, of which {@code bytes} bytes will be read. */
  void add(String path, long bytes, Job<T> job) {
    items.add(new Item<>(path, bytes, job));
  }

  /** Returns how many bytes all files have. */
  long bytes() {
    return items.stream().mapToLong(Item::bytes).sum();
  }

  /**
   * Reads all and returns what was made of them by path. What could not be read is missing there
   * and told to {@code undecided}.
   */
  Map<String, T> run(Progress progress, List<Undecided> undecided) {
    progress.start(items.size(), bytes());
    List<Item<T>> largestFirst = new ArrayList<>(items);
    largestFirst.sort(Comparator.comparingLong((Item<T> item) -> item.bytes()).reversed());
    int threads = Math.clamp(items.size(), 1, Runtime.getRuntime().availableProcessors());
    Map<String, T> results = new TreeMap<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      Map<Item<T>, Future<T>> running = new LinkedHashMap<>();
      for (Item<T> item : largestFirst) {
        running.put(item, pool.submit(() -> item.job().run(progress::advance)));
      }
      for (Map.Entry<Item<T>, Future<T>> entry : running.entrySet()) {
        String path = entry.getKey().path();
        try {
          results.put(path, entry.getValue().get());
        } catch (ExecutionException e) {
          undecided.add(undecided(path, e));
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new IllegalStateException("interrupted while hashing", e);
        }
      }
    }
    return results;
  }

  private static Undecided undecided(String path, ExecutionException e) {
    if (e.getCause() instanceof IOException failure) {
      return new Undecided(
          path,
          "unreadable",
          "can't be read (%s), so what it holds is unknown"
              .formatted(UnreadableFileException.reason(failure)));
    }
    throw new IllegalStateException(e.getCause());
  }
}
