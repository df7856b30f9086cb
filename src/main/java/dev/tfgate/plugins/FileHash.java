package dev.tfgate.plugins;

import dev.tfgate.plugins.PluginDirectory.Entry;
import dev.tfgate.report.Undecided;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Hashes files on all cores. */
final class FileHash {
  private FileHash() {}

  /**
   * Returns the SHA-256 in lower-case hexadecimal by path. What could not be read, or changed
   * meanwhile, is missing there and told to {@code undecided}.
   */
  static Map<String, String> of(
      Collection<Entry> files, Progress progress, List<Undecided> undecided) {
    List<Entry> largestFirst = new ArrayList<>(files);
    largestFirst.sort(Comparator.comparingLong(Entry::size).reversed());
    progress.start(files.size(), files.stream().mapToLong(Entry::size).sum());
    Map<String, String> hashes = new TreeMap<>();
    int threads = Math.clamp(files.size(), 1, Runtime.getRuntime().availableProcessors());
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      Map<Entry, Future<String>> running = new java.util.LinkedHashMap<>();
      for (Entry file : largestFirst) {
        running.put(file, pool.submit(() -> hash(file, progress)));
      }
      running.forEach(
          (file, future) -> {
            @Nullable String hash = result(file, future, undecided);
            if (hash != null) {
              hashes.put(file.path(), hash);
            }
          });
    }
    return hashes;
  }

  private static String hash(Entry file, Progress progress) throws IOException {
    long[] read = new long[1];
    String hash =
        PackageHash.sha256(
            file.place(),
            bytes -> {
              read[0] += bytes;
              progress.advance(bytes);
            });
    if (read[0] != file.size()) {
      throw new IOException("it changed while it was read");
    }
    return hash;
  }

  private static @Nullable String result(
      Entry file, Future<String> future, List<Undecided> undecided) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        undecided.add(
            new Undecided(
                file.path(),
                "unreadable",
                "can't be read (%s), so what it holds is unknown"
                    .formatted(PluginDirectory.reason(failure))));
        return null;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while hashing", e);
    }
  }
}
