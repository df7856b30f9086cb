package dev.tfgate.facts;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A file of facts, read.
 *
 * <p>A line is one fact: {@code SUBJECT NAME EFFECT OPTION… : WHY}. {@code harmless CLASS NAME…}
 * declares many at once, {@code class CLASS : WHY} says why those of a class are harmless. A line
 * that starts with a space goes on with the one above it.
 *
 * @param sources the addresses of the providers it is about, as patterns
 * @param from where the knowledge comes from
 * @param like types of other providers whose facts hold too
 * @param classes why those of a class are harmless
 * @param facts in the order of the file
 */
record FactFile(
    List<String> sources,
    String from,
    List<String> like,
    Map<String, String> classes,
    List<Fact> facts) {

  /**
   * Reads a file.
   *
   * @param name for messages
   * @param known classes that other files declare
   */
  static FactFile read(String name, String text, Map<String, String> known) {
    Reader reader = new Reader(name, known);
    StringBuilder line = new StringBuilder();
    int number = 0;
    int start = 0;
    int from = 0;
    while (from < text.length()) {
      int end = text.indexOf('\n', from);
      end = end < 0 ? text.length() : end;
      number++;
      boolean more = text.charAt(from) == ' ';
      if (!more) {
        reader.line(line, start);
        line.setLength(0);
        start = number;
      }
      if (end > from && text.charAt(from) != '#') {
        line.append(text, from, end).append(' ');
      }
      from = end + 1;
    }
    reader.line(line, start);
    return new FactFile(
        reader.sources, reader.from, reader.like, reader.classes, List.copyOf(reader.facts));
  }

  private static final class Reader {
    private final String file;
    private final Map<String, String> known;
    private final List<String> sources = new ArrayList<>();
    private final List<String> like = new ArrayList<>();
    private final Map<String, String> classes = new LinkedHashMap<>();
    private final List<Fact> facts = new ArrayList<>();
    private String from = "";

    Reader(String file, Map<String, String> known) {
      this.file = file;
      this.known = known;
    }

    void line(CharSequence text, int number) {
      int colon = text.toString().indexOf(" : ");
      String head = colon < 0 ? text.toString() : text.subSequence(0, colon).toString();
      String why = colon < 0 ? "" : text.subSequence(colon + 3, text.length()).toString().strip();
      List<String> words = words(head);
      if (words.isEmpty()) {
        return;
      }
      List<String> rest = words.subList(1, words.size());
      switch (words.getFirst()) {
        case "provider" -> sources.addAll(rest);
        case "like" -> like.addAll(rest);
        case "from" -> from = why;
        case "class" -> classes.put(rest.getFirst(), why);
        case "harmless" -> harmless(rest, number);
        case "names" -> {
          for (String name : rest) {
            facts.add(plain(FactSubject.ARGUMENT, name, Effect.NAMES, "", why));
          }
        }
        default -> facts.add(fact(words, why, number));
      }
    }

    private void harmless(List<String> words, int number) {
      String kind = words.getFirst();
      String why = classes.getOrDefault(kind, known.getOrDefault(kind, ""));
      if (why.isEmpty()) {
        throw new FactFormatException(file, number, "no class '" + kind + "' is declared");
      }
      for (String name : words.subList(1, words.size())) {
        int dot = name.indexOf('.');
        FactSubject subject =
            dot < 0
                ? FactSubject.ARGUMENT
                : FactSubject.of(name.substring(0, dot)).orElse(FactSubject.ARGUMENT);
        facts.add(
            plain(
                subject,
                subject == FactSubject.ARGUMENT ? name : name.substring(dot + 1),
                Effect.HARMLESS,
                kind,
                why));
      }
    }

    private static Fact plain(
        FactSubject subject, String name, Effect effect, String kind, String why) {
      return new Fact(subject, name, effect, Set.of(), List.of(), null, null, null, kind, why);
    }

    private Fact fact(List<String> words, String why, int number) {
      Optional<FactSubject> subject = FactSubject.of(words.getFirst());
      if (subject.isEmpty()) {
        throw new FactFormatException(
            file, number, "'" + words.getFirst() + "' is no kind of line");
      }
      if (words.size() < 3 || why.isEmpty()) {
        throw new FactFormatException(file, number, "a name, an effect or the reason is missing");
      }
      Optional<Effect> effect = Effect.of(words.get(2));
      if (effect.isEmpty()) {
        throw new FactFormatException(file, number, "'" + words.get(2) + "' is no effect");
      }
      Set<Fact.Option> options = EnumSet.noneOf(Fact.Option.class);
      List<String> safe = List.of();
      @Nullable String unless = null;
      @Nullable String since = null;
      @Nullable String until = null;
      for (String word : words.subList(3, words.size())) {
        int equals = word.indexOf('=');
        String value = equals < 0 ? "" : word.substring(equals + 1);
        switch (equals < 0 ? word : word.substring(0, equals)) {
          case "safe" -> safe = Arrays.asList(value.split(",", -1));
          case "unless" -> unless = value;
          case "since" -> since = value;
          case "until" -> until = value;
          default -> options.add(option(word, number));
        }
      }
      return new Fact(
          subject.get(), words.get(1), effect.get(), options, safe, unless, since, until, "", why);
    }

    private Fact.Option option(String word, int number) {
      for (Fact.Option option : Fact.Option.values()) {
        if (option.word().equals(word)) {
          return option;
        }
      }
      throw new FactFormatException(file, number, "'" + word + "' is no option");
    }

    private static List<String> words(String text) {
      List<String> words = new ArrayList<>();
      int from = 0;
      for (int i = 0; i <= text.length(); i++) {
        if (i == text.length() || text.charAt(i) == ' ') {
          if (i > from) {
            words.add(text.substring(from, i));
          }
          from = i + 1;
        }
      }
      return words;
    }
  }
}
