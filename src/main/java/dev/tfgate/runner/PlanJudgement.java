package dev.tfgate.runner;

import dev.tfgate.gate.CheckRequest;
import dev.tfgate.gate.Gate;
import dev.tfgate.gate.PlanCheck;
import dev.tfgate.gate.PlanCheckRequest;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import dev.tfgate.report.Verdict;
import dev.tfgate.terraform.CreatedProject;
import dev.tfgate.terraform.PlanListener;
import dev.tfgate.terraform.ResourceChange;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The check of the saved plan, which holds secrets and stays only where it may be applied. */
final class PlanJudgement {
  private PlanJudgement() {}

  static ExitCode judge(PreparedRun run, SavedPlan saved, CreatedOwners owners) throws IOException {
    List<CreatedProject> created = new ArrayList<>();
    PlanChanges changes = new PlanChanges();
    boolean passed = false;
    try {
      Gate.Outcome outcome =
          check(
              run,
              PlanListener.all(
                  List.of(
                      changes,
                      new PlanListener() {
                        @Override
                        public void resourceChange(ResourceChange change) {
                          CreatedProject.of(change).ifPresent(created::add);
                        }
                      })));
      run.setting().console().planned(outcome, changes);
      passed = outcome.report().verdict() == Verdict.PASS;
      if (passed) {
        owners.remember(created);
        saved.remember();
      }
      return outcome.report().verdict().exitCode();
    } finally {
      if (!passed) {
        saved.forget();
      }
    }
  }

  private static Gate.Outcome check(PreparedRun run, PlanListener also) {
    Setting setting = run.setting();
    CheckRequest check = setting.request().check();
    PlanCheckRequest request =
        new PlanCheckRequest(
            check.version(),
            setting.place().top(),
            setting.place().root(),
            true,
            check.mode(),
            check.trust(),
            check.today());
    AtomicReference<Gate.@Nullable Outcome> checked = new AtomicReference<>();
    AtomicReference<@Nullable RuntimeException> refused = new AtomicReference<>();
    Child.End end =
        run.run(
            "show",
            run.earlyOptions("show", List.of("-json"), run.directory().plan().toString()),
            in -> {
              try {
                checked.set(PlanCheck.check(request, in, also));
              } catch (RuntimeException e) {
                refused.set(e);
                in.transferTo(OutputStream.nullOutputStream());
              }
            });
    if (!end.isSuccess()) {
      throw new ExitException(
          ExitCode.UNDECIDED,
          "'%s show' could not print the plan (exit code %d), so it was not judged"
              .formatted(setting.word(), end.code()));
    }
    RuntimeException e = refused.get();
    if (e != null) {
      throw e;
    }
    Gate.Outcome outcome = checked.get();
    if (outcome == null) {
      throw new ExitException(
          ExitCode.UNDECIDED,
          "the plan was not judged, because nothing was printed of it. Plan again");
    }
    return outcome;
  }
}
