package dev.tfgate.upkeep;

import dev.tfgate.checkout.BoundedFile;
import dev.tfgate.checkout.Checkout;
import dev.tfgate.checkout.UnreadableFileException;
import dev.tfgate.plugins.Manifest;
import dev.tfgate.plugins.ManifestChanges;
import dev.tfgate.plugins.NamedBinary;
import dev.tfgate.plugins.PinnedProgram;
import dev.tfgate.plugins.PlaceWriters;
import dev.tfgate.plugins.PluginPin;
import dev.tfgate.plugins.PluginProblem;
import dev.tfgate.plugins.PluginReport;
import dev.tfgate.plugins.PluginVerification;
import dev.tfgate.plugins.ProgramBinary;
import dev.tfgate.plugins.ProgramOnPath;
import dev.tfgate.plugins.ProgramPlaces;
import dev.tfgate.plugins.Progress;
import dev.tfgate.plugins.Verification;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import dev.tfgate.report.Mode;
import dev.tfgate.report.ReportFile;
import dev.tfgate.report.Verdict;
import dev.tfgate.rules.Rules;
import dev.tfgate.terraform.profile.Engine;
import dev.tfgate.trust.RunMode;
import dev.tfgate.trust.Trust;
import dev.tfgate.trust.TrustLocation;
import dev.tfgate.trust.TrustReader;
import dev.tfgate.yaml.Problem;
import dev.tfgate.yaml.Problems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Pins and verifies plugins: finds out what is meant where nothing is named, and runs it.
 *
 * @param version of tfgate
 * @param mode where it runs
 * @param trust where the trust directory lies, or null where nothing names one
 * @param workingDirectory the current directory, absolute
 * @param environment the environment variables
 */
public record PluginChecks(
    String version,
    RunMode mode,
    @Nullable TrustLocation trust,
    Path workingDirectory,
    Map<String, String> environment) {
  private static final int LARGEST_MANIFEST = 32 * 1024 * 1024;

  /**
   * Verifies a plugin directory and the binaries of the pinned programs against the manifest of the
   * trust directory.
   *
   * @param pluginDirectory absolute, or null for the one that {@code gate.yaml} names
   * @param binaries absolute; of a program that has none here, the one on the PATH counts
   * @throws ExitException with code 2 where it is not known what is meant or the trust directory is
   *     not valid
   */
  public PluginReport verify(
      @Nullable Path pluginDirectory, List<NamedBinary> binaries, Progress progress) {
    Optional<Trust> trusted = trusted();
    Path manifestPath = manifestPath(trusted);
    Manifest manifest =
        trusted.isPresent() && trusted.get().manifestPath() != null
            ? trusted.get().manifest()
            : read(manifestPath);
    Path directory =
        pluginDirectory != null
            ? pluginDirectory
            : trusted.map(Trust::pluginDirectory).orElse(null);
    if (directory == null) {
      throw new ExitException(
          ExitCode.USAGE,
          "no plugin directory is named. Give --plugin-dir DIR, or terraform.plugin_dir in gate.yaml");
    }
    List<String> notes = new ArrayList<>();
    List<NamedBinary> read = new ArrayList<>();
    if (manifest.programs().isEmpty()) {
      notes.add("the manifest pins no terraform binary, so any may run.");
    }
    for (Engine program : Engine.values()) {
      List<NamedBinary> named =
          binaries.stream().filter(binary -> binary.program() == program).toList();
      if (manifest.versionsOf(program).isEmpty()) {
        if (!named.isEmpty() && !manifest.programs().isEmpty()) {
          throw new ExitException(
              ExitCode.USAGE,
              "--%s names a binary, and the manifest pins no %s"
                  .formatted(program.word(), program.title()));
        }
      } else if (named.isEmpty()) {
        onPath(program, program.word()).ifPresent(read::add);
        for (PinnedProgram pinned : manifest.versionsOf(program)) {
          onPath(program, ProgramPlaces.names(pinned).getFirst()).ifPresent(read::add);
        }
      } else {
        read.addAll(named);
      }
    }
    Verification verification =
        PluginVerification.verify(manifest, directory, read, progress)
            .and(PlaceWriters.problems(mode.mode(), directory, read));
    if (verification.verdict() == Verdict.PASS) {
      verification = verification.and(misnamed(manifest, read));
    }
    return new PluginReport(
        version,
        mode.mode(),
        directory,
        manifestPath,
        false,
        read,
        manifest.programs(),
        verification,
        notes);
  }

  /** Binaries that are the pinned ones and not what they are pinned as. */
  private static List<PluginProblem> misnamed(Manifest manifest, List<NamedBinary> binaries) {
    List<PluginProblem> problems = new ArrayList<>();
    for (NamedBinary binary : binaries) {
      ProgramBinary.problem(binary, manifest)
          .ifPresent(
              why ->
                  problems.add(
                      new PluginProblem(
                          PluginProblem.Kind.TERRAFORM_DIFFERS,
                          binary.path().toString(),
                          why,
                          null,
                          null)));
    }
    return problems;
  }

  private Optional<NamedBinary> onPath(Engine program, String name) {
    return ProgramOnPath.find(name, environment).map(path -> new NamedBinary(program, path));
  }

  /**
   * Pins what lies in a plugin directory, and the binaries of programs, and writes the manifest
   * where nothing stands against it.
   *
   * @param pluginDirectory absolute
   * @param binaries absolute; where none is named, the terraform on the PATH counts, else the tofu
   * @param allowPrerelease whether a binary may be of no final release
   * @param lockFiles absolute
   * @param output absolute, or null for the manifest of the trust directory, else {@code
   *     plugins-manifest.yaml} in the working directory
   */
  public PluginReport pin(
      Path pluginDirectory,
      List<NamedBinary> binaries,
      boolean allowPrerelease,
      List<Path> lockFiles,
      @Nullable Path output,
      Progress progress) {
    Path file = output != null ? output : manifestPath(trusted());
    List<NamedBinary> read = new ArrayList<>(binaries);
    if (read.isEmpty()) {
      onPath(Engine.TERRAFORM, Engine.TERRAFORM.word())
          .or(() -> onPath(Engine.TOFU, Engine.TOFU.word()))
          .ifPresent(read::add);
    }
    PluginPin.Outcome outcome =
        PluginPin.pin(pluginDirectory, read, allowPrerelease, lockFiles, progress);
    boolean passed = outcome.verification().verdict() == Verdict.PASS;
    List<String> notes = new ArrayList<>();
    if (read.isEmpty()) {
      notes.add(
          "no terraform was found on the PATH, so none is pinned and any may run. Name one with --terraform or --tofu.");
    }
    if (passed) {
      earlier(file).ifPresent(earlier -> notes.addAll(changes(earlier, outcome.manifest())));
      ReportFile.write(
          file, Checkout.top(workingDirectory), out -> out.write(outcome.manifest().toYaml()));
    }
    return new PluginReport(
        version,
        mode.mode(),
        pluginDirectory,
        file,
        passed,
        read,
        outcome.manifest().programs(),
        outcome.verification(),
        notes);
  }

  private static Optional<Manifest> earlier(Path file) {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          Manifest.read(file.toString(), BoundedFile.read(file, LARGEST_MANIFEST), new Problems()));
    } catch (UnreadableFileException e) {
      return Optional.empty();
    }
  }

  /** What changed, and the hashes of lock files that the earlier manifest alone has. */
  private static List<String> changes(Manifest earlier, Manifest pinned) {
    List<String> notes = new ArrayList<>(ManifestChanges.between(earlier, pinned));
    if (notes.isEmpty()) {
      notes.add("no version and no package differs from the manifest that was there.");
    }
    earlier
        .providers()
        .forEach(
            old ->
                pinned
                    .find(old.source(), old.version())
                    .ifPresent(
                        now -> {
                          List<String> lost = new ArrayList<>(old.lockHashes());
                          lost.removeAll(now.lockHashes());
                          if (!lost.isEmpty()) {
                            notes.add(
                                "%d lock_hashes that the manifest had for %s %s are gone. Give the lock files again with --lock-file to keep them."
                                    .formatted(lost.size(), old.source(), old.version()));
                          }
                        }));
    return notes;
  }

  private Optional<Trust> trusted() {
    if (trust == null) {
      return Optional.empty();
    }
    Path top = Checkout.top(workingDirectory);
    return Optional.of(
        TrustReader.read(
            Optional.of(trust), mode.mode(), top.getParent() == null ? null : top, Rules.layers()));
  }

  private Path manifestPath(Optional<Trust> trusted) {
    if (trusted.isPresent()) {
      Path named = trusted.get().manifestPath();
      TrustLocation location = trusted.get().location();
      if (named != null) {
        return named;
      }
      if (location != null) {
        return location.path().resolve(Manifest.FILE_NAME);
      }
    }
    if (mode.mode() == Mode.CI) {
      throw new ExitException(
          ExitCode.USAGE,
          "no trust directory, which in CI mode says where the manifest is (%s): name it with"
                  .formatted(mode.reason())
              + " --trust DIR");
    }
    return workingDirectory.resolve(Manifest.FILE_NAME);
  }

  private static Manifest read(Path file) {
    Problems problems = new Problems();
    Manifest manifest = Manifest.EMPTY;
    if (!Files.exists(file)) {
      throw new ExitException(
          ExitCode.USAGE,
          "there is no manifest '%s' to verify with. Write one with \"tfgate plugins pin\", or name"
                  .formatted(file)
              + " the trust directory with --trust DIR");
    }
    try {
      manifest = Manifest.read(file.toString(), BoundedFile.read(file, LARGEST_MANIFEST), problems);
    } catch (UnreadableFileException e) {
      throw new ExitException(
          ExitCode.UNDECIDED, "'%s' can't be read: %s".formatted(file, e.getMessage()), e);
    }
    if (!problems.isEmpty()) {
      StringBuilder message = new StringBuilder("the manifest is not valid:");
      for (Problem problem : problems.sorted()) {
        message.append("\n  ").append(problem);
      }
      throw new ExitException(ExitCode.USAGE, message.toString());
    }
    return manifest;
  }
}
