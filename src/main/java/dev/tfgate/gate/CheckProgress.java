package dev.tfgate.gate;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.report.Undecided;
import dev.tfgate.trust.Trust;
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

    /** Ends what {@link #work} begins: joined when it is told, for most never is. */
    private volatile String about = "";

    private volatile String path = "";
    private volatile boolean bounded;
    private volatile long since;

    /**
     * The thread begins with something else.
     *
     * @param work a rule, or what else is done
     * @param path of the place, relative to the checkout
     */
    void begin(String work, String path) {
      begin(work, "", path, false);
    }

    /** As above, for one thing of many. */
    void begin(String work, String about, String path) {
      begin(work, about, path, false);
    }

    /** As {@link #begin}, with work that may not last longer than the limit for one rule. */
    void beginRule(String work, String path) {
      begin(work, "", path, true);
    }

    /** As above, for one thing of many. */
    void beginRule(String work, String about, String path) {
      begin(work, about, path, true);
    }

    private void begin(String work, String about, String path, boolean bounded) {
      end();
      this.path = path;
      this.about = about;
      this.bounded = bounded;
      this.work = work;
    }

    /** The thread has done what it was at. */
    void end() {
      long now = System.nanoTime();
      if (!work.isEmpty() && now - since > LONG_NANOS) {
        tell(what(), path, now - since);
      }
      work = "";
      since = now;
    }

    private String what() {
      return about.isEmpty() ? work : work + " " + about;
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

  /** Whether one rule looks at one place for longer than so many seconds. */
  synchronized boolean isLongerThan(int seconds) {
    long now = System.nanoTime();
    for (Step step : steps) {
      if (step.bounded
          && !step.work.isEmpty()
          && now - step.since > TimeUnit.SECONDS.toNanos(seconds)) {
        return true;
      }
    }
    return false;
  }

  /** Says that the check was stopped, and what took its time. */
  synchronized Undecided late(Trust.Limits limits) {
    boolean rule = isLongerThan(limits.ruleSeconds());
    return new Undecided(
        path(),
        "time",
        "the check was stopped after %d s, in %s. Nothing is judged then. Take out what makes it slow, or raise limits.%s in gate.yaml"
            .formatted(
                rule ? limits.ruleSeconds() : limits.seconds(),
                doing(),
                rule ? "rule_seconds" : "seconds"));
  }

  /** The path that is looked at for longest; "." where none is. */
  synchronized String path() {
    return longest().map(step -> step.path).orElse(".");
  }

  /** What is done there, and the file that was read last, as the end of a sentence. */
  synchronized String doing() {
    Checkout read = checkout;
    String last = read == null ? "" : read.lastRead();
    return longest().map(Step::what).orElse("the reading of the checkout")
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
