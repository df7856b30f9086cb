package dev.tfgate.terraform.profile;

import dev.tfgate.plugins.PackageHash;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
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
public record RealProgram(Engine engine, String version, Path path) {
  /** Returns it where it is in the cache; the test is skipped, and says so, where it isn't. */
  public static RealProgram cached(Engine engine, String version) {
    return new RealProgram(engine, version, cache().resolve(engine.word() + "-" + version))
        .needed();
  }

  /** Skips the test, and says so, where it isn't there. */
  public RealProgram needed() {
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
  public static Stream<RealProgram> all() {
    String wanted = System.getProperty("tfgate.programs", "");
    return Stream.of(
            new RealProgram(Engine.TERRAFORM, "", Path.of("")),
            new RealProgram(Engine.TERRAFORM, "1.16.4", cache().resolve("terraform-1.16.4")),
            new RealProgram(Engine.TOFU, "1.12.6", cache().resolve("tofu-1.12.6")))
        .filter(program -> program.toString().contains(wanted));
  }

  /** One program of every version that can be had, to hold the table against. */
  public static Stream<RealProgram> everyVersion() {
    return Stream.concat(
        Stream.of(installed()),
        Stream.of(
                new RealProgram(Engine.TERRAFORM, "1.12.2", Path.of("")),
                new RealProgram(Engine.TERRAFORM, "1.13.5", Path.of("")),
                new RealProgram(Engine.TERRAFORM, "1.14.9", Path.of("")),
                new RealProgram(Engine.TERRAFORM, "1.15.5", Path.of("")),
                new RealProgram(Engine.TERRAFORM, "1.16.4", Path.of("")),
                new RealProgram(Engine.TOFU, "1.12.6", Path.of("")))
            .map(
                one ->
                    new RealProgram(
                        one.engine(),
                        one.version(),
                        cache().resolve(one.engine().word() + "-" + one.version()))));
  }

  /** The Terraform of this machine with the version that it says. */
  private static RealProgram installed() {
    for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, 0)) {
      Path file = Path.of(folder, "terraform");
      if (Files.isExecutable(file)) {
        try {
          ProcessBuilder builder = new ProcessBuilder(file.toString(), "version");
          builder.environment().put("CHECKPOINT_DISABLE", "1");
          String said =
              new String(builder.start().getInputStream().readAllBytes(), StandardCharsets.UTF_8);
          return new RealProgram(
              Engine.TERRAFORM, said.lines().findFirst().orElseThrow().split(" v", 2)[1], file);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
    return new RealProgram(Engine.TERRAFORM, "of the PATH", Path.of("terraform"));
  }

  /** What tfgate says that it does. */
  public Profile profile() {
    return new Profile(engine, Release.parse(version).orElseThrow());
  }

  /** Returns the provider with the action {@code actor_say}; the test is skipped without it. */
  public static Path actor() {
    Path file = cache().resolve("terraform-provider-actor_v1.0.0");
    Assumptions.assumeTrue(
        Files.isExecutable(file),
        () ->
            "no provider with an action at %s, so nothing was tried with it; src/test/programs/install puts it there"
                .formatted(file));
    return file;
  }

  private static Path cache() {
    return Optional.ofNullable(System.getenv("TFGATE_PROGRAMS"))
        .map(Path::of)
        .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache", "tfgate-programs"));
  }

  public String sha256() {
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
