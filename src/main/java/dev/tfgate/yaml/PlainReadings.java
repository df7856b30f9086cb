package dev.tfgate.yaml;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What readers of YAML 1.1 and of YAML 1.2 make of a scalar without quotes: {@code yes} is true to
 * some and text to others, {@code 010} is 8 or 10, {@code 12:30} is 750 or text.
 */
public final class PlainReadings {
  private static final int LONGEST = 40;

  private static final Pattern SEXAGESIMAL =
      Pattern.compile("([-+]?)([0-9][0-9_]*(?::[0-5]?[0-9])+)");
  private static final Pattern OCTAL_1_1 = Pattern.compile("([-+]?)0([0-7_]+)");
  private static final Pattern OCTAL_1_2 = Pattern.compile("0o([0-7]+)");
  private static final Pattern HEXADECIMAL = Pattern.compile("([-+]?)0x([0-9a-fA-F_]+)");
  private static final Pattern BINARY = Pattern.compile("([-+]?)0b([01_]+)");
  private static final Pattern GROUPED =
      Pattern.compile("[-+]?[0-9][0-9_]*(?:\\.[0-9_]*)?(?:[eE][-+][0-9]+)?");
  private static final Pattern EXPONENT = Pattern.compile("[-+]?[0-9]+[eE][-+]?[0-9]+");

  private static final Pattern NUMBER =
      Pattern.compile("-?[0-9]{1,30}(?:\\.[0-9]{1,30})?(?:[eE][-+]?[0-9]{1,3})?");
  private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}.*");

  private PlainReadings() {}

  /**
   * Returns the values that readers give, each once: text, {@link Long}, {@link Double}, {@link
   * Boolean} or null. One where all agree.
   */
  public static List<@Nullable Object> of(String text) {
    List<@Nullable Object> values = new ArrayList<>();
    ScalarType type = ScalarType.ofPlain(text);
    switch (type) {
      case TEXT -> add(values, text);
      case NULL -> add(values, null);
      case BOOLEAN -> add(values, Boolean.valueOf(text));
      case INTEGER, FLOAT -> add(values, number(text, type));
    }
    if (text.isEmpty() || text.length() > LONGEST) {
      return values;
    }
    switch (text.toLowerCase(Locale.ROOT)) {
      case "y", "yes", "on" -> add(values, true);
      case "n", "no", "off" -> add(values, false);
      default -> {
        char first = text.charAt(0);
        if ((first >= '0' && first <= '9') || first == '-' || first == '+') {
          addNumbers(values, text);
        }
      }
    }
    return values;
  }

  /**
   * Whether some reader of YAML makes a text of a scalar without quotes that isn't how it reads.
   */
  public static boolean mayMean(YamlNode.Scalar scalar, String found) {
    return scalar.style() == YamlNode.Style.PLAIN
        && (of(scalar.text()).stream().anyMatch(reading -> isSame(reading, found))
            || (DATE.matches(scalar.text())
                && found.startsWith(scalar.text().substring(0, "2001-01-01".length()))));
  }

  /** Whether a value is what a text says, as a service may print it. */
  public static boolean isSame(@Nullable Object reading, String found) {
    return switch (reading) {
      case null -> found.equals("null");
      case Boolean truth -> found.equalsIgnoreCase(truth.toString());
      case Long number ->
          NUMBER.matches(found) && new BigDecimal(found).compareTo(new BigDecimal(number)) == 0;
      case Double number ->
          NUMBER.matches(found) && Double.compare(Double.parseDouble(found), number) == 0;
      default -> reading.equals(found);
    };
  }

  private static void addNumbers(List<@Nullable Object> values, String text) {
    Matcher octal = OCTAL_1_1.matcher(text);
    Matcher binary = BINARY.matcher(text);
    Matcher sexagesimal = SEXAGESIMAL.matcher(text);
    Matcher hexadecimal = HEXADECIMAL.matcher(text);
    if (octal.matches()) {
      add(values, integer(octal.group(1), octal.group(2), 8));
    } else if (binary.matches()) {
      add(values, integer(binary.group(1), binary.group(2), 2));
    } else if (hexadecimal.matches()) {
      add(values, integer(hexadecimal.group(1), hexadecimal.group(2), 16));
    } else if (sexagesimal.matches()) {
      long sum = 0;
      for (String part : sexagesimal.group(2).replace("_", "").split(":", -1)) {
        sum = sum * 60 + (part.length() > 15 ? 0 : Long.parseLong(part));
      }
      add(values, sexagesimal.group(1).equals("-") ? -sum : sum);
    } else if (EXPONENT.matches(text) || OCTAL_1_2.matches(text)) {
      add(values, text);
    } else if (text.indexOf('_') >= 0 && GROUPED.matches(text)) {
      String plain = text.replace("_", "");
      add(values, number(plain, ScalarType.ofPlain(plain)));
    }
  }

  private static void add(List<@Nullable Object> values, @Nullable Object value) {
    if (!values.contains(value)) {
      values.add(value);
    }
  }

  /** The number that a text is in YAML 1.2; the text where it is too large. */
  private static Object number(String text, ScalarType type) {
    try {
      if (type == ScalarType.FLOAT) {
        return Double.parseDouble(
            text.toLowerCase(Locale.ROOT).replace(".inf", "Infinity").replace(".nan", "NaN"));
      }
      return text.startsWith("0x")
          ? Long.parseLong(text.substring(2), 16)
          : text.startsWith("0o") ? Long.parseLong(text.substring(2), 8) : Long.parseLong(text);
    } catch (NumberFormatException e) {
      return text;
    }
  }

  private static Object integer(String sign, String digits, int base) {
    String plain = sign + digits.replace("_", "");
    try {
      return Long.parseLong(plain, base);
    } catch (NumberFormatException e) {
      return plain;
    }
  }
}
