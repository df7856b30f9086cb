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

  private static final Pattern BACKWARDS =
      Pattern.compile(":(?:\\s+(-[0-9]{1,6})|\\s*([0-9]{1,6}))\\s*(?::\\s*(-?[0-9]{1,6})\\s*)?");

  private BashExpansion() {}

  /**
   * Returns what becomes of a value; empty where that is not known.
   *
   * @param everything whether all counts that bash knows: negative offsets, escapes in patterns,
   *     defaults without a colon
   */
  static Optional<String> apply(String value, String operation, boolean everything) {
    if (everything) {
      Matcher backwards = BACKWARDS.matcher(operation);
      if (backwards.matches()) {
        return slice(value, backwards);
      }
      switch (operation.charAt(0)) {
        case '-' -> {
          return plain(value.isEmpty() ? operation.substring(1) : value);
        }
        case '+' -> {
          return plain(value.isEmpty() ? "" : operation.substring(1));
        }
        default -> {}
      }
      if (operation.startsWith(":=") || (operation.startsWith(":?") && !value.isEmpty())) {
        return plain(value.isEmpty() ? operation.substring(2) : value);
      }
    }
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
      return value.isEmpty() ? plain(operation.substring(2)) : Optional.of(value);
    }
    if (operation.startsWith(":+")) {
      return value.isEmpty() ? Optional.of("") : plain(operation.substring(2));
    }
    return switch (operation) {
      case "^^" -> Optional.of(value.toUpperCase(Locale.ROOT));
      case ",," -> Optional.of(value.toLowerCase(Locale.ROOT));
      case "^" -> Optional.of(first(value).toUpperCase(Locale.ROOT) + afterFirst(value));
      case "," -> Optional.of(first(value).toLowerCase(Locale.ROOT) + afterFirst(value));
      default ->
          switch (operation.charAt(0)) {
            case '#' -> trimmed(value, operation, true, everything);
            case '%' -> trimmed(value, operation, false, everything);
            case '/' -> replaced(value, operation, everything);
            default -> Optional.empty();
          };
    };
  }

  /** A word that has nothing in it which a shell takes away. */
  private static Optional<String> plain(String word) {
    return isPlain(word) ? Optional.of(word) : Optional.empty();
  }

  private static boolean isPlain(String word) {
    return word.chars().noneMatch(c -> "'\"\\`~".indexOf(c) >= 0);
  }

  private static Optional<String> slice(String value, Matcher slice) {
    int all = value.codePointCount(0, value.length());
    int start = Integer.parseInt(slice.group(1) == null ? slice.group(2) : slice.group(1));
    int from = start < 0 ? all + start : start;
    int length = slice.group(3) == null ? all : Integer.parseInt(slice.group(3));
    int to = length < 0 ? all + length : Math.min(all, from + length);
    return from < 0 || from > all || to < from
        ? Optional.empty()
        : Optional.of(
            value.substring(value.offsetByCodePoints(0, from), value.offsetByCodePoints(0, to)));
  }

  private static String first(String value) {
    return value.isEmpty() ? "" : value.substring(0, value.offsetByCodePoints(0, 1));
  }

  private static String afterFirst(String value) {
    return value.substring(first(value).length());
  }

  private static Optional<String> trimmed(
      String value, String operation, boolean atStart, boolean escapes) {
    boolean longest = operation.length() > 1 && operation.charAt(1) == operation.charAt(0);
    @Nullable Pattern pattern = glob(operation.substring(longest ? 2 : 1), escapes);
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

  private static Optional<String> replaced(String value, String operation, boolean escapes) {
    int start = 1;
    char how = operation.length() > 1 ? operation.charAt(1) : 0;
    boolean all = how == '/';
    boolean atStart = how == '#';
    boolean atEnd = how == '%';
    if (all || atStart || atEnd) {
      start = 2;
    }
    int slash = slash(operation, start, escapes);
    String from = operation.substring(start, slash < 0 ? operation.length() : slash);
    String to = slash < 0 ? "" : operation.substring(slash + 1);
    @Nullable Pattern pattern = glob(from, escapes);
    if (pattern == null || to.indexOf('&') >= 0 || !isPlain(to)) {
      return Optional.empty();
    }
    if (from.isEmpty()) {
      return Optional.of(value);
    }
    if (atStart || atEnd) {
      Optional<String> rest = trimmed(value, (atStart ? "##" : "%%") + from, atStart, escapes);
      boolean found = rest.isPresent() && rest.get().length() < value.length();
      return rest.map(r -> !found ? value : atStart ? to + r : r + to);
    }
    Matcher matcher = pattern.matcher(value);
    String literal = Matcher.quoteReplacement(to);
    return Optional.of(all ? matcher.replaceAll(literal) : matcher.replaceFirst(literal));
  }

  /** Where the pattern ends; -1 where nothing follows it. */
  private static int slash(String operation, int from, boolean escapes) {
    int slash = operation.indexOf('/', from);
    while (escapes && slash > from && operation.charAt(slash - 1) == '\\') {
      slash = operation.indexOf('/', slash + 1);
    }
    return slash;
  }

  /**
   * The pattern of a glob of {@code *} and {@code ?}; null for what shells read differently.
   *
   * @param escapes whether a backslash makes the next character stand for itself
   */
  private static @Nullable Pattern glob(String glob, boolean escapes) {
    StringBuilder regex = new StringBuilder("(?s)");
    for (int i = 0; i < glob.length(); i++) {
      char c = glob.charAt(i);
      if (escapes && c == '\\' && i + 1 < glob.length()) {
        i++;
        regex.append(Pattern.quote(glob.substring(i, i + 1)));
        continue;
      }
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
