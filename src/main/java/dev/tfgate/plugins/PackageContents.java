package dev.tfgate.plugins;

import dev.tfgate.plugins.PluginProblem.Kind;
import dev.tfgate.text.Version;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What must hold of packages that are pinned, wherever the bytes come from. */
final class PackageContents {
  private PackageContents() {}

  /** Returns the files of a package that Terraform could take for the provider, by name. */
  static List<PinnedFile> executables(PackagePlace place, List<PinnedFile> files) {
    return files.stream()
        .filter(file -> place.isExecutable(file.path()))
        .sorted((a, b) -> PackageHash.PATH_ORDER.compare(a.path(), b.path()))
        .toList();
  }

  /**
   * Returns the problem of a package that hasn't exactly one file to run, and that one executable.
   *
   * @param pinned the file that should be run, or null where none is named yet
   */
  static Optional<PluginProblem> executableProblem(
      PackagePlace place, String path, List<PinnedFile> files, @Nullable String pinned) {
    List<PinnedFile> executables = executables(place, files);
    if (executables.isEmpty()) {
      return Optional.of(
          new PluginProblem(
              Kind.NO_EXECUTABLE,
              path,
              "the program takes this for %s, and it holds no file terraform-provider-%s…. Put the"
                      .formatted(place.shown(), place.type())
                  + " vendor's package there, or delete it",
              null,
              null));
    }
    if (executables.size() > 1) {
      return Optional.of(
          new PluginProblem(
              Kind.SECOND_EXECUTABLE,
              path,
              "holds %d files that the program takes for the provider (%s), and it would run the first."
                      .formatted(
                          executables.size(),
                          String.join(", ", executables.stream().map(PinnedFile::path).toList()))
                  + " Leave the vendor's alone",
              null,
              null));
    }
    String runs = executables.getFirst().path();
    if (pinned != null && !pinned.equals(runs)) {
      return Optional.of(
          new PluginProblem(
              Kind.SECOND_EXECUTABLE,
              path,
              "the manifest names %s, and the program would run %s. Run \"tfgate plugins pin\" again"
                  .formatted(pinned, runs),
              pinned,
              runs));
    }
    String mode = executables.getFirst().mode();
    boolean executable = (Integer.parseInt(mode, 8) & 0111) != 0;
    return executable
        ? Optional.empty()
        : Optional.of(
            new PluginProblem(
                Kind.NO_EXECUTABLE,
                path,
                "%s is not executable (%s), so the program can't run it. Run 'chmod 0755' on it"
                    .formatted(runs, mode),
                null,
                mode));
  }

  /**
   * Returns a problem for each provider whose newest version lacks a platform that an older one
   * has: Terraform chooses the newest by its version alone and fails where it isn't for its
   * platform.
   */
  static List<PluginProblem> foreignVersions(Collection<PackagePlace> places) {
    Map<String, TreeMap<Version, TreeSet<String>>> bySource = new TreeMap<>();
    for (PackagePlace place : places) {
      Version.parse(place.version())
          .ifPresent(
              version ->
                  bySource
                      .computeIfAbsent(place.source(), key -> new TreeMap<>())
                      .computeIfAbsent(version, key -> new TreeSet<>())
                      .add(place.platform()));
    }
    List<PluginProblem> problems = new ArrayList<>();
    bySource.forEach(
        (source, versions) -> {
          TreeSet<String> lacking = new TreeSet<>();
          versions.values().forEach(lacking::addAll);
          lacking.removeAll(versions.lastEntry().getValue());
          if (!lacking.isEmpty()) {
            Version newest = versions.lastKey();
            problems.add(
                new PluginProblem(
                    Kind.NEWER_FOREIGN_VERSION,
                    source + "/" + newest,
                    "is the newest version, but not for %s, which has older ones."
                            .formatted(String.join(", ", lacking))
                        + " The program chooses it and then finds no package for that platform. Add the platform, or"
                        + " delete the version",
                    String.join(", ", lacking),
                    String.join(", ", versions.lastEntry().getValue())));
          }
        });
    return problems;
  }
}
