package dev.tfgate.runner;

import com.google.re2j.Pattern;
import dev.tfgate.checkout.Checkout;
import dev.tfgate.checkout.GitRepository;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import dev.tfgate.report.Printable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The hook that checks what is about to be committed. A hook that was there before runs first and
 * comes back when this one goes.
 */
public final class CommitHook {
  private static final String MARK = "# Written by 'tfgate hook install'";
  private static final String NAME = "pre-commit";
  private static final String EARLIER = "pre-commit.before-tfgate";
  private static final int SECONDS = 10;
  private static final int LARGEST = 16 * 1024;

  /** All of a hook that tfgate wrote; what a user added makes it another one. */
  private static final Pattern OURS =
      Pattern.compile(
          "#!/bin/sh\n"
              + Pattern.quote(MARK)
              + "; 'tfgate hook uninstall' takes it away\\.\n"
              + Pattern.quote("earlier=${0%/*}/" + EARLIER)
              + "\nif \\[ -x \"\\$earlier\" \\]; then\n"
              + "  \"\\$earlier\" \"\\$@\" \\|\\| exit\nfi\n"
              + "exec '[^\n]*' check --mode local --offline --staged( --trust '[^\n]*')?\n");

  /** What a shell takes as it is written. */
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9/._-]+");

  private final Path hooks;
  private final Path top;
  private final boolean everywhere;

  private CommitHook(Path hooks, Path top, boolean everywhere) {
    this.hooks = hooks;
    this.top = top;
    this.everywhere = everywhere;
  }

  /**
   * Finds where git looks for the hooks of the repository around {@code folder}, {@code
   * core.hooksPath} included.
   *
   * @param environment of the user, whose git it is
   * @throws ExitException where there is no repository, or no git
   */
  public static CommitHook of(Path folder, Map<String, String> environment) {
    Path real;
    Path top;
    try {
      real = folder.toRealPath();
      top = Checkout.top(real);
    } catch (IOException e) {
      throw new ExitException(
          ExitCode.USAGE, "'%s' can't be looked at: %s".formatted(folder, e.getMessage()), e);
    }
    String path = environment.getOrDefault("PATH", "");
    if (!Files.exists(top.resolve(".git"), LinkOption.NOFOLLOW_LINKS)) {
      throw new ExitException(
          ExitCode.USAGE,
          "'%s' does not lie in a git repository, so it has no hooks. Run this in a repository"
              .formatted(folder));
    }
    Path git =
        GitRepository.at(top, path)
            .map(GitRepository::program)
            .orElseThrow(
                () ->
                    new ExitException(
                        ExitCode.USAGE,
                        "no git was found on the PATH outside of the checkout, so the hooks are not known. Install git"));
    String hooks = ask(git, real, environment, "rev-parse", "--git-path", "hooks").strip();
    if (hooks.isEmpty()) {
      throw new ExitException(ExitCode.USAGE, noHooks(git, real, top, environment));
    }
    String scope = ask(git, real, environment, "config", "--show-scope", "--get", "core.hooksPath");
    boolean everywhere = scope.startsWith("global\t") || scope.startsWith("system\t");
    return new CommitHook(real.resolve(hooks).normalize(), top, everywhere);
  }

  private static String noHooks(Path git, Path folder, Path top, Map<String, String> environment) {
    String reason =
        run(git, folder, environment, true, "rev-parse", "--git-path", "hooks")
            .lines()
            .findFirst()
            .orElse("");
    if (reason.contains("dubious ownership")) {
      String path = top.toString();
      return "'%s' belongs to another user, so git refuses to work in it. If you trust it, run: git config --global --add safe.directory %s"
          .formatted(path, PLAIN.matches(path) ? path : quoted(path));
    }
    return "git doesn't say where the hooks of '%s' are%s"
        .formatted(
            folder,
            reason.isEmpty()
                ? ". 'git rev-parse --git-path hooks' says why"
                : ": " + Printable.line(reason));
  }

  private static String ask(
      Path git, Path folder, Map<String, String> environment, String... arguments) {
    return run(git, folder, environment, false, arguments);
  }

  /**
   * Returns what git prints; nothing where it fails.
   *
   * @param failure whether what it prints counts where it fails, and its errors
   */
  private static String run(
      Path git,
      Path folder,
      Map<String, String> environment,
      boolean failure,
      String... arguments) {
    List<String> command = new ArrayList<>(List.of(git.toString(), "-c", "core.fsmonitor=false"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectInput(Path.of("/dev/null").toFile());
    if (failure) {
      builder.redirectErrorStream(true);
    } else {
      builder.redirectError(Path.of("/dev/null").toFile());
    }
    builder.environment().clear();
    builder.environment().putAll(environment);
    try {
      Process process = builder.start();
      String answer = new String(process.getInputStream().readNBytes(8192), StandardCharsets.UTF_8);
      boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
      return ended && (failure || process.exitValue() == 0) ? answer : "";
    } catch (IOException e) {
      throw new ExitException(ExitCode.USAGE, "git can't be run: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  /** What the user should know of the hook's place; empty for the usual one. */
  public Optional<String> note() {
    if (everywhere) {
      return Optional.of(
          "core.hooksPath stands in git's global configuration, so the hook runs in every repository of this user");
    }
    if (isOfHusky()) {
      return Optional.of(
          "husky writes the folder '"
              + hooks
              + "' anew at each install, which removes the hook. Add the line 'tfgate check"
              + " --mode local --offline --staged' to '"
              + hooks.resolveSibling(NAME)
              + "'");
    }
    return isInCheckout()
        ? Optional.of(
            "core.hooksPath leads into the work tree, so git offers to commit the hook, with this machine's path of tfgate in it")
        : Optional.empty();
  }

  private boolean isOfHusky() {
    return hooks.endsWith(Path.of(".husky", "_"));
  }

  private boolean isInCheckout() {
    return hooks.startsWith(top) && !hooks.startsWith(top.resolve(".git"));
  }

  /**
   * Writes the hook, and returns where.
   *
   * @param program how the hook calls tfgate
   * @param trust the trust directory that it names, or null for the one that is found
   */
  public Path install(String program, @Nullable Path trust) throws IOException {
    refuseLinks();
    Files.createDirectories(hooks);
    Path hook = hooks.resolve(NAME);
    if (Files.exists(hook, LinkOption.NOFOLLOW_LINKS) && !isOurs(hook)) {
      refuseExtended(hook);
      Path earlier = hooks.resolve(EARLIER);
      if (Files.exists(earlier, LinkOption.NOFOLLOW_LINKS)) {
        throw new ExitException(
            ExitCode.USAGE,
            "'%s' is there already, so the hook in place can't be put aside. Merge the two by hand"
                .formatted(earlier));
      }
      Files.move(hook, earlier);
    }
    // A name that nobody can have put there before, and no link is followed to.
    Path beside = Files.createTempFile(hooks, "." + NAME + "-", null);
    try {
      Files.writeString(
          beside,
          """
          #!/bin/sh
          %s; 'tfgate hook uninstall' takes it away.
          earlier=${0%%/*}/%s
          if [ -x "$earlier" ]; then
            "$earlier" "$@" || exit
          fi
          exec %s check --mode local --offline --staged%s
          """
              .formatted(
                  MARK,
                  EARLIER,
                  quoted(program),
                  trust == null ? "" : " --trust " + quoted(trust.toString())));
      Files.setPosixFilePermissions(beside, PosixFilePermissions.fromString("rwxr-xr-x"));
      Files.move(beside, hook, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(beside);
    }
    return hook;
  }

  /** Takes the hook away and puts an earlier one back; returns whether there was one of tfgate. */
  public boolean uninstall() throws IOException {
    refuseLinks();
    Path hook = hooks.resolve(NAME);
    if (!Files.exists(hook, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    if (!isOurs(hook)) {
      refuseExtended(hook);
      return false;
    }
    Files.delete(hook);
    Path earlier = hooks.resolve(EARLIER);
    if (Files.exists(earlier, LinkOption.NOFOLLOW_LINKS)) {
      Files.move(earlier, hook);
    }
    return true;
  }

  /** A link in the checkout could lead the hook to any file of the user. */
  private void refuseLinks() {
    if (!isInCheckout()) {
      return;
    }
    for (Path folder = hooks; !folder.equals(top); folder = folder.resolve("..").normalize()) {
      if (Files.isSymbolicLink(folder)) {
        throw new ExitException(
            ExitCode.USAGE,
            "core.hooksPath leads through '%s', a symbolic link of the checkout, so the hook could overwrite any file of yours. Set core.hooksPath to a real folder"
                .formatted(folder));
      }
    }
  }

  private static void refuseExtended(Path hook) throws IOException {
    if (text(hook).contains(MARK)) {
      throw new ExitException(
          ExitCode.USAGE,
          "'%s' has lines that tfgate didn't write. Move them to '%s' beside it, which runs first, and delete the hook"
              .formatted(hook, EARLIER));
    }
  }

  private static boolean isOurs(Path hook) throws IOException {
    return OURS.matches(text(hook));
  }

  private static String text(Path hook) throws IOException {
    return Files.isRegularFile(hook, LinkOption.NOFOLLOW_LINKS) && Files.size(hook) < LARGEST
        ? Files.readString(hook, StandardCharsets.ISO_8859_1)
        : "";
  }

  private static String quoted(String program) {
    return "'" + program.replace("'", "'\\''") + "'";
  }
}
