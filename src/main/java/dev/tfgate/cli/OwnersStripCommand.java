package dev.tfgate.cli;

import dev.tfgate.owners.CreatedProjects;
import dev.tfgate.owners.RunOutput;
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
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code tfgate owners strip}. */
final class OwnersStripCommand implements Command {
  private static final Pattern AGE = Pattern.compile("([0-9]{1,5})([mhd])");

  @Override
  public void describe(CommandSpec spec) {
    spec.addPositional(Options.arguments("0..*", "PROJECT", "Project ids"));
    spec.addOption(
        Options.text(
            "--apply-log", "FILE", "Projects that 'terraform apply -json' created; - for stdin"));
    spec.addOption(
        Options.text(
            "--plan",
            "PLAN.json",
            "Projects that a plan creates; beside --apply-log only ids that it lacks"));
    spec.addOption(
        Options.text(
            "--state", "FILE", "Projects in a state; beside --apply-log only ids that it lacks"));
    spec.addOption(
        Options.text("--parent", "FOLDER", "Projects below folders/N or organizations/N …"));
    spec.addOption(
        Options.text("--created-within", "AGE", "… that are younger than this, such as 24h or 7d"));
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
            "  terraform apply -json | tee apply.jsonl; terraform show -json > state.json",
            "  tfgate owners strip --apply-log apply.jsonl --state state.json",
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
    created.warnings().forEach(invocation.streams()::say);
    if (!created.isComplete()
        && invocation.option("--apply-log") != null
        && invocation.option("--state") == null) {
      invocation
          .streams()
          .say(
              "the state that the apply wrote may hold the ids that its log lacks. Repeat with --state and the output of 'terraform show -json'");
    }
    try (RunOutput output = OwnersOptions.output(invocation)) {
      ExitCode code = StripRun.run(request, created, invocation.googleAccess(), output);
      return created.isComplete() ? code : ExitCode.UNDECIDED;
    }
  }

  private static CreatedProjects projects(Invocation invocation) throws IOException {
    CreatedProjects created = new CreatedProjects();
    @Nullable String applyLog = invocation.option("--apply-log");
    @Nullable String plan = invocation.option("--plan");
    @Nullable String state = invocation.option("--state");
    @Nullable String parent = invocation.option("--parent");
    if (invocation.arguments().isEmpty()
        && applyLog == null
        && plan == null
        && state == null
        && parent == null) {
      throw new ExitException(
          ExitCode.USAGE,
          "no projects are named. Name their ids, or give --apply-log, --plan, --state, or --parent with --created-within");
    }
    @Nullable Duration age = age(invocation.option("--created-within"), parent);
    invocation.arguments().forEach(created::add);
    if ("-".equals(applyLog)) {
      created.addApplyLog(invocation.streams().in());
    } else if (applyLog != null) {
      try (InputStream in = open(invocation.resolve(applyLog))) {
        created.addApplyLog(in);
      }
    }
    if (state != null) {
      try (InputStream in = open(invocation.resolve(state))) {
        if (applyLog == null) {
          created.addState(in);
        } else {
          created.completeFromState(in);
        }
      }
    }
    if (plan != null) {
      try (InputStream in = open(invocation.resolve(plan))) {
        if (applyLog == null) {
          created.addPlan(in);
        } else {
          created.completeFromPlan(in);
        }
      }
    }
    if (parent != null && age != null) {
      created.addBelow(parent, age, invocation.googleAccess());
    }
    return created;
  }

  /** Returns the age; {@code --parent} needs one, for without it old projects would count too. */
  private static @Nullable Duration age(@Nullable String text, @Nullable String parent) {
    if (text == null && parent == null) {
      return null;
    }
    if (text == null) {
      throw new ExitException(
          ExitCode.USAGE,
          "--parent needs --created-within, such as 24h. Without it every project there would lose the grant");
    }
    if (parent == null) {
      throw new ExitException(
          ExitCode.USAGE, "--created-within goes with --parent folders/N or organizations/N");
    }
    Matcher age = AGE.matcher(text);
    if (!age.matches()) {
      throw new ExitException(
          ExitCode.USAGE,
          "--created-within takes an age such as 90m, 24h or 7d, not '%s'".formatted(text));
    }
    long number = Long.parseLong(age.group(1));
    return switch (age.group(2)) {
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
  }

  private static InputStream open(Path file) throws IOException {
    try {
      return new BufferedInputStream(Files.newInputStream(file));
    } catch (NoSuchFileException e) {
      throw new ExitException(ExitCode.USAGE, "there is no file '%s'".formatted(file));
    }
  }
}
