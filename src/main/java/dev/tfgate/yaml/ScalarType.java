package dev.tfgate.yaml;

import com.google.re2j.Pattern;

/** The types that YAML 1.2's core schema knows for scalars. */
public enum ScalarType {
  TEXT("text"),
  BOOLEAN("a boolean"),
  INTEGER("a number"),
  FLOAT("a number"),
  NULL("nothing");

  private static final Pattern INTEGER_FORM =
      Pattern.compile("[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+");
  private static final Pattern FLOAT_FORM =
      Pattern.compile(
          "[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)");

  private final String description;

  ScalarType(String description) {
    this.description = description;
  }

  /** Returns the type in words for a message. */
  public String description() {
    return description;
  }

  /** Returns the type of a scalar without quotes. */
  public static ScalarType ofPlain(String text) {
    return switch (text) {
      case "", "~", "null", "Null", "NULL" -> NULL;
      case "true", "True", "TRUE", "false", "False", "FALSE" -> BOOLEAN;
      default -> {
        char first = text.charAt(0);
        boolean numeric =
            (first >= '0' && first <= '9') || first == '-' || first == '+' || first == '.';
        if (!numeric) {
          yield TEXT;
        }
        if (INTEGER_FORM.matcher(text).matches()) {
          yield INTEGER;
        }
        yield FLOAT_FORM.matcher(text).matches() ? FLOAT : TEXT;
      }
    };
  }
}
