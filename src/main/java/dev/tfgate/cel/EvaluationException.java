package dev.tfgate.cel;

/** An expression that has no value for the data it was given. */
public final class EvaluationException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean exhausted;
  private int offset = -1;

  EvaluationException(String message) {
    this(message, false);
  }

  private EvaluationException(String message, boolean exhausted) {
    super(message, null, false, false);
    this.exhausted = exhausted;
  }

  /** For an expression that would take more than its share of time or memory. */
  static EvaluationException exhausted(String message) {
    return new EvaluationException(message, true);
  }

  /** This failure, unless it ends the whole evaluation. */
  EvaluationException unlessExhausted() throws EvaluationException {
    if (isExhausted()) {
      throw this;
    }
    return this;
  }

  /** Whether evaluation ran into a limit: nothing but the end of the evaluation handles that. */
  boolean isExhausted() {
    return exhausted;
  }

  /** Notes where in the expression it happened, unless a place further inside is known. */
  EvaluationException at(int place) {
    if (offset < 0) {
      offset = place;
    }
    return this;
  }

  /** Returns the place in the expression, in UTF-16 code units, or -1 where it isn't known. */
  public int offset() {
    return offset;
  }

  /** Returns the message, which is never absent. */
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
