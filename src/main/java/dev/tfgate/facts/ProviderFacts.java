package dev.tfgate.facts;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one provider: its own facts, then the patterns that hold for every provider.
 * What its own facts say goes before the patterns, and a name before a pattern.
 */
public final class ProviderFacts {
  private final FactFile file;
  private final List<Fact> facts;
  private final @Nullable ProviderFacts general;
  private final Map<FactSubject, Map<String, Fact>> exact = new EnumMap<>(FactSubject.class);
  private final Map<FactSubject, List<Fact>> patterns = new EnumMap<>(FactSubject.class);
  private final Map<FactSubject, Map<String, List<Fact>>> arguments =
      new EnumMap<>(FactSubject.class);
  private final Map<FactSubject, Map<String, TypeFacts>> asked = new EnumMap<>(FactSubject.class);

  private final Map<FactSubject, Map<String, Optional<Fact>>> told =
      new EnumMap<>(FactSubject.class);

  ProviderFacts(FactFile file, List<Fact> facts, @Nullable ProviderFacts general) {
    this.file = file;
    this.facts = List.copyOf(facts);
    this.general = general;
    for (FactSubject subject : FactSubject.values()) {
      asked.put(subject, new ConcurrentHashMap<>());
      told.put(subject, new ConcurrentHashMap<>());
    }
    // Lambdas would be linked in each start.
    for (Fact fact : facts) {
      if (fact.subject() != FactSubject.ARGUMENT && !fact.argument().isEmpty()) {
        Map<String, List<Fact>> ofSubject = arguments.get(fact.subject());
        if (ofSubject == null) {
          ofSubject = new LinkedHashMap<>();
          arguments.put(fact.subject(), ofSubject);
        }
        List<Fact> ofType = ofSubject.get(fact.type());
        if (ofType == null) {
          ofType = new ArrayList<>();
          ofSubject.put(fact.type(), ofType);
        }
        ofType.add(fact);
      } else if (NamePattern.hasStar(fact.name())) {
        List<Fact> ofSubject = patterns.get(fact.subject());
        if (ofSubject == null) {
          ofSubject = new ArrayList<>();
          patterns.put(fact.subject(), ofSubject);
        }
        ofSubject.add(fact);
      } else {
        Map<String, Fact> ofSubject = exact.get(fact.subject());
        if (ofSubject == null) {
          ofSubject = new HashMap<>();
          exact.put(fact.subject(), ofSubject);
        }
        ofSubject.putIfAbsent(fact.name(), fact);
      }
    }
  }

  /**
   * The facts that hold in one of these versions at least; all of them where none is given.
   *
   * @param versions as they are pinned
   */
  ProviderFacts in(Collection<String> versions) {
    if (versions.isEmpty()) {
      return this;
    }
    List<Fact> held = new ArrayList<>();
    for (Fact fact : facts) {
      for (String version : versions) {
        if (fact.holdsIn(version)) {
          held.add(fact);
          break;
        }
      }
    }
    return held.size() == facts.size() ? this : new ProviderFacts(file, held, general);
  }

  /** The addresses of the providers that are described, as patterns; none where nobody is. */
  public List<String> sources() {
    return file.sources();
  }

  /** Where the knowledge comes from; empty where nothing is known. */
  public String from() {
    return file.from();
  }

  /** Its own facts, in the order in which they are written. */
  public List<Fact> own() {
    return facts;
  }

  /**
   * What an argument of the provider's block can do.
   *
   * @param path its name, behind those of the blocks and objects around it
   */
  public Optional<Fact> argument(List<String> path) {
    String name = String.join(".", path);
    @Nullable Fact own = find(FactSubject.ARGUMENT, name);
    if (own == null) {
      own = below(path);
    }
    if (own != null || general == null) {
      return Optional.ofNullable(own);
    }
    // What stands in a map of free names is a name, whatever it ends with.
    @Nullable Fact map = general.below(path);
    if (map != null) {
      return Optional.of(map);
    }
    @Nullable Fact named = general.find(FactSubject.ARGUMENT, path.getLast());
    // Names of services, which say nothing, stand in a block of hosts.
    return Optional.ofNullable(
        named == null && path.size() > 1
            ? general.find(FactSubject.ARGUMENT, path.get(path.size() - 2) + "." + path.getLast())
            : named);
  }

  /** As {@link #argument}, or else what the block or object that it stands in can do as a whole. */
  public Optional<Fact> argumentOrOuter(List<String> path) {
    Optional<Fact> own = argument(path);
    for (int i = path.size() - 1; i > 0 && own.isEmpty(); i--) {
      own = argument(path.subList(0, i));
      if (own.isPresent()
          && (own.get().isHarmless()
              || own.get().effect() == Effect.CONTAINER
              || own.get().is(Fact.Option.VALUE))) {
        return Optional.empty();
      }
    }
    return own;
  }

  /** What a type, or a function, can do; empty where neither its name nor a pattern tells. */
  public Optional<Fact> of(FactSubject subject, String name) {
    Map<String, Optional<Fact>> ofSubject = Objects.requireNonNull(told.get(subject));
    Optional<Fact> known = ofSubject.get(name);
    if (known == null) {
      @Nullable Fact own = find(subject, name);
      known =
          own != null || general == null
              ? Optional.ofNullable(own)
              : Optional.ofNullable(general.find(subject, name));
      ofSubject.put(name, known);
    }
    return known;
  }

  /** What arguments of a type can do. */
  public TypeFacts ofArguments(FactSubject subject, String type) {
    Map<String, TypeFacts> ofSubject = Objects.requireNonNull(asked.get(subject));
    @Nullable TypeFacts known = ofSubject.get(type);
    if (known == null) {
      List<Fact> found = collect(subject, type);
      known = found.isEmpty() ? TypeFacts.NONE : new TypeFacts(found);
      ofSubject.put(type, known);
    }
    return known;
  }

  /** What arguments of a type can do, each named by {@link Fact#argument}. */
  public List<Fact> argumentsOf(FactSubject subject, String type) {
    return ofArguments(subject, type).all();
  }

  private List<Fact> collect(FactSubject subject, String type) {
    Map<String, List<Fact>> ofSubject = arguments.getOrDefault(subject, Map.of());
    if (ofSubject.isEmpty()) {
      return general == null ? List.of() : general.argumentsOf(subject, type);
    }
    List<Fact> found = new ArrayList<>(ofSubject.getOrDefault(type, List.of()));
    for (Map.Entry<String, List<Fact>> entry : ofSubject.entrySet()) {
      if (NamePattern.hasStar(entry.getKey()) && NamePattern.matches(entry.getKey(), type)) {
        found.addAll(entry.getValue());
      }
    }
    if (general != null) {
      found.addAll(general.argumentsOf(subject, type));
    }
    return found;
  }

  private @Nullable Fact find(FactSubject subject, String name) {
    @Nullable Fact named = exact.getOrDefault(subject, Map.of()).get(name);
    if (named != null) {
      return named;
    }
    for (Fact pattern : patterns.getOrDefault(subject, List.of())) {
      if (NamePattern.matches(pattern.name(), name)) {
        return pattern;
      }
    }
    return null;
  }

  /** The map of free names that an argument stands in. */
  private @Nullable Fact below(List<String> path) {
    for (int i = 1; i < path.size(); i++) {
      @Nullable Fact outer =
          general == null
              ? find(FactSubject.ARGUMENT, path.get(i - 1))
              : find(FactSubject.ARGUMENT, String.join(".", path.subList(0, i)));
      if (outer != null && outer.effect() == Effect.NAMES) {
        return outer;
      }
    }
    return null;
  }
}
