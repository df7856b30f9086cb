package dev.tfgate.cli;

import dev.tfgate.google.GoogleAccess;
import dev.tfgate.trust.RunMode;
import dev.tfgate.trust.TrustLocation;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParseResult;

/**
 * One call of a command: what the user typed and the world it runs in.
 *
 * @param parsed the command's own options and parameters
 * @param global the options every command takes
 * @param environment the environment variables
 * @param workingDirectory the absolute current directory
 * @param streams the standard streams
 */
record Invocation(
    ParseResult parsed,
    GlobalOptions global,
    Map<String, String> environment,
    Path workingDirectory,
    Streams streams) {
  private static final Path FILE_SYSTEM = Path.of("/");

  /** Returns the value of a text option, or null where it was not given. */
  @Nullable String option(String name) {
    return parsed.matchedOptionValue(name, null);
  }

  /** Returns the values of an option that may be given several times, in order. */
  List<String> options(String name) {
    return parsed.matchedOptionValue(name, List.of());
  }

  /** Whether the flag was given. */
  boolean flag(String name) {
    return parsed.matchedOptionValue(name, false);
  }

  /** Returns the positional arguments, in order; those after {@code --} too. */
  List<String> arguments() {
    return parsed.matchedPositionals().stream()
        .flatMap(positional -> positional.originalStringValues().stream())
        .toList();
  }

  /** Returns the mode of this run, and why. */
  RunMode mode() {
    return RunMode.of(global.mode(), environment, FILE_SYSTEM);
  }

  /**
   * Returns where the trust directory lies, or empty where nothing names one.
   *
   * @param start the directory from which local mode looks upwards
   */
  Optional<TrustLocation> trust(Path start) {
    return TrustLocation.find(global.trust(), environment, mode().mode(), start, FILE_SYSTEM);
  }

  /** Returns how Google is reached: by the credentials of the environment, never its endpoints. */
  GoogleAccess googleAccess() {
    return new GoogleAccess(environment, global.endpoints());
  }

  /**
   * Returns {@code path} made absolute against the working directory and normalised; links are not
   * resolved.
   */
  Path resolve(String path) {
    return workingDirectory.resolve(path).normalize();
  }
}
