package dev.tfgate.cli;

import dev.tfgate.gate.Doctor;
import dev.tfgate.report.ExitCode;
import dev.tfgate.trust.RunMode;
import dev.tfgate.trust.TrustLocation;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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
    Path fileSystem = Path.of("/");
    RunMode mode = RunMode.of(invocation.global().mode(), invocation.environment(), fileSystem);
    Optional<TrustLocation> trust =
        TrustLocation.find(
            invocation.global().trust(),
            invocation.environment(),
            mode.mode(),
            invocation.workingDirectory(),
            fileSystem);
    Doctor doctor =
        new Doctor(invocation.environment(), invocation.workingDirectory(), mode, trust);
    if (invocation.global().format().equals("json")) {
      doctor.writeJson(new OutputStreamWriter(invocation.streams().out(), StandardCharsets.UTF_8));
    } else {
      doctor.print(invocation.streams().out());
    }
    return ExitCode.PASSED;
  }
}
