package dev.tfgate.policy;

import dev.tfgate.cel.Unknown;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A text that is put together of parts, of which some aren't known: its start and end may be. */
final class PartialText {
  private final StringBuilder prefix = new StringBuilder();
  private final StringBuilder suffix = new StringBuilder();
  private final Set<String> causes = new LinkedHashSet<>();

  /**
   * Adds the text that Terraform makes of a value.
   *
   * @param name of the value, where it is none that has a text
   */
  void add(@Nullable Object value, String name) {
    switch (value) {
      case String text -> (causes.isEmpty() ? prefix : suffix).append(text);
      case Long whole -> add(whole.toString(), name);
      case Boolean truth -> add(truth.toString(), name);
      case Unknown unknown -> {
        if (causes.isEmpty()) {
          prefix.append(unknown.prefix());
        }
        causes.addAll(unknown.causes());
        suffix.setLength(0);
        suffix.append(unknown.suffix());
      }
      case null, default -> {
        causes.add(name);
        suffix.setLength(0);
      }
    }
  }

  int length() {
    return prefix.length() + suffix.length();
  }

  /** Returns the text, or what is known of it. */
  Object value() {
    return causes.isEmpty()
        ? prefix.toString()
        : Unknown.text(causes, prefix.toString(), suffix.toString());
  }
}
