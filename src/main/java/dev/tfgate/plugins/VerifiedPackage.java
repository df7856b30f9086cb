package dev.tfgate.plugins;

import org.jspecify.annotations.Nullable;

/**
 * A pinned package and how it lies in the plugin directory.
 *
 * @param source the full source address
 * @param version without {@code v}
 * @param platform such as {@code linux_amd64}
 * @param h1 the pinned package hash
 * @param layout how it lies there, or null where it is missing
 * @param intact whether all of it is as pinned
 */
public record VerifiedPackage(
    String source,
    String version,
    String platform,
    String h1,
    @Nullable Layout layout,
    boolean intact) {

  /** The two ways in which Terraform accepts a package. */
  public enum Layout {
    /** A directory {@code version/os_arch} with the package's files. */
    UNPACKED,
    /** The vendor's zip. */
    PACKED;

    /** Returns the lower-case word used in reports. */
    public String word() {
      return this == UNPACKED ? "unpacked" : "packed";
    }
  }
}
