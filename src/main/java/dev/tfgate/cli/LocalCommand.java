package dev.tfgate.cli;

import dev.tfgate.dispatch.local.LocalConsole;
import dev.tfgate.dispatch.local.LocalRequest;
import dev.tfgate.dispatch.local.LocalRun;
import dev.tfgate.gate.Gate;
import dev.tfgate.owners.CreatedProjects;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import dev.tfgate.report.Verdict;
import dev.tfgate.runner.TerraformRequest;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code tfgate terraform} in many roots: {@code --changed-since} and {@code --roots}. */
final class LocalCommand {
  private static final int MOST_AT_A_TIME = 64;

  private LocalCommand() {}

  /** Adds the options. */
  static void describe(CommandSpec spec) {
    spec.addOption(
        Options.text(
            "--changed-since",
            "REVISION",
            "Run in every root that a change since then can affect"));
    spec.addOption(Options.some("--roots", "PATTERN", "Run in every root whose path matches"));
    spec.addOption(
        Options.text(
            "--concurrency",
            "N",
            "Roots at a time, 1 to %d (default: as many as processors, at most 4)"
                .formatted(MOST_AT_A_TIME)));
    spec.addOption(Options.flag("--fail-fast", "Begin no further root once one didn't pass"));
    spec.addOption(Options.flag("--keep-going", "Run the others, too (default)"));
    spec.addOption(
        Options.text(
            "--logs",
            "DIR",
            "Where each root's output goes, outside of the checkout (default: with --data)"));
  }

  /** Whether the call is about many roots. */
  static boolean isMeant(Invocation invocation) {
    boolean meant =
        invocation.option("--changed-since") != null || !invocation.options("--roots").isEmpty();
    if (meant && invocation.option("--root") != null) {
      throw new ExitException(
          ExitCode.USAGE,
          "--root names one root, --roots and --changed-since several. Give one of them");
    }
    for (String option : List.of("--concurrency", "--logs")) {
      if (!meant && invocation.option(option) != null) {
        throw ofMany(option);
      }
    }
    for (String option : List.of("--fail-fast", "--keep-going")) {
      if (!meant && invocation.flag(option)) {
        throw ofMany(option);
      }
    }
    return meant;
  }

  private static ExitException ofMany(String option) {
    return new ExitException(
        ExitCode.USAGE,
        "%s is for runs in many roots. Name them with --roots or --changed-since"
            .formatted(option));
  }

  /** Runs them. */
  static ExitCode run(Invocation invocation, ReportOutput reports, TerraformRequest request)
      throws IOException {
    if (invocation.flag("--fail-fast") && invocation.flag("--keep-going")) {
      throw new ExitException(
          ExitCode.USAGE, "--fail-fast and --keep-going exclude each other. Give one of them");
    }
    @Nullable String logs = invocation.option("--logs");
    LocalRequest many =
        new LocalRequest(
            request,
            invocation.option("--changed-since"),
            invocation.options("--roots"),
            Options.number(
                invocation,
                "--concurrency",
                Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 4),
                1,
                MOST_AT_A_TIME),
            invocation.flag("--fail-fast"),
            logs == null ? null : invocation.resolve(logs));
    try (Terminal terminal = new Terminal(invocation, reports)) {
      return LocalRun.run(many, terminal);
    }
  }

  private static final class Terminal implements LocalConsole, AutoCloseable {
    private final Invocation invocation;
    private final ReportOutput reports;
    private final Stripping stripping;

    Terminal(Invocation invocation, ReportOutput reports) {
      this.invocation = invocation;
      this.reports = reports;
      this.stripping = new Stripping(invocation);
    }

    @Override
    public PrintStream out() {
      return invocation.streams().out();
    }

    @Override
    public PrintStream err() {
      return invocation.streams().err();
    }

    @Override
    public boolean isTerminal() {
      return invocation.streams().errIsTerminal();
    }

    @Override
    public int columns() {
      return invocation.streams().columns();
    }

    @Override
    public boolean color() {
      return invocation.global().color();
    }

    @Override
    public boolean quiet() {
      return invocation.global().quiet();
    }

    @Override
    public boolean verbose() {
      return invocation.global().verbose();
    }

    @Override
    public void say(String sentence) {
      invocation.streams().say(sentence);
    }

    @Override
    public void checked(Gate.Outcome outcome) {
      reports.tell(outcome, outcome.report().verdict() == Verdict.PASS);
    }

    @Override
    public String text(Gate.Outcome outcome) {
      return reports.text(outcome);
    }

    @Override
    public void write(Gate.Outcome outcome) {
      reports.write(outcome);
    }

    @Override
    public void readyToStrip() {
      stripping.ready();
    }

    @Override
    public ExitCode strip(CreatedProjects created, Optional<String> creator, Consumer<String> said)
        throws IOException {
      return stripping.strip(created, creator, said);
    }

    @Override
    public void close() throws IOException {
      stripping.close();
    }
  }
}
