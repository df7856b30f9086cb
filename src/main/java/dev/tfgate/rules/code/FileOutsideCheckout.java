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

/** Functions that read files of the machine. */
public final class FileOutsideCheckout implements ModuleRule, RootRule {
  @Override
  public boolean judgesUncalled() {
    return true;
  }

  @Override
  public RuleDescription description() {
    return new RuleDescription(
        "file-outside-checkout",
        "File read outside of the checkout",
        Enforcement.MANDATORY,
        Layer.FILE,
        "A function reads a file of the machine. Plan prints what it reads, credentials of the"
            + " build too.");
  }

  @Override
  public void check(ConfigurationDirectory directory, Scope scope, Findings findings) {
    for (Problem problem : scope.fileReads().in(directory)) {
      if (problem.certain()) {
        findings.add(problem.path(), problem.range(), problem.message(), problem.content());
      }
    }
  }

  @Override
  public void check(Root root, Scope scope, Findings findings) {
    for (Problem problem : scope.fileReads().in(root, () -> scope.values(root))) {
      if (problem.certain()) {
        findings.add(root, problem.path(), problem.range(), problem.message(), problem.content());
      }
    }
  }
}
