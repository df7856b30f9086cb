package dev.tfgate.cel;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A value with named parts: a block, an object, a map. Parts are computed when they are read. */
public interface Fields {
  /** Whether there is a part of that name; one that is null is none. */
  boolean has(String name);

  /** Returns the part of that name, or null where there is none. */
  @Nullable Object get(String name);

  /** Returns the names of the parts, in order. */
  Set<String> names();
}
