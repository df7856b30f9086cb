package dev.tfgate.cli;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.owners.ProgressLine;
import dev.tfgate.owners.ProjectResult;
import dev.tfgate.owners.RecordFile;
import dev.tfgate.owners.RunOutput;
import dev.tfgate.owners.StripRequest.Batch;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import dev.tfgate.report.Printable;
import dev.tfgate.report.Style;
import dev.tfgate.trust.RunMode;
import dev.tfgate.trust.Trust;
import dev.tfgate.trust.TrustLocation;
import dev.tfgate.trust.TrustReader;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** What the commands about owners have in common. */
final class OwnersOptions {
  private static final Path FILE_SYSTEM = Path.of("/");
  private static final int MOST_PROJECTS_AT_A_TIME = 64;

  private OwnersOptions() {}

  /** Adds the options about how many projects at a time, and how long. */
  static void describeReads(CommandSpec spec) {
    spec.addOption(Options.text("--concurrency", "N", "Projects at a time, 1 to 64 (default: 8)"));
    spec.addOption(
        Options.text("--deadline", "SECONDS", "Time for one project, such as 60s (default: 60s)"));
  }

  /** As {@link #describeReads}, and how fast. */
  static void describeBatch(CommandSpec spec) {
    describeReads(spec);
    spec.addOption(Options.text("--rate", "N", "Writes a second, or unlimited (default: 10)"));
  }

  /** Returns what {@link #describeBatch} asked for. */
  static Batch batch(Invocation invocation) {
    return new Batch(
        concurrency(invocation),
        "unlimited".equals(invocation.option("--rate"))
            ? 0
            : number(invocation, "--rate", Batch.DEFAULT.writesPerSecond(), 10_000),
        deadline(invocation));
  }

  /** Returns the value of {@code --concurrency}. */
  static int concurrency(Invocation invocation) {
    return number(
        invocation, "--concurrency", Batch.DEFAULT.concurrency(), MOST_PROJECTS_AT_A_TIME);
  }

  /** Returns the value of {@code --deadline}. */
  static Duration deadline(Invocation invocation) {
    return Duration.ofSeconds(
        number(invocation, "--deadline", (int) Batch.DEFAULT.deadline().toSeconds(), 86_400));
  }

  /** Returns the section {@code owners} of the trust directory, or the defaults in local mode. */
  static Trust.Owners owners(Invocation invocation) {
    RunMode mode = RunMode.of(invocation.global().mode(), invocation.environment(), FILE_SYSTEM);
    Optional<TrustLocation> location =
        TrustLocation.find(
            invocation.global().trust(),
            invocation.environment(),
            mode.mode(),
            invocation.workingDirectory(),
            FILE_SYSTEM);
    return TrustReader.read(location, mode.mode(), checkout(invocation), Map.of()).owners();
  }

  /**
   * Returns what is checked out around the working directory; null at the root of the file system,
   * where a container starts.
   */
  static @Nullable Path checkout(Invocation invocation) {
    Path top = Checkout.top(invocation.workingDirectory());
    return top.getParent() == null ? null : top;
  }

  /** Opens where a run tells what it does: results on standard output, progress on the other. */
  static RunOutput output(Invocation invocation) {
    ProgressLine progress = progress(invocation);
    return output(invocation, progress, result -> print(invocation, progress, result));
  }

  /** As above, for other results. */
  static RunOutput output(
      Invocation invocation, ProgressLine progress, Consumer<ProjectResult> results) {
    @Nullable String record = invocation.option("--record");
    return new RunOutput(
        record == null ? null : RecordFile.append(invocation.resolve(record), checkout(invocation)),
        progress,
        results);
  }

  /** Returns the progress on standard error, silent with {@code --quiet}. */
  static ProgressLine progress(Invocation invocation) {
    Streams streams = invocation.streams();
    return invocation.global().quiet()
        ? ProgressLine.none()
        : ProgressLine.to(streams.err(), streams.errIsTerminal());
  }

  private static void print(Invocation invocation, ProgressLine progress, ProjectResult result) {
    Streams streams = invocation.streams();
    if (streams.outIsTerminal()) {
      progress.clear();
    }
    if (invocation.global().format().equals("json")) {
      streams.out().println(result.toJson());
    } else {
      printText(streams.out(), result, invocation.global().color());
    }
    if (streams.outIsTerminal()) {
      streams.out().flush();
    }
  }

  /** Prints a result for a human. */
  static void printText(PrintStream out, ProjectResult result, boolean color) {
    boolean planned = result.dryRun() && !result.members().isEmpty();
    String word = (planned ? "would be " : "") + result.outcome().word();
    String outcome =
        (planned ? Style.YELLOW : style(result.outcome())).of("%-15s".formatted(word), color);
    String members = String.join(", ", result.members());
    out.println(
        outcome
            + " "
            + Style.BOLD.of(result.project(), color)
            + "  "
            + Printable.text((members.isEmpty() ? "" : members + ": ") + result.message()));
    if (!result.diff().isEmpty()) {
      out.println(Printable.text(result.diff()));
    }
  }

  private static Style style(ProjectResult.Outcome outcome) {
    return switch (outcome) {
      case REMOVED, RESTORED -> Style.GREEN;
      case ALREADY_ABSENT, ALREADY_PRESENT, KEPT -> Style.DIM;
      case REFUSED -> Style.RED;
      case FAILED -> Style.MAGENTA;
    };
  }

  private static int number(Invocation invocation, String option, int otherwise, int most) {
    @Nullable String text = invocation.option(option);
    if (text == null) {
      return otherwise;
    }
    String digits =
        option.equals("--deadline") && text.endsWith("s")
            ? text.substring(0, text.length() - 1)
            : text;
    try {
      int value = Integer.parseInt(digits);
      if (value >= 1 && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // the message below says what is expected
    }
    throw new ExitException(
        ExitCode.USAGE, "%s takes a number from 1 to %d, not '%s'".formatted(option, most, text));
  }
}
