package dev.tfgate.policy.file;

import java.util.Locale;

/** What a policy does where its condition depends on a value that isn't known. */
public enum UnknownVerdict {
  /** As if the condition held. */
  DENY,
  /** Shows it and fails nothing. */
  ADVISE,
  /** Says nothing. */
  ALLOW;

  /** Returns the word used in policy files. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
