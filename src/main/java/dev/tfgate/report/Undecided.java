package dev.tfgate.report;

/**
 * Something that the gate could not decide, for which it refuses.
 *
 * @param path what it is about, relative to the checkout, with {@code /}; "." for the checkout as a
 *     whole
 * @param reason a kebab-case word for programs, such as {@code unreadable} or {@code too-large}
 * @param message what happened and what to do; not sanitised: formats do that when they print
 */
public record Undecided(String path, String reason, String message) {
  static final String RULE = "undecided";

  /** Hides secrets in the message. */
  public Undecided {
    message = Redaction.of(message);
  }

  /** As a finding that fails the gate, for formats whose readers look at findings only. */
  Finding asFinding() {
    return Finding.of(
        RULE,
        Enforcement.MANDATORY,
        path,
        null,
        null,
        "Could not be decided, so the gate refuses: " + message,
        reason);
  }
}
