package dev.tfgate.cel;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A value with named parts: a block, an object, a map. Parts are computed when they are read. */
public interface Fields {
  /** Whether there is a part of that name; one that is null is none. */
  boolean has(String name);

  /** Returns the part of that name, or null where there is none. */
  @Nullable Object get(String name);

  /**
   * Returns the names of the parts, in order; of {@link #open} ones, of those that may be there.
   */
  Set<String> names();

  /**
   * The name of what decides which parts there are, where that isn't known: a part that may be
   * missing can be null then. Null where each of them is there.
   */
  default @Nullable String open() {
    return null;
  }
}
