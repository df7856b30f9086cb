package dev.tfgate.runner;

import dev.tfgate.plugins.Manifest;
import dev.tfgate.plugins.NamedBinary;
import dev.tfgate.plugins.PackageHash;
import dev.tfgate.plugins.PlaceWriters;
import dev.tfgate.plugins.PluginProblem;
import dev.tfgate.plugins.PluginVerification;
import dev.tfgate.plugins.ProgramBinary;
import dev.tfgate.plugins.Progress;
import dev.tfgate.plugins.Verification;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import dev.tfgate.report.Mode;
import dev.tfgate.report.Undecided;
import dev.tfgate.report.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The plugin directory and the terraform binary against the manifest. Hashing them takes most of
 * the time of a run; so what was verified once counts for the next step of the build, as long as
 * the kernel says that nothing has changed since, and only where the user that tfgate runs as could
 * not have changed it.
 */
final class PinnedPlugins {
  private static final String ATTRIBUTES = "unix:mode,uid,ino,dev,size,lastModifiedTime,ctime";
  private static final int WRITABLE_BY_OTHERS = 0022;
  private static final int LINK = 0120000;
  private static final int FILE_TYPE = 0170000;

  private PinnedPlugins() {}

  /**
   * Returns what is wrong with them, for a reader; empty where all is as it was pinned.
   *
   * @param directory where it is remembered
   */
  static Optional<ExitException> problem(
      Manifest manifest,
      Path pluginDirectory,
      NamedBinary binary,
      Mode mode,
      BuildDirectory directory)
      throws IOException {
    String identity = identity(manifest, pluginDirectory, binary.path(), directory.user());
    Path record = directory.pluginsRecord();
    if (identity != null
        && Files.isRegularFile(record, LinkOption.NOFOLLOW_LINKS)
        && Files.size(record) < 200
        && Files.readString(record).equals(identity)) {
      return Optional.empty();
    }
    Verification verification =
        PluginVerification.verify(manifest, pluginDirectory, List.of(binary), Progress.NONE)
            .and(PlaceWriters.problems(mode, pluginDirectory, List.of(binary)));
    Optional<String> misnamed =
        verification.verdict() == Verdict.PASS && !manifest.programs().isEmpty()
            ? ProgramBinary.problem(binary, manifest)
            : Optional.empty();
    if (misnamed.isPresent()) {
      return Optional.of(
          new ExitException(
              ExitCode.FINDINGS,
              "what would run is not what is pinned, so it was not started:\n  %s %s"
                  .formatted(binary.path(), misnamed.get())));
    }
    if (verification.verdict() == Verdict.PASS) {
      // What changed meanwhile has another identity, so that nothing old counts for it.
      if (identity != null
          && identity.equals(
              identity(manifest, pluginDirectory, binary.path(), directory.user()))) {
        directory.write(record, identity);
      }
      return Optional.empty();
    }
    StringBuilder message =
        new StringBuilder(
            "what %s would run is not what is pinned, so it was not started:"
                .formatted(binary.program().title()));
    for (PluginProblem problem : verification.problems()) {
      message.append("\n  ").append(problem.path()).append(' ').append(problem.message());
    }
    for (Undecided undecided : verification.undecided()) {
      message.append("\n  ").append(undecided.path()).append(' ').append(undecided.message());
    }
    return Optional.of(
        new ExitException(
            verification.verdict() == Verdict.FAIL ? ExitCode.FINDINGS : ExitCode.UNDECIDED,
            message.toString()));
  }

  /** Returns what tells this state of the disk from any other, or null where it could be forged. */
  private static @Nullable String identity(
      Manifest manifest, Path pluginDirectory, Path terraform, long user) throws IOException {
    if (user == 0) {
      return null;
    }
    Path top = pluginDirectory.toRealPath();
    Path binary = terraform.toRealPath();
    StringBuilder text = new StringBuilder(manifest.toYaml());
    Forgeable forgeable = new Forgeable(user);
    for (Path place : new Path[] {pluginDirectory, terraform, top, binary}) {
      for (Path above = place; above != null; above = above.getParent()) {
        forgeable.look(above);
      }
    }
    text.append(forgeable.look(binary));
    Files.walkFileTree(
        top,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            text.append(folder).append(forgeable.look(folder));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            text.append(file).append(forgeable.look(file));
            return FileVisitResult.CONTINUE;
          }
        });
    return forgeable.found
        ? null
        : PackageHash.sha256(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Whether anything that was looked at belongs to the user, or may be written by others. */
  private static final class Forgeable {
    private final long user;
    private boolean found;

    Forgeable(long user) {
      this.user = user;
    }

    String look(Path place) throws IOException {
      Map<String, Object> attributes =
          new TreeMap<>(Files.readAttributes(place, ATTRIBUTES, LinkOption.NOFOLLOW_LINKS));
      long mode = attributes.get("mode") instanceof Number number ? number.longValue() : 0777;
      long owner = attributes.get("uid") instanceof Number number ? number.longValue() : user;
      boolean link = (mode & FILE_TYPE) == LINK;
      found |= owner == user || (!link && (mode & WRITABLE_BY_OTHERS) != 0);
      return attributes.toString();
    }
  }
}
