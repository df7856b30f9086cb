package dev.tfgate.cel;

import org.jspecify.annotations.Nullable;

/**
 * A value that may decide and must not be shown. A condition sees the value, a message a
 * placeholder.
 */
public record Secret(@Nullable Object value) {
  /** What a message shows. */
  public static final String SHOWN = "(sensitive value)";

  /** Shows nothing. */
  @Override
  public String toString() {
    return SHOWN;
  }
}
