package dev.tfgate.cel;

import org.jspecify.annotations.Nullable;

/** A list of values. Elements are computed when they are read. */
public interface Items {
  /** How many elements there are; of an {@link #open} list, how many are known of. */
  int size();

  /** Returns the element at {@code index}, which lies within the list. */
  @Nullable Object get(int index);

  /**
   * The name of what decides how many elements there are, where that isn't known: each element then
   * stands for any number of its like. Null where the size is known.
   */
  default @Nullable String open() {
    return null;
  }

  /** How many elements certainly stand at the start, each where it is. */
  default int certain() {
    return open() == null ? size() : 0;
  }
}
