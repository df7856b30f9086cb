package dev.tfgate.yaml;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.tfgate.text.NearestWord;
import dev.tfgate.yaml.YamlNode.Alias;
import dev.tfgate.yaml.YamlNode.Mapping;
import dev.tfgate.yaml.YamlNode.Scalar;
import dev.tfgate.yaml.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A node on its way to becoming configuration: every reading method returns the value, or reports
 * what was expected and returns empty. Reports nothing about an alias, which the parser has
 * reported already.
 *
 * @param file the file's name as the user knows it
 * @param path the way to this value, for messages: {@code backends.allow[0]}; empty at the top
 * @param node the node itself
 * @param problems takes what is wrong
 */
public record YamlValue(String file, String path, YamlNode node, Problems problems) {

  /** Adds a problem at this value. */
  public void problem(String message) {
    problems.add(file, node.start(), path.isEmpty() ? message : path + ": " + message);
  }

  /**
   * Reads text. A plain scalar that YAML takes for a number, a boolean or null is refused: it needs
   * quotes.
   */
  public Optional<String> text() {
    if (node instanceof Scalar scalar) {
      if (scalar.type() == ScalarType.TEXT) {
        return Optional.of(scalar.text());
      }
      if (scalar.type() != ScalarType.NULL) {
        problem(
            "expected text, found %s; write it in quotes: \"%s\""
                .formatted(scalar.description(), scalar.text()));
        return Optional.empty();
      }
    }
    return unexpected("text");
  }

  /** Reads text that isn't empty. */
  public Optional<String> nonEmptyText() {
    Optional<String> text = text();
    if (text.isPresent() && text.get().isBlank()) {
      problem("expected text, found an empty one");
      return Optional.empty();
    }
    return text;
  }

  /**
   * Reads text of a form.
   *
   * @param form the whole text must match
   * @param expected the form in words, for the message
   */
  public Optional<String> text(Pattern form, String expected) {
    Optional<String> text = text();
    if (text.isPresent() && !form.matches(text.get())) {
      problem("expected %s, found \"%s\"".formatted(expected, text.get()));
      return Optional.empty();
    }
    return text;
  }

  /** Reads one of {@code words}. */
  public Optional<String> oneOf(String... words) {
    Optional<String> text = text();
    if (text.isPresent() && !Arrays.asList(words).contains(text.get())) {
      problem(
          "expected %s, found \"%s\"%s"
              .formatted(choice(words), text.get(), didYouMean(text.get(), Arrays.asList(words))));
      return Optional.empty();
    }
    return text;
  }

  /** Reads a decimal integer within the bounds, both included. */
  public Optional<Long> integer(long least, long most) {
    String expected =
        least == most
            ? String.valueOf(least)
            : most == Long.MAX_VALUE
                ? "a number of at least " + least
                : "a number from " + least + " to " + most;
    if (node instanceof Scalar scalar && scalar.type() == ScalarType.INTEGER) {
      try {
        long value = Long.parseLong(scalar.text());
        boolean leadingZero = scalar.text().length() > 1 && scalar.text().startsWith("0");
        if (value >= least && value <= most && !leadingZero) {
          return Optional.of(value);
        }
      } catch (NumberFormatException e) {
        // Out of range for a long, or not decimal: the message below covers it.
      }
      problem("expected %s, found %s".formatted(expected, scalar.text()));
      return Optional.empty();
    }
    if (node instanceof Scalar scalar) {
      String meant = whole(scalar.text());
      if (!meant.isEmpty() && meant.length() < 19) {
        long value = Long.parseLong(meant);
        if (value >= least && value <= most) {
          problem(
              "expected %s, found %s; write it as a whole number without quotes: %d"
                  .formatted(expected, node.description(), value));
          return Optional.empty();
        }
      }
    }
    return unexpected(expected);
  }

  /** The digits before a fraction of zeros; empty where the text is no such number. */
  private static String whole(String text) {
    int point = text.indexOf('.');
    String digits = point < 0 ? text : text.substring(0, point);
    boolean isWhole =
        digits.chars().allMatch(c -> c >= '0' && c <= '9')
            && (point < 0 || text.substring(point + 1).chars().allMatch(c -> c == '0'));
    return isWhole ? digits : "";
  }

  /** Reads {@code true} or {@code false}. */
  public Optional<Boolean> bool() {
    if (node instanceof Scalar scalar && scalar.type() == ScalarType.BOOLEAN) {
      return Optional.of(Boolean.valueOf(scalar.text()));
    }
    return unexpected("true or false");
  }

  /** Reads a regular expression in RE2 syntax. */
  public Optional<Pattern> regex() {
    Optional<String> text = text();
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Pattern.compile(text.get()));
    } catch (PatternSyntaxException e) {
      problem("not a regular expression in RE2 syntax: " + e.getMessage());
      return Optional.empty();
    }
  }

  /** Reads a list; empty, with a problem, where this is none. */
  public List<YamlValue> items() {
    if (!(node instanceof Sequence sequence)) {
      unexpected("a list");
      return List.of();
    }
    List<YamlValue> values = new ArrayList<>();
    for (YamlNode item : sequence.items()) {
      values.add(new YamlValue(file, path + "[" + values.size() + "]", item, problems));
    }
    return List.copyOf(values);
  }

  /** Reads a list of what {@code read} makes of each item; items it reports are left out. */
  public <T> List<T> items(Function<YamlValue, Optional<T>> read) {
    return items().stream().map(read).flatMap(Optional::stream).toList();
  }

  /** Reads a mapping with the given keys. Any other key is reported with the nearest valid one. */
  public Optional<YamlObject> object(String... keys) {
    if (!(node instanceof Mapping mapping)) {
      return unexpected(
          "a mapping with "
              + (keys.length == 1 ? "the key " : "the keys ")
              + String.join(", ", keys));
    }
    List<String> known = List.of(keys);
    for (YamlNode.Entry entry : mapping.entries()) {
      String key = entry.key().text();
      if (!known.contains(key)) {
        String nearest = didYouMean(key, known);
        problems.add(
            file,
            entry.key().start(),
            "%s\"%s\" is not a known key%s"
                .formatted(
                    path.isEmpty() ? "" : path + ": ",
                    key,
                    nearest.isEmpty() ? "; valid are " + String.join(", ", known) : nearest));
      }
    }
    return Optional.of(new YamlObject(this, mapping));
  }

  /** Reads a mapping with free keys: the entries in the order of the file. */
  public List<Field> fields() {
    if (!(node instanceof Mapping mapping)) {
      unexpected("a mapping");
      return List.of();
    }
    return mapping.entries().stream()
        .map(
            entry ->
                new Field(
                    child(entry.key().text(), entry.key()),
                    child(entry.key().text(), entry.value())))
        .toList();
  }

  /**
   * An entry of a mapping with free keys.
   *
   * @param key the key as a value of its own, so that problems point at it
   * @param value the value
   */
  public record Field(YamlValue key, YamlValue value) {
    /** Returns the key as it is written. */
    public String name() {
      return ((Scalar) key.node()).text();
    }
  }

  /** Reports that {@code expected} is missing here. */
  public <T> Optional<T> unexpected(String expected) {
    if (!(node instanceof Alias)) {
      problem("expected %s, found %s".formatted(expected, node.description()));
    }
    return Optional.empty();
  }

  YamlValue child(String key, YamlNode child) {
    return new YamlValue(file, path.isEmpty() ? key : path + "." + key, child, problems);
  }

  private static String didYouMean(String word, Collection<String> candidates) {
    return NearestWord.to(word, candidates).map(w -> "; did you mean \"" + w + "\"?").orElse("");
  }

  private static String choice(String... words) {
    return words.length == 1
        ? words[0]
        : String.join(", ", Arrays.copyOf(words, words.length - 1))
            + " or "
            + words[words.length - 1];
  }
}
