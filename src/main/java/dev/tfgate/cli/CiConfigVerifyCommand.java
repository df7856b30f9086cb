package dev.tfgate.cli;

import dev.tfgate.ciconfig.VerifyReport;
import dev.tfgate.report.ExitCode;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Model.CommandSpec;

/** {@code tfgate ci-config verify}. */
final class CiConfigVerifyCommand implements Command {
  @Override
  public void describe(CommandSpec spec) {
    CiConfigScene.describe(spec);
    spec.usageMessage()
        .footer(
            "Exit codes: 0 every file equals its trusted copy, 1 drift, 3 a trusted copy could",
            "not be read, in either mode.");
  }

  @Override
  public ExitCode run(Invocation invocation) throws Exception {
    CiConfigScene scene = CiConfigScene.open(invocation);
    VerifyReport report = new VerifyReport(Version.CURRENT, scene.compare());
    Writer out = new OutputStreamWriter(invocation.streams().out(), StandardCharsets.UTF_8);
    if (invocation.global().format().equals("json")) {
      report.writeJson(out);
    } else {
      report.printText(out, invocation.global().color(), invocation.global().quiet());
    }
    return report.exitCode();
  }
}
