package dev.tfgate.cli;

import dev.tfgate.report.Mode;
import dev.tfgate.terraform.OutlineCache;
import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How tfgate itself is started. */
final class ThisProgram {
  private ThisProgram() {}

  /** The folder of the distribution; empty where tfgate was started from its classes. */
  static Optional<Path> home() {
    return Optional.ofNullable(System.getProperty("tfgate.home"))
        .map(home -> Path.of(home).toAbsolutePath().normalize());
  }

  /** What earlier runs of the user have read; null in CI mode, and where nothing is remembered. */
  static @Nullable OutlineCache outlines(Invocation invocation) {
    return invocation.mode().mode() == Mode.CI
        ? null
        : home()
            .map(home -> OutlineCache.of(invocation.environment(), home.resolve("lib/tfgate.jar")))
            .orElse(null);
  }

  /** Returns the command, without arguments: the launcher of the distribution, or Java. */
  static List<String> command() {
    Optional<Path> home = home();
    if (home.isPresent()) {
      return List.of(home.get().resolve("bin/tfgate").toString());
    }
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--sun-misc-unsafe-memory-access=allow",
        "-cp",
        String.join(
            File.pathSeparator,
            Arrays.stream(System.getProperty("java.class.path", "").split(File.pathSeparator))
                .map(place -> Path.of(place).toAbsolutePath().toString())
                .toList()),
        "dev.tfgate.cli.Main");
  }
}
