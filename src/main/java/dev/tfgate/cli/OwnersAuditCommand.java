package dev.tfgate.cli;

import dev.tfgate.owners.OwnersAudit;
import dev.tfgate.owners.OwnersAuditReport;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code tfgate owners audit}. */
final class OwnersAuditCommand implements Command {
  @Override
  public void describe(CommandSpec spec) {
    spec.addOption(
        Options.list("--parent", "FOLDER", "Every project below folders/N or organizations/N"));
    spec.addOption(Options.list("--project", "PROJECT", "This project"));
    spec.addOption(Options.flag("--direct", "Leave out what is granted above the projects"));
    OwnersOptions.describeReads(spec);
    spec.usageMessage()
        .footer(
            "Exit code 1: somebody is Owner whom owners.keep of gate.yaml does not name.",
            "Examples:",
            "  tfgate owners audit --parent organizations/123456789012",
            "  tfgate owners audit --project my-project --format csv");
  }

  @Override
  public List<String> formats() {
    return List.of("text", "json", "csv");
  }

  @Override
  public ExitCode run(Invocation invocation) throws IOException {
    List<String> parents = invocation.options("--parent");
    List<String> projects = invocation.options("--project");
    if (parents.isEmpty() && projects.isEmpty()) {
      throw new ExitException(
          ExitCode.USAGE, "there is nothing to look at. Give --parent folders/N, or --project ID");
    }
    OwnersAudit audit =
        OwnersAudit.read(
            new OwnersAudit.Request(
                projects,
                parents,
                OwnersOptions.owners(invocation).keep(),
                invocation.flag("--direct"),
                OwnersOptions.concurrency(invocation),
                OwnersOptions.deadline(invocation)),
            invocation.googleAccess(),
            OwnersOptions.progress(invocation));
    Writer out = new OutputStreamWriter(invocation.streams().out(), StandardCharsets.UTF_8);
    switch (invocation.global().format()) {
      case "json" -> OwnersAuditReport.json(audit, out);
      case "csv" -> {
        audit.undecided().forEach(invocation.streams()::say);
        OwnersAuditReport.csv(audit, out);
      }
      default -> OwnersAuditReport.text(audit, invocation.global().quiet(), out);
    }
    return audit.exitCode();
  }
}
