package dev.tfgate.rules.provider;

import dev.tfgate.facts.Effect;
import dev.tfgate.facts.Fact;
import dev.tfgate.hcl.Constant;
import dev.tfgate.terraform.values.Possible;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Values with which a dangerous argument does nothing: a switch that is off, the default host. */
final class SafeValue {
  /** The name of a region of AWS; those of the hosts of other services are shaped otherwise. */
  private static final String REGION = "[a-z]{2,4}(?:-[a-z]+)+-[0-9]+";

  /** The version of an API as a path, as Google has it. */
  private static final String API = "(?:(?:[a-z]+/)?v[0-9][a-z0-9]*(?:/projects)?)?";

  private static final List<String> OFF = List.of("false");

  private SafeValue() {}

  /** Whether the argument does nothing, whichever of its possible values it has. */
  static boolean is(Fact fact, String name, Possible value) {
    List<String> safe = fact.safe();
    if (safe.isEmpty() && fact.effect() == Effect.TLS_OFF && !fact.is(Fact.Option.STRICT)) {
      safe = OFF;
    }
    if (value.options().isEmpty()) {
      return false;
    }
    for (Possible option : value.options()) {
      if (!option.isNull() && !isOff(fact, option) && !isOneOf(safe, name, option)) {
        return false;
      }
    }
    return true;
  }

  /** What is off names no host, no program and no file. */
  private static boolean isOff(Fact fact, Possible option) {
    return fact.effect() != Effect.TLS_OFF && option.equals(Possible.of(false));
  }

  private static boolean isOneOf(List<String> safe, String name, Possible option) {
    Optional<String> text = text(option);
    if (text.isEmpty()) {
      return false;
    }
    for (String pattern : safe) {
      if (matches(pattern, name, text.get())) {
        return true;
      }
    }
    return false;
  }

  private static Optional<String> text(Possible option) {
    return switch (option) {
      case Possible.Text text -> text.literal();
      case Possible.Fixed(Constant.Bool(var on)) -> Optional.of(String.valueOf(on));
      default -> Optional.empty();
    };
  }

  private static boolean matches(String pattern, String name, String text) {
    String plain = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    if (pattern.indexOf('*') < 0 && pattern.indexOf('{') < 0) {
      return plain.equals(pattern);
    }
    String expression =
        Pattern.quote(pattern)
            .replace("*", "\\E[a-z0-9-]+\\Q")
            .replace("{name}", "\\E" + Pattern.quote(name) + "\\Q")
            .replace("{region}", "\\E" + REGION + "\\Q")
            .replace("/{api}", "\\E(?:/" + API + ")?\\Q");
    return Pattern.matches(expression, plain);
  }
}
