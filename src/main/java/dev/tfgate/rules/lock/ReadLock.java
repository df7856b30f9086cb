package dev.tfgate.rules.lock;

import dev.tfgate.hcl.SourceRange;
import dev.tfgate.rules.view.Findings;
import dev.tfgate.rules.view.Scope;
import dev.tfgate.terraform.ConfigurationDirectory;
import dev.tfgate.terraform.LockFile;
import java.util.Optional;

/**
 * The lock file of a directory where Terraform reads it: in a root, not in a module that is called.
 */
final class ReadLock {
  private final LockFile lock;
  private final Findings findings;
  private final String more;

  private ReadLock(LockFile lock, Findings findings, String more) {
    this.lock = lock;
    this.findings = findings;
    this.more = more;
  }

  /**
   * Returns it; empty where there is none, or where gate.yaml says that Terraform runs elsewhere.
   *
   * @param findings takes what is wrong with it; it fails nothing in a module that is called and
   *     has nothing else of a root
   */
  static Optional<ReadLock> of(ConfigurationDirectory directory, Scope scope, Findings findings) {
    return LockFile.of(directory)
        .filter(lock -> !scope.isNamedNoRoot(directory.path()))
        .map(
            lock ->
                scope.isCalledWithLockFile(directory.path())
                    ? new ReadLock(
                        lock,
                        findings.advisory(),
                        " %s reads this file only where it is run in this directory. Another module calls it, and nothing else shows that it is a root: delete the file, or name the roots in gate.yaml."
                            .formatted(scope.profile().program().title()))
                    : new ReadLock(lock, findings, ""));
  }

  LockFile lock() {
    return lock;
  }

  void add(SourceRange range, String message) {
    findings.add(lock.file(), range, message + more);
  }

  void addAdvisory(SourceRange range, String message) {
    findings.advisory().add(lock.file(), range, message + more);
  }
}
