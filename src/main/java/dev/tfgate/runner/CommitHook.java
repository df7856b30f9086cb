package dev.tfgate.runner;

import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The hook that checks what is about to be committed. A hook that was there before runs first and
 * comes back when this one goes.
 */
public final class CommitHook {
  private static final String MARK = "# Written by 'tfgate hook install'";
  private static final String NAME = "pre-commit";
  private static final String EARLIER = "pre-commit.before-tfgate";
  private static final int SECONDS = 10;

  private final Path hooks;

  private CommitHook(Path hooks) {
    this.hooks = hooks;
  }

  /**
   * Finds where git looks for the hooks of the repository around {@code folder}, {@code
   * core.hooksPath} included.
   *
   * @param environment of the user, whose git it is
   * @throws ExitException where there is no repository, or no git
   */
  public static CommitHook of(Path folder, Map<String, String> environment) {
    ProcessBuilder builder =
        new ProcessBuilder("git", "rev-parse", "--git-path", "hooks")
            .directory(folder.toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectError(Path.of("/dev/null").toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    try {
      Process git = builder.start();
      String answer = new String(git.getInputStream().readNBytes(8192), StandardCharsets.UTF_8);
      if (git.waitFor(SECONDS, TimeUnit.SECONDS) && git.exitValue() == 0 && !answer.isBlank()) {
        return new CommitHook(folder.resolve(answer.strip()).normalize());
      }
    } catch (IOException e) {
      throw new ExitException(ExitCode.USAGE, "git is not installed, so there are no hooks", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new ExitException(
        ExitCode.USAGE, "'%s' lies in no git repository, so there are no hooks".formatted(folder));
  }

  /**
   * Writes the hook, and returns where.
   *
   * @param program how the hook calls tfgate
   */
  public Path install(String program) throws IOException {
    Files.createDirectories(hooks);
    Path hook = hooks.resolve(NAME);
    if (Files.exists(hook, LinkOption.NOFOLLOW_LINKS) && !isOurs(hook)) {
      Path earlier = hooks.resolve(EARLIER);
      if (Files.exists(earlier, LinkOption.NOFOLLOW_LINKS)) {
        throw new ExitException(
            ExitCode.USAGE,
            "'%s' is there already, so the hook in place can't be put aside; look at both"
                .formatted(earlier));
      }
      Files.move(hook, earlier);
    }
    Path beside = hooks.resolve(NAME + ".part");
    Files.writeString(
        beside,
        """
        #!/bin/sh
        %s; 'tfgate hook uninstall' takes it away.
        earlier=${0%%/*}/%s
        if [ -x "$earlier" ]; then
          "$earlier" "$@" || exit
        fi
        exec %s check --mode local --offline --staged
        """
            .formatted(MARK, EARLIER, quoted(program)));
    Files.setPosixFilePermissions(beside, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.move(beside, hook, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return hook;
  }

  /** Takes the hook away and puts an earlier one back; returns whether there was one of tfgate. */
  public boolean uninstall() throws IOException {
    Path hook = hooks.resolve(NAME);
    if (!Files.exists(hook, LinkOption.NOFOLLOW_LINKS) || !isOurs(hook)) {
      return false;
    }
    Files.delete(hook);
    Path earlier = hooks.resolve(EARLIER);
    if (Files.exists(earlier, LinkOption.NOFOLLOW_LINKS)) {
      Files.move(earlier, hook);
    }
    return true;
  }

  private static boolean isOurs(Path hook) throws IOException {
    return Files.isRegularFile(hook, LinkOption.NOFOLLOW_LINKS)
        && Files.size(hook) < 4096
        && Files.readString(hook, StandardCharsets.ISO_8859_1).contains(MARK);
  }

  private static String quoted(String program) {
    return "'" + program.replace("'", "'\\''") + "'";
  }
}
