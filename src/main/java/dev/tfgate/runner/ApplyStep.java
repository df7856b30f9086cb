package dev.tfgate.runner;

import dev.tfgate.owners.CreatedProjects;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** {@code apply}: the plan that was judged, once; then Owner of created projects goes. */
final class ApplyStep {
  private ApplyStep() {}

  static ExitCode run(PreparedRun run, SavedPlan saved, CreatedOwners owners) throws IOException {
    Setting setting = run.setting();
    Console console = setting.console();
    BuildDirectory directory = run.directory();
    if (!saved.require()) {
      console.say(
          "the plan was judged by another gate.yaml, manifest, policy or tfgate, or on another day. It is judged again");
      ExitCode again = PlanJudgement.judge(run, saved, owners);
      if (again != ExitCode.PASSED) {
        return again;
      }
    }
    console.readyToStrip();
    List<String> options =
        new ArrayList<>(setting.arguments().without("input", "json", "no-color", "auto-approve"));
    options.addAll(List.of("-input=false", "-json"));
    options.addAll(StatePlace.option(setting, directory));
    options.add(directory.plan().toString());
    // A plan is applied once, also where that fails half-way.
    Files.deleteIfExists(directory.planRecord());
    CreatedProjects created = new CreatedProjects();
    boolean whole;
    ExitCode applied;
    try (OutputStream log = privateFile(directory.applyLog())) {
      ApplyOutput output =
          new ApplyOutput(
              console.out(), log, setting.arguments().isOn("json"), console.color(), created);
      try {
        applied = run.ended("apply", run.run("apply", options, output));
      } catch (ExitException e) {
        created.addTrouble(String.valueOf(e.getMessage()));
        applied = ExitCode.UNDECIDED;
      }
      whole = output.isWhole();
    } finally {
      Files.deleteIfExists(directory.plan());
    }
    ExitCode stripped = owners.strip(created, run::readState);
    if (!whole) {
      console.say(
          "the log of the apply could not be written whole, so created projects may be missing from it");
      return ExitCode.UNDECIDED;
    }
    return applied == ExitCode.PASSED ? stripped : applied;
  }

  private static OutputStream privateFile(Path file) throws IOException {
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return Files.newOutputStream(file, StandardOpenOption.WRITE);
  }
}
