package dev.tfgate.runner;

import dev.tfgate.checkout.BoundedFile;
import dev.tfgate.gate.ModulePackage;
import dev.tfgate.plugins.PackageHash;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The modules that Terraform downloaded: what was checked is what every later step runs. */
final class DownloadedModules {
  private static final Pattern COMMIT =
      Pattern.compile("[?&]ref=([0-9a-fA-F]{64}|[0-9a-fA-F]{40})(?:&|$)");
  private static final int LONGEST_HEAD = 4096;

  private DownloadedModules() {}

  /**
   * Where Terraform takes a module from.
   *
   * @param source as the index has it
   */
  private record Entry(Path place, String source) {}

  /**
   * Returns the packages that Terraform downloaded, one a call, each with those modules in it that
   * something outside of it calls, as Terraform's index says; modules of the checkout have none.
   *
   * @param root the directory in which Terraform runs
   * @param rootPath its path in the checkout
   */
  static List<ModulePackage> packages(BuildDirectory directory, Path root, String rootPath)
      throws IOException {
    Map<String, Entry> entries = entries(directory, root);
    List<ModulePackage> packages = new ArrayList<>();
    for (Path folder : folders(directory)) {
      Set<String> called = new TreeSet<>();
      Set<String> sources = new TreeSet<>();
      entries.forEach(
          (key, entry) -> {
            @Nullable Entry caller =
                entries.get(key.substring(0, Math.max(0, key.lastIndexOf('.'))));
            if (entry.place().startsWith(folder)
                && (caller == null || !caller.place().startsWith(folder))) {
              String path = folder.relativize(entry.place()).toString();
              called.add(path.isEmpty() ? "." : path);
              sources.add(entry.source());
            }
          });
      packages.add(
          new ModulePackage(
              folder, called, sources.size() == 1 ? sources.iterator().next() : "", rootPath));
    }
    return packages;
  }

  /**
   * Makes sure that a package that is pinned to a commit is that commit: of a repository whose
   * default branch has the name of the commit, git takes the branch.
   *
   * @throws ExitException where it is anything else
   */
  static void requireCommits(BuildDirectory directory, Path root) throws IOException {
    List<Path> folders = folders(directory);
    for (Entry entry : entries(directory, root).values()) {
      Matcher commit = COMMIT.matcher(entry.source());
      if (!commit.find()) {
        continue;
      }
      for (Path folder : folders) {
        Path head = folder.resolve(".git/HEAD");
        if (entry.place().startsWith(folder) && Files.exists(head, LinkOption.NOFOLLOW_LINKS)) {
          String now =
              new String(BoundedFile.read(head, LONGEST_HEAD), StandardCharsets.UTF_8).strip();
          if (!now.equalsIgnoreCase(commit.group(1))) {
            throw new ExitException(
                ExitCode.FINDINGS,
                "the module '%s' is pinned to a commit, and git checked out '%s' instead, because its repository has a branch of that name. Nothing of it was run. Pin another commit, or ask the owner of that repository to delete the branch"
                    .formatted(entry.source(), now));
          }
        }
      }
    }
  }

  /** What the index says of each module, by its key: {@code outer.inner}. */
  private static Map<String, Entry> entries(BuildDirectory directory, Path root)
      throws IOException {
    Map<String, Entry> entries = new TreeMap<>();
    Path file = directory.modules().resolve("modules.json");
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)
        && SelectionCheck.json(file) instanceof Map<?, ?> index
        && index.get("Modules") instanceof List<?> modules) {
      for (Object module : modules) {
        if (module instanceof Map<?, ?> entry
            && entry.get("Key") instanceof String key
            && entry.get("Dir") instanceof String place) {
          entries.put(
              key,
              new Entry(
                  root.resolve(place).normalize(),
                  entry.get("Source") instanceof String source ? source : ""));
        }
      }
    }
    return entries;
  }

  private static List<Path> folders(BuildDirectory directory) throws IOException {
    List<Path> folders = new ArrayList<>();
    if (Files.isDirectory(directory.modules(), LinkOption.NOFOLLOW_LINKS)) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory.modules())) {
        for (Path entry : entries) {
          if (!entry.endsWith("modules.json")) {
            folders.add(entry);
          }
        }
      }
    }
    folders.sort(null);
    return folders;
  }

  /** Remembers what is there as checked. */
  static void remember(BuildDirectory directory) throws IOException {
    directory.write(directory.modulesRecord(), digest(directory));
  }

  /**
   * Makes sure that nothing has changed since.
   *
   * @throws ExitException where something has, or {@code init} did not run
   */
  static void require(BuildDirectory directory) throws IOException {
    Path record = directory.modulesRecord();
    if (!Files.isRegularFile(record, LinkOption.NOFOLLOW_LINKS)) {
      throw new ExitException(
          ExitCode.USAGE,
          "this root was not initialised here. Run 'tfgate %s -- init' first, as the same user and with the same --root and --data"
              .formatted(directory.program().word()));
    }
    if (Files.size(record) > 200 || !Files.readString(record).equals(digest(directory))) {
      throw new ExitException(
          ExitCode.FINDINGS,
          "the downloaded modules are not those that 'init' checked, so nothing of them was run. Run 'tfgate %s -- init' again"
              .formatted(directory.program().word()));
    }
  }

  private static String digest(BuildDirectory directory) throws IOException {
    SortedMap<String, String> contents = new TreeMap<>();
    Path modules = directory.modules();
    if (Files.exists(modules, LinkOption.NOFOLLOW_LINKS)) {
      Files.walkFileTree(
          modules,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              contents.put(
                  modules.relativize(file).toString(),
                  attributes.isRegularFile()
                      ? PackageHash.sha256(file, read -> {})
                      : attributes.isSymbolicLink()
                          ? "link " + Files.readSymbolicLink(file)
                          : "other");
              return FileVisitResult.CONTINUE;
            }
          });
    }
    return "modules sha256:"
        + PackageHash.sha256(contents.toString().getBytes(StandardCharsets.UTF_8));
  }
}
