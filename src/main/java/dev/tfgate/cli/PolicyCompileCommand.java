package dev.tfgate.cli;

import dev.tfgate.catalogue.PolicyPlaces;
import dev.tfgate.policy.compiled.PolicySet;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import dev.tfgate.report.Printable;
import dev.tfgate.yaml.Problems;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code tfgate policy compile [DIR…]}. */
final class PolicyCompileCommand implements Command {
  @Override
  public void describe(CommandSpec spec) {
    spec.addPositional(
        Options.arguments("0..*", "DIR", "Directories (default: those of the trust directory)"));
    spec.usageMessage()
        .footer(
            "For the build of an image: later checks start faster.",
            "Example:",
            "  tfgate policy compile /etc/tfgate/policies");
  }

  @Override
  public List<String> formats() {
    return List.of();
  }

  @Override
  public ExitCode run(Invocation invocation) {
    PolicySet policies =
        PolicyPlaces.find(
                invocation.arguments().stream().map(invocation::resolve).toList(),
                invocation.trust(invocation.workingDirectory()),
                invocation.mode().mode(),
                invocation.workingDirectory())
            .load();
    Problems problems = new Problems();
    try {
      List<Path> written = policies.keepCompiled(ProgramVersion.CURRENT, problems);
      PolicyPlaces.refuse(problems);
      if (!invocation.global().quiet()) {
        for (Path file : written) {
          invocation
              .streams()
              .out()
              .printf(
                  "%d %s compiled into %s%n",
                  policies.policies().size(),
                  policies.policies().size() == 1 ? "policy" : "policies",
                  Printable.text(file.toString()));
        }
      }
    } catch (IOException e) {
      throw new ExitException(
          ExitCode.UNDECIDED,
          "the compiled policies can't be written: %s: %s"
              .formatted(e.getClass().getSimpleName(), e.getMessage()),
          e);
    }
    return ExitCode.PASSED;
  }
}
