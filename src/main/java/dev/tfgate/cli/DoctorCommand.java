package dev.tfgate.cli;

import dev.tfgate.doctor.Doctor;
import dev.tfgate.report.ExitCode;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code tfgate doctor}. */
final class DoctorCommand implements Command {
  @Override
  public void describe(CommandSpec spec) {}

  @Override
  public List<String> formats() {
    return List.of("text", "json");
  }

  @Override
  public ExitCode run(Invocation invocation) throws IOException {
    Doctor doctor =
        new Doctor(
            invocation.environment(),
            invocation.workingDirectory(),
            invocation.mode(),
            invocation.trust(invocation.workingDirectory()));
    if (invocation.global().format().equals("json")) {
      doctor.writeJson(new OutputStreamWriter(invocation.streams().out(), StandardCharsets.UTF_8));
    } else {
      doctor.print(invocation.streams().out(), invocation.streams().columns());
    }
    return ExitCode.PASSED;
  }
}
