package dev.tfgate.runner;

import dev.tfgate.report.ExitCode;
import dev.tfgate.report.RootSummary;
import dev.tfgate.report.Verdict;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** One run in one root, from the check before it to the look after it. */
final class RootRun {
  private final Setting setting;
  private final @Nullable Ground shared;
  private final Interruption interruption;

  /**
   * @param shared a ground that passed the check, or null where the run checks for itself
   */
  RootRun(Setting setting, @Nullable Ground shared, Interruption interruption) {
    this.setting = setting;
    this.shared = shared;
    this.interruption = interruption;
  }

  /** Runs it. */
  ExitCode run() throws IOException {
    StateSecrets.require(setting);
    ChosenProgram program = ChosenProgram.of(setting);
    setting.arguments().requireOf(program.profile());
    Ground ground = shared;
    if (ground == null) {
      ground = Ground.of(setting);
      setting.console().checked(ground.outcome(), !setting.subcommand().equals("plan"));
      Verdict verdict = ground.outcome().report().verdict();
      if (verdict != Verdict.PASS) {
        return verdict.exitCode();
      }
    }
    RootSummary summary = ground.summary(setting.place().path());
    NamedFiles.require(setting);
    try (BuildDirectory directory = open(setting)) {
      ground.requirePinned(program, directory);
      return run(ground, program, summary, directory);
    }
  }

  static BuildDirectory open(Setting setting) {
    TerraformRequest request = setting.request();
    return BuildDirectory.open(
        request.data(),
        request.environment().get("HOME"),
        setting.place().top(),
        setting.place().root(),
        request.program());
  }

  private ExitCode run(
      Ground ground, ChosenProgram program, RootSummary summary, BuildDirectory directory)
      throws IOException {
    TerraformRequest request = setting.request();
    boolean init = setting.subcommand().equals("init");
    boolean needsInit = setting.arguments().subcommand().needsInit();
    if (needsInit) {
      DownloadedModules.require(directory);
      PreparedRun.requireAgreement(setting, directory, program, summary);
    }
    directory.prepare(program.plugins());
    try (RunCredentials credentials =
        RunCredentials.of(
            setting,
            ground,
            directory,
            ChildEnvironment.of(
                directory, setting.trust().run().passEnvironment(), request.environment()))) {
      PreparedRun run =
          new PreparedRun(
              setting,
              directory,
              program,
              summary,
              new Child(
                  setting.place().root(),
                  credentials.environment(),
                  new Child.Limits(request.timeLimit(), request.memoryLimit()),
                  credentials.secrets(),
                  interruption));
      SavedPlan saved =
          new SavedPlan(
              directory,
              ground.tree(setting.place()),
              Decision.digest(request.check(), setting.trust()));
      if (shared == null) {
        ground.requireUntouched();
      }
      CreatedOwners owners = new CreatedOwners(directory, setting.console(), credentials.creator());
      if (owners.isUnfinished() && (init || needsInit)) {
        ExitCode finished = owners.finish(run::readState);
        if (finished != ExitCode.PASSED) {
          return ExitCode.UNDECIDED;
        }
      }
      if (init) {
        directory.reset();
        directory.prepare(program.plugins());
      }
      ExitCode code =
          switch (setting.subcommand()) {
            case "init" -> InitStep.run(run);
            case "plan" -> PlanStep.run(run, saved, owners);
            case "apply" -> ApplyStep.run(run, saved, owners);
            default -> ReadStep.run(run);
          };
      ground.requireSame();
      return code;
    }
  }
}
