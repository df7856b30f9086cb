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
  private final Scope scope;
  private final String path;
  private final Findings findings;

  private ReadLock(LockFile lock, Scope scope, String path, Findings findings) {
    this.lock = lock;
    this.scope = scope;
    this.path = path;
    this.findings = findings;
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
        .map(lock -> new ReadLock(lock, scope, directory.path(), findings));
  }

  LockFile lock() {
    return lock;
  }

  void add(SourceRange range, String message) {
    // Asked for a finding alone: who calls whom is told by all files.
    if (scope.isCalledWithLockFile(path)) {
      addAdvisory(range, message);
    } else {
      findings.add(lock.file(), range, message);
    }
  }

  void addAdvisory(SourceRange range, String message) {
    String more =
        scope.isCalledWithLockFile(path)
            ? " %s reads this file only where it is run in this directory. Another module calls it, and nothing else shows that it is a root: delete the file, or name the roots in gate.yaml."
                .formatted(scope.profile().program().title())
            : "";
    findings.advisory().add(lock.file(), range, message + more);
  }
}
