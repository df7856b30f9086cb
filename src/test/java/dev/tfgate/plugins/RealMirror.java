package dev.tfgate.plugins;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** A plugin directory with real providers, where this machine has one. */
public final class RealMirror {
  private RealMirror() {}

  /**
   * The mirror that TFGATE_TEST_MIRROR names, else the first below /opt; without one the test is
   * skipped.
   */
  public static Path find() throws IOException {
    String named = System.getenv("TFGATE_TEST_MIRROR");
    if (named != null) {
      return Path.of(named);
    }
    Optional<Path> found = Optional.empty();
    if (Files.isDirectory(Path.of("/opt"))) {
      try (Stream<Path> folders = Files.walk(Path.of("/opt"), 2)) {
        found =
            folders
                .filter(folder -> Files.isDirectory(folder.resolve("registry.terraform.io")))
                .findFirst();
      }
    }
    Assumptions.assumeTrue(
        found.isPresent(), "needs a filesystem mirror: name one in TFGATE_TEST_MIRROR");
    return found.orElseThrow();
  }
}
