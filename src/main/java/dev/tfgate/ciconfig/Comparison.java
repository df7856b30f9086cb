package dev.tfgate.ciconfig;

import dev.tfgate.store.Content;
import dev.tfgate.store.ObjectAddress;
import dev.tfgate.store.StoredObject;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How one file of the checkout stands to its trusted copy.
 *
 * @param path in the checkout
 * @param trusted where the trusted copy lies
 * @param state the outcome
 * @param here the file in the checkout, or null where there is none or it was not read
 * @param copy the trusted copy, or null where there is none or it could not be had
 * @param message what is wrong, in a phrase; empty where nothing is
 */
public record Comparison(
    String path,
    ObjectAddress trusted,
    State state,
    @Nullable Content here,
    @Nullable StoredObject copy,
    String message) {

  /** What a comparison ends with. */
  public enum State {
    /** Every byte is the same. */
    EQUAL("equal"),
    /** Other bytes, or no regular file. */
    DRIFTED("drifted"),
    /** The checkout lacks the file. */
    MISSING_HERE("missing here"),
    /** A governed folder of the checkout holds a file that its trusted copy lacks. */
    EXTRA_HERE("extra here"),
    /** There is no trusted copy. */
    MISSING_THERE("missing there"),
    /** The network is not to be used, so the trusted copy was not asked for. */
    SKIPPED("skipped"),
    /** The trusted copy could not be had. */
    UNREACHABLE("unreachable"),
    /** The trusted copy arrived damaged, or is larger than is read. */
    REFUSED("refused"),
    /** What Cloud Build makes of the trusted copy is not known. */
    NOT_FOLLOWED("not followed"),
    /** The file in the checkout can't be read. */
    UNREADABLE("unreadable");

    private final String words;

    State(String words) {
      this.words = words;
    }

    /** Returns the state in words, for people. */
    public String words() {
      return words;
    }

    /** Returns the state as one kebab-case word, for programs. */
    public String word() {
      return words.replace(' ', '-');
    }

    /** Whether the checkout holds something else than the trusted copy. */
    public boolean isDrift() {
      return this == DRIFTED || this == MISSING_HERE || this == EXTRA_HERE;
    }

    /** Whether there was no trusted copy to compare with, which a laptop may well lack. */
    public boolean isOutOfReach() {
      return this == MISSING_THERE || this == UNREACHABLE;
    }
  }

  /** Returns the address of the trusted copy, with its generation where it was read. */
  public ObjectAddress address() {
    return copy == null ? trusted : copy.address();
  }

  /** Returns what differs between two contents; empty where one is missing. */
  public Optional<Drift> drift() {
    return here == null || copy == null || here.equals(copy.content())
        ? Optional.empty()
        : Optional.of(Drift.between(path, here, copy));
  }
}
