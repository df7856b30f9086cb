package dev.tfgate.plugins;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A provider's package for one platform.
 *
 * @param h1 Terraform's hash of the package's files, with {@code h1:}
 * @param zh the hash of the vendor's zip, with {@code zh:}, or null where it was not seen
 * @param executable the file that Terraform runs, relative to the package
 * @param files every file of the package, by path
 */
public record PinnedPackage(
    String h1, @Nullable String zh, String executable, List<PinnedFile> files) {
  public PinnedPackage {
    files = List.copyOf(files);
  }
}
