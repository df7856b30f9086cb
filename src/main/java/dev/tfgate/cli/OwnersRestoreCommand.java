package dev.tfgate.cli;

import dev.tfgate.owners.ProjectResult;
import dev.tfgate.owners.RestoreRun;
import dev.tfgate.owners.RunOutput;
import dev.tfgate.owners.StripRecord;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code tfgate owners restore}. */
final class OwnersRestoreCommand implements Command {
  @Override
  public void describe(CommandSpec spec) {
    spec.addPositional(Options.arguments("1", "RECORD", "What 'owners strip --record' wrote"));
    spec.addOption(
        Options.list(
            "--member", "MEMBER", "Who may get Owner back (default: owners.strip of gate.yaml)"));
    spec.addOption(Options.flag("--yes", "Don't ask"));
    spec.addOption(Options.flag("--dry-run", "Show the diff of each policy, write nothing"));
    spec.addOption(Options.text("--record", "FILE", "Append what was done, as JSON Lines"));
    OwnersOptions.describeBatch(spec);
  }

  @Override
  public ExitCode run(Invocation invocation) throws IOException {
    List<String> members = invocation.options("--member");
    List<String> allowed = members.isEmpty() ? OwnersOptions.owners(invocation).strip() : members;
    StripRecord record =
        StripRecord.read(
            invocation.resolve(invocation.arguments().getFirst()),
            OwnersOptions.checkout(invocation));
    PrintStream err = invocation.streams().err();
    record.problems().forEach(invocation.streams()::say);
    if (record.removed().isEmpty()) {
      invocation
          .streams()
          .say("the record names nothing that was removed, so there is nothing to restore");
      return record.problems().isEmpty() ? ExitCode.PASSED : ExitCode.UNDECIDED;
    }
    boolean dryRun = invocation.flag("--dry-run");
    if (!dryRun && !invocation.flag("--yes")) {
      List<ProjectResult> planned = new ArrayList<>();
      RunOutput preview = new RunOutput(null, OwnersOptions.progress(invocation), planned::add);
      ExitCode code =
          RestoreRun.run(
              record,
              allowed,
              true,
              OwnersOptions.batch(invocation),
              invocation.googleAccess(),
              preview);
      planned.forEach(
          result -> OwnersOptions.printText(err, result, invocation.global().errorColor()));
      if (planned.stream().noneMatch(r -> r.outcome() == ProjectResult.Outcome.RESTORED)) {
        invocation.streams().say("nothing is to be restored");
        return code;
      }
      if (code == ExitCode.UNDECIDED) {
        invocation.streams().say("not every policy could be read, so nothing was restored");
        return code;
      }
      if (!agreed(invocation)) {
        invocation.streams().say("nothing was restored");
        return ExitCode.FINDINGS;
      }
    }
    try (RunOutput output = OwnersOptions.output(invocation)) {
      ExitCode code =
          RestoreRun.run(
              record,
              allowed,
              dryRun,
              OwnersOptions.batch(invocation),
              invocation.googleAccess(),
              output);
      return record.problems().isEmpty() ? code : ExitCode.UNDECIDED;
    }
  }

  private static boolean agreed(Invocation invocation) throws IOException {
    PrintStream err = invocation.streams().err();
    err.print("Give Owner back as shown? [y/N] ");
    err.flush();
    @Nullable String answer =
        new BufferedReader(new InputStreamReader(invocation.streams().in(), StandardCharsets.UTF_8))
            .readLine();
    if (answer == null) {
      throw new ExitException(
          ExitCode.USAGE,
          "nobody answered, so nothing was restored. Give --yes where nobody is to be asked");
    }
    return answer.strip().equalsIgnoreCase("y") || answer.strip().equalsIgnoreCase("yes");
  }
}
