package dev.tfgate.cli;

import dev.tfgate.adoption.ExceptionDraft;
import dev.tfgate.gate.CheckRequest;
import dev.tfgate.gate.Extent;
import dev.tfgate.gate.Gate;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import dev.tfgate.report.Mode;
import dev.tfgate.report.ReportFile;
import dev.tfgate.store.Deadline;
import dev.tfgate.store.Stores;
import dev.tfgate.trust.RunMode;
import dev.tfgate.trust.TrustLocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code tfgate check [PATH]}. */
final class CheckCommand implements ReportingCommand {
  @Override
  public void describe(CommandSpec spec) {
    spec.addPositional(
        Options.arguments(
            "0..1", "PATH", "What is reported (default: .); the whole checkout around it counts"));
    ReportOutput.describe(spec);
    spec.addOption(
        Options.flag(
            "--offline", "Never use the network; leaves out CI configuration behind gs://"));
    spec.addOption(
        Options.text(
            "--changed-since",
            "REVISION",
            "Only roots that a change since then can affect; path rules cover everything"));
    spec.addOption(
        Options.some(
            "--files", "FILE", "Only these files and the roots that they can affect (local mode)"));
    spec.addOption(
        Options.text(
            "--write-exceptions",
            "FILE",
            "Write the exceptions that let today's findings pass, for 'exceptions: [FILE]' of"
                + " gate.yaml"));
    spec.addOption(Options.text("--reason", "TEXT", "With --write-exceptions: the reason of each"));
    spec.addOption(
        Options.text(
            "--expires", "DATE", "With --write-exceptions: the last day on which they hold"));
    spec.addOption(
        Options.flag(
            "--staged",
            "What a commit would take: the files in git's index that differ from HEAD (local"
                + " mode)"));
    spec.addOption(Options.text("--jobs", "N", "Threads (default: one a processor, at most 8)"));
    BuildOptions.describe(spec);
    spec.usageMessage()
        .footer(
            "Examples:",
            "  tfgate check",
            "  tfgate check --report sarif=tfgate.sarif --report junit=tfgate.xml");
  }

  @Override
  public List<String> formats() {
    return ReportOutput.FORMATS;
  }

  @Override
  public void prepare() {
    Gate.prepare();
  }

  /** Where exceptions are drafted, and what each says. */
  private record Drafting(String file, @Nullable String reason, @Nullable LocalDate expires) {}

  private static @Nullable Drafting drafting(Invocation invocation, LocalDate today) {
    String file = invocation.option("--write-exceptions");
    String reason = invocation.option("--reason");
    String expires = invocation.option("--expires");
    if (file == null && (reason != null || expires != null)) {
      throw new ExitException(
          ExitCode.USAGE, "--reason and --expires say what --write-exceptions writes: give it too");
    }
    if (file == null) {
      return null;
    }
    if (reason != null && reason.isBlank()) {
      throw new ExitException(
          ExitCode.USAGE, "--reason takes a text that says why the findings are excepted");
    }
    return new Drafting(file, reason, expires == null ? null : lastDay(expires, today));
  }

  private static LocalDate lastDay(String text, LocalDate today) {
    LocalDate day;
    try {
      day = LocalDate.parse(text);
    } catch (DateTimeParseException e) {
      throw new ExitException(
          ExitCode.USAGE,
          "--expires takes a date such as %s, not '%s'".formatted(today.plusMonths(3), text),
          e);
    }
    if (day.isBefore(today)) {
      throw new ExitException(
          ExitCode.USAGE,
          "--expires names %s, which is past: such exceptions lift nothing".formatted(day));
    }
    return day;
  }

  private static void writeExceptions(
      @Nullable Drafting drafting, Invocation invocation, Gate.Outcome outcome) {
    if (drafting == null) {
      return;
    }
    String file = drafting.file();
    ExceptionDraft draft = ExceptionDraft.of(outcome.report());
    ReportFile.write(
        invocation.resolve(file),
        outcome.top(),
        out -> draft.write(out, drafting.reason(), drafting.expires()));
    if (drafting.reason() == null || drafting.expires() == null) {
      invocation
          .streams()
          .say(
              "%s is refused until each exception in it has a reason and a last day; --reason TEXT and --expires DATE fill them in"
                  .formatted(file));
    }
    if (!draft.fixed().isEmpty()) {
      invocation
          .streams()
          .say(
              "no exception lifts a finding of the path layer: %s leaves out %d"
                  .formatted(file, draft.fixed().size()));
    }
  }

  private static int jobs(Invocation invocation) {
    String jobs = invocation.option("--jobs");
    if (jobs == null) {
      return CheckRequest.USUAL_JOBS;
    }
    if (!jobs.matches("[1-9][0-9]{0,2}")) {
      throw new ExitException(
          ExitCode.USAGE, "--jobs takes a number from 1 to 999, not '%s'".formatted(jobs));
    }
    return Integer.parseInt(jobs);
  }

  private static Extent extent(Invocation invocation) {
    List<Path> files = invocation.options("--files").stream().map(invocation::resolve).toList();
    String since = invocation.option("--changed-since");
    if (since != null && !files.isEmpty()) {
      throw new ExitException(
          ExitCode.USAGE, "--files and --changed-since both say what changed: give one of them");
    }
    if (invocation.flag("--staged") && since != null) {
      throw new ExitException(
          ExitCode.USAGE,
          "--staged takes what the next commit would change, --changed-since what differs from a"
              + " revision: give one of them");
    }
    if (invocation.flag("--staged") && !files.isEmpty()) {
      throw new ExitException(
          ExitCode.USAGE,
          "--files names files on disk, --staged takes what git's index holds: give one of them");
    }
    return new Extent(invocation.flag("--staged"), index(invocation), since, files, false);
  }

  /** The index that git names to a hook: {@code commit -a} and {@code commit FILE} make one. */
  private static @Nullable Path index(Invocation invocation) {
    String index = invocation.environment().get("GIT_INDEX_FILE");
    return index == null || index.isEmpty() ? null : invocation.resolve(index);
  }

  @Override
  public ExitCode run(Invocation invocation, ReportOutput output) throws IOException {
    Path path =
        invocation.arguments().isEmpty()
            ? invocation.workingDirectory()
            : invocation.resolve(invocation.arguments().getFirst());
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new ExitException(ExitCode.USAGE, "there is no file or directory '%s'".formatted(path));
    }
    RunMode mode = invocation.mode();
    if (mode.mode() == Mode.CI && invocation.flag("--offline")) {
      throw new ExitException(
          ExitCode.USAGE,
          "--offline leaves out the CI configuration behind gs://, so it is for laptops; this is CI mode (%s)"
              .formatted(mode.reason()));
    }
    Optional<TrustLocation> trust =
        invocation.trust(Files.isDirectory(path) ? path : path.resolveSibling(""));
    Deadline deadline = Deadline.in(Deadline.DEFAULT);
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    Drafting drafting = drafting(invocation, today);
    Extent extent = extent(invocation);
    boolean narrowed = extent.staged() || extent.changedSince() != null;
    CheckRequest request =
        new CheckRequest(
                ProgramVersion.CURRENT,
                path,
                mode,
                trust.orElse(null),
                new Stores(invocation.googleAccess(), deadline, invocation.flag("--offline")),
                BuildOptions.read(invocation, deadline, true).orElse(null),
                today,
                extent,
                invocation.environment().getOrDefault("PATH", ""),
                jobs(invocation),
                Map.of())
            .remembering(narrowed ? ThisProgram.outlines(invocation) : null);
    try (Gate.Outcome outcome =
        Gate.check(output.hasDigest() ? request : request.withoutDigest())) {
      writeExceptions(drafting, invocation, outcome);
      if (invocation.global().verbose()) {
        outcome.details().get().forEach(invocation.streams()::say);
      }
      return output.print(outcome);
    }
  }
}
