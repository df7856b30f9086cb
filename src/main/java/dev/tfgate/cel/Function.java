package dev.tfgate.cel;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A function or operator.
 *
 * @param name as the checked expression calls it
 * @param body what it gives for known arguments
 * @param partial what it gives where an argument is unknown and can't be one of a few values
 */
record Function(String name, Body body, @Nullable Body partial) {
  private static final int MOST_COMBINATIONS = 64;

  /** Computes a value of values. */
  interface Body {
    @Nullable Object apply(Frame frame, @Nullable Object[] arguments) throws EvaluationException;
  }

  @Nullable Object apply(Frame frame, @Nullable Object[] arguments) throws EvaluationException {
    return body.apply(frame, arguments);
  }

  /** Applies the function to arguments of which one is unknown; those before {@code from} serve. */
  @Nullable Object applyUnknown(Frame frame, @Nullable Object[] arguments, int from)
      throws EvaluationException {
    int combinations = 1;
    for (int i = from; i < arguments.length; i++) {
      if (arguments[i] instanceof Unknown unknown && !unknown.choices().isEmpty()) {
        combinations *= unknown.choices().size();
        if (combinations <= MOST_COMBINATIONS) {
          return eachChoice(frame, arguments, i, unknown);
        }
      }
    }
    Unknown merged = null;
    for (Object argument : arguments) {
      if (argument instanceof Unknown unknown) {
        merged = merged == null ? unknown.bare() : merged.and(unknown);
      }
    }
    if (merged == null) {
      return body.apply(frame, arguments);
    }
    return partial == null ? merged : partial.apply(frame, arguments);
  }

  private @Nullable Object eachChoice(
      Frame frame, @Nullable Object[] arguments, int index, Unknown unknown)
      throws EvaluationException {
    List<@Nullable Object> results = new ArrayList<>();
    EvaluationException failure = null;
    for (Object choice : unknown.choices()) {
      frame.step();
      @Nullable Object[] chosen = arguments.clone();
      chosen[index] = choice;
      try {
        results.add(applyUnknown(frame, chosen, index));
      } catch (EvaluationException e) {
        failure = e.unlessExhausted();
      }
    }
    return merge(frame, unknown, results, failure);
  }

  /**
   * One of several results.
   *
   * @param failure of a choice that has no result: that one may be no choice in truth, so the
   *     others count, and none of them is certain
   */
  static @Nullable Object merge(
      Frame frame,
      Unknown cause,
      List<@Nullable Object> results,
      @Nullable EvaluationException failure)
      throws EvaluationException {
    if (failure != null && results.isEmpty()) {
      throw failure;
    }
    Object merged = merge(frame, cause, results);
    return failure == null || merged instanceof Unknown ? merged : cause.bare();
  }

  /** One of several results: known where all are the same. */
  static @Nullable Object merge(Frame frame, Unknown cause, List<@Nullable Object> results)
      throws EvaluationException {
    Object first = results.getFirst();
    boolean same = !(first instanceof Unknown);
    Unknown causes = cause.bare();
    List<@Nullable Object> choices = new ArrayList<>();
    boolean open = false;
    for (Object result : results) {
      if (result instanceof Unknown unknown) {
        causes = causes.and(unknown);
        if (unknown.choices().isEmpty()) {
          open = true;
        }
        choices.addAll(unknown.choices());
        same = false;
      } else {
        choices.add(result);
        same = same && Boolean.TRUE.equals(Equality.same(frame, first, result));
      }
    }
    if (same) {
      return first;
    }
    return new Unknown(causes.causes(), "", "", null, open ? List.of() : choices);
  }
}
