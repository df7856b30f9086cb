package dev.tfgate.policy.file;

import dev.tfgate.cel.Fields;
import dev.tfgate.cel.Items;
import dev.tfgate.cel.Secret;
import dev.tfgate.cel.Unknown;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Planned values as policies see them: what is known after apply only is unknown and named by its
 * attribute, what is sensitive stays hidden. Nothing is copied.
 */
public final class PlanData {
  private PlanData() {}

  /**
   * Returns what is there to see of a value.
   *
   * @param unknown {@code after_unknown} of the plan, in the shape of the value
   * @param sensitive {@code after_sensitive} of the plan, in the shape of the value
   * @param name of the attribute, for messages
   */
  public static @Nullable Object of(
      @Nullable Object value, @Nullable Object unknown, @Nullable Object sensitive, String name) {
    if (Boolean.TRUE.equals(unknown)) {
      return Unknown.of(name);
    }
    boolean secret = Boolean.TRUE.equals(sensitive);
    Object seen =
        switch (value) {
          case Map<?, ?> map -> new Parts(map, unknown, secret ? null : sensitive, name);
          case List<?> list -> new Elements(list, unknown, secret ? null : sensitive, name);
          // An object of which nothing is known yet is left out of the values.
          case null ->
              unknown instanceof Map<?, ?> map && !map.isEmpty()
                  ? new Parts(Map.of(), unknown, sensitive, name)
                  : unknown instanceof List<?> list && !list.isEmpty()
                      ? new Elements(List.of(), unknown, sensitive, name)
                      : null;
          default -> value;
        };
    return secret && seen != null ? new Secret(seen) : seen;
  }

  private static @Nullable Object part(@Nullable Object shape, String name) {
    return shape instanceof Map<?, ?> map ? map.get(name) : null;
  }

  private static @Nullable Object part(@Nullable Object shape, int index) {
    return shape instanceof List<?> list && index < list.size() ? list.get(index) : null;
  }

  private record Parts(
      Map<?, ?> values, @Nullable Object unknown, @Nullable Object sensitive, String name)
      implements Fields {
    @Override
    public boolean has(String part) {
      return get(part) != null;
    }

    @Override
    public @Nullable Object get(String part) {
      return of(
          values.get(part),
          part(unknown, part),
          part(sensitive, part),
          name.isEmpty() ? part : name + "." + part);
    }

    @Override
    public Set<String> names() {
      Set<String> names = new LinkedHashSet<>();
      values.forEach(
          (key, value) -> {
            if (value != null || has(String.valueOf(key))) {
              names.add(String.valueOf(key));
            }
          });
      if (unknown instanceof Map<?, ?> map) {
        map.forEach(
            (key, flag) -> {
              if (has(String.valueOf(key))) {
                names.add(String.valueOf(key));
              }
            });
      }
      return names;
    }
  }

  private record Elements(
      List<?> values, @Nullable Object unknown, @Nullable Object sensitive, String name)
      implements Items {
    @Override
    public int size() {
      return Math.max(values.size(), unknown instanceof List<?> list ? list.size() : 0);
    }

    @Override
    public @Nullable Object get(int index) {
      return of(
          index < values.size() ? values.get(index) : null,
          part(unknown, index),
          part(sensitive, index),
          name + "[" + index + "]");
    }
  }
}
