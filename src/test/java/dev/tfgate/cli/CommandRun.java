package dev.tfgate.cli;

import dev.tfgate.report.ExitCode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
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
  private final boolean terminal;

  /** Runs with an empty environment in the project's folder. */
  public CommandRun() {
    this(Map.of(), Path.of("").toAbsolutePath(), "");
  }

  /** Runs in {@code workingDirectory} with that environment and standard input. */
  public CommandRun(Map<String, String> environment, Path workingDirectory, String input) {
    this(environment, workingDirectory, input, false);
  }

  private CommandRun(
      Map<String, String> environment, Path workingDirectory, String input, boolean terminal) {
    this.environment = environment;
    this.workingDirectory = workingDirectory;
    this.input = input;
    this.terminal = terminal;
  }

  /** Returns the same on a terminal of 80 columns, without colour. */
  CommandRun onTerminal() {
    Map<String, String> plain = new HashMap<>(environment);
    plain.put("NO_COLOR", "1");
    return new CommandRun(plain, workingDirectory, input, true);
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
            terminal,
            terminal,
            80);
    ExitCode code = new Tfgate(environment, workingDirectory, streams).run(List.of(arguments));
    outStream.flush();
    return new Result(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
