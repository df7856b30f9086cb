package dev.tfgate.plugins;

import dev.tfgate.checkout.BoundedFile;
import dev.tfgate.checkout.UnreadableFileException;
import dev.tfgate.hcl.HclSyntaxException;
import dev.tfgate.hcl.Limits;
import dev.tfgate.plugins.PluginProblem.Kind;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import dev.tfgate.report.Undecided;
import dev.tfgate.terraform.ConfigurationDirectory;
import dev.tfgate.terraform.FileKind;
import dev.tfgate.terraform.LockFile;
import dev.tfgate.terraform.ParsedFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Takes the hashes of other platforms out of lock files. A file is only believed for a version
 * whose package was seen and whose hash it holds: then the author of the file had the same release.
 */
final class LockHashes {
  private final List<PluginProblem> problems;
  private final List<Undecided> undecided;

  /** Tells what is wrong with the files to these lists. */
  LockHashes(List<PluginProblem> problems, List<Undecided> undecided) {
    this.problems = problems;
    this.undecided = undecided;
  }

  /** Returns the providers with the further hashes that the lock file holds for them. */
  List<PinnedProvider> addedTo(List<PinnedProvider> providers, Path lockFile) {
    if (!Files.exists(lockFile)) {
      throw new ExitException(ExitCode.USAGE, "there is no lock file '%s'".formatted(lockFile));
    }
    Optional<LockFile> lock = read(lockFile);
    if (lock.isEmpty()) {
      return providers;
    }
    for (LockFile.Problem problem : lock.get().problems()) {
      refuse(lockFile, problem.range().startLine(), problem.message());
    }
    List<PinnedProvider> added = new ArrayList<>(providers);
    for (LockFile.Entry entry : lock.get().entries()) {
      add(added, lockFile, entry);
    }
    return added;
  }

  private Optional<LockFile> read(Path lockFile) {
    try {
      byte[] content = BoundedFile.read(lockFile, Limits.DEFAULT.fileBytes());
      ParsedFile parsed =
          new ParsedFile(
              lockFile.toString(),
              FileKind.LOCK,
              FileKind.LOCK.parse(content, FileKind.LOCK.name(), Limits.DEFAULT));
      return LockFile.of(new ConfigurationDirectory(".", List.of(parsed), List.of()));
    } catch (UnreadableFileException e) {
      undecided.add(new Undecided(lockFile.toString(), "unreadable", e.getMessage()));
    } catch (HclSyntaxException e) {
      refuse(lockFile, e.range().startLine(), e.getMessage());
    }
    return Optional.empty();
  }

  private void add(List<PinnedProvider> providers, Path lockFile, LockFile.Entry entry) {
    String source = entry.address().toString();
    int line = entry.block().range().startLine();
    @Nullable PinnedProvider seen = null;
    Set<String> versions = new TreeSet<>();
    for (PinnedProvider provider : providers) {
      if (provider.source().equals(source)) {
        versions.add(provider.version());
        if (provider.version().equals(entry.version())) {
          seen = provider;
        }
      }
    }
    if (seen == null) {
      refuse(
          lockFile,
          line,
          "it locks %s %s, which is not in the plugin directory (%s). Take a lock file for what is"
                  .formatted(
                      source,
                      entry.version(),
                      versions.isEmpty()
                          ? "no version of it is"
                          : "there is " + String.join(", ", versions))
              + " pinned");
      return;
    }
    Set<String> own = new TreeSet<>();
    for (PinnedPackage pinned : seen.platforms().values()) {
      own.add(pinned.h1());
      if (pinned.zh() != null) {
        own.add(pinned.zh());
      }
    }
    List<String> locked = entry.hashes().stream().map(LockFile.Hash::text).toList();
    if (locked.stream().noneMatch(own::contains)) {
      refuse(
          lockFile,
          line,
          "none of its %d hashes for %s %s is one of those seen in the plugin directory (%s), so it"
                  .formatted(locked.size(), source, seen.version(), String.join(", ", own))
              + " may be for another release: write it with 'terraform providers lock' for the"
              + " directory's platform too");
      return;
    }
    Set<String> further = new LinkedHashSet<>(seen.lockHashes());
    for (String hash : locked) {
      if (!ManifestSyntax.HASH.matches(hash)) {
        refuse(lockFile, line, "'%s' is not a hash of a package".formatted(hash));
      } else if (!own.contains(hash)) {
        further.add(hash);
      }
    }
    List<String> sorted = further.stream().sorted().toList();
    providers.set(
        providers.indexOf(seen),
        new PinnedProvider(seen.source(), seen.version(), seen.platforms(), sorted));
  }

  private void refuse(Path lockFile, int line, String message) {
    problems.add(
        new PluginProblem(
            Kind.LOCK_FILE,
            lockFile.toString(),
            "line %d: %s".formatted(line, message),
            null,
            null));
  }
}
