package dev.tfgate.runner;

import dev.tfgate.plugins.PackageHash;
import dev.tfgate.terraform.profile.Engine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/**
 * A real Terraform or OpenTofu, as {@code src/test/programs/install} puts it into the cache.
 *
 * @param engine which of the two
 * @param version empty for the Terraform of this machine, whichever it is
 * @param path where it lies
 */
record RealProgram(Engine engine, String version, Path path) {
  /** Returns it where it is in the cache; the test is skipped, and says so, where it isn't. */
  static RealProgram cached(Engine engine, String version) {
    Path path = cache().resolve(engine.word() + "-" + version);
    Assumptions.assumeTrue(
        Files.isExecutable(path),
        () ->
            "no %s %s at %s, so nothing was tried with it; src/test/programs/install puts it there"
                .formatted(engine.title(), version, path));
    return new RealProgram(engine, version, path);
  }

  private static Path cache() {
    return Optional.ofNullable(System.getenv("TFGATE_PROGRAMS"))
        .map(Path::of)
        .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache", "tfgate-programs"));
  }

  String sha256() {
    try {
      return PackageHash.sha256(path, read -> {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return engine.title() + " " + version;
  }
}
