package dev.tfgate.plugins;

import com.google.re2j.Pattern;

/**
 * What the values in a manifest look like; apart from it, as a run that pins nothing needs none.
 */
final class ManifestSyntax {
  static final Pattern SOURCE = Pattern.compile("[a-z0-9.-]+(:[0-9]+)?/[0-9a-z_-]+/[0-9a-z_-]+");
  static final Pattern VERSION =
      Pattern.compile("(0|[1-9][0-9]*)\\.(0|[1-9][0-9]*)\\.(0|[1-9][0-9]*)([-+][0-9A-Za-z.+-]+)?");
  static final Pattern PLATFORM = Pattern.compile("[a-z0-9]+_[a-z0-9]+");
  static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
  static final Pattern H1 = Pattern.compile("h1:[A-Za-z0-9+/]{43}=");
  static final Pattern ZH = Pattern.compile("zh:[0-9a-f]{64}");
  static final Pattern HASH = Pattern.compile("h1:[A-Za-z0-9+/]{43}=|zh:[0-9a-f]{64}");
  static final Pattern MODE = Pattern.compile("[0-7]{4}");
  static final Pattern FILE = Pattern.compile("[^/\\\\\\x00-\\x1f]+(/[^/\\\\\\x00-\\x1f]+)*");

  private ManifestSyntax() {}
}
