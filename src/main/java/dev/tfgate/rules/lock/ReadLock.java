package dev.tfgate.rules.lock;

import dev.tfgate.rules.view.Scope;
import dev.tfgate.terraform.ConfigurationDirectory;
import dev.tfgate.terraform.LockFile;
import java.util.Optional;

/**
 * The lock file of a directory where Terraform reads it: in a root, not in a module that is called.
 */
final class ReadLock {
  private ReadLock() {}

  /**
   * Returns it; empty where there is none, or where gate.yaml says that Terraform runs elsewhere.
   */
  static Optional<LockFile> of(ConfigurationDirectory directory, Scope scope) {
    return LockFile.of(directory).filter(lock -> !scope.isNamedNoRoot(directory.path()));
  }
}
