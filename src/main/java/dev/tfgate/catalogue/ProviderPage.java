package dev.tfgate.catalogue;

import dev.tfgate.facts.Effect;
import dev.tfgate.facts.Fact;
import dev.tfgate.facts.FactSubject;
import dev.tfgate.facts.Facts;
import dev.tfgate.facts.ProviderFacts;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import dev.tfgate.report.Json;
import dev.tfgate.report.Printable;
import dev.tfgate.report.Style;
import dev.tfgate.report.Wrapped;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What is known of one provider, for people. */
public final class ProviderPage {
  private static final int WHAT_WIDTH = 16;

  private final String type;
  private final ProviderFacts provider;
  private final Facts facts;

  private ProviderPage(String type, ProviderFacts provider, Facts facts) {
    this.type = type;
    this.provider = provider;
    this.facts = facts;
  }

  /**
   * Returns what is known of a provider.
   *
   * @param name its type ({@code google}), or its address
   * @throws ExitException with {@link ExitCode#USAGE} where nothing is
   */
  public static ProviderPage of(String name) {
    Facts facts = Facts.bundled();
    String type = name.substring(name.lastIndexOf('/') + 1);
    ProviderFacts provider = facts.provider(type);
    if (provider.own().isEmpty()) {
      throw new ExitException(
          ExitCode.USAGE,
          "there are no facts about the provider '%s'. The patterns of all providers hold for it ('tfgate rules --provider any' prints them), and provider_arguments.deny and types.deny of gate.yaml add to them"
              .formatted(name));
    }
    return new ProviderPage(type, provider, facts);
  }

  /** Prints the facts by what they are about. */
  public void print(Appendable out, boolean color, int columns) throws IOException {
    out.append(Style.BOLD.of(title(), color)).append('\n');
    out.append(wrapped("From: " + provider.from() + ".", "", columns));
    for (FactSubject subject : FactSubject.values()) {
      List<Fact> about =
          provider.own().stream()
              .filter(fact -> fact.subject() == subject && !fact.isHarmless())
              .toList();
      if (!about.isEmpty()) {
        out.append('\n').append(Style.BOLD.of(heading(subject), color)).append('\n');
        for (Fact fact : about) {
          String word = fact.effect().word();
          String what = word + " ".repeat(Math.max(1, WHAT_WIDTH - word.length()));
          out.append("  ").append(what).append(fact.name()).append('\n');
          out.append(
              wrapped(String.join(" ", sentences(fact)), " ".repeat(WHAT_WIDTH + 4), columns));
        }
      }
    }
    Map<String, List<String>> harmless = harmless();
    if (!harmless.isEmpty()) {
      out.append('\n').append(Style.BOLD.of("Harmless", color)).append('\n');
      for (Map.Entry<String, List<String>> names : harmless.entrySet()) {
        out.append(wrapped(names.getKey(), "  ", columns));
        out.append(wrapped(String.join(", ", names.getValue()) + ".", "    ", columns));
      }
    }
  }

  /** Writes what {@link #print} prints. */
  public void writeJson(Writer out) throws IOException {
    Json.write(
        out,
        json -> {
          json.writeStartObject();
          json.writeStringField("provider", type);
          json.writeArrayFieldStart("sources");
          for (String source : provider.sources()) {
            json.writeString(source);
          }
          json.writeEndArray();
          json.writeStringField("from", provider.from());
          json.writeArrayFieldStart("facts");
          for (Fact fact : provider.own()) {
            json.writeStartObject();
            json.writeStringField("subject", fact.subject().word());
            json.writeStringField("name", fact.name());
            json.writeStringField("effect", fact.effect().word());
            json.writeStringField(
                "enforcement",
                fact.isHarmless()
                    ? "off"
                    : fact.is(Fact.Option.ADVISORY) || fact.effect() == Effect.READS_SECRET
                        ? "advisory"
                        : "mandatory");
            json.writeArrayFieldStart("safe");
            for (String safe : fact.safe()) {
              json.writeString(safe);
            }
            json.writeEndArray();
            json.writeStringField("since", fact.since());
            json.writeStringField("until", fact.until());
            json.writeStringField("why", fact.why());
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  /** The facts as a section of a page in Markdown. */
  public String markdown() {
    StringBuilder page = new StringBuilder("## " + type + "\n\n");
    page.append("From ").append(provider.from()).append(".\n");
    List<Fact> told = provider.own().stream().filter(fact -> !fact.isHarmless()).toList();
    if (!told.isEmpty()) {
      page.append("\n| what | can | why |\n|---|---|---|\n");
      for (Fact fact : told) {
        page.append(
            "| %s `%s` | %s | %s |\n"
                .formatted(
                    fact.subject().word(),
                    fact.name(),
                    fact.effect().word(),
                    String.join(" ", sentences(fact)).replace("|", "\\|")));
      }
    }
    harmless()
        .forEach(
            (why, names) ->
                page.append("\n%s Harmless: `%s`.\n".formatted(why, String.join("`, `", names))));
    return page.toString();
  }

  private String title() {
    return provider.sources().isEmpty()
        ? type
        : Printable.line(String.join(", ", provider.sources()));
  }

  private Map<String, List<String>> harmless() {
    Map<String, List<String>> harmless = new LinkedHashMap<>();
    for (Fact fact : provider.own()) {
      if (fact.isHarmless()) {
        String why = facts.classes().getOrDefault(fact.kind(), capital(fact.why()));
        String name =
            fact.subject() == FactSubject.ARGUMENT
                ? fact.name()
                : fact.subject().word() + "." + fact.name();
        harmless.computeIfAbsent(why, key -> new ArrayList<>()).add(name);
      }
    }
    return harmless;
  }

  private static String capital(String text) {
    return text.isEmpty() || text.endsWith(".")
        ? text
        : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1) + ".";
  }

  private static List<String> sentences(Fact fact) {
    List<String> sentences = new ArrayList<>(List.of(fact.why()));
    if (fact.is(Fact.Option.ADVISORY)) {
      sentences.add("Advisory.");
    }
    if (!fact.safe().isEmpty()) {
      sentences.add("Not with " + String.join(", ", fact.safe()) + ".");
    }
    if (fact.unless() != null) {
      sentences.add("Where " + fact.unless() + " is set.");
    }
    if (fact.since() != null) {
      sentences.add("Since " + fact.since() + ".");
    }
    if (fact.until() != null) {
      sentences.add("Until " + fact.until() + ".");
    }
    return sentences;
  }

  private static String heading(FactSubject subject) {
    return switch (subject) {
      case ARGUMENT -> "Arguments of the provider";
      case DATA -> "Data sources";
      case EPHEMERAL -> "Ephemeral resources";
      case RESOURCE -> "Resources";
      case ACTION -> "Actions";
      case FUNCTION -> "Functions";
    };
  }

  private static String wrapped(String text, String indent, int columns) {
    StringBuilder out = new StringBuilder();
    for (String line : Wrapped.lines(text, Math.max(20, columns - indent.length()))) {
      out.append(indent).append(line).append('\n');
    }
    return out.toString();
  }
}
