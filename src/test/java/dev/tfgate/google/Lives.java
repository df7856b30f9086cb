package dev.tfgate.google;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Processes that the fakes tell apart by the first part of the path, {@code /p1}. One that was
 * ended by a signal reaches nothing any more, whatever its threads go on to try: to the world that
 * is the same as {@code kill -9}.
 */
public final class Lives {
  /** What becomes of a call. */
  public enum Fate {
    /** It is answered. */
    ALIVE,
    /** It has its effect, but nobody is there for the answer. */
    LAST,
    /** It never happens. */
    DEAD
  }

  private static final class Life {
    private final boolean effect;
    private final CountDownLatch end = new CountDownLatch(1);
    private int left;

    Life(int left, boolean effect) {
      this.left = left;
      this.effect = effect;
    }
  }

  private final Map<String, Life> lives = new HashMap<>();
  private int calls;

  /**
   * Ends a process in the middle of a call.
   *
   * @param process such as {@code p1}
   * @param call which one, counted from 1 over all services
   * @param effect whether that call still has its effect
   */
  public synchronized void end(String process, int call, boolean effect) {
    lives.put(process, new Life(call, effect));
  }

  /** Waits until it has ended; false where it did not. */
  public boolean awaitEnd(String process) throws InterruptedException {
    Life life;
    synchronized (this) {
      life = lives.get(process);
    }
    return life != null && life.end.await(20, TimeUnit.SECONDS);
  }

  /** How many calls there were. */
  public synchronized int calls() {
    return calls;
  }

  synchronized Fate call(@Nullable String process) {
    calls++;
    Life life = process == null ? null : lives.get(process);
    if (life == null) {
      return Fate.ALIVE;
    }
    life.left--;
    if (life.left > 0) {
      return Fate.ALIVE;
    }
    life.end.countDown();
    return life.left == 0 && life.effect ? Fate.LAST : Fate.DEAD;
  }

  /** What becomes of the call with that path. */
  public Fate callOf(String path) {
    return call(path.matches("/p[0-9]+/.*") ? path.substring(1, path.indexOf('/', 1)) : null);
  }

  /** The path without the process. */
  public static String without(String path) {
    return path.replaceFirst("^/p[0-9]+/", "/");
  }
}
