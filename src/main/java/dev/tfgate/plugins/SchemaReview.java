package dev.tfgate.plugins;

import dev.tfgate.facts.Effect;
import dev.tfgate.facts.Fact;
import dev.tfgate.facts.FactSubject;
import dev.tfgate.facts.Facts;
import dev.tfgate.facts.ProviderFacts;
import dev.tfgate.report.Json;
import dev.tfgate.report.Printable;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What came, went and changed between two schemas of the same providers, or all that one has; what
 * no fact knows first, then by what it can do.
 *
 * @param providers by address
 */
public record SchemaReview(List<OfProvider> providers) {
  /** More plain names of a single schema are only counted. */
  private static final int MOST_PLAIN = 100;

  private static final List<Effect> ORDER = List.of(Effect.values());

  /** What happened to a name. */
  public enum Change {
    /** It is there, and there is nothing to compare with. */
    HAS("has"),
    /** The newer schema has it alone. */
    CAME("came"),
    /** The older schema has it alone. */
    WENT("went"),
    /** Its type is another. */
    CHANGED("changed");

    private final String word;

    Change(String word) {
      this.word = word;
    }
  }

  /**
   * A name of a provider.
   *
   * @param type of an argument; empty for other names
   * @param fact what is known of it; null where nothing is
   * @param unknown whether something should be known of it
   */
  public record Entry(
      Change change,
      FactSubject subject,
      String name,
      String type,
      @Nullable Fact fact,
      boolean unknown) {
    private int order() {
      return unknown ? -1 : fact == null ? ORDER.size() : ORDER.indexOf(fact.effect());
    }

    private String group() {
      if (unknown) {
        return "Nothing is known of these";
      }
      return fact == null || fact.isHarmless() ? "Harmless, or plain reads" : fact.effect().word();
    }
  }

  /**
   * One provider.
   *
   * @param before the older version; null where there is nothing to compare with, empty where the
   *     schema doesn't say
   * @param after the newer version; null where it went
   */
  public record OfProvider(
      String source, @Nullable String before, @Nullable String after, List<Entry> entries) {
    /** How many names no fact knows that should be known. */
    public long unknown() {
      return entries.stream()
          .filter(entry -> entry.unknown() && entry.change() != Change.WENT)
          .count();
    }
  }

  /** All that the providers of a schema have. */
  public static SchemaReview of(List<ProviderSchema> schemas) {
    Facts facts = Facts.bundled();
    List<OfProvider> providers = new ArrayList<>();
    for (ProviderSchema schema : schemas) {
      Comparing comparing = new Comparing(facts, schema.type());
      comparing.compare(null, schema);
      providers.add(new OfProvider(schema.source(), null, schema.version(), comparing.sorted()));
    }
    return new SchemaReview(sorted(providers));
  }

  /** What is another in {@code newer} than in {@code older}. */
  public static SchemaReview of(List<ProviderSchema> older, List<ProviderSchema> newer) {
    Facts facts = Facts.bundled();
    Map<String, ProviderSchema> before = bySource(older);
    Map<String, ProviderSchema> after = bySource(newer);
    SortedSet<String> sources = new TreeSet<>(before.keySet());
    sources.addAll(after.keySet());
    List<OfProvider> providers = new ArrayList<>();
    for (String source : sources) {
      @Nullable ProviderSchema first = before.get(source);
      @Nullable ProviderSchema second = after.get(source);
      ProviderSchema empty = new ProviderSchema.Builder().build();
      Comparing comparing = new Comparing(facts, source.substring(source.lastIndexOf('/') + 1));
      comparing.compare(first == null ? empty : first, second == null ? empty : second);
      providers.add(
          new OfProvider(
              source,
              first == null ? null : first.version(),
              second == null ? null : second.version(),
              comparing.sorted()));
    }
    return new SchemaReview(sorted(providers));
  }

  /** How many names no fact knows that should be known. */
  public long unknown() {
    return providers.stream().mapToLong(OfProvider::unknown).sum();
  }

  private static Map<String, ProviderSchema> bySource(List<ProviderSchema> schemas) {
    Map<String, ProviderSchema> bySource = new TreeMap<>();
    schemas.forEach(schema -> bySource.put(schema.source(), schema));
    return bySource;
  }

  private static List<OfProvider> sorted(List<OfProvider> providers) {
    return providers.stream().sorted(Comparator.comparing(OfProvider::source)).toList();
  }

  /** Collects the entries of one provider. */
  private static final class Comparing {
    private static final List<FactSubject> NAMED =
        Arrays.stream(FactSubject.values())
            .filter(subject -> subject != FactSubject.ARGUMENT)
            .toList();

    /** What must be known: a data source or resource that nothing is known of just reads. */
    private static final List<FactSubject> JUDGED =
        List.of(FactSubject.EPHEMERAL, FactSubject.FUNCTION, FactSubject.ACTION);

    private final Facts facts;
    private final ProviderFacts provider;
    private final List<Entry> entries = new ArrayList<>();

    Comparing(Facts facts, String type) {
      this.facts = facts;
      this.provider = facts.provider(type);
    }

    /** Notes what is another; all of {@code after} where there is nothing before. */
    void compare(@Nullable ProviderSchema before, ProviderSchema after) {
      arguments(before == null ? null : before.arguments(), after.arguments());
      for (FactSubject subject : NAMED) {
        SortedSet<String> all = new TreeSet<>(after.names(subject));
        if (before != null) {
          all.addAll(before.names(subject));
        }
        for (String name : all) {
          boolean was = before != null && before.names(subject).contains(name);
          boolean is = after.names(subject).contains(name);
          if (!was || !is) {
            named(before == null ? Change.HAS : is ? Change.CAME : Change.WENT, subject, name);
          }
        }
        if (before != null) {
          typeArguments(subject, before, after);
        }
      }
    }

    private void arguments(
        @Nullable SortedMap<String, String> before, SortedMap<String, String> after) {
      SortedSet<String> all = new TreeSet<>(after.keySet());
      if (before != null) {
        all.addAll(before.keySet());
      }
      for (String path : all) {
        Optional<Change> change = change(before, after, path);
        if (change.isPresent()) {
          @Nullable Fact fact =
              provider.argumentOrOuter(List.of(path.split("\\.", -1))).orElse(null);
          entries.add(
              new Entry(
                  change.get(),
                  FactSubject.ARGUMENT,
                  path,
                  after.getOrDefault(path, ""),
                  fact,
                  fact == null));
        }
      }
    }

    private static Optional<Change> change(
        @Nullable SortedMap<String, String> before, SortedMap<String, String> after, String path) {
      if (before == null) {
        return Optional.of(Change.HAS);
      }
      @Nullable String was = before.get(path);
      @Nullable String is = after.get(path);
      if (was == null || is == null) {
        return Optional.of(was == null ? Change.CAME : Change.WENT);
      }
      return was.equals(is) ? Optional.empty() : Optional.of(Change.CHANGED);
    }

    private void named(Change change, FactSubject subject, String name) {
      ProviderFacts known = subject == FactSubject.FUNCTION ? provider : facts.ofType(name);
      @Nullable Fact fact = known.of(subject, name).orElse(null);
      entries.add(
          new Entry(change, subject, name, "", fact, fact == null && JUDGED.contains(subject)));
    }

    /**
     * Of the arguments of types those count that a fact or a name says to name files or programs.
     */
    private void typeArguments(FactSubject subject, ProviderSchema before, ProviderSchema after) {
      SortedMap<String, String> was = before.typeArguments(subject);
      SortedMap<String, String> is = after.typeArguments(subject);
      for (Map.Entry<String, String> argument : is.entrySet()) {
        if (argument.getValue().equals(was.get(argument.getKey()))) {
          continue;
        }
        int dot = argument.getKey().indexOf('.');
        String type = argument.getKey().substring(0, dot);
        String path = argument.getKey().substring(dot + 1);
        Optional<Fact> fact =
            facts.ofType(type).argumentsOf(subject, type).stream()
                .filter(known -> known.argument().equals(path))
                .findFirst();
        Optional<Fact> byName =
            facts
                .general()
                .argument(List.of(path.substring(path.lastIndexOf('.') + 1)))
                .filter(
                    known ->
                        known.effect() == Effect.PROGRAM
                            || known.effect() == Effect.FILE_READ
                            || known.effect() == Effect.FILE_WRITE);
        boolean text = argument.getValue().contains("string");
        if (fact.isPresent() || (byName.isPresent() && text)) {
          entries.add(
              new Entry(
                  was.containsKey(argument.getKey()) ? Change.CHANGED : Change.CAME,
                  subject,
                  argument.getKey(),
                  argument.getValue(),
                  fact.or(() -> byName).orElseThrow(),
                  false));
        }
      }
    }

    List<Entry> sorted() {
      return entries.stream()
          .sorted(
              Comparator.comparingInt(Entry::order)
                  .thenComparing(Entry::change)
                  .thenComparing(Entry::subject)
                  .thenComparing(Entry::name))
          .toList();
    }
  }

  /** Writes the review as Markdown, for a terminal and for a pull request. */
  public void print(Appendable out) throws IOException {
    out.append("# Providers by what they can do\n");
    for (OfProvider provider : providers) {
      out.append("\n## ").append(Printable.line(provider.source()));
      out.append(versions(provider)).append('\n');
      if (provider.entries().isEmpty()) {
        out.append("\nNothing came, went or changed.\n");
      }
      String group = "";
      List<String> plain = new ArrayList<>();
      for (Entry entry : provider.entries()) {
        if ((entry.fact() == null && !entry.unknown())
            || (entry.fact() != null && entry.fact().isHarmless())) {
          plain.add(
              "%s %s `%s`"
                  .formatted(
                      entry.change().word, entry.subject().word(), Printable.line(entry.name())));
          continue;
        }
        if (!entry.group().equals(group)) {
          group = entry.group();
          out.append("\n### ").append(group).append("\n\n");
        }
        out.append(line(entry));
      }
      if (!plain.isEmpty()) {
        out.append("\n### Harmless, or plain reads (").append(String.valueOf(plain.size()));
        out.append(")\n\n");
        if (provider.before() == null && plain.size() > MOST_PLAIN) {
          out.append("They are left out here; --format json has them.\n");
        } else {
          for (String name : plain) {
            out.append("- ").append(name).append('\n');
          }
        }
      }
    }
    long unknown = unknown();
    out.append(
        unknown == 0
            ? "\nEverything that must be known is known.\n"
            : "\n%d of these names are known by no fact: read what they do before they are pinned, and say so in provider_arguments and types of gate.yaml.\n"
                .formatted(unknown));
  }

  private static String line(Entry entry) {
    String type = entry.type().isEmpty() ? "" : " (" + Printable.line(entry.type()) + ")";
    String why = entry.fact() == null ? "" : ": " + entry.fact().why();
    return "- %s %s `%s`%s%s\n"
        .formatted(
            entry.change().word, entry.subject().word(), Printable.line(entry.name()), type, why);
  }

  private static String versions(OfProvider provider) {
    String before = provider.before() == null ? "" : Printable.line(provider.before());
    String after = provider.after() == null ? "(went)" : Printable.line(provider.after());
    if (before.isEmpty()) {
      return after.isEmpty() ? "" : " " + after;
    }
    return " " + before + " → " + after;
  }

  /** Writes the review as {@code docs/schema/plugins-review.schema.json} describes it. */
  public void writeJson(Writer out) throws IOException {
    Json.write(
        out,
        json -> {
          json.writeStartObject();
          json.writeNumberField("unknown", unknown());
          json.writeArrayFieldStart("providers");
          for (OfProvider provider : providers) {
            json.writeStartObject();
            json.writeStringField("source", Printable.line(provider.source()));
            json.writeStringField("before", provider.before());
            json.writeStringField("after", provider.after());
            json.writeArrayFieldStart("names");
            for (Entry entry : provider.entries()) {
              json.writeStartObject();
              json.writeStringField("change", entry.change().word);
              json.writeStringField("subject", entry.subject().word());
              json.writeStringField("name", Printable.line(entry.name()));
              json.writeStringField(
                  "type", entry.type().isEmpty() ? null : Printable.line(entry.type()));
              json.writeStringField(
                  "effect", entry.fact() == null ? null : entry.fact().effect().word());
              json.writeBooleanField("unknown", entry.unknown());
              json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }
}
