package dev.tfgate.policy.compiled;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * Where compiled policies are kept between runs: beside the policy files, so that who can write one
 * can write the other. What somebody else could have written is not read, and nothing in a checkout
 * is: its policies may be reviewed, bytes are not.
 *
 * @param version of tfgate: another one compiles anew
 * @param checkout the top of the checkout under test, or null where there is none
 */
public record ProgramCache(String version, @Nullable Path checkout) {
  private static final int WRITABLE_BY_OTHERS = 0002;
  private static final int WRITABLE_BY_GROUP_OR_OTHERS = 0022;

  /** Returns what is kept in a directory; nothing where that can't be trusted, or read. */
  CompiledFile.Content read(Path directory) {
    try {
      Path real = directory.toRealPath();
      Path file = real.resolve(CompiledFile.NAME);
      if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS) || !isTrusted(real)) {
        return CompiledFile.Content.NONE;
      }
      boolean ofOwner = owner(file) == owner(real);
      return ofOwner && (mode(file) & WRITABLE_BY_GROUP_OR_OTHERS) == 0
          ? CompiledFile.read(file, version)
          : CompiledFile.Content.NONE;
    } catch (IOException | UnsupportedOperationException e) {
      // The policies themselves say everything.
      return CompiledFile.Content.NONE;
    }
  }

  /**
   * Keeps bytes in a directory where only its owner, who runs this, can write; elsewhere nothing
   * happens. A run doesn't depend on it.
   */
  void keep(Path directory, byte[] bytes) {
    try {
      Path real = directory.toRealPath();
      if (isTrusted(real) && Files.isWritable(real)) {
        write(real, bytes, true);
      }
    } catch (IOException | UnsupportedOperationException e) {
      // A full or read-only disk: the next run compiles again.
    }
  }

  private boolean isTrusted(Path real) throws IOException {
    return (checkout == null || !real.startsWith(checkout.toRealPath()))
        && (mode(real) & WRITABLE_BY_OTHERS) == 0;
  }

  private static int owner(Path path) throws IOException {
    return attribute(path, "unix:uid");
  }

  private static int mode(Path path) throws IOException {
    return attribute(path, "unix:mode");
  }

  private static int attribute(Path path, String name) throws IOException {
    if (Files.getAttribute(path, name, LinkOption.NOFOLLOW_LINKS) instanceof Integer value) {
      return value;
    }
    throw new IOException(path + " has no " + name);
  }

  /**
   * Writes the file of a directory, in one move.
   *
   * @param byOwner whether it is written only where the directory is this user's
   * @throws IOException where it can't be
   */
  static void write(Path directory, byte[] bytes, boolean byOwner) throws IOException {
    Path temporary =
        directory.resolve(CompiledFile.NAME + "." + ProcessHandle.current().pid() + ".tmp");
    try {
      Files.write(temporary, bytes, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (FileAlreadyExistsException e) {
      // Of a run that was killed, or of one in another container, which takes its own time.
      Files.deleteIfExists(temporary);
      throw e;
    }
    try {
      if (!byOwner || owner(temporary) == owner(directory)) {
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rw-r--r--"));
        Files.move(
            temporary,
            directory.resolve(CompiledFile.NAME),
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
      }
    } finally {
      Files.deleteIfExists(temporary);
    }
  }
}
