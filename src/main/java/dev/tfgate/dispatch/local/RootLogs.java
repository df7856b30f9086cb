package dev.tfgate.dispatch.local;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** A file for the output of each root, readable by this user alone. */
final class RootLogs {
  private static final int LONGEST = 150;

  private final Path folder;

  private RootLogs(Path folder) {
    this.folder = folder;
  }

  /**
   * Opens their folder.
   *
   * @param named by the user, or null
   * @param usual else
   * @throws ExitException where it lies in the checkout, which has to stay as it is
   */
  static RootLogs in(@Nullable Path named, Path usual, Path top) throws IOException {
    Path folder = named == null ? usual : named;
    try {
      Files.createDirectory(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(folder)) {
        throw new ExitException(
            ExitCode.USAGE, "--logs '%s' is not a directory".formatted(folder), e);
      }
    }
    Path real = folder.toRealPath();
    if (real.startsWith(top) || Checkout.top(real).equals(top)) {
      throw new ExitException(
          ExitCode.USAGE,
          "--logs '%s' lies in the checkout, which has to stay as it was checked. Name a directory outside of it"
              .formatted(folder));
    }
    return new RootLogs(real);
  }

  /** Takes away the logs of an earlier run. */
  void clear() throws IOException {
    try (DirectoryStream<Path> logs = Files.newDirectoryStream(folder, "*.log")) {
      for (Path log : logs) {
        if (Files.isRegularFile(log, LinkOption.NOFOLLOW_LINKS)) {
          Files.delete(log);
        }
      }
    }
  }

  /** The log of a root. */
  Path of(String root) {
    StringBuilder name = new StringBuilder();
    for (byte b : root.getBytes(StandardCharsets.UTF_8)) {
      boolean plain =
          (b >= 'a' && b <= 'z')
              || (b >= 'A' && b <= 'Z')
              || (b >= '0' && b <= '9')
              || b == '-'
              || b == '_'
              || b == '.';
      name.append(plain ? String.valueOf((char) b) : "%%%02X".formatted(b & 0xff));
    }
    String text =
        name.length() > LONGEST ? name.substring(0, LONGEST) + "%" + digest(root) : name.toString();
    return folder.resolve(text + ".log");
  }

  /** Begins the log of a root. */
  OutputStream open(String root) throws IOException {
    Path file = of(root);
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return new BufferedOutputStream(
        Files.newOutputStream(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
  }

  private static String digest(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)),
              0,
              8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
