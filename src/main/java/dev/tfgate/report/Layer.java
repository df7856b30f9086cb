package dev.tfgate.report;

import java.util.Locale;

/** The part of a checkout that a rule looks at. */
public enum Layer {
  /** Names, kinds and links of files. Findings of this layer can't be lifted by an exception. */
  PATH,
  /** Provider requirements. */
  PROVIDER,
  /** The dependency lock file. */
  LOCK,
  /** Module calls. */
  MODULE,
  /** Backends and remote state. */
  STATE,
  /** Code and network access at plan time, and files that can't be parsed. */
  CODE,
  /** Arguments of provider blocks. */
  ARGUMENT,
  /** Functions that read files. */
  FILE,
  /** The CI configuration. */
  CI,
  /** A saved plan. */
  PLAN,
  /** Policies of the trust directory. */
  POLICY;

  /** Returns the lower-case word used in reports. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
