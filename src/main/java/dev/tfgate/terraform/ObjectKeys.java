package dev.tfgate.terraform;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The keys of the objects of a text that are open, so that none comes twice. A key is known by a
 * number of 64 bits: two keys of one object that share it count as the same, so that no duplicate
 * gets past.
 */
final class ObjectKeys {
  /** The number of the empty key. */
  static final long EMPTY = 0xcbf29ce484222325L;

  private static final long FACTOR = 0x100000001b3L;

  /** As many are compared one by one. */
  private static final int FEW = 16;

  /** Keys of all open objects that have few, those of the outer first. */
  private long[] numbers = new long[256];

  private int size;

  /** Where the keys of each open object begin. */
  private int[] starts = new int[64];

  /** Of an object with many. */
  private @Nullable Set<Long>[] sets = newSets(64);

  private int open;

  /** Returns the number of a key that goes on with a character (FNV-1a). */
  static long with(long number, int character) {
    return (number ^ character) * FACTOR;
  }

  /** An object begins. */
  void open() {
    if (open == starts.length) {
      starts = Arrays.copyOf(starts, 2 * open);
      sets = Arrays.copyOf(sets, 2 * open);
    }
    starts[open++] = size;
  }

  /** The innermost object ends. */
  void close() {
    size = starts[--open];
    sets[open] = null;
  }

  /** Adds a key of the innermost object; returns false where it has it already. */
  boolean add(long number) {
    int start = starts[open - 1];
    for (int i = start; i < size; i++) {
      if (numbers[i] == number) {
        return false;
      }
    }
    if (size - start < FEW) {
      if (size == numbers.length) {
        numbers = Arrays.copyOf(numbers, 2 * size);
      }
      numbers[size++] = number;
      return true;
    }
    Set<Long> set = sets[open - 1];
    if (set == null) {
      set = new HashSet<>();
      sets[open - 1] = set;
    }
    return set.add(number);
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // arrays of generics
  private static @Nullable Set<Long>[] newSets(int length) {
    return new Set[length];
  }
}
