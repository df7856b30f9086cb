package dev.tfgate;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** What a test needs of the machine. */
public final class Installed {
  private Installed() {}

  /** Skips the test, and says so, where a program is not on the PATH. */
  public static void assume(String program) {
    assumeTrue(
        Arrays.stream(System.getenv("PATH").split(":"))
            .anyMatch(entry -> Files.isExecutable(Path.of(entry, program))),
        program + " is not on the PATH: this test is skipped");
  }
}
