package dev.tfgate.cli;

import dev.tfgate.catalogue.PolicyPlaces;
import dev.tfgate.policy.compiled.PolicyListing;
import dev.tfgate.report.ExitCode;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Model.CommandSpec;

/** {@code tfgate policy list [DIR…]}. */
final class PolicyListCommand implements Command {
  @Override
  public void describe(CommandSpec spec) {
    spec.addPositional(
        Options.arguments(
            "0..*", "DIR", "Files or directories (default: those of the trust directory)"));
    spec.usageMessage()
        .footer("Examples:", "  tfgate policy list", "  tfgate policy list --format json policies");
  }

  @Override
  public ExitCode run(Invocation invocation) throws IOException {
    PolicyListing listing =
        new PolicyListing(
            PolicyPlaces.find(
                    invocation.arguments().stream().map(invocation::resolve).toList(),
                    invocation.trust(invocation.workingDirectory()),
                    invocation.mode().mode(),
                    invocation.workingDirectory())
                .load());
    if (invocation.global().format().equals("json")) {
      listing.writeJson(new OutputStreamWriter(invocation.streams().out(), StandardCharsets.UTF_8));
    } else {
      listing.print(
          invocation.streams().out(), invocation.global().color(), invocation.streams().columns());
    }
    return ExitCode.PASSED;
  }
}
