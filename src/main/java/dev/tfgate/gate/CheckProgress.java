package dev.tfgate.gate;

import dev.tfgate.checkout.Checkout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What a check is at, so that it can say what took its time. Threads may share one. */
final class CheckProgress {
  /** What takes longer than this for one rule and one place is told. */
  private static final long LONG_NANOS = TimeUnit.SECONDS.toNanos(5);

  private static final int MOST_TOLD = 10;

  private final List<Step> steps = new ArrayList<>();
  private final List<String> slow = new ArrayList<>();
  private volatile @Nullable Checkout checkout;

  /** One thread's part. */
  final class Step {
    private volatile String work = "";
    private volatile String path = "";
    private volatile long since;

    /**
     * The thread begins with something else.
     *
     * @param work a rule, or what else is done
     * @param path of the place, relative to the checkout
     */
    void begin(String work, String path) {
      end();
      this.path = path;
      this.work = work;
    }

    /** The thread has done what it was at. */
    void end() {
      long now = System.nanoTime();
      if (!work.isEmpty() && now - since > LONG_NANOS) {
        tell(work, path, now - since);
      }
      work = "";
      since = now;
    }
  }

  /** A step for another thread. */
  synchronized Step step() {
    Step step = new Step();
    step.since = System.nanoTime();
    steps.add(step);
    return step;
  }

  /** The checkout that is read. */
  void reads(Checkout checkout) {
    this.checkout = checkout;
  }

  private synchronized void tell(String work, String path, long nanos) {
    if (slow.size() < MOST_TOLD) {
      slow.add(
          "%s took %d s for '%s'.".formatted(work, TimeUnit.NANOSECONDS.toSeconds(nanos), path));
    }
  }

  /** What took long, a sentence each. */
  synchronized List<String> slow() {
    return List.copyOf(slow);
  }

  /** The path that is looked at for longest; "." where none is. */
  synchronized String path() {
    return longest().map(step -> step.path).orElse(".");
  }

  /** What is done there, and the file that was read last, as the end of a sentence. */
  synchronized String doing() {
    Checkout read = checkout;
    String last = read == null ? "" : read.lastRead();
    return longest().map(step -> step.work).orElse("the reading of the checkout")
        + (last.isEmpty() ? "" : "; the file read last is '%s'".formatted(last));
  }

  private Optional<Step> longest() {
    @Nullable Step longest = null;
    for (Step step : steps) {
      if (!step.work.isEmpty() && (longest == null || step.since < longest.since)) {
        longest = step;
      }
    }
    return Optional.ofNullable(longest);
  }
}
