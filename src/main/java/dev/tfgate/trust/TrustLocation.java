package dev.tfgate.trust;

import dev.tfgate.report.Mode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the trust directory lies.
 *
 * @param path the directory, absolute; it may not exist where it was named
 * @param source what named it: {@code --trust}, {@code TFGATE_TRUST}, {@code /etc/tfgate} or {@code
 *     gate.yaml above}
 */
public record TrustLocation(Path path, String source) {

  /** Whether another call on this machine finds it too, wherever it is made. */
  public boolean isFoundAnywhere() {
    return source.equals("TFGATE_TRUST") || source.equals("/etc/tfgate");
  }

  /**
   * Finds the trust directory; empty where nothing names one.
   *
   * @param option the value of {@code --trust}, or null
   * @param environment the environment variables
   * @param mode in local mode the nearest folder with a {@code gate.yaml} counts too
   * @param start the directory from which to look upwards, up to the git top level
   * @param fileSystem the root of the file system, {@code /}
   */
  public static Optional<TrustLocation> find(
      @Nullable Path option,
      Map<String, String> environment,
      Mode mode,
      Path start,
      Path fileSystem) {
    if (option != null) {
      return Optional.of(new TrustLocation(option, "--trust"));
    }
    Path installed = fileSystem.resolve("etc/tfgate");
    Optional<TrustLocation> fromSystem =
        Files.exists(installed)
            ? Optional.of(new TrustLocation(installed, "/etc/tfgate"))
            : Optional.empty();
    @Nullable String named = environment.get("TFGATE_TRUST");
    Optional<TrustLocation> fromEnvironment =
        named == null || named.isEmpty()
            ? Optional.empty()
            : Optional.of(new TrustLocation(start.resolve(named).normalize(), "TFGATE_TRUST"));
    if (mode == Mode.CI) {
      return fromSystem.or(() -> fromEnvironment);
    }
    return fromEnvironment.or(() -> fromSystem).or(() -> above(start));
  }

  private static Optional<TrustLocation> above(Path start) {
    for (Path folder = start; folder != null; folder = folder.getParent()) {
      if (Files.isRegularFile(folder.resolve("gate.yaml"))) {
        return Optional.of(new TrustLocation(folder, "gate.yaml above"));
      }
      if (Files.exists(folder.resolve(".git"))) {
        break;
      }
    }
    return Optional.empty();
  }
}
