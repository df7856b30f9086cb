package dev.tfgate.trust;

import dev.tfgate.checkout.BoundedFile;
import dev.tfgate.yaml.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A file that the platform team wrote. */
final class TrustFile {
  private static final int LARGEST = 32 * 1024 * 1024;

  private TrustFile() {}

  /**
   * Returns what is in it, at most 32 MiB; empty where it is missing or can't be read.
   *
   * @param why says in the message what names it
   * @param problems takes what is wrong
   */
  static Optional<byte[]> bytes(Path file, String why, Problems problems) {
    if (!Files.exists(file)) {
      problems.add(file.toString(), null, "there is no such file (%s)".formatted(why));
      return Optional.empty();
    }
    try {
      return Optional.of(BoundedFile.read(file.toRealPath(), LARGEST));
    } catch (IOException e) {
      problems.add(file.toString(), null, "can't be read: " + e.getMessage());
      return Optional.empty();
    }
  }
}
