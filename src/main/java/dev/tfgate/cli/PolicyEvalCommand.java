package dev.tfgate.cli;

import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import dev.tfgate.upkeep.PolicyTrial;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code tfgate policy eval -e EXPR}. */
final class PolicyEvalCommand implements Command {
  @Override
  public void describe(CommandSpec spec) {
    spec.addOption(Options.text("-e", "EXPR", "The expression, in CEL"));
    spec.addOption(Options.text("--plan", "PLAN.json", "Try it on the changes of a plan in JSON"));
    spec.addOption(
        Options.text("--config", "PATH", "Try it on the blocks of a checkout (default: .)"));
    spec.addOption(
        Options.text("--type", "GLOB", "Try it on these types only, such as 'google_project*'"));
    spec.usageMessage()
        .footer(
            "Examples:",
            "  tfgate policy eval -e 'resource.role' --type 'google_*_iam_*'",
            "  tfgate policy eval -e 'change.action' --plan plan.json");
  }

  @Override
  public List<String> formats() {
    return List.of();
  }

  @Override
  public ExitCode run(Invocation invocation) {
    @Nullable String expression = invocation.option("-e");
    if (expression == null) {
      throw new ExitException(
          ExitCode.USAGE,
          "the expression is missing. Name it, as in: tfgate policy eval -e 'resource.role'");
    }
    @Nullable String plan = invocation.option("--plan");
    @Nullable String config = invocation.option("--config");
    if (plan != null && config != null) {
      throw new ExitException(
          ExitCode.USAGE, "--plan and --config exclude each other. Give one of them");
    }
    @Nullable String types = invocation.option("--type");
    PolicyTrial trial =
        new PolicyTrial(expression, types == null ? "**" : types, invocation.streams().out());
    @Nullable Path planned = plan == null ? null : invocation.resolve(plan);
    int shown =
        planned != null
            ? trial.plan(planned)
            : trial.configuration(invocation.resolve(config == null ? "." : config));
    if (shown == 0 && !invocation.global().quiet()) {
      invocation.streams().say("nothing of that type is there");
    }
    return ExitCode.PASSED;
  }
}
