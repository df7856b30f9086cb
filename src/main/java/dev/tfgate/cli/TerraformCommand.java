package dev.tfgate.cli;

import dev.tfgate.gate.CheckRequest;
import dev.tfgate.gate.Gate;
import dev.tfgate.owners.CreatedProjects;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.Verdict;
import dev.tfgate.runner.Console;
import dev.tfgate.runner.PlanChanges;
import dev.tfgate.runner.TerraformRequest;
import dev.tfgate.runner.TerraformRun;
import dev.tfgate.store.Deadline;
import dev.tfgate.store.Stores;
import dev.tfgate.terraform.profile.Engine;
import dev.tfgate.trust.RunMode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code tfgate terraform -- ARGS…} and {@code tfgate tofu -- ARGS…}. */
final class TerraformCommand implements ReportingCommand {
  private static final long MEBIBYTE = 1024L * 1024;

  private final Engine program;

  private TerraformCommand(Engine program) {
    this.program = program;
  }

  static TerraformCommand terraform() {
    return new TerraformCommand(Engine.TERRAFORM);
  }

  static TerraformCommand tofu() {
    return new TerraformCommand(Engine.TOFU);
  }

  @Override
  public void describe(CommandSpec spec) {
    spec.addPositional(
        Options.arguments(
            "1..*",
            "ARGS",
            "For %s, behind --, such as init, plan or apply".formatted(program.title())));
    spec.addOption(Options.text("--root", "DIR", "The root module to run in (default: .)"));
    LocalCommand.describe(spec);
    spec.addOption(
        Options.text(
            "--data",
            "DIR",
            "Private place outside of the checkout for what is kept between steps"));
    spec.addOption(
        Options.text(
            "--time-limit",
            "MINUTES",
            "For each run of %s (default: 60)".formatted(program.title())));
    spec.addOption(
        Options.text(
            "--memory-limit", "MIB", "Address space of each process, 0 for none (default: 8192)"));
    spec.addOption(
        Options.text(
            "--binary",
            "FILE",
            "The %s to run, which has to be the pinned one (default: the one in /usr/local/bin, /usr/bin or the like)"
                .formatted(program.word())));
    ReportOutput.describe(spec);
    spec.addOption(
        Options.text(
            "--record", "FILE", "Append what became of Owner grants, as 'owners strip' does"));
    spec.usageMessage()
        .footer(
            "Examples:",
            "  tfgate %s --root services/dev -- init".formatted(program.word()),
            "  tfgate %s --root services/dev --report markdown=/tmp/plan.md -- plan"
                .formatted(program.word()),
            "  tfgate %s --root services/dev -- apply".formatted(program.word()),
            "  tfgate %s --changed-since origin/main -- plan".formatted(program.word()),
            "Exit codes: 0 done, 1 findings, 2 refused, 3 %s failed or undecided."
                .formatted(program.title()));
  }

  @Override
  public void prepare() {
    Gate.prepareRun();
  }

  @Override
  public List<String> formats() {
    return List.of();
  }

  @Override
  public ExitCode run(Invocation invocation, ReportOutput reports) throws Exception {
    @Nullable String root = invocation.option("--root");
    @Nullable String data = invocation.option("--data");
    @Nullable String binary = invocation.option("--binary");
    Path start = root == null ? invocation.workingDirectory() : invocation.resolve(root);
    RunMode mode = invocation.mode();
    CheckRequest check =
        new CheckRequest(
            ProgramVersion.CURRENT,
            invocation.workingDirectory(),
            mode,
            invocation
                .trust(Files.isDirectory(start) ? start : invocation.workingDirectory())
                .orElse(null),
            new Stores(invocation.googleAccess(), Deadline.in(Deadline.DEFAULT), false),
            BuildOptions.read(invocation, Deadline.in(Deadline.DEFAULT), true).orElse(null),
            LocalDate.now(ZoneOffset.UTC));
    TerraformRequest request =
        new TerraformRequest(
            program,
            binary == null ? null : invocation.resolve(binary),
            check,
            root == null ? null : invocation.resolve(root),
            invocation.arguments(),
            data == null ? null : invocation.resolve(data),
            invocation.environment(),
            invocation.googleAccess(),
            ThisProgram.command(),
            Duration.ofMinutes(Options.number(invocation, "--time-limit", 60, 1, 24 * 60)),
            Options.number(invocation, "--memory-limit", 8192, 0, 1 << 20) * MEBIBYTE);
    if (LocalCommand.isMeant(invocation)) {
      return LocalCommand.run(invocation, reports, request);
    }
    try (Terminals terminals = new Terminals(invocation, reports)) {
      return reports.finish(TerraformRun.run(request, terminals), terminals.said);
    }
  }

  private static final class Terminals implements Console, AutoCloseable {
    private final Invocation invocation;
    private final ReportOutput reports;
    private @Nullable String said;
    private final Stripping stripping;

    Terminals(Invocation invocation, ReportOutput reports) {
      this.stripping = new Stripping(invocation);
      this.invocation = invocation;
      this.reports = reports;
    }

    @Override
    public OutputStream out() {
      return invocation.streams().out();
    }

    @Override
    public OutputStream err() {
      return invocation.streams().err();
    }

    @Override
    public boolean color() {
      return invocation.global().color();
    }

    @Override
    public void say(String sentence) {
      said = sentence;
      invocation.streams().say(sentence);
    }

    @Override
    public void checked(Gate.Outcome outcome, boolean decides) throws IOException {
      reports.tell(outcome, outcome.report().verdict() == Verdict.PASS);
      if (decides) {
        reports.write(outcome);
      } else {
        reports.note(outcome);
      }
    }

    @Override
    public void planned(Gate.Outcome outcome, PlanChanges changes) throws IOException {
      reports.tell(outcome, false);
      reports.write(outcome);
    }

    @Override
    public void readyToStrip() {
      stripping.ready();
    }

    @Override
    public ExitCode strip(CreatedProjects created, Optional<String> creator) throws IOException {
      return stripping.strip(created, creator, this::say);
    }

    @Override
    public void close() throws IOException {
      stripping.close();
    }
  }
}
