package dev.tfgate.cli;

import dev.tfgate.catalogue.PolicyPlaces;
import dev.tfgate.policy.compiled.PolicySet;
import dev.tfgate.policy.test.PolicyTestReport;
import dev.tfgate.report.ExitCode;
import dev.tfgate.yaml.Problems;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Model.CommandSpec;

/** {@code tfgate policy test [DIR…]}. */
final class PolicyTestCommand implements Command {
  @Override
  public void describe(CommandSpec spec) {
    spec.addPositional(
        Options.arguments(
            "0..*", "DIR", "Files or directories (default: those of the trust directory)"));
    spec.addOption(
        Options.flag("--coverage", "Fail where a policy lacks a denying or a passing test"));
    spec.usageMessage().footer("Example:", "  tfgate policy test --coverage policies");
  }

  @Override
  public ExitCode run(Invocation invocation) throws IOException {
    PolicyPlaces places =
        PolicyPlaces.find(
            invocation.arguments().stream().map(invocation::resolve).toList(),
            invocation.trust(invocation.workingDirectory()),
            invocation.mode().mode(),
            invocation.workingDirectory());
    PolicySet policies = places.load();
    Problems problems = new Problems();
    PolicyTestReport report =
        PolicyTestReport.run(policies, places.paths(), invocation.flag("--coverage"), problems);
    PolicyPlaces.refuse(problems);
    if (invocation.global().format().equals("json")) {
      report.writeJson(new OutputStreamWriter(invocation.streams().out(), StandardCharsets.UTF_8));
    } else {
      report.print(
          invocation.streams().out(), invocation.global().color(), invocation.global().quiet());
    }
    return report.exitCode();
  }
}
