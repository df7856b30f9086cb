package dev.tfgate.rules.lock;

import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.rules.view.Findings;
import dev.tfgate.rules.view.ModuleRule;
import dev.tfgate.rules.view.Scope;
import dev.tfgate.terraform.ConfigurationDirectory;
import dev.tfgate.terraform.LockFile;

/** Lock file entries that hold hashes of archives only. */
public final class LockWithoutPackageHash implements ModuleRule {
  @Override
  public RuleDescription description() {
    return new RuleDescription(
        "lock-without-package-hash",
        "Lock file entry without a package hash",
        Enforcement.ADVISORY,
        Layer.LOCK,
        "An entry of the lock file holds zh: hashes only. Terraform can't compare them with an"
            + " unpacked plugin, so that the entry proves nothing there.");
  }

  @Override
  public void check(ConfigurationDirectory directory, Scope scope, Findings findings) {
    ReadLock.of(directory, scope, findings)
        .ifPresent(
            read -> {
              for (LockFile.Entry entry : read.lock().entries()) {
                boolean onlyArchives =
                    !entry.hashes().isEmpty()
                        && entry.hashes().stream().allMatch(hash -> hash.text().startsWith("zh:"));
                if (onlyArchives) {
                  read.add(
                      entry.block().range(),
                      "The entry for '%s' has zh: hashes only, which %s can't compare with an unpacked plugin. Run '%s init' to add the h1: hash, and commit the file."
                          .formatted(
                              entry.address(),
                              scope.profile().program().title(),
                              scope.profile().program().word()));
                }
              }
            });
  }
}
