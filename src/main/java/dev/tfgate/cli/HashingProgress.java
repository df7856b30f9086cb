package dev.tfgate.cli;

import dev.tfgate.plugins.Progress;
import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Shows on a terminal how far hashing has come: one line, written over again and cleared at the
 * end. What takes less than half a second shows nothing.
 */
final class HashingProgress implements Progress, AutoCloseable {
  private static final long FIRST_NANOS = 500_000_000L;
  private static final long STEP_NANOS = 200_000_000L;
  private static final double MEGABYTE = 1e6;

  private final PrintStream err;
  private final LongAdder read = new LongAdder();
  private final AtomicLong shownAt = new AtomicLong();
  private final AtomicBoolean shown = new AtomicBoolean();
  private volatile long total;
  private volatile long startedAt;

  private HashingProgress(PrintStream err) {
    this.err = err;
  }

  /** Returns a progress for the run: one that tells nobody unless a person watches. */
  static HashingProgress of(Invocation invocation, boolean ci) {
    boolean watched = invocation.streams().errIsTerminal() && !ci && !invocation.global().quiet();
    return new HashingProgress(watched ? invocation.streams().err() : nowhere());
  }

  private static PrintStream nowhere() {
    return new PrintStream(java.io.OutputStream.nullOutputStream());
  }

  @Override
  public void start(int files, long bytes) {
    total = bytes;
    startedAt = System.nanoTime();
    shownAt.set(startedAt + FIRST_NANOS - STEP_NANOS);
  }

  @Override
  public void advance(long bytes) {
    read.add(bytes);
    long now = System.nanoTime();
    long last = shownAt.get();
    if (now - last >= STEP_NANOS && shownAt.compareAndSet(last, now)) {
      show(now);
    }
  }

  private void show(long now) {
    shown.set(true);
    double done = read.sum();
    double seconds = (now - startedAt) / 1e9;
    double rate = done / Math.max(seconds, 0.001);
    long left = Math.round((total - done) / Math.max(rate, 1));
    err.printf(
        Locale.ROOT,
        "\r\u001b[Khashing %.0f of %.0f MB, %.0f MB/s, %d:%02d left",
        done / MEGABYTE,
        total / MEGABYTE,
        rate / MEGABYTE,
        left / 60,
        left % 60);
    err.flush();
  }

  /** Clears the line. */
  @Override
  public void close() {
    if (shown.get()) {
      err.print("\r\u001b[K");
      err.flush();
    }
  }
}
