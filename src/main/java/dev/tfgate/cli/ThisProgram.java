package dev.tfgate.cli;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How tfgate itself is started. */
final class ThisProgram {
  private ThisProgram() {}

  /** Returns the command, without arguments: the launcher of the distribution, or Java. */
  static List<String> command() {
    @Nullable String home = System.getProperty("tfgate.home");
    if (home != null) {
      return List.of(Path.of(home, "bin", "tfgate").toAbsolutePath().normalize().toString());
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
