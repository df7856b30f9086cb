package dev.tfgate.cel;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** {@code format} and {@code strings.quote}: values as texts, as CEL's extension writes them. */
final class TextFormat {
  private static final int MOST_DIGITS = 300;
  private static final int USUAL_DIGITS = 6;

  private TextFormat() {}

  /** Replaces each verb of the first argument by an element of the second. */
  static Object apply(Frame frame, @Nullable Object[] a) throws EvaluationException {
    String format = Text.of(a[0], -1);
    if (!(a[1] instanceof Items arguments)) {
      throw new EvaluationException("format takes a list of values");
    }
    if (arguments.open() != null) {
      return Unknown.of(arguments.open());
    }
    StringBuilder text = new StringBuilder();
    @Nullable Unknown unknown = null;
    int next = 0;
    int i = -1;
    while (++i < format.length()) {
      char c = format.charAt(i);
      if (c != '%') {
        text.append(c);
        continue;
      }
      i++;
      if (i < format.length() && format.charAt(i) == '%') {
        text.append('%');
        continue;
      }
      int digits = USUAL_DIGITS;
      if (i < format.length() && format.charAt(i) == '.') {
        int start = ++i;
        while (i < format.length() && Character.digit(format.charAt(i), 10) >= 0) {
          i++;
        }
        digits = digits(format.substring(start, i));
      }
      if (i >= format.length()) {
        throw new EvaluationException("the format ends in the middle of a verb");
      }
      if (next >= arguments.size()) {
        throw new EvaluationException("the format has more verbs than there are values");
      }
      Object value = frame.see(arguments.get(next++));
      if (value instanceof Unknown more) {
        unknown = unknown == null ? more.bare() : unknown.and(more);
      } else {
        text.append(frame.made(verb(frame, format.charAt(i), digits, value)));
      }
    }
    return unknown == null ? frame.made(text.toString()) : unknown;
  }

  private static int digits(String written) throws EvaluationException {
    if (written.isEmpty() || written.length() > 3 || Integer.parseInt(written) > MOST_DIGITS) {
      throw new EvaluationException(
          "the precision of a verb is a number up to %d".formatted(MOST_DIGITS));
    }
    return Integer.parseInt(written);
  }

  private static String verb(Frame frame, char verb, int digits, @Nullable Object value)
      throws EvaluationException {
    @Nullable String special = special(value);
    if (special != null && "dfe".indexOf(verb) >= 0) {
      return special;
    }
    return switch (verb) {
      case 's' -> shown(frame, value, 0);
      case 'd' -> Long.toString(whole(value));
      case 'b' -> value instanceof Boolean truth ? (truth ? "1" : "0") : signed(whole(value), 2);
      case 'o' -> signed(whole(value), 8);
      case 'x' -> hex(value);
      case 'X' -> hex(value).toUpperCase(Locale.ROOT);
      case 'f' -> exact(value).setScale(digits, RoundingMode.HALF_EVEN).toPlainString();
      case 'e' -> scientific(value, digits);
      default -> throw new EvaluationException("the format has an unknown verb");
    };
  }

  /** What stands for a number that has no digits; null where the value has some. */
  private static @Nullable String special(@Nullable Object value) {
    return value instanceof Double real && !Double.isFinite(real) ? real.toString() : null;
  }

  private static Number number(@Nullable Object value) throws EvaluationException {
    if (value instanceof Number number) {
      return number;
    }
    throw new EvaluationException(
        "the verb needs a number, found %s".formatted(Reading.describe(value)));
  }

  private static long whole(@Nullable Object value) throws EvaluationException {
    Number number = number(value);
    if (number instanceof Double real && (real != Math.rint(real) || Math.abs(real) > 9.2e18)) {
      throw new EvaluationException("the verb needs a whole number");
    }
    return number.longValue();
  }

  private static BigDecimal exact(@Nullable Object value) throws EvaluationException {
    Number number = number(value);
    return number instanceof Long whole
        ? BigDecimal.valueOf(whole)
        : new BigDecimal(number.doubleValue());
  }

  private static String scientific(@Nullable Object value, int digits) throws EvaluationException {
    BigDecimal number = exact(value);
    BigDecimal rounded = number.round(new MathContext(digits + 1, RoundingMode.HALF_EVEN));
    String unscaled = rounded.unscaledValue().abs().toString();
    int exponent = number.signum() == 0 ? 0 : unscaled.length() - 1 - rounded.scale();
    StringBuilder text = new StringBuilder(number.signum() < 0 ? "-" : "");
    String padded = unscaled + "0".repeat(Math.max(0, digits + 1 - unscaled.length()));
    text.append(padded.charAt(0));
    if (digits > 0) {
      text.append('.').append(padded, 1, digits + 1);
    }
    text.append('e').append(exponent < 0 ? '-' : '+');
    return text.append(Math.abs(exponent) < 10 ? "0" : "").append(Math.abs(exponent)).toString();
  }

  private static String signed(long number, int radix) {
    return Long.toString(number, radix);
  }

  private static String hex(@Nullable Object value) throws EvaluationException {
    return value instanceof String text
        ? HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8))
        : signed(whole(value), 16);
  }

  private static String shown(Frame frame, @Nullable Object value, int depth)
      throws EvaluationException {
    frame.step();
    if (depth > 50) {
      throw new EvaluationException("the value is nested too deeply to be shown");
    }
    return switch (value) {
      case null -> "null";
      case Items items -> {
        StringBuilder text = new StringBuilder("[");
        for (int i = 0; i < items.size(); i++) {
          text.append(i == 0 ? "" : ", ");
          text.append(frame.made(shown(frame, frame.see(items.get(i)), depth + 1)));
        }
        yield text.append(']').toString();
      }
      case Fields fields -> {
        StringBuilder text = new StringBuilder("{");
        for (String name : new TreeSet<>(fields.names())) {
          text.append(text.length() == 1 ? "" : ", ").append(name).append(": ");
          text.append(frame.made(shown(frame, frame.see(fields.get(name)), depth + 1)));
        }
        yield text.append('}').toString();
      }
      case Unknown unknown -> throw new EvaluationException("the value is not known yet");
      default ->
          Text.of(value)
              .orElseThrow(
                  () ->
                      new EvaluationException(
                          "%s can't be shown".formatted(Reading.describe(value))));
    };
  }

  /** Returns a text in quotes, with what can't be seen in it escaped. */
  static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      switch (c) {
        case 7 -> quoted.append("\\a");
        case '\b' -> quoted.append("\\b");
        case '\f' -> quoted.append("\\f");
        case '\n' -> quoted.append("\\n");
        case '\r' -> quoted.append("\\r");
        case '\t' -> quoted.append("\\t");
        case 11 -> quoted.append("\\v");
        case '\\' -> quoted.append("\\\\");
        case '"' -> quoted.append("\\\"");
        default -> quoted.appendCodePoint(c);
      }
      i += Character.charCount(c);
    }
    return quoted.append('"').toString();
  }
}
