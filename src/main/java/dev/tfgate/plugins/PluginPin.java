package dev.tfgate.plugins;

import dev.tfgate.checkout.UnreadableFileException;
import dev.tfgate.plugins.PluginDirectory.Entry;
import dev.tfgate.plugins.PluginProblem.Kind;
import dev.tfgate.plugins.VerifiedPackage.Layout;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import dev.tfgate.report.Undecided;
import dev.tfgate.terraform.profile.Release;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Makes a manifest of a plugin directory and the binaries of programs. Refuses a directory that
 * {@link PluginVerification} would refuse later: what is pinned must be what runs.
 */
public final class PluginPin {
  private final PluginDirectory directory;
  private final List<PluginProblem> problems = new ArrayList<>();
  private final List<Undecided> undecided = new ArrayList<>();
  private final Map<PackagePlace, Layout> places = new LinkedHashMap<>();
  private final HashWork<Hashed> work = new HashWork<>();

  private record Hashed(String sha256, List<PinnedFile> unpacked) {}

  private PluginPin(PluginDirectory directory) {
    this.directory = directory;
    undecided.addAll(directory.undecided());
  }

  /**
   * What was pinned.
   *
   * @param manifest counts only where {@code verification} passes
   * @param verification what was seen, and what stands against pinning it
   */
  public record Outcome(Manifest manifest, Verification verification) {}

  /**
   * Reads every byte of a plugin directory and of the binaries, which are asked what they are.
   *
   * @param pluginDirectory links on the way to it are followed
   * @param binaries of Terraform and OpenTofu; none to pin none
   * @param allowPrerelease whether a binary may be of no final release, or allow experiments
   * @param lockFiles dependency lock files whose hashes for other platforms are taken over
   * @throws ExitException where the directory or a named file is not there (code 2) or can't be
   *     read (code 3)
   */
  public static Outcome pin(
      Path pluginDirectory,
      List<NamedBinary> binaries,
      boolean allowPrerelease,
      List<Path> lockFiles,
      Progress progress) {
    PluginPin pin = new PluginPin(PluginDirectory.list(pluginDirectory));
    return pin.run(pluginDirectory, binaries, allowPrerelease, lockFiles, progress);
  }

  private Outcome run(
      Path named,
      List<NamedBinary> binaries,
      boolean allowPrerelease,
      List<Path> lockFiles,
      Progress progress) {
    findPackages();
    problems.addAll(directory.writableByOthers(named));
    problems.addAll(PackageContents.foreignVersions(places.keySet()));
    Map<NamedBinary, Entry> entries = new LinkedHashMap<>();
    for (NamedBinary binary : binaries) {
      Entry entry = entry(binary);
      entries.put(binary, entry);
      work.add(entry.path(), entry.size(), read -> new Hashed(FileHash.of(entry, read), List.of()));
    }
    long bytes = work.bytes();
    Map<String, Hashed> hashes = work.run(progress, undecided);
    List<PinnedProvider> providers = providers(hashes);
    List<PinnedProgram> programs = new ArrayList<>();
    entries.forEach(
        (binary, entry) -> {
          Hashed hashed = hashes.get(entry.path());
          if (hashed != null) {
            program(binary, entry, hashed, allowPrerelease).ifPresent(programs::add);
          }
        });
    LockHashes locks = new LockHashes(problems, undecided);
    for (Path lockFile : lockFiles) {
      providers = locks.addedTo(providers, lockFile);
    }
    Manifest manifest = new Manifest(programs, providers);
    return new Outcome(
        manifest, new Verification(verified(manifest), problems, undecided, hashes.size(), bytes));
  }

  private void findPackages() {
    Set<String> accounted = new HashSet<>();
    for (Entry entry : directory.entries()) {
      Optional<PackagePlace> unpacked =
          entry.isDirectory() ? PackagePlace.unpacked(entry.path()) : Optional.empty();
      Optional<PackagePlace> packed =
          entry.isFile() ? PackagePlace.packed(entry.path()) : Optional.empty();
      unpacked.or(() -> packed).ifPresent(place -> addPackage(place, entry, accounted));
    }
    @Nullable String reported = null;
    for (Entry entry : directory.entries()) {
      String path = entry.path();
      if (accounted.contains(path)
          || (reported != null && path.startsWith(reported + "/") && !entry.isLink())
          || directory.holdsLinksAlone(entry)
          || MirrorIndex.is(entry, places.keySet())) {
        continue;
      }
      problems.add(UnlistedEntry.problem(entry, places.keySet()));
      if (entry.isDirectory()) {
        reported = path;
      }
    }
  }

  private void addPackage(PackagePlace place, Entry entry, Set<String> accounted) {
    for (int i = entry.path().indexOf('/'); i > 0; i = entry.path().indexOf('/', i + 1)) {
      accounted.add(entry.path().substring(0, i));
    }
    accounted.add(entry.path());
    if (!ManifestSyntax.VERSION.matches(place.version())) {
      problems.add(
          new PluginProblem(
              Kind.UNFIT_NAME,
              entry.path(),
              "'%s' is not a version as plugin directories have it".formatted(place.version()),
              null,
              null));
      return;
    }
    if (places.putIfAbsent(place, entry.isFile() ? Layout.PACKED : Layout.UNPACKED) != null) {
      problems.add(
          new PluginProblem(
              Kind.ZIP_TWIN,
              place.zip(),
              "lies beside the unpacked package %s, and the program may take either."
                      .formatted(place.directory())
                  + " Delete one of them",
              null,
              null));
      return;
    }
    if (entry.isFile()) {
      addZip(entry);
      return;
    }
    for (Entry file : directory.contentOf(entry.path())) {
      String inside = file.path().substring(entry.path().length() + 1);
      for (int i = inside.indexOf('/'); i > 0; i = inside.indexOf('/', i + 1)) {
        accounted.add(entry.path() + "/" + inside.substring(0, i));
      }
      if (file.isFile() && ManifestSyntax.FILE.matches(inside) && !inside.contains("\ufffd")) {
        accounted.add(file.path());
        work.add(file.path(), file.size(), read -> new Hashed(FileHash.of(file, read), List.of()));
      } else if (file.isFile()) {
        accounted.add(file.path());
        problems.add(
            new PluginProblem(
                Kind.UNFIT_NAME,
                file.path(),
                "the name holds a control character or is not UTF-8, so no manifest can list it."
                    + " Rename or delete it",
                null,
                null));
      }
    }
  }

  private void addZip(Entry entry) {
    try {
      ZipPackage zip = ZipPackage.open(entry.place());
      work.add(
          entry.path(),
          entry.size() + zip.unpackedSize(),
          read -> new Hashed(FileHash.of(entry, read), unpacked(entry, zip, read)));
    } catch (ZipException e) {
      unfit(entry.path(), e);
    } catch (IOException e) {
      undecided.add(
          new Undecided(
              entry.path(), "unreadable", "can't be read: " + UnreadableFileException.reason(e)));
    }
  }

  private List<PinnedFile> unpacked(Entry entry, ZipPackage zip, LongConsumer read)
      throws IOException {
    try {
      return zip.files(read);
    } catch (ZipException e) {
      unfit(entry.path(), e);
      return List.of();
    }
  }

  private synchronized void unfit(String path, ZipException e) {
    problems.add(
        new PluginProblem(
            Kind.ZIP_UNFIT,
            path,
            "can't be a provider's package: %s. Take the vendor's zip as it is"
                .formatted(e.getMessage()),
            null,
            null));
  }

  private Entry entry(NamedBinary binary) {
    Path path = binary.path();
    String shown = path.toAbsolutePath().normalize().toString();
    try {
      Path real = path.toRealPath();
      Entry entry = PluginDirectory.entry(real, shown);
      if (!entry.isFile()) {
        throw new ExitException(ExitCode.USAGE, "'%s' is not a file".formatted(path));
      }
      problems.addAll(PluginDirectory.writablePlaces(real, path));
      return entry;
    } catch (NoSuchFileException e) {
      throw new ExitException(
          ExitCode.USAGE, "there is no %s binary '%s'".formatted(binary.program().word(), path), e);
    } catch (IOException e) {
      throw new ExitException(
          ExitCode.UNDECIDED,
          "'%s' can't be read: %s".formatted(path, UnreadableFileException.reason(e)),
          e);
    }
  }

  private Optional<PinnedProgram> program(
      NamedBinary binary, Entry entry, Hashed hashed, boolean allowPrerelease) {
    ProgramBinary answer = ProgramBinary.ask(entry.place());
    Release release = Release.parse(answer.version()).orElseThrow();
    if (answer.program() != binary.program()) {
      problems.add(
          new PluginProblem(
              Kind.TERRAFORM_DIFFERS,
              entry.path(),
              "is %s and not %s, and each is judged by other rules. Name it with --%s"
                  .formatted(answer.title(), binary.program().title(), answer.program().word()),
              binary.program().word(),
              answer.program().word()));
      return Optional.empty();
    }
    if (!allowPrerelease && (answer.experiments() || release.isPrerelease())) {
      problems.add(
          new PluginProblem(
              Kind.PRERELEASE,
              entry.path(),
              "is %s %s, which runs what no release does, and nobody has tried that. Pin a release, or give --allow-prerelease"
                  .formatted(
                      answer.title(),
                      answer.experiments()
                          ? "built to allow experiments"
                          : "and so no final release"),
              null,
              answer.version()));
      return Optional.empty();
    }
    return Optional.of(
        new PinnedProgram(
            answer.program(),
            answer.version(),
            new TreeMap<>(Map.of(answer.platform(), hashed.sha256()))));
  }

  private List<PinnedProvider> providers(Map<String, Hashed> hashes) {
    Map<String, Map<String, TreeMap<String, PinnedPackage>>> found = new TreeMap<>();
    places.forEach(
        (place, layout) -> {
          Optional<PinnedPackage> pinned =
              layout == Layout.PACKED ? packed(place, hashes) : unpacked(place, hashes);
          pinned.ifPresent(
              p ->
                  found
                      .computeIfAbsent(place.source(), key -> new TreeMap<>())
                      .computeIfAbsent(place.version(), key -> new TreeMap<>())
                      .put(place.platform(), p));
        });
    List<PinnedProvider> providers = new ArrayList<>();
    found.forEach(
        (source, versions) ->
            versions.forEach(
                (version, platforms) ->
                    providers.add(new PinnedProvider(source, version, platforms, List.of()))));
    return providers;
  }

  private Optional<PinnedPackage> unpacked(PackagePlace place, Map<String, Hashed> hashes) {
    List<PinnedFile> files = new ArrayList<>();
    for (Entry entry : directory.contentOf(place.directory())) {
      @Nullable Hashed hashed = hashes.get(entry.path());
      if (hashed != null) {
        files.add(
            new PinnedFile(
                entry.path().substring(place.directory().length() + 1),
                entry.size(),
                entry.mode(),
                hashed.sha256()));
      }
    }
    return pinned(place, place.directory(), null, files);
  }

  private Optional<PinnedPackage> packed(PackagePlace place, Map<String, Hashed> hashes) {
    @Nullable Hashed hashed = hashes.get(place.zip());
    return hashed == null || hashed.unpacked().isEmpty()
        ? Optional.empty()
        : pinned(place, place.zip(), "zh:" + hashed.sha256(), hashed.unpacked());
  }

  private Optional<PinnedPackage> pinned(
      PackagePlace place, String path, @Nullable String zh, List<PinnedFile> files) {
    Optional<PluginProblem> problem = PackageContents.executableProblem(place, path, files, null);
    if (problem.isPresent()) {
      problems.add(problem.get());
      return Optional.empty();
    }
    Map<String, String> hashes = new TreeMap<>();
    files.forEach(file -> hashes.put(file.path(), file.sha256()));
    return Optional.of(
        new PinnedPackage(
            PackageHash.h1(hashes),
            zh,
            PackageContents.executables(place, files).getFirst().path(),
            files));
  }

  private List<VerifiedPackage> verified(Manifest manifest) {
    List<VerifiedPackage> verified = new ArrayList<>();
    for (PinnedProvider provider : manifest.providers()) {
      provider
          .platforms()
          .forEach(
              (platform, pinned) -> {
                PackagePlace place =
                    new PackagePlace(provider.source(), provider.version(), platform);
                verified.add(
                    new VerifiedPackage(
                        place.source(),
                        place.version(),
                        platform,
                        pinned.h1(),
                        places.get(place),
                        true));
              });
    }
    return verified;
  }
}
