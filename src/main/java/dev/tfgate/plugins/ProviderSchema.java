package dev.tfgate.plugins;

import dev.tfgate.facts.FactSubject;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a provider has, by its own schema.
 *
 * @param source its address
 * @param version empty where the schema doesn't say
 * @param arguments of its block, with their types, by path
 * @param names of its types and functions
 * @param typeArguments of its types, with their own types, by {@code type.path}; none where the
 *     schema doesn't say
 */
public record ProviderSchema(
    String source,
    String version,
    SortedMap<String, String> arguments,
    Map<FactSubject, SortedSet<String>> names,
    Map<FactSubject, SortedMap<String, String>> typeArguments) {

  /** The last part of the address. */
  public String type() {
    return source.substring(source.lastIndexOf('/') + 1);
  }

  /** The types of a kind, or the functions. */
  public SortedSet<String> names(FactSubject subject) {
    return names.getOrDefault(subject, Collections.emptySortedSet());
  }

  /** The arguments of the types of a kind. */
  public SortedMap<String, String> typeArguments(FactSubject subject) {
    return typeArguments.getOrDefault(subject, Collections.emptySortedMap());
  }

  /** Collects a schema. */
  static final class Builder {
    final SortedMap<String, String> arguments = new TreeMap<>();
    final Map<FactSubject, SortedSet<String>> names = new EnumMap<>(FactSubject.class);
    final Map<FactSubject, SortedMap<String, String>> typeArguments =
        new EnumMap<>(FactSubject.class);
    String source = "";
    String version = "";

    SortedSet<String> names(FactSubject subject) {
      return names.computeIfAbsent(subject, key -> new TreeSet<>());
    }

    SortedMap<String, String> typeArguments(FactSubject subject) {
      return typeArguments.computeIfAbsent(subject, key -> new TreeMap<>());
    }

    ProviderSchema build() {
      return new ProviderSchema(source, version, arguments, names, typeArguments);
    }
  }
}
