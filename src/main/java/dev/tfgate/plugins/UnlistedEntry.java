package dev.tfgate.plugins;

import dev.tfgate.plugins.PluginDirectory.Entry;
import dev.tfgate.plugins.PluginProblem.Kind;
import java.nio.file.Files;
import java.util.Collection;
import java.util.Optional;

/** Says of something that no manifest accounts for what Terraform would make of it. */
final class UnlistedEntry {
  private static final String DELETE = " Delete it from the image";

  /** Where packages lie: {@code HOST/NAMESPACE/TYPE/VERSION/PLATFORM}. */
  private static final int PACKAGE_DEPTH = 5;

  private UnlistedEntry() {}

  /**
   * Returns the problem.
   *
   * @param packages the packages that are accounted for
   */
  static PluginProblem problem(Entry entry, Collection<PackagePlace> packages) {
    return switch (entry.kind()) {
      case LINK -> of(Kind.SYMLINK, entry, link(entry));
      case OTHER ->
          of(Kind.SPECIAL_FILE, entry, "is a pipe, socket or device and not a file." + DELETE);
      case DIRECTORY -> directory(entry);
      case FILE -> file(entry, packages);
    };
  }

  private static String link(Entry entry) {
    Optional<PackagePlace> place = PackagePlace.unpacked(entry.path());
    if (place.isPresent()) {
      return "is a symbolic link in the place of the package of %s. The program follows it, so what it runs can change without a change here. Put the package itself there"
          .formatted(place.get().shown());
    }
    if (entry.depth() < PACKAGE_DEPTH && Files.isDirectory(entry.place())) {
      return "is a symbolic link to a folder. The program doesn't follow it here and finds no package behind it. Put the folder itself there";
    }
    return "is a symbolic link, so what the program runs can change without a change here. Put the"
        + " file itself there";
  }

  private static PluginProblem directory(Entry entry) {
    return PackagePlace.unpacked(entry.path())
        .map(
            place ->
                of(
                    Kind.UNLISTED,
                    entry,
                    "%s is not pinned, and the program would take it.".formatted(place.shown())
                        + DELETE
                        + ", or pin it"))
        .orElseGet(() -> of(Kind.UNLISTED, entry, "no pinned package lies in here." + DELETE));
  }

  private static PluginProblem file(Entry entry, Collection<PackagePlace> packages) {
    String path = entry.path();
    if (entry.depth() == 1 && entry.name().startsWith("terraform-provisioner-")) {
      return of(
          Kind.PROVISIONER,
          entry,
          "is a provisioner plugin. The program runs it at plan, in place of a built-in of that name, whatever is pinned."
              + DELETE);
    }
    for (PackagePlace place : packages) {
      String prefix = place.directory() + "/";
      if (path.startsWith(prefix) && path.startsWith("terraform-provider-", prefix.length())) {
        return of(
            Kind.SECOND_EXECUTABLE,
            entry,
            "belongs to no pinned package and is named like a provider's executable, of which the program runs the first by name."
                + DELETE);
      }
    }
    if (path.endsWith(".zip") && entry.depth() == 4) {
      return of(
          Kind.ZIP_TWIN,
          entry,
          "is a zip that is not pinned under this name, and the program could take it for a package."
              + DELETE);
    }
    return of(
        Kind.UNLISTED,
        entry,
        "belongs to no pinned package, and nothing else may lie in a plugin directory." + DELETE);
  }

  private static PluginProblem of(Kind kind, Entry entry, String message) {
    return new PluginProblem(kind, entry.path(), message, null, null);
  }
}
