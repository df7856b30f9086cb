package dev.tfgate.runner;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.tfgate.checkout.BoundedFile;
import dev.tfgate.hcl.HclSyntaxException;
import dev.tfgate.hcl.Limits;
import dev.tfgate.plugins.PackageHash;
import dev.tfgate.plugins.PinnedPackage;
import dev.tfgate.plugins.PinnedProvider;
import dev.tfgate.report.RootSummary;
import dev.tfgate.terraform.ConfigurationDirectory;
import dev.tfgate.terraform.FileKind;
import dev.tfgate.terraform.JsonValues;
import dev.tfgate.terraform.LockFile;
import dev.tfgate.terraform.ParsedFile;
import dev.tfgate.terraform.PlanFormatException;
import dev.tfgate.trust.Trust;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What Terraform says it has chosen, in its data directory and in the lock file, against what the
 * gate read in the source and what is pinned. Two readers that know nothing of each other must
 * agree.
 */
final class SelectionCheck {
  private static final int LARGEST = 16 * 1024 * 1024;
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .build();

  private final BuildDirectory directory;
  private final Path top;
  private final Path root;
  private final String rootPath;
  private final Trust trust;
  private final Path plugins;
  private final List<String> problems = new ArrayList<>();

  private SelectionCheck(BuildDirectory directory, Path top, Path root, Trust trust, Path plugins) {
    this.directory = directory;
    this.top = top;
    this.root = root;
    String relative = top.relativize(root).toString();
    this.rootPath = relative.isEmpty() ? "." : relative;
    this.trust = trust;
    this.plugins = plugins;
  }

  /**
   * Returns what differs, a sentence each; empty where all agree.
   *
   * @param top of the checkout, links resolved
   * @param root the directory that Terraform runs in, links resolved
   * @param expected the providers that the gate found in the source of the root
   * @param plugins the plugin directory, links resolved
   */
  static List<String> problems(
      BuildDirectory directory,
      Path top,
      Path root,
      Trust trust,
      List<RootSummary.Provider> expected,
      Path plugins)
      throws IOException {
    SelectionCheck selection = new SelectionCheck(directory, top, root, trust, plugins);
    SortedMap<String, PinnedPackage> chosen = selection.packages();
    selection.compareWithSource(chosen.keySet(), expected);
    selection.compareWithLockFile(chosen);
    selection.compareBackend();
    selection.compareModules();
    selection.compareDataFiles();
    return List.copyOf(selection.problems);
  }

  /** Whether the state lies in the root's directory, unless an option says otherwise. */
  static boolean isLocal(BuildDirectory directory) throws IOException {
    Map<?, ?> backend = backend(directory);
    return backend == null || "local".equals(backend.get("type"));
  }

  /** Source address and version → pinned package of what lies in the data directory. */
  private SortedMap<String, PinnedPackage> packages() throws IOException {
    SortedMap<String, PinnedPackage> chosen = new TreeMap<>();
    Path providers = directory.terraformData().resolve("providers");
    if (!Files.exists(providers, LinkOption.NOFOLLOW_LINKS)) {
      return chosen;
    }
    for (Path host : list(providers)) {
      for (Path namespace : list(host)) {
        for (Path type : list(namespace)) {
          for (Path version : list(type)) {
            for (Path platform : list(version)) {
              if (!isLock(platform)) {
                choose(providers, platform, chosen);
              }
            }
          }
        }
      }
    }
    return chosen;
  }

  /** OpenTofu leaves an empty file beside the package that it holds while it installs it. */
  private static boolean isLock(Path place) throws IOException {
    String name = String.valueOf(place.getFileName());
    return name.endsWith(".lock")
        && Files.isRegularFile(place, LinkOption.NOFOLLOW_LINKS)
        && Files.size(place) == 0
        && Files.exists(place.resolveSibling(name.substring(0, name.length() - ".lock".length())));
  }

  private void choose(Path providers, Path place, SortedMap<String, PinnedPackage> chosen)
      throws IOException {
    Path relative = providers.relativize(place);
    String source = relative.subpath(0, 3).toString();
    String version = relative.getName(3).toString();
    String platform = relative.getName(4).toString();
    Optional<PinnedProvider> pinned = trust.manifest().find(source, version);
    PinnedPackage contents = pinned.map(p -> p.platforms().get(platform)).orElse(null);
    if (contents == null) {
      problems.add(
          "%s chose %s %s for %s, which plugins-manifest.yaml doesn't pin"
              .formatted(directory.program().title(), source, version, platform));
      return;
    }
    if (Files.isSymbolicLink(place)) {
      if (!place.toRealPath().equals(plugins.resolve(relative.toString()))) {
        problems.add(
            "the package of %s %s in %s's data directory is a link to '%s', which is not its place in the plugin directory"
                .formatted(source, version, directory.program().title(), place.toRealPath()));
        return;
      }
    } else if (!h1(place).equals(contents.h1())) {
      problems.add(
          "the package of %s %s in %s's data directory is not the pinned one"
              .formatted(source, version, directory.program().title()));
      return;
    }
    chosen.put(source + " " + version, contents);
  }

  private static String h1(Path folder) throws IOException {
    SortedMap<String, String> hashes = new TreeMap<>();
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            // A link has no hash that is pinned.
            hashes.put(
                folder.relativize(file).toString(),
                attributes.isRegularFile() ? PackageHash.sha256(file, read -> {}) : "");
            return FileVisitResult.CONTINUE;
          }
        });
    return PackageHash.h1(hashes);
  }

  private void compareWithSource(Set<String> chosen, List<RootSummary.Provider> expected) {
    for (RootSummary.Provider provider : expected) {
      if (provider.pinned() != null
          && !chosen.contains(provider.source() + " " + provider.pinned())) {
        problems.add(
            "the configuration needs %s, of which %s is pinned, and %s chose %s"
                .formatted(
                    provider.source(),
                    provider.pinned(),
                    directory.program().title(),
                    chosen.stream()
                        .filter(name -> name.startsWith(provider.source() + " "))
                        .findFirst()
                        .map(name -> name.substring(name.indexOf(' ') + 1))
                        .orElse("none")));
      }
    }
  }

  private void compareWithLockFile(SortedMap<String, PinnedPackage> chosen) throws IOException {
    Path file = root.resolve(".terraform.lock.hcl");
    Map<String, LockFile.Entry> locked = new TreeMap<>();
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      try {
        ParsedFile parsed =
            new ParsedFile(
                ".terraform.lock.hcl",
                FileKind.LOCK,
                FileKind.LOCK.parse(
                    BoundedFile.read(file, LARGEST), ".terraform.lock.hcl", Limits.DEFAULT));
        LockFile.of(new ConfigurationDirectory(".", List.of(parsed), List.of()))
            .ifPresent(
                lock ->
                    lock.entries()
                        .forEach(
                            entry -> locked.put(entry.address() + " " + entry.version(), entry)));
      } catch (HclSyntaxException e) {
        problems.add("the lock file can't be read: " + e.getMessage());
        return;
      }
    }
    chosen.forEach(
        (name, contents) -> {
          LockFile.Entry entry = locked.get(name);
          if (entry == null) {
            problems.add(
                "the dependency lock file has no entry for %s, which %s chose. Run 'init' on a laptop and commit the file"
                    .formatted(name, directory.program().title()));
          } else if (entry.hashes().stream().noneMatch(h -> h.text().equals(contents.h1()))) {
            problems.add(
                "the dependency lock file's entry for %s lacks the pinned package hash %s"
                    .formatted(name, contents.h1()));
          }
        });
  }

  private void compareBackend() throws IOException {
    Map<?, ?> backend = backend(directory);
    String type = "local";
    Map<String, String> arguments = new TreeMap<>();
    if (backend != null) {
      type = backend.get("type") instanceof String text ? text : "";
      if (backend.get("config") instanceof Map<?, ?> config) {
        for (Map.Entry<?, ?> argument : config.entrySet()) {
          if (argument.getValue() != null) {
            arguments.put(
                String.valueOf(argument.getKey()),
                argument.getValue() instanceof String text ? text : "\0");
          }
        }
      }
    }
    String name = type;
    if (trust.backends().stream()
        .noneMatch(allowed -> allowed.matches(name, arguments, rootPath))) {
      problems.add(
          "%s set up a backend of the type '%s' with arguments that no entry of backends.allow in gate.yaml admits"
              .formatted(directory.program().title(), type));
    }
  }

  private static @Nullable Map<?, ?> backend(BuildDirectory directory) throws IOException {
    Path file = directory.terraformData().resolve("terraform.tfstate");
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return null;
    }
    return json(file) instanceof Map<?, ?> state
            && state.get("backend") instanceof Map<?, ?> backend
        ? backend
        : null;
  }

  private void compareModules() throws IOException {
    Path file = directory.modules().resolve("modules.json");
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!(json(file) instanceof Map<?, ?> index)
        || !(index.get("Modules") instanceof List<?> modules)) {
      problems.add(directory.program().title() + "'s index of modules can't be read");
      return;
    }
    Path downloaded = directory.modules().toRealPath();
    for (Object module : modules) {
      Object place = module instanceof Map<?, ?> entry ? entry.get("Dir") : null;
      Path real = root.resolve(String.valueOf(place)).toRealPath();
      if (!real.startsWith(top) && !real.startsWith(downloaded)) {
        problems.add(
            "%s takes a module from '%s', which is neither in the checkout nor among the checked downloads"
                .formatted(directory.program().title(), real));
      }
    }
  }

  /** Nothing else there may steer Terraform: no other workspace, no other plugin directory. */
  private void compareDataFiles() throws IOException {
    Path workspace = directory.terraformData().resolve("environment");
    if (Files.exists(workspace, LinkOption.NOFOLLOW_LINKS)
        && !Files.readString(workspace).strip().equals("default")) {
      problems.add(
          directory.program().title()
              + "'s data directory names another workspace than 'default'. Remove its file 'environment'");
    }
    Path path = directory.terraformData().resolve("plugin_path");
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      problems.add(
          directory.program().title()
              + "'s data directory names no plugin directory. Run 'init' again");
    } else if (!(json(path) instanceof List<?> paths)
        || !new TreeSet<>(paths.stream().map(String::valueOf).toList())
            .equals(Set.of(plugins.toString()))) {
      problems.add(
          directory.program().title()
              + "'s data directory names another plugin directory than gate.yaml. Run 'init' again");
    }
  }

  /** Returns what a stream of JSON holds. */
  static @Nullable Object json(InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(LARGEST + 1);
    if (bytes.length > LARGEST) {
      in.transferTo(OutputStream.nullOutputStream());
      throw new IOException("the output of the program is longer than can be read");
    }
    try (JsonParser parser = JSON.createParser(bytes)) {
      return parser.nextToken() == null ? null : JsonValues.read(parser);
    } catch (PlanFormatException e) {
      throw new IOException("the output of the program can't be read: " + e.getMessage(), e);
    }
  }

  static @Nullable Object json(Path file) throws IOException {
    try (JsonParser parser = JSON.createParser(BoundedFile.read(file, LARGEST))) {
      if (parser.nextToken() == null) {
        return null;
      }
      return JsonValues.read(parser);
    } catch (PlanFormatException e) {
      throw new IOException("'%s' can't be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static List<Path> list(Path folder) throws IOException {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    }
  }
}
