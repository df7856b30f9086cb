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
 * Where {@code policy compile} keeps compiled policies: beside the policy files, so that both have
 * the same writers. A check reads them and writes nothing. A file that another user could have
 * written is not read, and no file of a checkout is: its policies may be reviewed, compiled bytes
 * are not.
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
   * @throws IOException where it can't be
   */
  static void write(Path directory, byte[] bytes) throws IOException {
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
      Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rw-r--r--"));
      Files.move(
          temporary,
          directory.resolve(CompiledFile.NAME),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }
}
