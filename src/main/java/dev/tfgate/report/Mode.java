package dev.tfgate.report;

import java.util.Locale;

/** Where the gate runs, and so how strict it is about its own surroundings. */
public enum Mode {
  /** A laptop: the trust directory may lie in the checkout or be missing. */
  LOCAL,
  /** A build: everything that decides lies outside the checkout. */
  CI;

  /** Returns the lower-case word used on the command line and in reports. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
