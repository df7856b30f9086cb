package dev.tfgate.terraform.values;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What files of a checkout decode to, for all roots that read them and for several threads. The
 * files are those of one checkout, which doesn't change while it is read.
 */
public final class DecodedFiles {
  /** Of so many bytes, what they decode to is kept; then it begins anew. */
  private static final long MOST_BYTES = 4 * 1024 * 1024;

  private final Map<String, Possible> known = new ConcurrentHashMap<>();
  private final AtomicLong bytes = new AtomicLong();

  /** What was kept under that name; null where there is none. */
  @Nullable Possible get(String name) {
    return known.get(name);
  }

  /** Keeps what so many bytes decode to. */
  void keep(String name, Possible value, int length) {
    if (bytes.addAndGet(length) > MOST_BYTES) {
      known.clear();
      bytes.set(length);
    }
    known.put(name, value);
  }
}
