package dev.tfgate.rules.code;

import dev.tfgate.hcl.Block;
import dev.tfgate.hcl.ConstantEvaluator;
import dev.tfgate.hcl.Expression;
import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.rules.view.Findings;
import dev.tfgate.rules.view.ModuleRule;
import dev.tfgate.rules.view.Scope;
import dev.tfgate.terraform.ConfigurationDirectory;
import dev.tfgate.terraform.FileKind;
import dev.tfgate.terraform.ParsedFile;

/** A run block without command = plan creates real objects. */
public final class TestApplies implements ModuleRule {
  @Override
  public RuleDescription description() {
    return new RuleDescription(
        "test-applies",
        "Test that applies",
        Enforcement.ADVISORY,
        Layer.CODE,
        "A run block without command = plan creates real objects.");
  }

  @Override
  public void check(ConfigurationDirectory directory, Scope scope, Findings findings) {
    for (ParsedFile file : directory.files(FileKind.TEST)) {
      for (Block run : file.hcl().body().blocks("run")) {
        boolean plans =
            run.body()
                .attribute("command")
                .filter(
                    command ->
                        command.value() instanceof Expression.Variable variable
                            ? variable.name().equals("plan")
                            : ConstantEvaluator.string(command.value())
                                .filter("plan"::equals)
                                .isPresent())
                .isPresent();
        if (!plans) {
          findings.add(
              file,
              run.range(),
              "This run block applies, which is the default, so the test creates real objects. Write command = plan, or run this test only where real objects may be created.");
        }
      }
    }
  }
}
