package dev.tfgate.cli;

import dev.tfgate.doctor.Doctor;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code tfgate doctor}. */
final class DoctorCommand implements Command {
  @Override
  public void describe(CommandSpec spec) {
    spec.addOption(
        Options.text(
            "--root", "DIR", "A root module: tell as which accounts it would plan and apply"));
  }

  @Override
  public List<String> formats() {
    return List.of("text", "json");
  }

  @Override
  public ExitCode run(Invocation invocation) throws IOException {
    @Nullable String named = invocation.option("--root");
    @Nullable Path root = named == null ? null : invocation.resolve(named);
    if (root != null && !Files.isDirectory(root)) {
      throw new ExitException(ExitCode.USAGE, "there is no directory '%s'".formatted(root));
    }
    Doctor doctor =
        new Doctor(
            invocation.environment(),
            invocation.workingDirectory(),
            invocation.mode(),
            invocation.trust(invocation.workingDirectory()),
            root);
    if (invocation.global().format().equals("json")) {
      doctor.writeJson(new OutputStreamWriter(invocation.streams().out(), StandardCharsets.UTF_8));
    } else {
      doctor.print(invocation.streams().out(), invocation.streams().columns());
    }
    return ExitCode.PASSED;
  }
}
