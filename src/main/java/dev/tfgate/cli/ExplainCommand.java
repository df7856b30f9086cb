package dev.tfgate.cli;

import dev.tfgate.catalogue.Catalogue;
import dev.tfgate.report.ExitCode;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Optional;
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
    if (catalogue.find(rule).isEmpty()) {
      // A trust directory that a policy came into as a copy may be out of reach, as on a laptop.
      Optional<Catalogue> bundled = bundled().filter(own -> own.find(rule).isPresent());
      if (bundled.isPresent()) {
        catalogue = bundled.get();
        invocation
            .streams()
            .err()
            .println(
                "tfgate: no trust directory with this policy was found, so this is the policy as it comes with tfgate. --trust DIR explains that of DIR.");
      }
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

  private static Optional<Catalogue> bundled() {
    return ThisProgram.home()
        .map(home -> home.resolve("policies"))
        .filter(Files::isDirectory)
        .map(Catalogue::withPolicies);
  }
}
