package dev.tfgate.cli;

import dev.tfgate.ciconfig.VerifyReport;
import dev.tfgate.report.ExitCode;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Model.CommandSpec;

/** {@code tfgate ci-config diff}. */
final class CiConfigDiffCommand implements Command {
  @Override
  public void describe(CommandSpec spec) {
    CiConfigScene.describe(spec);
    spec.usageMessage()
        .footer(
            "From the trusted copy to the checkout.",
            "Exit codes: 0 no difference, 1 some, 3 a trusted copy could not be read.");
  }

  @Override
  public ExitCode run(Invocation invocation) throws Exception {
    CiConfigScene scene = CiConfigScene.open(invocation);
    VerifyReport report = new VerifyReport(ProgramVersion.CURRENT, scene.compare());
    Writer out = new OutputStreamWriter(invocation.streams().out(), StandardCharsets.UTF_8);
    if (invocation.global().format().equals("json")) {
      report.writeJson(out);
    } else {
      report.printDiffs(out, invocation.global().color());
    }
    return report.exitCode();
  }
}
