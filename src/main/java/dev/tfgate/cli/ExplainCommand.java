package dev.tfgate.cli;

import dev.tfgate.catalogue.Catalogue;
import dev.tfgate.report.ExitCode;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Model.CommandSpec;

/** {@code tfgate explain RULE}. */
final class ExplainCommand implements Command {
  @Override
  public void describe(CommandSpec spec) {
    spec.addPositional(Options.arguments("1", "RULE", "The rule that a finding names"));
    spec.usageMessage().footer("Example:", "  tfgate explain provisioner");
  }

  @Override
  public ExitCode run(Invocation invocation) throws IOException {
    String rule = invocation.arguments().getFirst();
    Catalogue catalogue = Catalogue.builtIn();
    if (invocation.global().trust() != null || catalogue.find(rule).isEmpty()) {
      catalogue =
          Catalogue.of(invocation.trust(invocation.workingDirectory()), invocation.mode().mode());
    }
    if (invocation.global().format().equals("json")) {
      catalogue.explainJson(
          rule, new OutputStreamWriter(invocation.streams().out(), StandardCharsets.UTF_8));
    } else {
      catalogue.explain(
          rule,
          invocation.streams().out(),
          invocation.global().color(),
          invocation.streams().columns());
    }
    return ExitCode.PASSED;
  }
}
