package dev.tfgate.plugins;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.Optional;

/**
 * Where the package of a provider lies in a plugin directory, as Terraform's filesystem mirror
 * looks for it ({@code getproviders.SearchLocalDirectory}).
 *
 * @param source the full source address
 * @param version without {@code v}
 * @param platform such as {@code linux_amd64}
 */
record PackagePlace(String source, String version, String platform) {
  private static final Pattern UNPACKED =
      Pattern.compile(
          "(?P<source>[a-z0-9.-]+(?::[0-9]+)?/[0-9a-z_-]+/[0-9a-z_-]+)"
              + "/(?P<version>[0-9]+\\.[0-9]+\\.[0-9]+(?:[-+][0-9A-Za-z.+-]+)?)"
              + "/(?P<platform>[a-z0-9]+_[a-z0-9]+)");
  private static final Pattern PACKED =
      Pattern.compile(
          "(?P<source>[a-z0-9.-]+(?::[0-9]+)?/[0-9a-z_-]+/(?P<type>[0-9a-z_-]+))"
              + "/terraform-provider-(?P<name>[0-9a-z_-]+)"
              + "_(?P<version>[0-9]+\\.[0-9]+\\.[0-9]+(?:[-+][0-9A-Za-z.+-]+)?)"
              + "_(?P<platform>[a-z0-9]+_[a-z0-9]+)\\.zip");

  /** Reads the path of an unpacked package: {@code host/namespace/type/version/os_arch}. */
  static Optional<PackagePlace> unpacked(String path) {
    Matcher matcher = UNPACKED.matcher(path);
    return matcher.matches() ? Optional.of(of(matcher)) : Optional.empty();
  }

  /** Reads the path of a packed one: {@code host/namespace/type/terraform-provider-….zip}. */
  static Optional<PackagePlace> packed(String path) {
    Matcher matcher = PACKED.matcher(path);
    return matcher.matches() && matcher.group("type").equals(matcher.group("name"))
        ? Optional.of(of(matcher))
        : Optional.empty();
  }

  private static PackagePlace of(Matcher matcher) {
    return new PackagePlace(
        matcher.group("source"), matcher.group("version"), matcher.group("platform"));
  }

  /** The last part of the source address. */
  String type() {
    return source.substring(source.lastIndexOf('/') + 1);
  }

  /** The directory of the unpacked package. */
  String directory() {
    return source + "/" + version + "/" + platform;
  }

  /** The packed package. */
  String zip() {
    return "%s/terraform-provider-%s_%s_%s.zip".formatted(source, type(), version, platform);
  }

  /** How a reader knows it. */
  String shown() {
    return "%s %s for %s".formatted(source, version, platform);
  }

  /**
   * Whether Terraform takes a file of the package for the provider's executable; of several it runs
   * the first by name.
   *
   * @param path relative to the package
   */
  boolean isExecutable(String path) {
    String prefix = "terraform-provider-" + type();
    if (path.contains("/") || !path.startsWith(prefix)) {
      return false;
    }
    return path.length() == prefix.length()
        || path.charAt(prefix.length()) == '_'
        || path.charAt(prefix.length()) == '.';
  }
}
