package dev.tfgate.rules.lock;

import dev.tfgate.plugins.PinnedProvider;
import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.rules.view.Findings;
import dev.tfgate.rules.view.ModuleRule;
import dev.tfgate.rules.view.Scope;
import dev.tfgate.terraform.ConfigurationDirectory;
import dev.tfgate.terraform.LockFile;
import dev.tfgate.terraform.ProviderAddress;
import dev.tfgate.terraform.Root;
import dev.tfgate.terraform.profile.Engine;
import dev.tfgate.text.Version;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Lock file entries that admit another package than the pinned one. */
public final class LockNotPinned implements ModuleRule {
  @Override
  public RuleDescription description() {
    return new RuleDescription(
        "lock-not-pinned",
        "Lock file entry that differs from the pinned plugins",
        Enforcement.MANDATORY,
        Layer.LOCK,
        "A dependency lock file names a version or a package hash that plugins-manifest.yaml does"
            + " not list. One foreign hash is enough for Terraform to run a foreign package.");
  }

  @Override
  public void check(ConfigurationDirectory directory, Scope scope, Findings findings) {
    ReadLock.of(directory, scope, findings).ifPresent(read -> check(directory, read, scope));
  }

  private static void check(ConfigurationDirectory directory, ReadLock read, Scope scope) {
    Engine program = scope.profile().program();
    for (LockFile.Entry entry : read.lock().entries()) {
      if (entry.hashes().isEmpty()) {
        read.add(
            entry.block().range(),
            "The entry for '%s' has no hashes, so %s would accept any package, a committed one too. Run '%s init' to add them, and commit the file."
                .formatted(entry.address(), program.title(), program.word()));
      }
      if (scope.trust().location() != null) {
        check(directory, read, entry, scope);
      }
    }
  }

  private static void check(
      ConfigurationDirectory directory, ReadLock read, LockFile.Entry entry, Scope scope) {
    Engine program = scope.profile().program();
    String source = entry.address().toString();
    List<PinnedProvider> versions = scope.trust().manifest().versionsOf(source);
    Optional<PinnedProvider> pinned =
        versions.stream()
            .filter(provider -> provider.version().equals(entry.version()))
            .findFirst();
    if (pinned.isEmpty()) {
      if (isUnrequested(directory, entry.address(), scope)) {
        read.addAdvisory(
            entry.versionRange(),
            "The lock file names %s of '%s', which is not pinned. Nothing in this root requests that provider. Run '%s init', which removes the entry, and commit the file."
                .formatted(
                    entry.version() == null ? "a version" : "version " + entry.version(),
                    source,
                    program.word()));
      } else {
        read.add(entry.versionRange(), unpinned(program, entry, source, versions));
      }
      return;
    }
    Set<String> accepted = pinned.get().acceptedHashes();
    boolean anyPackageHash = false;
    boolean matches = false;
    for (LockFile.Hash hash : entry.hashes()) {
      if (hash.text().startsWith("zh:")) {
        continue;
      }
      anyPackageHash = true;
      matches |= pinned.get().platformHashes().contains(hash.text());
      if (!accepted.contains(hash.text())) {
        read.add(
            hash.range(),
            "The hash is not a hash of the pinned %s %s. %s accepts a package that matches any hash, so this one would admit a foreign package. Remove it. If it belongs to the platform of a laptop, ask the platform team to add it (tfgate plugins pin --lock-file)."
                .formatted(source, entry.version(), program.title()));
      }
    }
    if (anyPackageHash && !matches) {
      read.add(
          entry.block().range(),
          "No hash of the entry matches the pinned package of %s %s, so '%s init' would stop in CI. Run '%s providers lock -platform=PLATFORM' for the platform of the CI, and commit the file."
              .formatted(source, entry.version(), program.word(), program.word()));
    }
  }

  private static String unpinned(
      Engine program, LockFile.Entry entry, String source, List<PinnedProvider> versions) {
    if (versions.isEmpty()) {
      return "The lock file names the provider '%s', which is not pinned, so CI can't load it. Remove the code that requests it and run '%s init', or ask the platform team to pin the provider."
          .formatted(source, program.word());
    }
    String newest =
        versions.stream()
            .map(PinnedProvider::version)
            .max(
                Comparator.comparing(
                    version -> Version.parse(version).orElseThrow(), Comparator.naturalOrder()))
            .orElseThrow();
    return "The lock file names version %s of '%s', but pinned is %s, so '%s init' would fail in CI. Write version = \"%s\" into required_providers, run '%s init -upgrade' and commit the lock file. With a range, -upgrade would take the newest version of the registry."
        .formatted(
            entry.version(),
            source,
            versions.stream().map(PinnedProvider::version).collect(Collectors.joining(", ")),
            program.word(),
            newest,
            program.word());
  }

  /** Whether it is certain that no module of the root requests a provider. */
  private static boolean isUnrequested(
      ConfigurationDirectory directory, ProviderAddress address, Scope scope) {
    Optional<Root> root = scope.configuration().root(directory.path());
    if (root.isEmpty() || !root.get().outsideCalls().isEmpty()) {
      return false;
    }
    for (Root.Reached reached : root.get().modules()) {
      if (!reached.module().directory().problems().isEmpty()) {
        return false;
      }
    }
    return root.get().providerRequests().stream()
        .noneMatch(request -> request.request().address().map(address::equals).orElse(true));
  }
}
