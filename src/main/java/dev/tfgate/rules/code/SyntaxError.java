package dev.tfgate.rules.code;

import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.rules.view.Findings;
import dev.tfgate.rules.view.ModuleRule;
import dev.tfgate.rules.view.Scope;
import dev.tfgate.terraform.ConfigurationDirectory;
import dev.tfgate.terraform.SyntaxProblem;

/** What can't be parsed can't be checked. */
public final class SyntaxError implements ModuleRule {
  @Override
  public RuleDescription description() {
    return new RuleDescription(
        "syntax-error",
        "File that Terraform can't parse",
        Enforcement.MANDATORY,
        Layer.CODE,
        "What can't be parsed can't be checked.");
  }

  @Override
  public void check(ConfigurationDirectory directory, Scope scope, Findings findings) {
    for (SyntaxProblem problem : directory.problems()) {
      findings.add(
          problem.path(),
          problem.range(),
          "The file can't be parsed: %s. A file that can't be parsed can't be checked. Correct it, so that %s accepts it."
              .formatted(problem.message(), scope.profile().program().title()),
          problem.message());
    }
  }
}
