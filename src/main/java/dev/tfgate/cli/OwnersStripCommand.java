package dev.tfgate.cli;

import dev.tfgate.owners.OwnersSettings;
import dev.tfgate.owners.ProjectSources;
import dev.tfgate.owners.StripRequest;
import dev.tfgate.owners.StripResult;
import dev.tfgate.owners.StripRun;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import dev.tfgate.report.Mode;
import dev.tfgate.trust.RunMode;
import dev.tfgate.trust.TrustLocation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code tfgate owners strip}. */
final class OwnersStripCommand implements Command {
  @Override
  public void describe(CommandSpec spec) {
    spec.addOption(
        Options.text(
            "--apply-log", "FILE", "projects that 'terraform apply -json' created; - for stdin"));
    spec.addOption(
        Options.text(
            "--plan", "PLAN.json", "projects that a plan creates ('terraform show -json')"));
    spec.addOption(Options.list("--member", "MEMBER", "who loses Owner; default: the creator"));
    spec.addOption(Options.list("--replace-with", "ROLE", "narrower role to grant instead"));
    spec.addOption(Options.flag("--include-users", "also take it from user: members"));
    spec.addOption(
        Options.flag("--allow-no-owner", "even if nobody else is known to administer the project"));
    spec.addOption(Options.flag("--dry-run", "show the diff of each policy, write nothing"));
    spec.addOption(Options.text("--record", "FILE", "append what was done, as JSON Lines"));
    spec.addOption(Options.text("--concurrency", "N", "projects at a time, 1 to 64; default 8"));
    spec.addOption(Options.text("--rate", "N", "writes a second, or unlimited; default 10"));
    spec.addOption(
        Options.text("--deadline", "SECONDS", "for one project, such as 60s; default 60s"));
    spec.addPositional(Options.arguments("0..*", "PROJECT", "project ids"));
  }

  @Override
  public ExitCode run(Invocation invocation) throws Exception {
    OwnersSettings settings = settings(invocation);
    @Nullable String applyLog = invocation.option("--apply-log");
    @Nullable String plan = invocation.option("--plan");
    ProjectSources sources =
        ProjectSources.read(
            invocation.arguments(),
            applyLog == null || applyLog.equals("-") ? null : invocation.resolve(applyLog),
            "-".equals(applyLog) ? invocation.streams().in() : null,
            plan == null ? null : invocation.resolve(plan));
    sources
        .warnings()
        .forEach(w -> invocation.streams().err().println("tfgate: " + Terminal.printable(w)));
    List<String> members = invocation.options("--member");
    StripRequest request =
        new StripRequest(
            sources.projects(),
            members.isEmpty()
                ? settings.strip().stream().filter(m -> !m.equals("creator")).toList()
                : members,
            settings.keep(),
            settings.otherAdmins(),
            invocation.options("--replace-with"),
            invocation.flag("--include-users"),
            invocation.flag("--allow-no-owner"),
            invocation.flag("--dry-run"),
            number(invocation, "--concurrency", 8, 64),
            "unlimited".equals(invocation.option("--rate"))
                ? 0
                : number(invocation, "--rate", 10, 10_000),
            Duration.ofSeconds(number(invocation, "--deadline", 60, 86_400)),
            invocation.global().endpoints().get("resourcemanager"));
    boolean creator = members.isEmpty() && settings.strip().contains("creator");
    boolean json = invocation.global().format().equals("json");
    @Nullable String record = invocation.option("--record");
    ExitCode code =
        StripRun.run(
            request,
            creator,
            record == null ? null : invocation.resolve(record),
            invocation.global().quiet() ? null : invocation.streams().err(),
            result -> print(invocation, result, json));
    invocation.streams().out().flush();
    return sources.complete() ? code : ExitCode.UNDECIDED;
  }

  private static void print(Invocation invocation, StripResult result, boolean json) {
    if (json) {
      invocation.streams().out().println(result.toJson());
      return;
    }
    invocation
        .streams()
        .out()
        .println(
            Terminal.printable(
                "%-15s %s  %s%s"
                    .formatted(
                        result.outcome().word(),
                        result.project(),
                        result.members().isEmpty()
                            ? ""
                            : String.join(", ", result.members()) + ": ",
                        result.message())));
    if (!result.diff().isEmpty()) {
      invocation.streams().out().println(Terminal.printable(result.diff()));
    }
  }

  private static OwnersSettings settings(Invocation invocation) throws Exception {
    Path fileSystem = Path.of("/");
    RunMode mode = RunMode.of(invocation.global().mode(), invocation.environment(), fileSystem);
    Optional<TrustLocation> trust =
        TrustLocation.find(
            invocation.global().trust(),
            invocation.environment(),
            mode.mode(),
            invocation.workingDirectory(),
            fileSystem);
    if (trust.isEmpty() && mode.mode() == Mode.CI) {
      throw new ExitException(
          ExitCode.USAGE,
          "no trust directory, which CI mode needs (%s): give --trust DIR"
              .formatted(mode.reason()));
    }
    return trust.isEmpty() ? OwnersSettings.NONE : OwnersSettings.read(trust.get().path());
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
