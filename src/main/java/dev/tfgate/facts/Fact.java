package dev.tfgate.facts;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one thing that a provider has, or of all whose names fit a pattern.
 *
 * @param subject what it is about
 * @param name path of a provider's argument ({@code exec.command}), a type, a type and the path of
 *     its argument ({@code helm_release.postrender}), or a function; stars stand for any letters
 * @param effect what it can do
 * @param options words that say when, see {@link Option}
 * @param safe values with which it does nothing: texts in which {@code *} stands for letters,
 *     digits and hyphens, {@code {region}} for the name of a region of AWS, {@code {name}} for the
 *     name of the argument, and {@code {api}} for the version of an API as a path
 * @param unless another argument that makes it so; null where nothing is needed
 * @param since the first version of the provider that has it; null where all have or it isn't known
 * @param until the last version that has it; null where it isn't known to have gone
 * @param kind for what is harmless, which class of harmless things it belongs to; else empty
 * @param why one sentence
 */
public record Fact(
    FactSubject subject,
    String name,
    Effect effect,
    Set<Option> options,
    List<String> safe,
    @Nullable String unless,
    @Nullable String since,
    @Nullable String until,
    String kind,
    String why) {
  /** When a fact holds, or how much it weighs. */
  public enum Option {
    /** Findings of it are shown only. */
    ADVISORY("advisory"),
    /** Any value of it counts, or what is not known counts too. */
    STRICT("strict"),
    /** It names a host only where it is a whole address. */
    RELATIVE("relative"),
    /** It names a host where it is a whole address, and else a path or a name. */
    OR_PATH("or-path"),
    /** It counts where it holds a value, not where it is a block or an object. */
    VALUE("value"),
    /** Nothing but letters, digits, dots, hyphens and underscores may stand in it. */
    PLAIN("plain"),
    /** It is the name of an object, in which the name of a place stands behind "locations". */
    OBJECT("object");

    private final String word;

    Option(String word) {
      this.word = word;
    }

    /** The option as the files of facts name it. */
    public String word() {
      return word;
    }
  }

  public Fact {
    options = Set.copyOf(options);
    safe = List.copyOf(safe);
  }

  /** Whether it has the option. */
  public boolean is(Option option) {
    return options.contains(option);
  }

  /** Whether that version of the provider has it: all have where nothing else is said. */
  boolean holdsIn(String version) {
    return (since == null || compare(version, since) >= 0)
        && (until == null || compare(version, until) <= 0);
  }

  /** By the numbers alone: what comes with a version is in its pre-releases too. */
  private static int compare(String version, String other) {
    String[] left = release(version).split("\\.", -1);
    String[] right = release(other).split("\\.", -1);
    for (int i = 0; i < Math.max(left.length, right.length); i++) {
      String a = i < left.length ? left[i] : "0";
      String b = i < right.length ? right[i] : "0";
      int order = a.length() == b.length() ? a.compareTo(b) : a.length() - b.length();
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  private static String release(String version) {
    for (int i = 0; i < version.length(); i++) {
      char c = version.charAt(i);
      if (c == '-' || c == '+') {
        return version.substring(0, i);
      }
    }
    return version;
  }

  /** Whether it says that there is nothing to fear. */
  public boolean isHarmless() {
    return effect == Effect.HARMLESS || effect == Effect.NAMES;
  }

  /** The type that it is about, without the path of an argument. */
  public String type() {
    int dot = name.indexOf('.');
    return dot < 0 ? name : name.substring(0, dot);
  }

  /** The path of the argument of a type; empty where it is about the type as a whole. */
  public String argument() {
    int dot = name.indexOf('.');
    return dot < 0 ? "" : name.substring(dot + 1);
  }
}
