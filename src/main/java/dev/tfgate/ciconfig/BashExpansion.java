package dev.tfgate.ciconfig;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What bash makes of {@code ${NAME…}}, as far as it is the same for every reader. */
final class BashExpansion {
  private static final Pattern SLICE =
      Pattern.compile(":\\s*([0-9]{1,6})\\s*(?::\\s*([0-9]{1,6})\\s*)?");

  private BashExpansion() {}

  static Optional<String> apply(String value, String operation) {
    Matcher slice = SLICE.matcher(operation);
    if (slice.matches()) {
      int codePoints = value.codePointCount(0, value.length());
      int from = Math.min(Integer.parseInt(slice.group(1)), codePoints);
      int length = slice.group(2) == null ? codePoints : Integer.parseInt(slice.group(2));
      int to = Math.min(from + length, codePoints);
      return Optional.of(
          value.substring(value.offsetByCodePoints(0, from), value.offsetByCodePoints(0, to)));
    }
    if (operation.startsWith(":-")) {
      return Optional.of(value.isEmpty() ? operation.substring(2) : value);
    }
    if (operation.startsWith(":+")) {
      return Optional.of(value.isEmpty() ? "" : operation.substring(2));
    }
    return switch (operation) {
      case "^^" -> Optional.of(value.toUpperCase(Locale.ROOT));
      case ",," -> Optional.of(value.toLowerCase(Locale.ROOT));
      case "^" -> Optional.of(first(value).toUpperCase(Locale.ROOT) + afterFirst(value));
      case "," -> Optional.of(first(value).toLowerCase(Locale.ROOT) + afterFirst(value));
      default ->
          switch (operation.charAt(0)) {
            case '#' -> trimmed(value, operation, true);
            case '%' -> trimmed(value, operation, false);
            case '/' -> replaced(value, operation);
            default -> Optional.empty();
          };
    };
  }

  private static String first(String value) {
    return value.isEmpty() ? "" : value.substring(0, value.offsetByCodePoints(0, 1));
  }

  private static String afterFirst(String value) {
    return value.substring(first(value).length());
  }

  private static Optional<String> trimmed(String value, String operation, boolean atStart) {
    boolean longest = operation.length() > 1 && operation.charAt(1) == operation.charAt(0);
    @Nullable Pattern pattern = glob(operation.substring(longest ? 2 : 1));
    if (pattern == null) {
      return Optional.empty();
    }
    for (int i = 0; i <= value.length(); i++) {
      int length = longest ? value.length() - i : i;
      String part = atStart ? value.substring(0, length) : value.substring(value.length() - length);
      if (pattern.matches(part)) {
        return Optional.of(
            atStart ? value.substring(length) : value.substring(0, value.length() - length));
      }
    }
    return Optional.of(value);
  }

  private static Optional<String> replaced(String value, String operation) {
    int start = 1;
    char how = operation.length() > 1 ? operation.charAt(1) : 0;
    boolean all = how == '/';
    boolean atStart = how == '#';
    boolean atEnd = how == '%';
    if (all || atStart || atEnd) {
      start = 2;
    }
    int slash = operation.indexOf('/', start);
    String from = operation.substring(start, slash < 0 ? operation.length() : slash);
    String to = slash < 0 ? "" : operation.substring(slash + 1);
    @Nullable Pattern pattern = glob(from);
    if (pattern == null || to.indexOf('&') >= 0 || to.indexOf('\\') >= 0) {
      return Optional.empty();
    }
    if (from.isEmpty()) {
      return Optional.of(value);
    }
    if (atStart || atEnd) {
      Optional<String> rest = trimmed(value, (atStart ? "##" : "%%") + from, atStart);
      boolean found = rest.isPresent() && rest.get().length() < value.length();
      return rest.map(r -> !found ? value : atStart ? to + r : r + to);
    }
    Matcher matcher = pattern.matcher(value);
    String literal = Matcher.quoteReplacement(to);
    return Optional.of(all ? matcher.replaceAll(literal) : matcher.replaceFirst(literal));
  }

  /** The pattern of a glob of {@code *} and {@code ?}; null for what shells read differently. */
  private static @Nullable Pattern glob(String glob) {
    StringBuilder regex = new StringBuilder("(?s)");
    for (int i = 0; i < glob.length(); i++) {
      char c = glob.charAt(i);
      switch (c) {
        case '*' -> regex.append(".*");
        case '?' -> regex.append('.');
        case '[', ']', '\\', '(', ')', '\'', '"', '{', '}', '!', '@', '+' -> {
          return null;
        }
        default -> regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return Pattern.compile(regex.toString());
  }
}
