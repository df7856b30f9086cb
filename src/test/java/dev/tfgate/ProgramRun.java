package dev.tfgate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A real program that ran with nothing of this machine's environment.
 *
 * @param exit its exit code
 * @param output what it wrote to both streams
 */
public record ProgramRun(int exit, String output) {
  /**
   * Runs it to its end.
   *
   * @param home a folder for what it and this writes
   * @param longest after so long the test fails
   */
  public static ProgramRun in(Path directory, Path home, Duration longest, List<String> command)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile(home, "output", "");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().clear();
    builder
        .environment()
        .putAll(
            Map.of("PATH", "/usr/bin:/bin", "HOME", home.toString(), "CHECKPOINT_DISABLE", "1"));
    Process process = builder.start();
    if (!process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("%s did not end in %s".formatted(command, longest));
    }
    return new ProgramRun(process.exitValue(), Files.readString(output));
  }

  /** What it wrote, where it ended well. */
  public String passed() {
    assertThat(exit).as(output).isZero();
    return output;
  }
}
