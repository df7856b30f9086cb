package dev.tfgate.cli;

import dev.tfgate.ciconfig.Comparison;
import dev.tfgate.ciconfig.RunningBuild;
import dev.tfgate.ciconfig.VerifyReport;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code tfgate ci-config verify}. */
final class CiConfigVerifyCommand implements Command {
  @Override
  public void describe(CommandSpec spec) {
    CiConfigScene.describe(spec);
    BuildOptions.describe(spec);
    spec.usageMessage()
        .footer(
            "Exit codes: 0 every file equals its trusted copy, 1 drift, 3 a trusted copy could not"
                + " be read, in either mode.");
  }

  @Override
  public ExitCode run(Invocation invocation) throws Exception {
    CiConfigScene scene = CiConfigScene.open(invocation);
    List<Comparison> comparisons = new ArrayList<>(scene.compare());
    if (BuildOptions.given(invocation)) {
      RunningBuild build =
          BuildOptions.read(invocation, scene.deadline(), false)
              .orElseThrow(
                  () ->
                      new ExitException(
                          ExitCode.USAGE, "--build needs its project: give --project PROJECT"));
      comparisons.add(build.compare(List.copyOf(comparisons)));
    }
    VerifyReport report = new VerifyReport(ProgramVersion.CURRENT, comparisons);
    Writer out = new OutputStreamWriter(invocation.streams().out(), StandardCharsets.UTF_8);
    if (invocation.global().format().equals("json")) {
      report.writeJson(out);
    } else {
      report.printText(
          out,
          invocation.global().color(),
          invocation.global().quiet(),
          invocation.streams().outWidth());
    }
    return report.exitCode();
  }
}
