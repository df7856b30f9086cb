package dev.tfgate.runner;

import dev.tfgate.plugins.PackageHash;
import dev.tfgate.terraform.profile.Engine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
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
    return new RealProgram(engine, version, cache().resolve(engine.word() + "-" + version))
        .needed();
  }

  /** Skips the test, and says so, where it isn't there. */
  RealProgram needed() {
    Assumptions.assumeTrue(
        Files.isExecutable(path),
        () ->
            "no %s %s at %s, so nothing was tried with it; src/test/programs/install puts it there"
                .formatted(engine.title(), version, path));
    return this;
  }

  /**
   * The Terraform of this machine, and the others that are in the cache; those alone whose name
   * {@code -Dtfgate.programs=…} has a part of.
   */
  static Stream<RealProgram> all() {
    String wanted = System.getProperty("tfgate.programs", "");
    return Stream.of(
            new RealProgram(Engine.TERRAFORM, "", Path.of("")),
            new RealProgram(Engine.TERRAFORM, "1.16.4", cache().resolve("terraform-1.16.4")),
            new RealProgram(Engine.TOFU, "1.12.6", cache().resolve("tofu-1.12.6")))
        .filter(program -> program.toString().contains(wanted));
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
