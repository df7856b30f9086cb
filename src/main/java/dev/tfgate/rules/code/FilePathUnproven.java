package dev.tfgate.rules.code;

import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.rules.view.FileReads.Problem;
import dev.tfgate.rules.view.Findings;
import dev.tfgate.rules.view.ModuleRule;
import dev.tfgate.rules.view.RootRule;
import dev.tfgate.rules.view.Scope;
import dev.tfgate.terraform.ConfigurationDirectory;
import dev.tfgate.terraform.Root;

/** Functions whose paths can't be proven to stay in the checkout. */
public final class FilePathUnproven implements ModuleRule, RootRule {
  @Override
  public RuleDescription description() {
    return new RuleDescription(
        "file-path-unproven",
        "File read whose path is not known",
        Enforcement.MANDATORY,
        Layer.FILE,
        "A function reads a file, and nothing in the checkout shows that its path stays inside: a"
            + " variable or a value that comes later decides.");
  }

  @Override
  public void check(ConfigurationDirectory directory, Scope scope, Findings findings) {
    for (Problem problem : scope.fileReads().in(directory)) {
      if (!problem.certain()) {
        findings.add(problem.path(), problem.range(), problem.message(), problem.content());
      }
    }
  }

  @Override
  public void check(Root root, Scope scope, Findings findings) {
    for (Problem problem : scope.fileReads().in(root, () -> scope.values(root))) {
      if (!problem.certain()) {
        findings.add(root, problem.path(), problem.range(), problem.message(), problem.content());
      }
    }
  }
}
