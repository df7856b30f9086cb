package dev.tfgate.cli;

import dev.tfgate.owners.CreatedProjects;
import dev.tfgate.owners.StripRequest;
import dev.tfgate.owners.StripRun;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import dev.tfgate.trust.Trust;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code tfgate owners strip}. */
final class OwnersStripCommand implements Command {
  @Override
  public void describe(CommandSpec spec) {
    spec.addPositional(Options.arguments("0..*", "PROJECT", "Project ids"));
    spec.addOption(
        Options.text(
            "--apply-log", "FILE", "Projects that 'terraform apply -json' created; - for stdin"));
    spec.addOption(
        Options.text(
            "--plan", "PLAN.json", "Projects that a plan creates ('terraform show -json')"));
    spec.addOption(Options.list("--member", "MEMBER", "Who loses Owner (default: the creator)"));
    spec.addOption(Options.list("--replace-with", "ROLE", "Narrower role to grant instead"));
    spec.addOption(Options.flag("--include-users", "Also take it from user: members"));
    spec.addOption(
        Options.flag("--allow-no-owner", "Even if nobody else is known to administer the project"));
    spec.addOption(Options.flag("--dry-run", "Show the diff of each policy, write nothing"));
    spec.addOption(Options.text("--record", "FILE", "Append what was done, as JSON Lines"));
    OwnersOptions.describeBatch(spec);
    spec.usageMessage()
        .footer(
            "Examples:",
            "  terraform apply -json | tee apply.jsonl",
            "  tfgate owners strip --apply-log apply.jsonl --record /var/log/owners.jsonl",
            "  tfgate owners strip --dry-run my-project");
  }

  @Override
  public ExitCode run(Invocation invocation) throws Exception {
    Trust.Owners owners = OwnersOptions.owners(invocation);
    List<String> members = invocation.options("--member");
    StripRequest request =
        new StripRequest(
            members.isEmpty() ? owners.strip() : members,
            owners.keep(),
            owners.otherAdmins(),
            invocation.options("--replace-with"),
            invocation.flag("--include-users"),
            invocation.flag("--allow-no-owner"),
            invocation.flag("--dry-run"),
            OwnersOptions.batch(invocation));
    CreatedProjects created = projects(invocation);
    created
        .warnings()
        .forEach(w -> invocation.streams().err().println("tfgate: " + Terminal.printable(w)));
    ExitCode code =
        StripRun.run(
            request,
            created.projects(),
            OwnersOptions.access(invocation),
            OwnersOptions.output(invocation));
    return created.isComplete() ? code : ExitCode.UNDECIDED;
  }

  private static CreatedProjects projects(Invocation invocation) throws IOException {
    CreatedProjects created = new CreatedProjects();
    @Nullable String applyLog = invocation.option("--apply-log");
    @Nullable String plan = invocation.option("--plan");
    if (invocation.arguments().isEmpty() && applyLog == null && plan == null) {
      throw new ExitException(
          ExitCode.USAGE, "no projects: name their ids, or give --apply-log or --plan");
    }
    invocation.arguments().forEach(created::add);
    if ("-".equals(applyLog)) {
      created.addApplyLog(invocation.streams().in());
    } else if (applyLog != null) {
      try (InputStream in = open(invocation.resolve(applyLog))) {
        created.addApplyLog(in);
      }
    }
    if (plan != null) {
      try (InputStream in = open(invocation.resolve(plan))) {
        created.addPlan(in);
      }
    }
    return created;
  }

  private static InputStream open(Path file) throws IOException {
    try {
      return new BufferedInputStream(Files.newInputStream(file));
    } catch (NoSuchFileException e) {
      throw new ExitException(ExitCode.USAGE, "there is no file '%s'".formatted(file));
    }
  }
}
