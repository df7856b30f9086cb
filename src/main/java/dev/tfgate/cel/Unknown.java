package dev.tfgate.cel;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A value that isn't known yet, and what is known about it.
 *
 * @param causes the expressions or attributes that it depends on, as a reader knows them
 * @param prefix how it starts, where it is text; empty where that isn't known
 * @param suffix how it ends, where it is text; empty where that isn't known
 * @param decoded what decoding it as JSON gives, or null where that isn't known
 * @param choices what it can be: one of these; empty where that isn't known
 */
public record Unknown(
    Set<String> causes,
    String prefix,
    String suffix,
    @Nullable Object decoded,
    List<@Nullable Object> choices) {
  private static final int MOST_CAUSES = 5;
  private static final int MOST_CHOICES = 16;

  /** Keeps the order of the causes. */
  public Unknown {
    causes =
        causes.size() == 1
            ? Set.copyOf(causes)
            : Collections.unmodifiableSet(new LinkedHashSet<>(causes));
    choices =
        choices.isEmpty() || choices.size() > MOST_CHOICES
            ? List.of()
            : Collections.unmodifiableList(new ArrayList<>(choices));
  }

  /** A value about which nothing is known. */
  public static Unknown of(String cause) {
    return new Unknown(Set.of(cause), "", "", null, List.of());
  }

  /** What decides how many elements a list has; null where that is known. */
  static @Nullable Unknown numberOf(Items items) {
    String open = items.open();
    return open == null ? null : of(open);
  }

  /** A text whose start and end are known. */
  public static Unknown text(Set<String> causes, String prefix, String suffix) {
    return new Unknown(causes, prefix, suffix, null, List.of());
  }

  /** A text that holds {@code value} as JSON. */
  public static Unknown json(String cause, Object value) {
    return new Unknown(Set.of(cause), "", "", value, List.of());
  }

  /** A value that is one of several. */
  public static Unknown oneOf(String cause, List<? extends @Nullable Object> choices) {
    return new Unknown(Set.of(cause), "", "", null, new ArrayList<@Nullable Object>(choices));
  }

  /** The same causes, and nothing else known. */
  Unknown bare() {
    return prefix.isEmpty() && suffix.isEmpty() && decoded == null && choices.isEmpty()
        ? this
        : new Unknown(causes, "", "", null, List.of());
  }

  /** Nothing known but the causes of both. */
  public Unknown and(Unknown other) {
    Set<String> all = new LinkedHashSet<>(causes);
    for (String cause : other.causes) {
      if (all.size() < MOST_CAUSES) {
        all.add(cause);
      }
    }
    return new Unknown(all, "", "", null, List.of());
  }

  /** Returns the causes in a row, for a message. */
  public String names() {
    return String.join(", ", causes);
  }
}
