package dev.tfgate.yaml;

import dev.tfgate.yaml.YamlNode.Mapping;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A mapping whose keys are known.
 *
 * @param value the mapping as a value, for problems with it as a whole
 * @param mapping the entries
 */
public record YamlObject(YamlValue value, Mapping mapping) {

  /** Returns the value of {@code key}, where it stands. */
  public Optional<YamlValue> get(String key) {
    return mapping.get(key).map(node -> value.child(key, node));
  }

  /** Returns what {@code read} makes of {@code key}, where it stands. */
  public <T> Optional<T> get(String key, Function<YamlValue, Optional<T>> read) {
    return get(key).flatMap(read);
  }

  /** Returns the value of {@code key}; where it is absent, reports that. */
  public Optional<YamlValue> require(String key) {
    Optional<YamlValue> found = get(key);
    if (found.isEmpty()) {
      value.problem("the key \"%s\" is missing".formatted(key));
    }
    return found;
  }

  /** Returns what {@code read} makes of {@code key}; where it is absent, reports that. */
  public <T> Optional<T> require(String key, Function<YamlValue, Optional<T>> read) {
    return require(key).flatMap(read);
  }

  /**
   * Returns what {@code read} makes of each item of the list {@code key}; an absent key is an empty
   * list.
   */
  public <T> List<T> list(String key, Function<YamlValue, Optional<T>> read) {
    return get(key).map(list -> list.items(read)).orElse(List.of());
  }
}
