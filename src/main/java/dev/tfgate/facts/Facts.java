package dev.tfgate.facts;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The facts that come with the program. Those of a provider are read when they are first asked for.
 */
public final class Facts {
  private static final String GENERAL = "any";
  private static final FactFile NOTHING =
      new FactFile(List.of(), "", List.of(), Map.of(), List.of());

  private final Map<String, ProviderFacts> known = new ConcurrentHashMap<>();
  private final @Nullable Facts all;
  private final Map<String, ? extends Collection<String>> pinned;

  private record General(FactFile file, ProviderFacts facts) {}

  /** What holds for every provider; read when a provider is first asked for. */
  private static final class Patterns {
    private static final General BUNDLED = read();

    private Patterns() {}

    private static General read() {
      FactFile file = Facts.read(GENERAL, Map.of()).orElse(NOTHING);
      return new General(file, new ProviderFacts(file, file.facts(), null));
    }
  }

  private Facts(@Nullable Facts all, Map<String, ? extends Collection<String>> pinned) {
    this.all = all;
    this.pinned = pinned;
  }

  /** Returns the facts that come with the program. */
  public static Facts bundled() {
    return new Facts(null, Map.of());
  }

  /**
   * The same facts without those of versions that nobody can load.
   *
   * @param versions by the type of the provider; one that is not named can be any
   */
  public Facts pinned(Map<String, ? extends Collection<String>> versions) {
    return new Facts(this, Map.copyOf(versions));
  }

  /** Reads what holds for every provider, so that a check needn't wait for that. */
  public static void load() {
    General _ = Patterns.BUNDLED;
  }

  /** What holds for every provider. */
  public ProviderFacts general() {
    return Patterns.BUNDLED.facts();
  }

  /** Why things of a class are harmless, by class. */
  public Map<String, String> classes() {
    return Patterns.BUNDLED.file().classes();
  }

  /**
   * What is known of a provider; the patterns alone where it has no facts of its own.
   *
   * @param type the last part of its address, {@code google-beta}
   */
  public ProviderFacts provider(String type) {
    ProviderFacts facts = known.get(type);
    if (facts == null) {
      @Nullable Collection<String> versions = pinned.get(type);
      facts =
          all == null ? load(type) : all.provider(type).in(versions == null ? List.of() : versions);
      known.put(type, facts);
    }
    return facts;
  }

  /** What is known of the provider that a type belongs to: the first word of its name. */
  public ProviderFacts ofType(String type) {
    int end = type.indexOf('_');
    return provider(end < 0 ? type : type.substring(0, end));
  }

  private ProviderFacts load(String type) {
    if (type.equals(GENERAL)) {
      return general();
    }
    FactFile own = read(type, classes()).orElse(NOTHING);
    List<Fact> facts = new ArrayList<>(own.facts());
    for (String other : own.like()) {
      facts.addAll(read(other, classes()).orElse(NOTHING).facts());
    }
    return new ProviderFacts(own, facts, general());
  }

  private static Optional<FactFile> read(String name, Map<String, String> classes) {
    if (!isName(name)) {
      return Optional.empty();
    }
    try (InputStream file = Facts.class.getResourceAsStream(name + ".facts")) {
      return file == null
          ? Optional.empty()
          : Optional.of(
              FactFile.read(
                  name + ".facts",
                  new String(file.readAllBytes(), StandardCharsets.UTF_8),
                  classes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The name of a provider comes from the checkout, and is no path. */
  private static boolean isName(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (!(c == '-' || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))) {
        return false;
      }
    }
    return !name.isEmpty();
  }
}
