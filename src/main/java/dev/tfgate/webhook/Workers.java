package dev.tfgate.webhook;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Works on claims, a few at a time and in turn. Only so many are in hand at once, whatever comes
 * in: what finds no place here waits in the bucket, which has no end.
 */
final class Workers {
  /** For what is interrupted to write down that it was. */
  private static final Duration LAST_WORDS = Duration.ofMillis(500);

  private final Semaphore places;
  private final ThreadPoolExecutor threads;
  private final Set<String> held = ConcurrentHashMap.newKeySet();

  /**
   * @param together worked on at the same time
   * @param inHand worked on or waiting for it
   */
  Workers(int together, int inHand) {
    places = new Semaphore(inHand);
    threads =
        new ThreadPoolExecutor(
            together,
            together,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofVirtual().name("work-", 0).factory());
  }

  /** Keeps a place for one claim; false where there is none. */
  boolean reserve() {
    return places.tryAcquire();
  }

  /** As above, and waits for a place. */
  boolean reserve(Duration longest) throws InterruptedException {
    return places.tryAcquire(Math.max(1, longest.toNanos()), TimeUnit.NANOSECONDS);
  }

  /** Gives a place back that was kept and not used. */
  void giveBack() {
    places.release();
  }

  /** Whether a good part of the places is free. */
  boolean hasRoom() {
    return places.availablePermits() >= threads.getCorePoolSize();
  }

  /** Whether work would begin at once. */
  boolean isIdle() {
    return threads.getQueue().isEmpty() && threads.getActiveCount() < threads.getCorePoolSize();
  }

  /** How many claims are worked on or wait for it. */
  int inHand() {
    return held.size();
  }

  /** Whether a claim is in hand here. */
  boolean holds(String claim) {
    return held.contains(claim);
  }

  /**
   * Works on a claim in its turn, at a place that was kept for it.
   *
   * @return empty where nothing new is begun any more
   */
  <T> Optional<Future<T>> submit(String claim, Callable<T> work) {
    boolean first = held.add(claim);
    try {
      return Optional.of(
          threads.submit(
              () -> {
                try {
                  return work.call();
                } finally {
                  done(claim, first);
                }
              }));
    } catch (RejectedExecutionException e) {
      done(claim, first);
      return Optional.empty();
    }
  }

  private void done(String claim, boolean first) {
    if (first) {
      held.remove(claim);
    }
    places.release();
  }

  /**
   * Takes nothing more on, and gives what is in hand so long to end.
   *
   * @return how many claims were left in hand
   */
  int end(Duration longest) {
    threads.shutdown();
    int left = 0;
    try {
      if (!threads.awaitTermination(longest.toMillis(), TimeUnit.MILLISECONDS)) {
        left = threads.getActiveCount() + threads.shutdownNow().size();
        boolean _ = threads.awaitTermination(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
    return left;
  }
}
