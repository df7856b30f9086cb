package dev.tfgate.dispatch.cloud;

import dev.tfgate.google.CloudBuilds;
import dev.tfgate.google.CloudBuilds.Build;
import dev.tfgate.google.ServiceException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** Looks at all builds of a dispatch together: one list for many, instead of a request for each. */
final class Watch implements AutoCloseable {
  private static final int MOST_SINGLE = 20;
  private static final long SLICE_MILLIS = 100;

  /** Builds that fail do so soon, and are looked at more often. */
  private static final long FRESH_NANOS = 15_000_000_000L;

  private final CloudBuilds cloud;
  private final String tag;
  private final Timing timing;
  private final Map<String, CompletableFuture<Build>> waiting = new ConcurrentHashMap<>();
  private final Thread thread;
  private volatile long latest = System.nanoTime();

  /**
   * @param tag that all builds have
   */
  Watch(CloudBuilds cloud, String tag, Timing timing) {
    this.cloud = cloud;
    this.tag = tag;
    this.timing = timing;
    thread = Thread.ofVirtual().name("watch").start(this::look);
  }

  /**
   * Waits for the end of a build.
   *
   * @return the build as it ended; empty where {@code givenUp} came before
   */
  Optional<Build> end(Build build, BooleanSupplier givenUp) {
    if (build.hasEnded()) {
      return Optional.of(build);
    }
    latest = System.nanoTime();
    CompletableFuture<Build> end =
        waiting.computeIfAbsent(build.id(), id -> new CompletableFuture<>());
    try {
      while (!givenUp.getAsBoolean()) {
        try {
          return Optional.of(end.get(SLICE_MILLIS, TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
          // It runs on.
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } finally {
      waiting.remove(build.id());
    }
    return Optional.empty();
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  private void look() {
    try {
      while (true) {
        boolean fresh = System.nanoTime() - latest < FRESH_NANOS;
        Thread.sleep(fresh ? timing.poll().dividedBy(3) : timing.poll());
        if (!waiting.isEmpty()) {
          lookOnce();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void lookOnce() {
    List<String> wanted = new ArrayList<>(waiting.keySet());
    try {
      for (Build build : cloud.tagged(tag, timing.call().multipliedBy(3))) {
        wanted.remove(build.id());
        tell(build);
      }
    } catch (ServiceException e) {
      // The next look may do better; the caller has a deadline of its own.
      return;
    }
    for (String id : wanted.subList(0, Math.min(MOST_SINGLE, wanted.size()))) {
      try {
        tell(cloud.get(id, timing.call()));
      } catch (ServiceException e) {
        return;
      }
    }
  }

  private void tell(Build build) {
    CompletableFuture<Build> end = waiting.get(build.id());
    if (end != null && build.hasEnded()) {
      end.complete(build);
    }
  }
}
