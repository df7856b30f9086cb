package dev.tfgate.cel;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Parts that are there already.
 *
 * @param parts by name
 * @param open as in {@link Fields#open}
 */
public record FieldMap(Map<String, @Nullable Object> parts, @Nullable String open)
    implements Fields {
  /** No parts. */
  public static final FieldMap EMPTY = new FieldMap(Map.of());

  /** Each of these parts. */
  public FieldMap(Map<String, @Nullable Object> parts) {
    this(parts, null);
  }

  /** Returns parts of alternating names and values, in order; null values are left out. */
  public static FieldMap of(@Nullable Object... namesAndValues) {
    Map<String, @Nullable Object> parts = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      if (namesAndValues[i + 1] != null) {
        parts.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
      }
    }
    return new FieldMap(parts);
  }

  @Override
  public boolean has(String name) {
    return parts.get(name) != null;
  }

  @Override
  public @Nullable Object get(String name) {
    return parts.get(name);
  }

  @Override
  public Set<String> names() {
    return parts.keySet();
  }
}
