package dev.tfgate.runner;

import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import dev.tfgate.terraform.profile.Engine;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What belongs to one root module between the steps of a build: Terraform's data directory, its CLI
 * configuration, a home, the saved plan. It lies outside of the checkout, belongs to the user that
 * tfgate runs as, and nobody else can read or write it.
 */
final class BuildDirectory implements AutoCloseable {
  private static final Path SYSTEM = Path.of("/var/lib/tfgate");
  private static final int FILE_TYPE = 0170000;
  private static final int DIRECTORY = 0040000;
  private static final int OTHERS = 0077;
  private static final int WRITABLE_BY_OTHERS = 0022;
  private static final int STICKY = 01000;

  private final Path folder;
  private final long user;
  private final FileChannel channel;
  private final FileLock lock;
  private final Engine program;

  private BuildDirectory(
      Path folder, long user, FileChannel channel, FileLock lock, Engine program) {
    this.program = program;
    this.folder = folder;
    this.user = user;
    this.channel = channel;
    this.lock = lock;
  }

  /**
   * Opens the directory of a root, and makes it where it is not there.
   *
   * @param named the place of all such directories, or null for {@code /var/lib/tfgate} where that
   *     is there, else {@code .local/state/tfgate} below {@code home}
   * @param home the user's home, or null
   * @param top of the checkout, links resolved
   * @param root of the run, links resolved
   * @param program what runs: neither takes over what the other left
   * @throws ExitException where somebody else could have written it, or another run uses it
   */
  static BuildDirectory open(
      @Nullable Path named, @Nullable String home, Path top, Path root, Engine program) {
    return open(
        named,
        home,
        top,
        program == Engine.TERRAFORM ? root.toString() : root + "\0" + program.word(),
        "another 'tfgate %s' works on %s, and both would write the same files. Wait for it to end"
            .formatted(program.word(), root),
        program);
  }

  /** Opens the directory of runs over many roots of a checkout, as above. */
  static BuildDirectory ofMany(
      @Nullable Path named, @Nullable String home, Path top, Engine program) {
    return open(
        named,
        home,
        top,
        top + "\0many\0" + program.word(),
        "another 'tfgate %s' works on roots of %s, and both would write the same files. Wait for it to end"
            .formatted(program.word(), top),
        program);
  }

  /** The program that runs. */
  Engine program() {
    return program;
  }

  private static BuildDirectory open(
      @Nullable Path named,
      @Nullable String home,
      Path top,
      String key,
      String busy,
      Engine program) {
    Path base = base(named, home);
    try {
      makeDirectories(base);
      base = base.toRealPath();
      if (base.startsWith(top) || top.startsWith(base)) {
        throw new ExitException(
            ExitCode.USAGE,
            "the data directory '%s' and the checkout '%s' lie in one another, so a pull request could bring what %s then trusts. Name another one with --data"
                .formatted(base, top, program.title()));
      }
      long user = user(base);
      requireTrustedAbove(base, user);
      Path folder = base.resolve(HexFormat.of().formatHex(sha256(key), 0, 12));
      makePrivate(folder);
      requirePrivate(folder, user);
      FileChannel channel =
          FileChannel.open(
              folder.resolve("lock"),
              Set.of(
                  StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
      @Nullable FileLock lock = lock(channel);
      if (lock == null) {
        channel.close();
        throw new ExitException(ExitCode.UNDECIDED, busy);
      }
      BuildDirectory directory = new BuildDirectory(folder, user, channel, lock, program);
      directory.requireOwn();
      return directory;
    } catch (IOException e) {
      throw new ExitException(
          ExitCode.UNDECIDED,
          "the data directory '%s' can't be used (%s). Name another one with --data"
              .formatted(base, reason(e)),
          e);
    }
  }

  private static Path base(@Nullable Path named, @Nullable String home) {
    if (named != null) {
      return named;
    }
    if (Files.isDirectory(SYSTEM, LinkOption.NOFOLLOW_LINKS)) {
      return SYSTEM;
    }
    if (home != null && home.startsWith("/")) {
      return Path.of(home, ".local/state/tfgate");
    }
    throw new ExitException(
        ExitCode.USAGE,
        "HOME is not set, so the program's data has no place between the steps of a build. Name one outside of the checkout with --data DIR");
  }

  /** The number of the user that tfgate runs as. */
  long user() {
    return user;
  }

  /** An empty home, so that no configuration of the user's counts. */
  Path home() {
    return folder.resolve("home");
  }

  /** Files of a run that nobody needs afterwards. */
  Path temporary() {
    return folder.resolve("tmp");
  }

  /** {@code TF_DATA_DIR}. */
  Path terraformData() {
    return folder.resolve("data");
  }

  /** Where Terraform puts modules that it downloads. */
  Path modules() {
    return terraformData().resolve("modules");
  }

  /** {@code TF_CLI_CONFIG_FILE}. */
  Path cliConfiguration() {
    return folder.resolve("terraform.rc");
  }

  /** The saved plan. */
  Path plan() {
    return folder.resolve("plan");
  }

  /** What is known of the saved plan. */
  Path planRecord() {
    return folder.resolve("plan.record");
  }

  /** What is known of the downloaded modules. */
  Path modulesRecord() {
    return folder.resolve("modules.record");
  }

  /** The projects that the saved plan creates. */
  Path plannedProjects() {
    return folder.resolve("plan.projects");
  }

  /** What an apply printed, line by line, until its created projects were looked at. */
  Path applyLog() {
    return folder.resolve("apply.jsonl");
  }

  /** What the last apply printed, once its created projects were looked at. */
  Path lastApplyLog() {
    return folder.resolve("apply.last.jsonl");
  }

  /** Whatever belongs to several roots. */
  Path shared() {
    return folder;
  }

  /** {@code AWS_CONFIG_FILE} of an apply. */
  Path awsConfiguration() {
    return folder.resolve("aws.config");
  }

  /** What the configuration names. */
  Path awsProgram() {
    return folder.resolve("aws.credentials");
  }

  /** What was verified of the plugin directory. */
  Path pluginsRecord() {
    return folder.resolve("plugins.record");
  }

  /**
   * The state, where the backend is local and the checkout must stay as it is.
   *
   * @param repository tells the repository from others that lie at the same place at other times
   */
  Path state(String repository) throws IOException {
    Path states = folder.resolve("state");
    Path own = states.resolve(HexFormat.of().formatHex(sha256(repository), 0, 12));
    makePrivate(states);
    makePrivate(own);
    return own.resolve("terraform.tfstate");
  }

  /** Takes away all that an earlier init and what followed it left, but for a local state. */
  void reset() throws IOException {
    delete(terraformData());
    Files.deleteIfExists(plan());
    Files.deleteIfExists(planRecord());
    Files.deleteIfExists(modulesRecord());
  }

  /**
   * Makes home and temporary folder anew, and writes the CLI configuration: one filesystem mirror,
   * nothing else.
   */
  void prepare(Path pluginDirectory) throws IOException {
    delete(home());
    delete(temporary());
    makePrivate(home());
    makePrivate(temporary());
    makePrivate(terraformData());
    write(
        cliConfiguration(),
        """
        disable_checkpoint           = true
        disable_checkpoint_signature = true
        provider_installation {
          filesystem_mirror {
            path    = %s
            include = ["*/*/*"]
          }
        }
        """
            .formatted(quoted(pluginDirectory.toString())));
  }

  /** Writes a small file whole, or not at all. */
  void write(Path file, String text) throws IOException {
    Path beside = file.resolveSibling(file.getFileName() + ".part");
    Files.deleteIfExists(beside);
    Files.createFile(
        beside, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(beside, text);
    Files.move(beside, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void close() {
    try {
      lock.release();
      channel.close();
    } catch (IOException e) {
      // The end of the process releases it too.
    }
  }

  private static String quoted(String text) {
    return '"'
        + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("${", "$${").replace("%{", "%%{")
        + '"';
  }

  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private static void makeDirectories(Path base) throws IOException {
    Path parent = base.getParent();
    if (parent != null && Files.notExists(parent)) {
      makeDirectories(parent);
    }
    if (Files.notExists(base)) {
      makePrivate(base);
    }
  }

  private static void makePrivate(Path folder) throws IOException {
    try {
      Files.createDirectory(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (FileAlreadyExistsException e) {
      // looked at by the caller
    }
  }

  /** The user that owns what this process makes. */
  private static long user(Path base) throws IOException {
    Path probe = Files.createTempFile(base, "probe", "");
    try {
      return attribute(probe, "uid");
    } finally {
      Files.deleteIfExists(probe);
    }
  }

  private static void requireTrustedAbove(Path base, long user) throws IOException {
    for (Path place = base; place != null; place = place.getParent()) {
      long owner = attribute(place, "uid");
      long mode = attribute(place, "mode");
      boolean shared = (mode & WRITABLE_BY_OTHERS) != 0;
      boolean sticky = (mode & STICKY) != 0 && !place.equals(base);
      if ((shared && !sticky) || (owner != user && owner != 0)) {
        throw new ExitException(
            ExitCode.USAGE,
            "the data directory '%s' can't be trusted: '%s' belongs to user %d with mode %s, so others could change what runs. Name another one with --data, or 'chmod go-w' it"
                .formatted(base, place, owner, Long.toOctalString(mode & 07777)));
      }
    }
  }

  private void requireOwn() throws IOException {
    Files.walkFileTree(
        folder,
        Set.of(),
        2,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (attribute(file, "uid") != user) {
              throw new IOException(file + " belongs to another user");
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static void requirePrivate(Path folder, long user) throws IOException {
    long mode = attribute(folder, "mode");
    if ((mode & FILE_TYPE) != DIRECTORY
        || (mode & OTHERS) != 0
        || attribute(folder, "uid") != user) {
      throw new ExitException(
          ExitCode.USAGE,
          "'%s' is not a private directory of this user, so others could change what runs. Remove it, and run again"
              .formatted(folder));
    }
  }

  private static long attribute(Path place, String name) throws IOException {
    Object value = Files.getAttribute(place, "unix:" + name, LinkOption.NOFOLLOW_LINKS);
    return value instanceof Number number ? number.longValue() : -1;
  }

  private static void delete(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.walkFileTree(
        path,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e)
              throws IOException {
            if (e != null) {
              throw e;
            }
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String reason(IOException e) {
    return e instanceof NoSuchFileException ? "it is gone" : String.valueOf(e.getMessage());
  }
}
