package dev.tfgate.runner;

import dev.tfgate.gate.Gate;
import dev.tfgate.gate.ModulePackage;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.Verdict;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/** {@code init}: modules alone, the check of what was downloaded, then the rest. */
final class InitStep {
  private InitStep() {}

  static ExitCode run(PreparedRun run) throws IOException {
    Setting setting = run.setting();
    BuildDirectory directory = run.directory();
    // Modules come first, alone: a backend or provider of theirs must not be set up unseen.
    List<String> ofGet = new ArrayList<>(List.of("-no-color"));
    ofGet.addAll(setting.arguments().only("test-directory"));
    Child.End got =
        run.run("get", run.earlyOptions("get", ofGet), Child.to(OutputStream.nullOutputStream()));
    if (!got.isSuccess()) {
      return run.failed("get", got);
    }
    DownloadedModules.requireCommits(directory, setting.place().root());
    for (ModulePackage called :
        DownloadedModules.packages(directory, setting.place().root(), setting.place().path())) {
      Gate.Outcome modules =
          Gate.checkModules(setting.request().check(), run.program().profile(), called);
      if (modules.report().verdict() != Verdict.PASS) {
        setting
            .console()
            .say(
                "a downloaded module has findings, so nothing of it was run: "
                    + directory.modules().relativize(called.folder()));
        setting.console().checked(modules, false);
        return modules.report().verdict().exitCode();
      }
    }
    List<String> options = run.options("reconfigure", "input");
    options.addAll(
        List.of(
            "-input=false",
            "-reconfigure",
            "-get=false",
            "-plugin-dir=" + run.program().plugins()));
    Child.End end = run.stream("init", options);
    if (!end.isSuccess()) {
      return run.failed("init", end);
    }
    run.requireAgreement();
    DownloadedModules.remember(directory);
    return ExitCode.PASSED;
  }
}
