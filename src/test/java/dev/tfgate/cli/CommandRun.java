package dev.tfgate.cli;

import dev.tfgate.report.ExitCode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Runs tfgate inside the test's JVM, with an environment, a working directory and standard input of
 * the test's choice.
 */
public final class CommandRun {
  /** What a run left behind. */
  public record Result(ExitCode code, String out, String err) {}

  private final Map<String, String> environment;
  private final Path workingDirectory;
  private final String input;

  /** Runs with an empty environment in the project's folder. */
  public CommandRun() {
    this(Map.of(), Path.of("").toAbsolutePath(), "");
  }

  /** Runs in {@code workingDirectory} with that environment and standard input. */
  public CommandRun(Map<String, String> environment, Path workingDirectory, String input) {
    this.environment = environment;
    this.workingDirectory = workingDirectory;
    this.input = input;
  }

  /** Runs {@code tfgate ARGUMENTS…}. */
  public Result run(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream outStream = new PrintStream(out, false, StandardCharsets.UTF_8);
    PrintStream errStream = new PrintStream(err, true, StandardCharsets.UTF_8);
    Streams streams =
        new Streams(
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            outStream,
            errStream,
            false,
            false,
            80);
    ExitCode code = new Tfgate(environment, workingDirectory, streams).run(List.of(arguments));
    outStream.flush();
    return new Result(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
