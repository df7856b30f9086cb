package dev.tfgate.ciconfig;

import dev.tfgate.store.ObjectAddress;
import org.jspecify.annotations.Nullable;

/**
 * What became of one file that was to be published.
 *
 * @param path in the checkout
 * @param address where it was to go; with its new generation where it was written
 * @param outcome what happened
 * @param sha256 of what is stored now, in hex; null where nothing was written
 * @param message why, where it was not published; else empty
 */
public record Publication(
    String path, ObjectAddress address, Outcome outcome, @Nullable String sha256, String message) {

  /** What can happen. */
  public enum Outcome {
    /** It is stored. */
    PUBLISHED("published"),
    /** It would be stored. */
    WOULD_PUBLISH("would publish"),
    /** It must not be stored, or was replaced by somebody else meanwhile; nothing was written. */
    REFUSED("refused"),
    /** The store failed; the message says whether anything may have been written. */
    FAILED("failed");

    private final String words;

    Outcome(String words) {
      this.words = words;
    }

    /** Returns the outcome in words, for people. */
    public String words() {
      return words;
    }

    /** Returns the outcome as one kebab-case word, for programs. */
    public String word() {
      return words.replace(' ', '-');
    }
  }
}
