package dev.tfgate.cel;

import org.jspecify.annotations.Nullable;

/** CEL's optional value. */
record Maybe(boolean present, @Nullable Object value) {
  static final Maybe NONE = new Maybe(false, null);

  static Maybe of(@Nullable Object value) {
    return new Maybe(true, value);
  }
}
