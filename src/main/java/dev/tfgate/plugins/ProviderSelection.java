package dev.tfgate.plugins;

import dev.tfgate.terraform.LockFile;
import dev.tfgate.terraform.ProviderAddress;
import dev.tfgate.terraform.Root;
import dev.tfgate.text.Version;
import dev.tfgate.text.VersionConstraints;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A provider that a root requests, and the pinned version that Terraform would choose for it: the
 * locked one where it meets every constraint, else the newest that does.
 *
 * @param address the provider
 * @param requests every place that requests it, in any module of the root
 * @param constraints as written in the module tree, sorted and without repetition
 * @param pinned what would be chosen; empty where no pinned version meets every constraint, or one
 *     of them can't be read
 */
public record ProviderSelection(
    ProviderAddress address,
    List<Root.Request> requests,
    List<String> constraints,
    Optional<PinnedProvider> pinned) {
  /** Copies the lists. */
  public ProviderSelection {
    requests = List.copyOf(requests);
    constraints = List.copyOf(constraints);
  }

  /**
   * Returns what a root requests, sorted by address. Terraform's own provider and requests whose
   * provider is not known are left out.
   */
  public static List<ProviderSelection> of(Root root, Manifest manifest) {
    Map<ProviderAddress, List<Root.Request>> byAddress = new TreeMap<>();
    for (Root.Request request : root.providerRequests()) {
      Optional<ProviderAddress> address = request.request().address();
      if (address.isPresent() && !address.get().isBuiltIn()) {
        byAddress.computeIfAbsent(address.get(), key -> new ArrayList<>()).add(request);
      }
    }
    Optional<LockFile> lock = LockFile.of(root.module().directory());
    List<ProviderSelection> selections = new ArrayList<>();
    byAddress.forEach(
        (address, requests) -> selections.add(select(address, requests, manifest, lock)));
    return List.copyOf(selections);
  }

  private static ProviderSelection select(
      ProviderAddress address,
      List<Root.Request> requests,
      Manifest manifest,
      Optional<LockFile> lock) {
    List<VersionConstraints> constraints = new ArrayList<>();
    TreeSet<String> texts = new TreeSet<>();
    boolean unclear = false;
    for (Root.Request request : requests) {
      unclear |= request.request().constraintsUnclear();
      VersionConstraints written = request.request().constraints();
      if (written != null) {
        constraints.add(written);
        texts.add(written.text());
      }
    }
    Optional<PinnedProvider> chosen =
        unclear
            ? Optional.empty()
            : newest(manifest.versionsOf(address.toString()), constraints, locked(lock, address));
    return new ProviderSelection(address, requests, List.copyOf(texts), chosen);
  }

  private static Optional<String> locked(Optional<LockFile> lock, ProviderAddress address) {
    return lock.flatMap(
        file ->
            file.entries().stream()
                .filter(entry -> entry.address().equals(address))
                .findFirst()
                .flatMap(entry -> Optional.ofNullable(entry.version())));
  }

  private static Optional<PinnedProvider> newest(
      List<PinnedProvider> pinned, List<VersionConstraints> constraints, Optional<String> locked) {
    Optional<PinnedProvider> best = Optional.empty();
    Optional<Version> newest = Optional.empty();
    for (PinnedProvider provider : pinned) {
      Optional<Version> version = Version.parse(provider.version());
      if (version.isEmpty()
          || !constraints.stream().allMatch(written -> written.admits(version.get()))) {
        continue;
      }
      // Terraform passes pre-releases over unless a constraint names them exactly.
      if (version.get().isPrerelease() && constraints.isEmpty()) {
        continue;
      }
      if (locked.isPresent() && locked.get().equals(provider.version())) {
        return Optional.of(provider);
      }
      if (newest.isEmpty() || version.get().compareTo(newest.get()) > 0) {
        newest = version;
        best = Optional.of(provider);
      }
    }
    return best;
  }
}
