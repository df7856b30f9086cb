package dev.tfgate.plugins;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Looks for programs as a shell does, but in absolute folders alone. */
public final class ProgramOnPath {
  private ProgramOnPath() {}

  /**
   * Returns the absolute path of the first executable file {@code name} on the {@code PATH} of
   * {@code environment}. A relative folder is passed over: it would find a program of the checkout.
   */
  public static Optional<Path> find(String name, Map<String, String> environment) {
    for (String folder : environment.getOrDefault("PATH", "/usr/bin:/bin").split(":", 0)) {
      Path program;
      try {
        program = Path.of(folder).resolve(name);
      } catch (InvalidPathException e) {
        continue;
      }
      if (program.isAbsolute() && Files.isRegularFile(program) && Files.isExecutable(program)) {
        return Optional.of(program);
      }
    }
    return Optional.empty();
  }
}
