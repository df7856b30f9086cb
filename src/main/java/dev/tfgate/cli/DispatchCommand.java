package dev.tfgate.cli;

import dev.tfgate.dispatch.cloud.CheckedOutCommit;
import dev.tfgate.dispatch.cloud.Dispatch;
import dev.tfgate.dispatch.cloud.DispatchPrinter;
import dev.tfgate.dispatch.cloud.DispatchReport;
import dev.tfgate.dispatch.cloud.Order;
import dev.tfgate.gate.CheckRequest;
import dev.tfgate.gate.Extent;
import dev.tfgate.gate.Gate;
import dev.tfgate.owners.ProgressLine;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import dev.tfgate.report.ReportFile;
import dev.tfgate.roots.RootMap;
import dev.tfgate.roots.RootPatterns;
import dev.tfgate.store.Deadline;
import dev.tfgate.store.Stores;
import dev.tfgate.trust.DispatchSettings;
import dev.tfgate.trust.Identities.Phase;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code tfgate dispatch --changed-since REVISION -- plan|apply}. */
final class DispatchCommand implements Command {
  private static final String FINDINGS = "--findings";

  @Override
  public void describe(CommandSpec spec) {
    spec.addPositional(
        Options.arguments("1..*", "plan|apply", "Behind --: which build each root gets"));
    spec.addOption(
        Options.text("--changed-since", "REVISION", "The roots that a change since can affect"));
    spec.addOption(
        Options.some("--roots", "PATTERN", "The roots whose paths match; with both, of those"));
    spec.addOption(Options.text("--concurrency", "N", "Builds at a time (default: 32)"));
    spec.addOption(
        Options.text("--time-limit", "MINUTES", "For everything together (default: 240)"));
    spec.addOption(
        Options.text("--attempt", "N", "Another number builds the same commit again (default: 1)"));
    spec.addOption(Options.flag("--dry-run", "Show what would be started, and start nothing"));
    spec.addOption(
        Options.list(
            "--report", "FORMAT=FILE", "Write a report to a file too; may be given several times"));
    ReportOutput.describe(
        spec,
        FINDINGS,
        "Write the builds' reports as one, in a format of check; gs://… is an object");
    spec.usageMessage()
        .footer(
            "Examples:",
            "  tfgate dispatch --changed-since origin/main --dry-run -- plan",
            "  tfgate dispatch --changed-since HEAD~1 --report markdown=/tmp/plan.md -- plan",
            "  tfgate dispatch --roots 'svc/*' --findings html=/tmp/all.html -- apply",
            "Exit codes: 0 all builds succeeded, 1 one failed, 2 wrong use, 3 one is undecided.");
  }

  @Override
  public List<String> formats() {
    return DispatchPrinter.FORMATS;
  }

  @Override
  public void prepare() {
    Gate.prepare();
  }

  @Override
  public ExitCode run(Invocation invocation) throws IOException {
    Phase phase = phase(invocation.arguments());
    List<String> patterns = invocation.options("--roots");
    @Nullable String since = invocation.option("--changed-since");
    if (since == null && patterns.isEmpty()) {
      throw new ExitException(
          ExitCode.USAGE,
          "say which roots: --changed-since REVISION, or --roots PATTERN ('**' for all)");
    }
    List<Report> reports = invocation.options("--report").stream().map(Report::of).toList();
    int concurrency = Options.number(invocation, "--concurrency", 32, 1, 1000);
    int minutes = Options.number(invocation, "--time-limit", 240, 1, 24 * 60);
    int attempt = Options.number(invocation, "--attempt", 1, 1, 999_999);
    ReportOutput findings = new ReportOutput(invocation, FINDINGS);
    Stores stores = new Stores(invocation.googleAccess(), Deadline.in(Deadline.DEFAULT), false);
    try (Gate.Survey survey =
        Gate.survey(
            new CheckRequest(
                ProgramVersion.CURRENT,
                invocation.workingDirectory(),
                invocation.mode(),
                invocation.trust(invocation.workingDirectory()).orElse(null),
                stores,
                null,
                LocalDate.now(ZoneOffset.UTC),
                new Extent(false, null, since, List.of(), false),
                invocation.environment().getOrDefault("PATH", ""),
                CheckRequest.USUAL_JOBS,
                Map.of()))) {
      @Nullable DispatchSettings settings = survey.trust().dispatch();
      if (settings == null) {
        throw new ExitException(
            ExitCode.USAGE,
            "gate.yaml has no dispatch, so nothing says which build a root gets; docs/monorepo.md shows one");
      }
      if (!invocation.options(FINDINGS).isEmpty()
          && (settings.reports() == null || invocation.flag("--dry-run"))) {
        throw new ExitException(
            ExitCode.USAGE,
            settings.reports() == null
                ? "--findings needs dispatch.reports in gate.yaml, which says where the builds write their reports; docs/monorepo.md shows it"
                : "--findings needs builds that write reports, and --dry-run starts none");
      }
      RootMap map = RootMap.of(survey, since != null, RootPatterns.of(patterns, survey));
      map.notes().forEach(note -> invocation.streams().say("note: " + note));
      map.gone().forEach(root -> invocation.streams().say("gone, and not built: " + root));
      survey
          .unreadable()
          .forEach(
              problem ->
                  invocation
                      .streams()
                      .say("'%s' can't be read: %s".formatted(problem.path(), problem.message())));
      Order order =
          new Order(
              phase,
              CheckedOutCommit.of(survey, invocation.environment().getOrDefault("PATH", "")),
              attempt,
              map.roots(),
              concurrency,
              Duration.ofMinutes(minutes));
      Dispatch dispatch = Dispatch.of(settings, order, stores);
      DispatchReport report =
          invocation.flag("--dry-run") ? dispatch.preview() : run(dispatch, invocation);
      print(report, reports, survey.top(), invocation);
      if (report.findings() != null) {
        findings.write(ReportMergeCommand.outcome(invocation, report.findings()));
      }
      return survey.unreadable().isEmpty() ? report.exitCode() : ExitCode.UNDECIDED;
    }
  }

  private static DispatchReport run(Dispatch dispatch, Invocation invocation) {
    boolean quiet = invocation.global().quiet();
    ProgressLine progress =
        quiet
            ? ProgressLine.none()
            : ProgressLine.to(
                invocation.streams().err(),
                invocation.streams().errIsTerminal(),
                "dispatch",
                "roots");
    return dispatch.run(
        invocation.googleAccess(),
        progress,
        root -> {
          if (!quiet) {
            invocation
                .streams()
                .say(
                    "%s: %s%s"
                        .formatted(
                            root.path(),
                            root.outcome().word(),
                            root.build().isEmpty() ? "" : " (build " + root.build() + ")"));
          }
        },
        ProgramVersion.CURRENT);
  }

  private static void print(
      DispatchReport report, List<Report> reports, Path top, Invocation invocation)
      throws IOException {
    DispatchPrinter.print(
        report,
        invocation.global().format(),
        invocation.global().color(),
        new OutputStreamWriter(invocation.streams().out(), StandardCharsets.UTF_8));
    for (Report file : reports) {
      ReportFile.write(
          invocation.resolve(file.file()),
          top,
          out -> DispatchPrinter.print(report, file.format(), false, out));
    }
  }

  private static Phase phase(List<String> arguments) {
    if (arguments.equals(List.of("plan"))) {
      return Phase.PLAN;
    }
    if (arguments.equals(List.of("apply"))) {
      return Phase.APPLY;
    }
    throw new ExitException(
        ExitCode.USAGE,
        "dispatch takes 'plan' or 'apply' behind --, not '%s': what a build runs stands in the trusted configuration"
            .formatted(String.join(" ", arguments)));
  }

  /** A report in a file. */
  private record Report(String format, String file) {
    static Report of(String option) {
      int equals = option.indexOf('=');
      String format = equals < 0 ? option : option.substring(0, equals);
      if (equals < 0
          || equals == option.length() - 1
          || !DispatchPrinter.FORMATS.contains(format)) {
        throw new ExitException(
            ExitCode.USAGE,
            "--report takes FORMAT=FILE with one of %s, not '%s'"
                .formatted(String.join("|", DispatchPrinter.FORMATS), option));
      }
      return new Report(format, option.substring(equals + 1));
    }
  }
}
