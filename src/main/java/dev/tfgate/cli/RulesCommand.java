package dev.tfgate.cli;

import dev.tfgate.gate.Catalogue;
import dev.tfgate.report.ExitCode;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Model.CommandSpec;

/** {@code tfgate rules}. */
final class RulesCommand implements Command {
  @Override
  public void describe(CommandSpec spec) {
    spec.usageMessage().footer("Examples:", "  tfgate rules", "  tfgate rules --format json");
  }

  @Override
  public ExitCode run(Invocation invocation) throws IOException {
    Catalogue catalogue =
        Catalogue.of(invocation.trust(invocation.workingDirectory()), invocation.mode().mode());
    if (invocation.global().format().equals("json")) {
      catalogue.writeJson(
          new OutputStreamWriter(invocation.streams().out(), StandardCharsets.UTF_8));
    } else {
      catalogue.print(
          invocation.streams().out(), invocation.global().color(), invocation.streams().columns());
    }
    return ExitCode.PASSED;
  }
}
