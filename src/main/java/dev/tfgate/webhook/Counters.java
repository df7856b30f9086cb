package dev.tfgate.webhook;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts what happened since the process began, in the text format of Prometheus. */
final class Counters {
  private final Map<String, LongAdder> counts = new ConcurrentSkipListMap<>();

  /**
   * Counts one.
   *
   * @param name such as {@code deliveries}
   * @param outcome a word of this program
   */
  void count(String name, String outcome) {
    counts
        .computeIfAbsent(
            "tfgate_webhook_%s_total{outcome=\"%s\"}".formatted(name, outcome),
            key -> new LongAdder())
        .increment();
  }

  /** Adds to a sum. */
  void add(String name, long amount) {
    counts
        .computeIfAbsent("tfgate_webhook_%s_total".formatted(name), key -> new LongAdder())
        .add(amount);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    counts.forEach((name, count) -> text.append(name).append(' ').append(count).append('\n'));
    return text.toString();
  }
}
