package dev.tfgate.policy.file;

import java.util.Locale;
import java.util.Optional;

/** What a policy looks at. */
public enum Target {
  /** Blocks as they are written. */
  CONFIG,
  /** Planned changes. */
  PLAN,
  /** A module as a whole: one directory. */
  MODULE,
  /** A root module with every module below it. */
  ROOT,
  /** Files of the CI configuration. */
  CI_CONFIG;

  /** Returns the word used in policy files. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<Target> of(String word) {
    for (Target target : values()) {
      if (target.word().equals(word)) {
        return Optional.of(target);
      }
    }
    return Optional.empty();
  }
}
