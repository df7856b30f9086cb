package dev.tfgate.plugins;

import dev.tfgate.terraform.profile.Engine;
import dev.tfgate.terraform.profile.Release;
import dev.tfgate.yaml.Problems;
import dev.tfgate.yaml.YamlNode;
import dev.tfgate.yaml.YamlObject;
import dev.tfgate.yaml.YamlParser;
import dev.tfgate.yaml.YamlValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * {@code plugins-manifest.yaml}: the programs and the provider packages that may run.
 *
 * @param programs the binaries of Terraform and OpenTofu, in the order of the file
 * @param providers by source address, then version
 */
public record Manifest(List<PinnedProgram> programs, List<PinnedProvider> providers) {
  /** Pins nothing: every provider is refused. */
  public static final Manifest EMPTY = new Manifest(List.of(), List.of());

  /** The name of the file. */
  public static final String FILE_NAME = "plugins-manifest.yaml";

  private static final String SHA256_WORDS = "a SHA-256 of 64 lower-case hexadecimal digits";

  public Manifest {
    programs = List.copyOf(programs);
    List<PinnedProvider> sorted = new ArrayList<>(providers);
    sorted.sort(Manifest::compare);
    providers = List.copyOf(sorted);
  }

  // A chain of java.util.Comparator would be made anew in each start, which costs 20 ms.
  private static int compare(PinnedProvider a, PinnedProvider b) {
    int order = a.source().compareTo(b.source());
    return order != 0 ? order : a.version().compareTo(b.version());
  }

  /** Returns the pinned versions of a program. */
  public List<PinnedProgram> versionsOf(Engine program) {
    List<PinnedProgram> found = new ArrayList<>();
    for (PinnedProgram pinned : programs) {
      if (pinned.program() == program) {
        found.add(pinned);
      }
    }
    return List.copyOf(found);
  }

  /** Returns the pinned versions of {@code source}, a full source address. */
  public List<PinnedProvider> versionsOf(String source) {
    List<PinnedProvider> found = new ArrayList<>();
    for (PinnedProvider provider : providers) {
      if (provider.source().equals(source)) {
        found.add(provider);
      }
    }
    return List.copyOf(found);
  }

  /** The versions of each provider, by the last part of its address: {@code google-beta}. */
  public Map<String, Set<String>> versionsByType() {
    Map<String, Set<String>> versions = new TreeMap<>();
    for (PinnedProvider provider : providers) {
      String type = provider.source().substring(provider.source().lastIndexOf('/') + 1);
      versions.computeIfAbsent(type, key -> new TreeSet<>()).add(provider.version());
    }
    return versions;
  }

  /** Returns the pinned provider of that full source address and version, or empty. */
  public Optional<PinnedProvider> find(String source, String version) {
    for (PinnedProvider provider : providers) {
      if (provider.source().equals(source) && provider.version().equals(version)) {
        return Optional.of(provider);
      }
    }
    return Optional.empty();
  }

  /**
   * Reads a manifest.
   *
   * @param file the file's name as the user knows it
   * @param problems takes everything that is wrong; the manifest only counts where it stays empty
   */
  public static Manifest read(String file, byte[] bytes, Problems problems) {
    Optional<YamlNode> node = YamlParser.parse(file, bytes, problems);
    if (node.isEmpty()) {
      if (problems.isEmpty()) {
        problems.add(file, null, "the file is empty; expected at least \"version: 1\"");
      }
      return EMPTY;
    }
    Optional<YamlObject> object =
        new YamlValue(file, "", node.get(), problems)
            .object("version", "terraform", "tofu", "providers");
    if (object.isEmpty()) {
      return EMPTY;
    }
    YamlObject top = object.get();
    Optional<Long> version = top.require("version", value -> value.integer(1, 1));
    if (version.isEmpty()) {
      return EMPTY;
    }
    List<PinnedProgram> programs = new ArrayList<>();
    for (Engine program : Engine.values()) {
      top.get(program.word()).ifPresent(value -> programs.addAll(programs(program, value)));
    }
    List<PinnedProvider> providers = top.list("providers", Manifest::provider);
    Set<String> seen = new HashSet<>();
    for (PinnedProvider provider : providers) {
      if (!seen.add(provider.source() + " " + provider.version())) {
        problems.add(
            file,
            null,
            "%s %s is pinned twice. Keep one entry with all its platforms"
                .formatted(provider.source(), provider.version()));
      }
    }
    return new Manifest(programs, providers);
  }

  /** One version, or a list of several. */
  private static List<PinnedProgram> programs(Engine program, YamlValue value) {
    if (!(value.node() instanceof YamlNode.Sequence)) {
      return program(program, value).map(List::of).orElse(List.of());
    }
    List<YamlValue> items = value.items();
    List<PinnedProgram> programs = new ArrayList<>();
    Set<String> versions = new HashSet<>();
    for (YamlValue item : items) {
      program(program, item)
          .ifPresent(
              pinned -> {
                if (!versions.add(pinned.version())) {
                  item.problem(
                      "%s is pinned twice. Keep one entry with all its platforms"
                          .formatted(pinned.title()));
                }
                programs.add(pinned);
              });
    }
    return programs;
  }

  private static Optional<PinnedProgram> program(Engine program, YamlValue value) {
    Optional<YamlObject> object = value.object("version", "platforms");
    if (object.isEmpty()) {
      return Optional.empty();
    }
    Optional<String> version =
        object
            .get()
            .require("version", v -> v.text(ManifestSyntax.VERSION, "a version such as 1.11.4"));
    SortedMap<String, String> platforms =
        platforms(
            object.get(),
            platform ->
                platform
                    .object("sha256")
                    .flatMap(
                        o ->
                            o.require("sha256", v -> v.text(ManifestSyntax.SHA256, SHA256_WORDS))));
    if (version.isPresent() && Release.parse(version.get()).isEmpty()) {
      value.problem("expected a version such as 1.11.4, found \"%s\"".formatted(version.get()));
      return Optional.empty();
    }
    return version.map(text -> new PinnedProgram(program, text, platforms));
  }

  private static Optional<PinnedProvider> provider(YamlValue value) {
    Optional<YamlObject> found = value.object("source", "version", "platforms", "lock_hashes");
    if (found.isEmpty()) {
      return Optional.empty();
    }
    YamlObject object = found.get();
    Optional<String> source =
        object.require(
            "source",
            v ->
                v.text(
                    ManifestSyntax.SOURCE,
                    "a full source address in lower case, such as"
                        + " registry.terraform.io/hashicorp/aws"));
    Optional<String> version =
        object.require(
            "version", v -> v.text(ManifestSyntax.VERSION, "an exact version such as 5.100.0"));
    SortedMap<String, PinnedPackage> platforms = platforms(object, Manifest::pinnedPackage);
    List<String> hashes =
        object.list(
            "lock_hashes", v -> v.text(ManifestSyntax.HASH, "a package hash, h1:… or zh:…"));
    if (source.isEmpty() || version.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new PinnedProvider(source.get(), version.get(), platforms, hashes));
  }

  /** Reads {@code platforms} of {@code object}; what is not valid is left out, and a problem. */
  private static <T> SortedMap<String, T> platforms(
      YamlObject object, Function<YamlValue, Optional<T>> reader) {
    SortedMap<String, T> platforms = new TreeMap<>();
    List<YamlValue.Field> fields =
        object.require("platforms").map(YamlValue::fields).orElse(List.of());
    for (YamlValue.Field field : fields) {
      Optional<String> name =
          field.key().text(ManifestSyntax.PLATFORM, "a platform such as linux_amd64");
      Optional<T> value = reader.apply(field.value());
      if (name.isPresent() && value.isPresent()) {
        platforms.put(name.get(), value.get());
      }
    }
    return platforms;
  }

  private static Optional<PinnedPackage> pinnedPackage(YamlValue value) {
    Optional<YamlObject> found = value.object("h1", "zh", "executable", "files");
    if (found.isEmpty()) {
      return Optional.empty();
    }
    YamlObject object = found.get();
    Optional<String> h1 =
        object.require(
            "h1",
            v -> v.text(ManifestSyntax.H1, "a package hash: h1: and 44 characters of base64"));
    Optional<String> zh =
        object.get(
            "zh", v -> v.text(ManifestSyntax.ZH, "zh: and 64 lower-case hexadecimal digits"));
    Optional<String> executable =
        object.require("executable", v -> v.text(ManifestSyntax.FILE, "a path inside the package"));
    Optional<YamlValue> listed = object.require("files");
    List<PinnedFile> files = listed.map(all -> all.items(Manifest::file)).orElse(List.of());
    if (h1.isEmpty() || executable.isEmpty() || listed.isEmpty()) {
      return Optional.empty();
    }
    PinnedPackage pinned = new PinnedPackage(h1.get(), zh.orElse(null), executable.get(), files);
    boolean complete = files.size() == listed.get().items().size();
    if (complete) {
      SortedMap<String, String> hashes = new TreeMap<>(PackageHash.PATH_ORDER);
      boolean executableListed = false;
      for (PinnedFile file : files) {
        if (hashes.put(file.path(), file.sha256()) != null) {
          listed.get().problem("the file \"%s\" is listed twice".formatted(file.path()));
        }
        executableListed |= file.path().equals(executable.get());
      }
      if (!executableListed) {
        value.problem("the executable \"%s\" is not among the files".formatted(executable.get()));
      }
      String computed = PackageHash.h1(hashes);
      if (!computed.equals(h1.get())) {
        value.problem(
            "h1 is %s, and the files listed give %s. Run \"tfgate plugins pin\" again"
                .formatted(h1.get(), computed));
      }
    }
    return Optional.of(pinned);
  }

  private static Optional<PinnedFile> file(YamlValue value) {
    Optional<YamlObject> found = value.object("path", "size", "mode", "sha256");
    if (found.isEmpty()) {
      return Optional.empty();
    }
    YamlObject object = found.get();
    Optional<String> path =
        object.require("path", v -> v.text(ManifestSyntax.FILE, "a path inside the package"));
    Optional<Long> size = object.require("size", v -> v.integer(0, Long.MAX_VALUE));
    Optional<String> mode =
        object.require(
            "mode", v -> v.text(ManifestSyntax.MODE, "permissions in quotes, such as \"0755\""));
    Optional<String> sha256 =
        object.require("sha256", v -> v.text(ManifestSyntax.SHA256, SHA256_WORDS));
    if (path.isEmpty() || size.isEmpty() || mode.isEmpty() || sha256.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new PinnedFile(path.get(), size.get(), mode.get(), sha256.get()));
  }

  /**
   * Returns the manifest as YAML: providers in a fixed order, so that a diff shows what changed.
   */
  public String toYaml() {
    StringBuilder yaml =
        new StringBuilder(
            """
            # The programs and the provider packages that may run.
            # Written by `tfgate plugins pin`; `tfgate plugins verify` compares it with the disk.
            version: 1
            """);
    for (Engine program : Engine.values()) {
      List<PinnedProgram> versions = versionsOf(program);
      if (!versions.isEmpty()) {
        yaml.append(program.word()).append(":\n");
        versions.forEach(pinned -> appendProgram(pinned, versions.size() > 1, yaml));
      }
    }
    yaml.append(providers.isEmpty() ? "providers: []\n" : "providers:\n");
    for (PinnedProvider provider : providers) {
      yaml.append("- source: ").append(provider.source()).append('\n');
      yaml.append("  version: \"").append(provider.version()).append("\"\n");
      yaml.append(provider.platforms().isEmpty() ? "  platforms: {}\n" : "  platforms:\n");
      for (Map.Entry<String, PinnedPackage> entry : provider.platforms().entrySet()) {
        PinnedPackage pinned = entry.getValue();
        yaml.append("    ").append(entry.getKey()).append(":\n");
        yaml.append("      h1: \"").append(pinned.h1()).append("\"\n");
        if (pinned.zh() != null) {
          yaml.append("      zh: \"").append(pinned.zh()).append("\"\n");
        }
        yaml.append("      executable: ").append(quote(pinned.executable())).append('\n');
        yaml.append(pinned.files().isEmpty() ? "      files: []\n" : "      files:\n");
        for (PinnedFile file : pinned.files()) {
          yaml.append(
              "      - {path: %s, size: %d, mode: \"%s\", sha256: \"%s\"}\n"
                  .formatted(quote(file.path()), file.size(), file.mode(), file.sha256()));
        }
      }
      if (!provider.lockHashes().isEmpty()) {
        yaml.append("  lock_hashes:\n");
        for (String hash : provider.lockHashes()) {
          yaml.append("  - \"").append(hash).append("\"\n");
        }
      }
    }
    return yaml.toString();
  }

  private static void appendProgram(PinnedProgram pinned, boolean listed, StringBuilder yaml) {
    yaml.append(listed ? "- version: \"" : "  version: \"").append(pinned.version()).append("\"\n");
    yaml.append("  platforms:").append(pinned.sha256().isEmpty() ? " {}\n" : "\n");
    pinned
        .sha256()
        .forEach(
            (platform, sha256) ->
                yaml.append("    %s: {sha256: \"%s\"}\n".formatted(platform, sha256)));
  }

  private static String quote(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
