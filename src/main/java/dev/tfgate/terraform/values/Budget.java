package dev.tfgate.terraform.values;

/** Bounds the work of following one expression. */
final class Budget {
  private static final int MOST_STEPS = 300_000;
  private static final int DEEPEST = 400;

  private int steps;
  private int depth;

  Budget() {}

  private Budget(int depth) {
    this.depth = depth;
  }

  /**
   * As many steps again, at this depth: for a value that has a name, so that what refers to it
   * doesn't pay for it.
   */
  Budget ofValue() {
    return new Budget(depth);
  }

  /** Is thrown where following an expression takes too much; it has no stack trace. */
  static final class ExhaustedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ExhaustedException() {
      super(null, null, false, false);
    }
  }

  void enter() {
    if (++steps > MOST_STEPS || depth >= DEEPEST) {
      throw new ExhaustedException();
    }
    depth++;
  }

  void leave() {
    depth--;
  }

  void spend(int more) {
    steps += more;
    if (steps > MOST_STEPS) {
      throw new ExhaustedException();
    }
  }
}
