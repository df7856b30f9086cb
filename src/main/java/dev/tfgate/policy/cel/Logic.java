package dev.tfgate.policy.cel;

import org.jspecify.annotations.Nullable;

/** Truth with a third value: what isn't known stays so, unless the known part decides. */
final class Logic {
  private Logic() {}

  /** Returns a boolean or unknown; Terraform takes the texts {@code true} and {@code false} too. */
  static Object truth(@Nullable Object value, int at) throws EvaluationException {
    return switch (value) {
      case Boolean known -> known;
      case Unknown unknown -> unknown;
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
    EvaluationException failed = null;
    Unknown unknown = null;
    for (Term side : new Term[] {left, right}) {
      try {
        Object value = truth(side.eval(frame), at);
        if (value instanceof Unknown more) {
          unknown = unknown == null ? more.bare() : unknown.and(more);
        } else if (value.equals(decisive)) {
          return decisive;
        }
      } catch (EvaluationException e) {
        if (e.isExhausted()) {
          throw e;
        }
        failed = failed == null ? e : failed;
      }
    }
    if (unknown != null) {
      return unknown;
    }
    if (failed != null) {
      throw failed;
    }
    return !decisive;
  }
}
