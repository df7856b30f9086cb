package dev.tfgate.rules.lock;

import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.rules.view.Findings;
import dev.tfgate.rules.view.RootRule;
import dev.tfgate.rules.view.Scope;
import dev.tfgate.terraform.LockFile;
import dev.tfgate.terraform.Root;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Lock file entries for providers that nothing requires. */
public final class LockUnusedProvider implements RootRule {
  @Override
  public RuleDescription description() {
    return new RuleDescription(
        "lock-unused-provider",
        "Lock file entry that nothing requires",
        Enforcement.ADVISORY,
        Layer.LOCK,
        "The lock file names a provider that no module of the root requests. It is left over, or it"
            + " waits for a state that requests it.");
  }

  @Override
  public void check(Root root, Scope scope, Findings findings) {
    Optional<LockFile> lock = LockFile.of(root.module().directory());
    if (lock.isEmpty() || !root.outsideCalls().isEmpty()) {
      // A module from elsewhere may require it.
      return;
    }
    Set<Object> requested = new HashSet<>();
    root.providerRequests()
        .forEach(request -> request.request().address().ifPresent(requested::add));
    for (LockFile.Entry entry : lock.get().entries()) {
      if (!requested.contains(entry.address())) {
        findings.add(
            root,
            lock.get().file(),
            entry.block().range(),
            "Nothing in this root requests the provider '%s'. Run '%s init', which removes the entry, and commit the file."
                .formatted(entry.address(), scope.profile().program().word()));
      }
    }
  }
}
