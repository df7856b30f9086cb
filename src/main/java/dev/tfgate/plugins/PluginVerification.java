package dev.tfgate.plugins;

import dev.tfgate.checkout.UnreadableFileException;
import dev.tfgate.plugins.PluginDirectory.Entry;
import dev.tfgate.plugins.PluginProblem.Kind;
import dev.tfgate.plugins.VerifiedPackage.Layout;
import dev.tfgate.report.ExitException;
import dev.tfgate.report.Undecided;
import dev.tfgate.terraform.profile.Engine;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Compares a plugin directory and a terraform binary with a manifest. All that is there must be
 * pinned, and all that is pinned must be there: Terraform takes what it finds by its place and
 * name.
 */
public final class PluginVerification {
  private static final String PIN_AGAIN =
      " If the change is yours, run \"tfgate plugins pin\" again";

  private final Manifest manifest;
  private final PluginDirectory directory;
  private final Map<String, Entry> entries;
  private final List<PluginProblem> problems = new ArrayList<>();
  private final List<Undecided> undecided = new ArrayList<>();

  /** Where the packages lie, and what they hold. */
  private final Map<PackagePlace, PinnedPackage> packages = new LinkedHashMap<>();

  /** Paths that are as they should be, or that have their own problem. */
  private final Set<String> known = new HashSet<>();

  /** Packages of which something differs. */
  private final Set<PackagePlace> broken = new HashSet<>();

  private final Map<PackagePlace, Layout> layouts = new HashMap<>();

  /** What is hashed, and what the hash is compared with. */
  private final Map<String, Pinned> toHash = new LinkedHashMap<>();

  /** Of those, the binaries. */
  private final Map<String, Engine> programs = new HashMap<>();

  private record Pinned(Entry entry, String sha256, @Nullable PackagePlace place) {}

  private PluginVerification(Manifest manifest, PluginDirectory directory) {
    this.manifest = manifest;
    this.directory = directory;
    this.entries = directory.byPath();
    undecided.addAll(directory.undecided());
    for (PinnedProvider provider : manifest.providers()) {
      provider
          .platforms()
          .forEach(
              (platform, pinned) ->
                  packages.put(
                      new PackagePlace(provider.source(), provider.version(), platform), pinned));
    }
  }

  /**
   * Verifies a plugin directory and the binaries of programs. Reads every byte of them, follows no
   * link inside the directory and runs nothing.
   *
   * @param pluginDirectory links on the way to it are followed, as Terraform does
   * @param binaries those that will run; links are followed. A program that the manifest pins and
   *     that has none is missing
   * @throws ExitException where {@code pluginDirectory} is no directory (code 2) or can't be looked
   *     at (code 3)
   */
  public static Verification verify(
      Manifest manifest, Path pluginDirectory, List<NamedBinary> binaries, Progress progress) {
    Set<Engine> programs = EnumSet.noneOf(Engine.class);
    manifest.programs().forEach(pinned -> programs.add(pinned.program()));
    return verify(manifest, pluginDirectory, binaries, programs, progress);
  }

  /**
   * As above, where only some of the programs will run.
   *
   * @param programs those whose binary must be there
   */
  public static Verification verify(
      Manifest manifest,
      Path pluginDirectory,
      List<NamedBinary> binaries,
      Set<Engine> programs,
      Progress progress) {
    PluginVerification verification =
        new PluginVerification(manifest, PluginDirectory.list(pluginDirectory));
    return verification.run(pluginDirectory, binaries, programs, progress);
  }

  private Verification run(
      Path named, List<NamedBinary> binaries, Set<Engine> programs, Progress progress) {
    packages.forEach(this::comparePackage);
    for (Engine program : programs) {
      List<NamedBinary> own =
          binaries.stream().filter(binary -> binary.program() == program).toList();
      own.forEach(this::compareBinary);
      if (own.isEmpty()) {
        missing(program);
      }
    }
    reportUnlisted();
    problems.addAll(directory.writableByOthers(named));
    problems.addAll(PackageContents.foreignVersions(packages.keySet()));
    HashWork<String> work = new HashWork<>();
    toHash.forEach(
        (path, pinned) ->
            work.add(path, pinned.entry().size(), read -> FileHash.of(pinned.entry(), read)));
    Map<String, String> hashes = work.run(progress, undecided);
    compareHashes(hashes);
    List<VerifiedPackage> verified = new ArrayList<>();
    packages.forEach(
        (place, pinned) ->
            verified.add(
                new VerifiedPackage(
                    place.source(),
                    place.version(),
                    place.platform(),
                    pinned.h1(),
                    layouts.get(place),
                    !broken.contains(place))));
    return new Verification(verified, problems, undecided, hashes.size(), work.bytes());
  }

  private void comparePackage(PackagePlace place, PinnedPackage pinned) {
    @Nullable Entry zip = entries.get(place.zip());
    @Nullable Entry unpacked = entries.get(place.directory());
    if (zip != null && zip.isFile()) {
      account(zip.path());
      if (unpacked != null) {
        broken(
            place,
            Kind.ZIP_TWIN,
            zip.path(),
            "lies beside the unpacked package %s, and the program may take either."
                    .formatted(place.directory())
                + " Delete one of them",
            null,
            null);
      } else {
        comparePacked(place, pinned, zip);
      }
    }
    if (unpacked != null && unpacked.isDirectory()) {
      compareUnpacked(place, pinned);
    } else if (zip == null || !zip.isFile()) {
      account(place.source() + "/" + place.version());
      broken(
          place,
          Kind.MISSING,
          place.directory(),
          "is pinned and not there, so the program will not find %s.".formatted(place.shown())
              + " Put it back into the image, or pin again without it",
          pinned.h1(),
          null);
    }
  }

  /** Accounts for a path and the folders on the way to it. */
  private void account(String path) {
    known.add(path);
    for (int i = path.indexOf('/'); i > 0; i = path.indexOf('/', i + 1)) {
      known.add(path.substring(0, i));
    }
  }

  private void comparePacked(PackagePlace place, PinnedPackage pinned, Entry zip) {
    layouts.put(place, Layout.PACKED);
    if (pinned.zh() == null) {
      broken(
          place,
          Kind.ZIP_UNFIT,
          zip.path(),
          "is a zip, and the manifest only knows the unpacked package, without a zh: hash to compare with. Unpack it, or run \"tfgate plugins pin\" over the zip",
          null,
          null);
      return;
    }
    toHash.put(zip.path(), new Pinned(zip, pinned.zh().substring("zh:".length()), place));
  }

  private void compareUnpacked(PackagePlace place, PinnedPackage pinned) {
    layouts.put(place, Layout.UNPACKED);
    pinned.files().forEach(file -> compareFile(place, file));
    PackageContents.executableProblem(place, place.directory(), pinned.files(), pinned.executable())
        .ifPresent(
            problem -> {
              broken.add(place);
              problems.add(problem);
            });
  }

  private void compareFile(PackagePlace place, PinnedFile file) {
    String path = place.directory() + "/" + file.path();
    @Nullable Entry entry = entries.get(path);
    account(path.substring(0, path.lastIndexOf('/')));
    if (entry == null) {
      broken(
          place, Kind.MISSING, path, "is pinned and not there." + PIN_AGAIN, file.sha256(), null);
      return;
    }
    if (!entry.isFile()) {
      // Told with everything else that is no file.
      broken.add(place);
      return;
    }
    known.add(path);
    if (!entry.mode().equals(file.mode())) {
      broken(
          place,
          Kind.MODE_DIFFERS,
          path,
          "has the permissions %s, and %s are pinned.".formatted(entry.mode(), file.mode())
              + PIN_AGAIN,
          file.mode(),
          entry.mode());
    }
    if (entry.size() == file.size()) {
      toHash.put(path, new Pinned(entry, file.sha256(), place));
    } else {
      broken(
          place,
          Kind.SIZE_DIFFERS,
          path,
          "has %,d bytes, and %,d are pinned. This is not the file that was pinned."
                  .formatted(entry.size(), file.size())
              + PIN_AGAIN,
          Long.toString(file.size()),
          Long.toString(entry.size()));
    }
  }

  private void missing(Engine program) {
    problems.add(
        new PluginProblem(
            Kind.TERRAFORM_MISSING,
            program.word(),
            "the manifest pins %s, but no %s was found on the PATH. Name it with --%s"
                .formatted(pinnedTitle(program), program.word(), program.word()),
            versions(program),
            null));
  }

  private String versions(Engine program) {
    return String.join(
        " ", manifest.versionsOf(program).stream().map(PinnedProgram::version).toList());
  }

  /** {@code Terraform 1.16.4 or 1.11.4}. */
  private String pinnedTitle(Engine program) {
    return program.title() + " " + versions(program).replace(" ", " or ");
  }

  private void compareBinary(NamedBinary binary) {
    Engine program = binary.program();
    String shown = binary.path().toAbsolutePath().normalize().toString();
    try {
      Path real = binary.path().toRealPath();
      Entry entry = PluginDirectory.entry(real, shown);
      if (!entry.isFile()) {
        problems.add(
            new PluginProblem(
                Kind.TERRAFORM_DIFFERS, shown, "is not a regular file", versions(program), null));
        return;
      }
      toHash.put(shown, new Pinned(entry, "", null));
      programs.put(shown, program);
      problems.addAll(PluginDirectory.writablePlaces(real, binary.path()));
    } catch (NoSuchFileException e) {
      problems.add(
          new PluginProblem(
              Kind.TERRAFORM_MISSING,
              shown,
              "there is no such file; the manifest pins " + pinnedTitle(program),
              versions(program),
              null));
    } catch (IOException e) {
      undecided.add(
          new Undecided(
              shown, "unreadable", "can't be read: " + UnreadableFileException.reason(e)));
    }
  }

  private void compareHashes(Map<String, String> hashes) {
    toHash.forEach(
        (path, pinned) -> {
          @Nullable String actual = hashes.get(path);
          PackagePlace place = pinned.place();
          if (actual == null) {
            if (place != null) {
              broken.add(place);
            }
          } else if (place == null) {
            compareProgramHash(path, actual);
          } else if (!actual.equals(pinned.sha256())) {
            broken(
                place,
                Kind.CONTENT_DIFFERS,
                path,
                "has another content than was pinned (sha256 %s, pinned %s). Do not run it.%s"
                        .formatted(
                            shortened(actual),
                            shortened(pinned.sha256()),
                            layouts.get(place) == Layout.PACKED
                                ? changedInside(pinned.entry(), packages.get(place))
                                : "")
                    + PIN_AGAIN,
                pinned.sha256(),
                actual);
          }
        });
  }

  /** Returns a sentence that names the files which differ in a zip, empty where none does. */
  private static String changedInside(Entry zip, @Nullable PinnedPackage pinned) {
    if (pinned == null) {
      return "";
    }
    try {
      ZipPackage opened = ZipPackage.open(zip.place());
      long size = pinned.files().stream().mapToLong(PinnedFile::size).sum();
      if (opened.unpackedSize() > 2 * size + (1 << 20)) {
        return " It unpacks to %,d bytes, pinned are %,d.".formatted(opened.unpackedSize(), size);
      }
      Set<PinnedFile> differ = new LinkedHashSet<>(opened.files(bytes -> {}));
      Set<PinnedFile> missing = new LinkedHashSet<>(pinned.files());
      missing.removeAll(differ);
      differ.removeAll(Set.copyOf(pinned.files()));
      Set<String> names = new TreeSet<>();
      differ.forEach(file -> names.add(file.path()));
      missing.forEach(file -> names.add(file.path()));
      return names.isEmpty()
          ? " The files in it are as pinned, it was packed anew."
          : " In it differ: %s.".formatted(String.join(", ", names));
    } catch (IOException e) {
      return " What differs in it is not known: %s.".formatted(UnreadableFileException.reason(e));
    }
  }

  private void compareProgramHash(String path, String actual) {
    Engine program = programs.get(path);
    if (program == null) {
      return;
    }
    List<PinnedProgram> versions = manifest.versionsOf(program);
    if (versions.stream().anyMatch(pinned -> pinned.sha256().containsValue(actual))) {
      return;
    }
    Set<String> platforms = new TreeSet<>();
    Set<String> hashes = new TreeSet<>();
    for (PinnedProgram pinned : versions) {
      platforms.addAll(pinned.sha256().keySet());
      hashes.addAll(pinned.sha256().values());
    }
    problems.add(
        new PluginProblem(
            Kind.TERRAFORM_DIFFERS,
            path,
            "is not the pinned %s (sha256 %s, pinned for %s). Do not run it."
                    .formatted(
                        pinnedTitle(program), shortened(actual), String.join(", ", platforms))
                + PIN_AGAIN,
            String.join(" ", hashes),
            actual));
  }

  /** Reports what nothing accounts for; of a directory only itself. */
  private void reportUnlisted() {
    @Nullable String reported = null;
    Set<String> seen = new HashSet<>();
    for (Entry entry : directory.entries()) {
      String path = entry.path();
      boolean first = seen.add(path);
      if ((first && known.contains(path))
          || (reported != null && path.startsWith(reported + "/") && !entry.isLink())
          || directory.holdsLinksAlone(entry)
          || MirrorIndex.is(entry, packages.keySet())) {
        continue;
      }
      problems.add(UnlistedEntry.problem(entry, packages.keySet()));
      packages.keySet().stream()
          .filter(place -> path.startsWith(place.directory() + "/"))
          .forEach(broken::add);
      if (entry.isDirectory()) {
        reported = path;
      }
    }
  }

  private void broken(
      PackagePlace place,
      Kind kind,
      String path,
      String message,
      @Nullable String expected,
      @Nullable String actual) {
    broken.add(place);
    problems.add(new PluginProblem(kind, path, message, expected, actual));
  }

  private static String shortened(String sha256) {
    return sha256.substring(0, 12) + "…";
  }
}
