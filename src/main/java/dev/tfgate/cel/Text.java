package dev.tfgate.cel;

import java.math.BigDecimal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Conversions between texts and numbers or booleans, as Terraform makes them. */
final class Text {
  private static final int LONGEST_NUMBER = 40;

  private Text() {}

  /** Returns a text, number or boolean as text. */
  static String of(@Nullable Object value, int at) throws EvaluationException {
    if (value instanceof String text) {
      return text;
    }
    Optional<String> text = of(value);
    if (text.isPresent()) {
      return text.get();
    }
    throw new EvaluationException(
            value == null
                ? "text is due here and the value is not set: test it with has(…)"
                : "text is due here, found %s".formatted(Reading.describe(value)))
        .at(at);
  }

  static Optional<String> of(@Nullable Object value) {
    return switch (value) {
      case String text -> Optional.of(text);
      case Boolean truth -> Optional.of(truth.toString());
      case Long whole -> Optional.of(whole.toString());
      case Double real -> Optional.of(number(real));
      case null, default -> Optional.empty();
    };
  }

  private static String number(double real) {
    if (Double.isNaN(real) || Double.isInfinite(real)) {
      return String.valueOf(real);
    }
    return real == Math.rint(real) && Math.abs(real) < 1e15
        ? String.valueOf((long) real)
        : String.valueOf(real);
  }

  /** Returns the number that Terraform makes of a text; empty where it makes none. */
  static Optional<Double> number(String text) {
    if (text.isEmpty()
        || text.length() > LONGEST_NUMBER
        || !Character.isLetterOrDigit(text.charAt(text.length() - 1))) {
      return Optional.empty();
    }
    try {
      return Optional.of(new BigDecimal(text).doubleValue());
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
