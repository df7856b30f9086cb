package dev.tfgate.cli;

import dev.tfgate.gate.CheckRequest;
import dev.tfgate.gate.Extent;
import dev.tfgate.gate.Gate;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import dev.tfgate.roots.RootMap;
import dev.tfgate.roots.RootMapPrinter;
import dev.tfgate.store.Deadline;
import dev.tfgate.store.Stores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/** {@code tfgate roots [PATH]}. */
final class RootsCommand implements Command {
  @Override
  public void describe(CommandSpec spec) {
    spec.addPositional(
        Options.arguments("0..1", "PATH", "Roots at or below it are listed (default: .)"));
    spec.addOption(
        Options.text(
            "--changed-since", "REVISION", "Tell which roots a change since then can affect"));
    spec.addOption(Options.flag("--changed", "List only those; needs --changed-since"));
    spec.usageMessage()
        .footer(
            "Examples:",
            "  tfgate roots",
            "  tfgate roots --changed-since origin/main --changed --format matrix");
  }

  @Override
  public List<String> formats() {
    return RootMapPrinter.FORMATS;
  }

  @Override
  public void prepare() {
    Gate.prepare();
  }

  @Override
  public ExitCode run(Invocation invocation) throws IOException {
    Path path =
        invocation.arguments().isEmpty()
            ? invocation.workingDirectory()
            : invocation.resolve(invocation.arguments().getFirst());
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new ExitException(ExitCode.USAGE, "there is no file or directory '%s'".formatted(path));
    }
    String since = invocation.option("--changed-since");
    boolean changed = invocation.flag("--changed");
    if (changed && since == null) {
      throw new ExitException(
          ExitCode.USAGE,
          "--changed leaves out roots that a change can't affect. Say since when it is, with --changed-since REVISION");
    }
    try (Gate.Survey survey =
        Gate.survey(
            new CheckRequest(
                    ProgramVersion.CURRENT,
                    path,
                    invocation.mode(),
                    invocation
                        .trust(Files.isDirectory(path) ? path : path.resolveSibling(""))
                        .orElse(null),
                    new Stores(invocation.googleAccess(), Deadline.in(Deadline.DEFAULT), true),
                    null,
                    LocalDate.now(ZoneOffset.UTC),
                    new Extent(false, null, since, List.of(), false),
                    invocation.environment().getOrDefault("PATH", ""),
                    CheckRequest.USUAL_JOBS,
                    Map.of())
                .remembering(since == null ? null : ThisProgram.outlines(invocation)))) {
      RootMap map = RootMap.of(survey, changed);
      map.notes().forEach(note -> invocation.streams().say("note: " + note));
      RootMapPrinter.print(
          map,
          invocation.global().format(),
          invocation.global().color(),
          invocation.global().verbose(),
          invocation.streams().out());
      survey
          .unreadable()
          .forEach(
              problem ->
                  invocation
                      .streams()
                      .say("'%s' can't be read: %s".formatted(problem.path(), problem.message())));
      return survey.unreadable().isEmpty() ? ExitCode.PASSED : ExitCode.UNDECIDED;
    }
  }
}
