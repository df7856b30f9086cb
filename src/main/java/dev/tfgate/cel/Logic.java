package dev.tfgate.cel;

import org.jspecify.annotations.Nullable;

/** Truth with a third value: what isn't known stays so, unless the known part decides. */
final class Logic {
  private Logic() {}

  /** Returns a boolean or unknown; Terraform takes the texts {@code true} and {@code false} too. */
  static Object truth(@Nullable Object value, int at) throws EvaluationException {
    if (value instanceof Boolean || value instanceof Unknown) {
      return value;
    }
    return switch (value) {
      case String text when text.equals("true") -> true;
      case String text when text.equals("false") -> false;
      case null ->
          throw new EvaluationException(
                  "true or false is due here and the value is not set: compare it (== true,"
                      + " != true) or test it with has(…)")
              .at(at);
      default ->
          throw new EvaluationException(
                  "true or false is due here, found %s".formatted(Reading.describe(value)))
              .at(at);
    };
  }

  /** Evaluates both sides until one is {@code decisive}. */
  static Object decide(Frame frame, Term left, Term right, boolean decisive, int at)
      throws EvaluationException {
    frame.step();
    boolean decided = frame.takeDecisive();
    frame.setDecisive(decided);
    Object first = side(frame, left, at);
    if (first.equals(decisive)) {
      return decisive;
    }
    frame.setDecisive(decided);
    Object second = side(frame, right, at);
    if (second.equals(decisive)) {
      return decisive;
    }
    if (first instanceof Unknown unknown) {
      return second instanceof Unknown more ? unknown.and(more) : unknown.bare();
    }
    if (second instanceof Unknown unknown) {
      return unknown.bare();
    }
    if (first instanceof Term.Failure failure) {
      throw failure.cause();
    }
    if (second instanceof Term.Failure failure) {
      throw failure.cause();
    }
    return !decisive;
  }

  /** Returns a boolean, unknown, or what the side fails with: the other may decide. */
  private static Object side(Frame frame, Term side, int at) throws EvaluationException {
    try {
      return truth(side.eval(frame), at);
    } catch (EvaluationException e) {
      if (e.isExhausted()) {
        throw e;
      }
      return new Term.Failure(e);
    }
  }
}
