package dev.tfgate.cel;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Equality and order of values. Numbers, booleans and texts that Terraform would convert into each
 * other are compared converted: {@code "true"} is as good as {@code true} in an argument.
 */
final class Equality {
  private Equality() {}

  /** Returns a boolean, or unknown. */
  static Object same(Frame frame, @Nullable Object left, @Nullable Object right)
      throws EvaluationException {
    frame.step();
    if (left instanceof Unknown unknown) {
      return compare(frame, unknown, right);
    }
    if (right instanceof Unknown unknown) {
      return compare(frame, unknown, left);
    }
    if (left == null || right == null) {
      return left == right ? true : againstNull(left == null ? right : left);
    }
    if (left instanceof String && right instanceof String) {
      return left.equals(right);
    }
    return switch (left) {
      case String text when right instanceof Boolean truth -> same(truth, text);
      case Boolean truth when right instanceof String text -> same(truth, text);
      case String text when right instanceof Number number -> same(number, text);
      case Number number when right instanceof String text -> same(number, text);
      case Number number when right instanceof Number other ->
          !isNaN(number) && !isNaN(other) && order(number, other) == 0;
      case Items items when right instanceof Items others -> same(frame, items, others);
      case Fields fields when right instanceof Fields others -> same(frame, fields, others);
      // What is open may be a set or a map: both have elements.
      case Items items when right instanceof Fields && items.open() != null ->
          Unknown.of(items.open());
      case Fields fields when right instanceof Items items && items.open() != null ->
          Unknown.of(items.open());
      case Maybe maybe when right instanceof Maybe other ->
          maybe.present() != other.present() ? false : same(frame, maybe.value(), other.value());
      default -> left.equals(right);
    };
  }

  /** Whether the other one is null: what has an open number of elements may be. */
  private static Object againstNull(@Nullable Object other) {
    String open =
        switch (other) {
          case Items items when items.certain() == 0 -> items.open();
          case Fields fields -> fields.open();
          case null, default -> null;
        };
    return open == null ? (Object) false : Unknown.of(open);
  }

  private static boolean same(Boolean truth, String text) {
    return text.equals(truth ? "true" : "false") || text.equals(truth ? "1" : "0");
  }

  private static boolean same(Number number, String text) {
    return Text.number(text).map(value -> order(value, number) == 0).orElse(false);
  }

  private static Object same(Frame frame, Items left, Items right) throws EvaluationException {
    Unknown unknown = Unknown.numberOf(left);
    unknown = unknown == null ? Unknown.numberOf(right) : unknown;
    if (unknown == null && left.size() != right.size()) {
      return false;
    }
    for (int i = 0; unknown == null && i < left.size(); i++) {
      Object equal = same(frame, frame.see(left.get(i)), frame.see(right.get(i)));
      if (equal.equals(false)) {
        return false;
      }
      if (equal instanceof Unknown more) {
        unknown = more;
      }
    }
    return unknown == null ? true : unknown;
  }

  private static Object same(Frame frame, Fields left, Fields right) throws EvaluationException {
    Set<String> names = left.names();
    Unknown unknown = null;
    String open = left.open() == null ? right.open() : left.open();
    if (open != null) {
      // What one of them doesn't have is null there, and may be missing in the other.
      unknown = Unknown.of(open);
      names = new LinkedHashSet<>(left.names());
      names.addAll(right.names());
    } else if (!names.equals(right.names())) {
      return false;
    }
    for (String name : names) {
      Object equal = same(frame, frame.see(left.get(name)), frame.see(right.get(name)));
      if (equal.equals(false)) {
        return false;
      }
      if (equal instanceof Unknown more) {
        unknown = unknown == null ? more.bare() : unknown.and(more);
      }
    }
    return unknown == null ? true : unknown;
  }

  private static Object compare(Frame frame, Unknown unknown, @Nullable Object other)
      throws EvaluationException {
    if (other instanceof Unknown more) {
      return unknown.and(more);
    }
    if (!unknown.choices().isEmpty()) {
      List<@Nullable Object> results = new ArrayList<>();
      for (Object choice : unknown.choices()) {
        results.add(same(frame, choice, other));
      }
      Object merged = Function.merge(frame, unknown, results);
      return merged == null ? unknown.bare() : merged;
    }
    if (other instanceof String text
        && (!text.startsWith(unknown.prefix())
            || !text.endsWith(unknown.suffix())
            || text.length() < unknown.prefix().length() + unknown.suffix().length())) {
      return false;
    }
    boolean text = !unknown.prefix().isEmpty() || !unknown.suffix().isEmpty();
    return text && other == null ? false : unknown.bare();
  }

  /** Whether {@code element} is one of {@code items}: a boolean, or unknown. */
  static Object in(Frame frame, @Nullable Object element, Items items) throws EvaluationException {
    Unknown unknown = Unknown.numberOf(items);
    for (int i = 0; i < items.size(); i++) {
      Object equal = same(frame, element, frame.see(items.get(i)));
      if (equal.equals(true)) {
        String open = items.open();
        return open == null || i < items.certain() ? true : frame.mayMiss(true, false, open);
      }
      if (equal instanceof Unknown more) {
        unknown = unknown == null ? more.bare() : unknown.and(more);
      }
    }
    return unknown == null ? false : unknown;
  }

  private static boolean isNaN(@Nullable Object value) {
    return value instanceof Double real && real.isNaN();
  }

  /** Which side of a comparison comes first. */
  interface Test {
    boolean holds(int order);
  }

  /** Whether an order holds; none does for what is no number. */
  static boolean ordered(@Nullable Object left, @Nullable Object right, Test test)
      throws EvaluationException {
    int order = order(left, right);
    return !isNaN(left) && !isNaN(right) && test.holds(order);
  }

  /** Returns which comes first: negative, zero or positive; texts by code points. */
  static int order(@Nullable Object left, @Nullable Object right) throws EvaluationException {
    if (left instanceof String a && right instanceof String b) {
      return order(a, b);
    }
    if (left instanceof Boolean a && right instanceof Boolean b) {
      return a.compareTo(b);
    }
    return order(number(left), number(right));
  }

  private static int order(Number left, Number right) {
    if (left instanceof Long a && right instanceof Long b) {
      return a.compareTo(b);
    }
    return Double.compare(left.doubleValue() + 0.0, right.doubleValue() + 0.0);
  }

  private static int order(String left, String right) {
    int length = Math.min(left.length(), right.length());
    for (int i = 0; i < length; i++) {
      char a = left.charAt(i);
      char b = right.charAt(i);
      if (a != b) {
        boolean mixed = Character.isSurrogate(a) != Character.isSurrogate(b);
        return mixed ? (Character.isSurrogate(a) ? 1 : -1) : Character.compare(a, b);
      }
    }
    return Integer.compare(left.length(), right.length());
  }

  /** Returns a number, or what Terraform makes of a text. */
  static Number number(@Nullable Object value) throws EvaluationException {
    return switch (value) {
      case Number number -> number;
      case String text ->
          Text.number(text)
              .orElseThrow(() -> new EvaluationException("a number is due here, found other text"));
      case null ->
          throw new EvaluationException(
              "a number is due here and the value is not set: test it with has(…)");
      default ->
          throw new EvaluationException(
              "a number is due here, found %s".formatted(Reading.describe(value)));
    };
  }
}
