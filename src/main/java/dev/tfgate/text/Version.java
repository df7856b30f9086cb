package dev.tfgate.text;

import java.util.Optional;

/**
 * A version as providers carry it, ordered by precedence (Semantic Versioning 2.0.0, section 11).
 *
 * @param prerelease what stands behind {@code -}; empty for a release
 * @param metadata what stands behind {@code +}; it has no part in the order
 */
public record Version(long major, long minor, long patch, String prerelease, String metadata)
    implements Comparable<Version> {

  /** Returns the version that {@code text} writes in full; empty where it doesn't. */
  public static Optional<Version> parse(String text) {
    int plus = text.indexOf('+');
    String metadata = plus < 0 ? "" : text.substring(plus + 1);
    String rest = plus < 0 ? text : text.substring(0, plus);
    int dash = rest.indexOf('-');
    String prerelease = dash < 0 ? "" : rest.substring(dash + 1);
    String[] parts = (dash < 0 ? rest : rest.substring(0, dash)).split("\\.", -1);
    boolean halfWritten =
        (plus >= 0 && !isIdentifiers(metadata)) || (dash >= 0 && !isIdentifiers(prerelease));
    if (parts.length != 3 || halfWritten) {
      return Optional.empty();
    }
    for (String part : parts) {
      if (!isNumber(part)) {
        return Optional.empty();
      }
    }
    return Optional.of(
        new Version(
            Long.parseLong(parts[0]),
            Long.parseLong(parts[1]),
            Long.parseLong(parts[2]),
            prerelease,
            metadata));
  }

  /** Whether it is a pre-release, which only a constraint that names it exactly admits. */
  public boolean isPrerelease() {
    return !prerelease.isEmpty();
  }

  static boolean isNumber(String text) {
    if (text.isEmpty() || text.length() > 18) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return text.length() == 1 || text.charAt(0) != '0';
  }

  static boolean isIdentifiers(String text) {
    for (String identifier : text.split("\\.", -1)) {
      if (identifier.isEmpty()) {
        return false;
      }
      for (int i = 0; i < identifier.length(); i++) {
        char c = identifier.charAt(i);
        boolean valid =
            (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
        if (!valid) {
          return false;
        }
      }
    }
    return true;
  }

  @Override
  public int compareTo(Version other) {
    int order = Long.compare(major, other.major);
    order = order != 0 ? order : Long.compare(minor, other.minor);
    order = order != 0 ? order : Long.compare(patch, other.patch);
    return order != 0 ? order : comparePrereleases(prerelease, other.prerelease);
  }

  private static int comparePrereleases(String left, String right) {
    if (left.isEmpty() || right.isEmpty()) {
      return Boolean.compare(left.isEmpty(), right.isEmpty());
    }
    String[] a = left.split("\\.", 0);
    String[] b = right.split("\\.", 0);
    for (int i = 0; i < Math.min(a.length, b.length); i++) {
      boolean numbers = isNumber(a[i]) && isNumber(b[i]);
      int order =
          numbers
              ? Long.compare(Long.parseLong(a[i]), Long.parseLong(b[i]))
              : isNumber(a[i]) != isNumber(b[i])
                  ? Boolean.compare(isNumber(b[i]), isNumber(a[i]))
                  : a[i].compareTo(b[i]);
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(a.length, b.length);
  }

  @Override
  public String toString() {
    return major
        + "."
        + minor
        + "."
        + patch
        + (prerelease.isEmpty() ? "" : "-" + prerelease)
        + (metadata.isEmpty() ? "" : "+" + metadata);
  }
}
