package dev.tfgate.report;

import java.util.Locale;
import java.util.Optional;

/** What a finding does to the verdict. */
public enum Enforcement {
  /** Fails the gate. */
  MANDATORY,
  /** Is shown and changes nothing. */
  ADVISORY,
  /** The rule does not run. */
  OFF;

  /** Returns the lower-case word used in {@code gate.yaml} and in every report format. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the enforcement written as {@code word}, or empty where there is none of that name. */
  public static Optional<Enforcement> of(String word) {
    for (Enforcement enforcement : values()) {
      if (enforcement.word().equals(word)) {
        return Optional.of(enforcement);
      }
    }
    return Optional.empty();
  }
}
