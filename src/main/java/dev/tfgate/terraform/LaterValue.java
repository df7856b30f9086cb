package dev.tfgate.terraform;

import org.jspecify.annotations.Nullable;

/**
 * A value of a plan that is made of its text when somebody asks for it. Most values of a large plan
 * are of resources that nobody asks about. Of one thread.
 */
final class LaterValue {
  private byte @Nullable [] json;
  private @Nullable Object value;

  /**
   * A value to be read later.
   *
   * @param json its text, which {@link SkippingParser} found to be well-formed
   */
  LaterValue(byte[] json) {
    this.json = json;
  }

  /** Returns what a value is; one that is not read later is itself. */
  static @Nullable Object read(@Nullable Object value) {
    return value instanceof LaterValue later ? later.read() : value;
  }

  private @Nullable Object read() {
    byte[] text = json;
    if (text != null) {
      value = JsonValues.read(text);
      json = null;
    }
    return value;
  }
}
