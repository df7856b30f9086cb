package dev.tfgate.runner;

import dev.tfgate.report.ExitCode;
import java.io.IOException;
import java.util.List;

/** {@code plan}: the plan is kept in a private place, and judged. */
final class PlanStep {
  private PlanStep() {}

  static ExitCode run(PreparedRun run, SavedPlan saved, CreatedOwners owners) throws IOException {
    BuildDirectory directory = run.directory();
    saved.forget();
    List<String> options = run.options("input");
    options.add("-input=false");
    options.addAll(StatePlace.option(run.setting(), directory));
    options.add("-out=" + directory.plan());
    Child.End end = run.stream("plan", options);
    if (!end.isSuccess()) {
      saved.forget();
      return run.failed("plan", end);
    }
    return PlanJudgement.judge(run, saved, owners);
  }
}
