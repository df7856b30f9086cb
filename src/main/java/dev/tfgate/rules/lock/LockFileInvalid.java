package dev.tfgate.rules.lock;

import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.rules.view.Findings;
import dev.tfgate.rules.view.ModuleRule;
import dev.tfgate.rules.view.Scope;
import dev.tfgate.terraform.ConfigurationDirectory;
import dev.tfgate.terraform.LockFile;

/** Lock files that Terraform would not accept. */
public final class LockFileInvalid implements ModuleRule {
  @Override
  public RuleDescription description() {
    return new RuleDescription(
        "lock-file-invalid",
        "Lock file that can't be read for certain",
        Enforcement.MANDATORY,
        Layer.LOCK,
        "A dependency lock file holds something else than literal provider entries. What can't be"
            + " read for certain can't be compared with the pinned plugins.");
  }

  @Override
  public void check(ConfigurationDirectory directory, Scope scope, Findings findings) {
    ReadLock.of(directory, scope, findings)
        .ifPresent(
            read -> {
              for (LockFile.Problem problem : read.lock().problems()) {
                read.add(
                    problem.range(),
                    problem.message()
                        + " Correct or delete the entry, run '%s init' and commit the file."
                            .formatted(scope.profile().program().word()));
              }
            });
  }
}
