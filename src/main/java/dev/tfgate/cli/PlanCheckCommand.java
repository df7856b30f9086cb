package dev.tfgate.cli;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.gate.PlanCheck;
import dev.tfgate.gate.PlanCheckRequest;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import dev.tfgate.terraform.PlanListener;
import dev.tfgate.trust.RunMode;
import dev.tfgate.trust.TrustLocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code tfgate plan check PLAN.json}. */
final class PlanCheckCommand implements ReportingCommand {
  private static final Path FILE_SYSTEM = Path.of("/");

  @Override
  public void describe(CommandSpec spec) {
    spec.addPositional(
        Options.arguments(
            "1", "PLAN.json", "What 'terraform show -json PLAN' printed; - reads standard input"));
    spec.addOption(
        Options.text(
            "--root",
            "DIR",
            "The directory that the plan was made in (default: .): for lines, and where named,"
                + " for what the source says of values that are known after apply"));
    ReportOutput.describe(spec);
    spec.usageMessage()
        .footer(
            "Examples:",
            "  terraform show -json plan.out | tfgate plan check -",
            "  tfgate plan check plan.json --root services/dev --report sarif=plan.sarif");
  }

  @Override
  public List<String> formats() {
    return ReportOutput.FORMATS;
  }

  @Override
  public ExitCode run(Invocation invocation, ReportOutput output) throws IOException {
    @Nullable String named = invocation.option("--root");
    Path root = named == null ? invocation.workingDirectory() : invocation.resolve(named);
    if (!Files.isDirectory(root)) {
      throw new ExitException(ExitCode.USAGE, "there is no directory '%s'".formatted(root));
    }
    root = root.toRealPath();
    RunMode mode = RunMode.of(invocation.global().mode(), invocation.environment(), FILE_SYSTEM);
    Optional<TrustLocation> trust =
        TrustLocation.find(
            invocation.global().trust(), invocation.environment(), mode.mode(), root, FILE_SYSTEM);
    PlanCheckRequest request =
        new PlanCheckRequest(
            ProgramVersion.CURRENT,
            Checkout.top(root),
            root,
            named != null,
            mode,
            trust.orElse(null),
            LocalDate.now(ZoneOffset.UTC));
    String plan = invocation.arguments().getFirst();
    return output.print(
        plan.equals("-")
            ? PlanCheck.check(request, invocation.streams().in(), new PlanListener() {})
            : PlanCheck.check(request, invocation.resolve(plan)));
  }
}
