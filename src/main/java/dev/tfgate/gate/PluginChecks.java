package dev.tfgate.gate;

import dev.tfgate.checkout.BoundedFile;
import dev.tfgate.checkout.Checkout;
import dev.tfgate.checkout.UnreadableFileException;
import dev.tfgate.plugins.Manifest;
import dev.tfgate.plugins.PluginPin;
import dev.tfgate.plugins.PluginReport;
import dev.tfgate.plugins.PluginVerification;
import dev.tfgate.plugins.ProgramOnPath;
import dev.tfgate.plugins.Progress;
import dev.tfgate.plugins.Verification;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import dev.tfgate.report.Mode;
import dev.tfgate.report.ReportFile;
import dev.tfgate.report.Verdict;
import dev.tfgate.rules.Rules;
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
   * Verifies a plugin directory and the terraform binary against the manifest of the trust
   * directory.
   *
   * @param pluginDirectory absolute, or null for the one that {@code gate.yaml} names
   * @param terraform absolute, or null for the one on the PATH
   * @throws ExitException with code 2 where it can't be told what is meant or the trust directory
   *     is not valid
   */
  public PluginReport verify(
      @Nullable Path pluginDirectory, @Nullable Path terraform, Progress progress) {
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
          "no plugin directory is named: give --plugin-dir DIR, or terraform.plugin_dir in"
              + " gate.yaml");
    }
    @Nullable Path binary = terraform;
    List<String> notes = new ArrayList<>();
    if (manifest.terraform() == null) {
      notes.add("the manifest pins no terraform binary, so any may run.");
      binary = null;
    } else if (binary == null) {
      binary = ProgramOnPath.find("terraform", environment).orElse(null);
    }
    Verification verification = PluginVerification.verify(manifest, directory, binary, progress);
    return new PluginReport(
        version,
        mode.mode(),
        directory,
        manifestPath,
        false,
        binary,
        manifest.terraform(),
        verification,
        notes);
  }

  /**
   * Pins what lies in a plugin directory, and the terraform binary, and writes the manifest where
   * nothing stands against it.
   *
   * @param pluginDirectory absolute
   * @param terraform absolute, or null for the one on the PATH
   * @param lockFiles absolute
   * @param output absolute, or null for the manifest of the trust directory, else {@code
   *     plugins-manifest.yaml} in the working directory
   */
  public PluginReport pin(
      Path pluginDirectory,
      @Nullable Path terraform,
      List<Path> lockFiles,
      @Nullable Path output,
      Progress progress) {
    Path file = output != null ? output : manifestPath(trusted());
    @Nullable Path binary =
        terraform != null ? terraform : ProgramOnPath.find("terraform", environment).orElse(null);
    PluginPin.Outcome outcome = PluginPin.pin(pluginDirectory, binary, lockFiles, progress);
    boolean passed = outcome.verification().verdict() == Verdict.PASS;
    List<String> notes = new ArrayList<>();
    if (binary == null) {
      notes.add(
          "no terraform was found on the PATH, so none is pinned and any may run; name it with"
              + " --terraform.");
    }
    if (passed) {
      notes.addAll(lostHashes(file, outcome.manifest()));
      ReportFile.write(
          file, Checkout.top(workingDirectory), out -> out.write(outcome.manifest().toYaml()));
    }
    return new PluginReport(
        version,
        mode.mode(),
        pluginDirectory,
        file,
        passed,
        binary,
        outcome.manifest().terraform(),
        outcome.verification(),
        notes);
  }

  /** Tells of hashes that an earlier manifest took from lock files and that the new one lacks. */
  private static List<String> lostHashes(Path file, Manifest pinned) {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return List.of();
    }
    Manifest earlier;
    try {
      earlier =
          Manifest.read(file.toString(), BoundedFile.read(file, LARGEST_MANIFEST), new Problems());
    } catch (UnreadableFileException e) {
      return List.of();
    }
    List<String> notes = new ArrayList<>();
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
                                "%d lock_hashes that the manifest had for %s %s are gone: give the lock files again with --lock-file to keep them."
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
          "there is no manifest '%s' to verify with: write one with \"tfgate plugins pin\", or name"
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
