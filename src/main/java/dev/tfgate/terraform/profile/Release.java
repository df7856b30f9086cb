package dev.tfgate.terraform.profile;

import java.util.Optional;

/**
 * A version of a program.
 *
 * @param major its first number
 * @param minor its second number
 * @param text as written
 */
public record Release(int major, int minor, String text) {
  /** Returns the release of a version such as {@code 1.16.4}; empty where it is none. */
  public static Optional<Release> parse(String text) {
    String[] parts = text.split("\\.", 3);
    if (parts.length < 3) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Release(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Whether it is no final release: {@code 1.17.0-alpha20260805}. */
  public boolean isPrerelease() {
    return text.indexOf('-') >= 0;
  }

  /** Whether it is 1.{@code minor} or later. */
  boolean isFrom(int minor) {
    return major > 1 || (major == 1 && this.minor >= minor);
  }
}
