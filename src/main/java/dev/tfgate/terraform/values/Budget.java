package dev.tfgate.terraform.values;

import java.util.concurrent.atomic.AtomicLong;

/** Bounds the work of following one expression, and of all together. */
public final class Budget {
  private static final int MOST_STEPS = 300_000;
  private static final int DEEPEST = 400;

  /** After so many steps for a configuration, the rest gets by with few. */
  private static final long MOST_IN_ALL = 30_000_000;

  private static final int FEW_STEPS = 3_000;
  private static final int COUNTED_AT_ONCE = 1_000;

  private final AtomicLong all;
  private final int most;
  private int steps;
  private int counted;
  private int depth;

  /**
   * For one expression.
   *
   * @param all the steps that were taken for the configuration
   */
  public Budget(AtomicLong all) {
    this(all, 0);
  }

  private Budget(AtomicLong all, int depth) {
    this.all = all;
    this.most = all.get() > MOST_IN_ALL ? FEW_STEPS : MOST_STEPS;
    this.depth = depth;
  }

  /**
   * As many steps again, at this depth: for a value that has a name, so that what refers to it
   * doesn't pay for it.
   */
  public Budget ofValue() {
    return new Budget(all, depth);
  }

  /** Is thrown where following an expression takes too much; it has no stack trace. */
  public static final class ExhaustedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ExhaustedException() {
      super(null, null, false, false);
    }
  }

  /** Goes one level deeper. */
  public void enter() {
    spend(1);
    if (depth >= DEEPEST) {
      throw new ExhaustedException();
    }
    depth++;
  }

  /** Comes back from there. */
  public void leave() {
    depth--;
  }

  /** Takes steps. */
  public void spend(int more) {
    steps += more;
    if (steps - counted >= COUNTED_AT_ONCE) {
      all.addAndGet(steps - counted);
      counted = steps;
    }
    if (steps > most) {
      throw new ExhaustedException();
    }
  }
}
