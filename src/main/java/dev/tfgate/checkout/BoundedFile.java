package dev.tfgate.checkout;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;

/** Reads a file whole, once, and no more of it than a limit. */
public final class BoundedFile {
  private BoundedFile() {}

  /**
   * Returns the content of the regular file at {@code path}; a link is followed.
   *
   * @param limit largest size, in bytes
   * @throws UnreadableFileException where it is no regular file, is over the limit, can't be read,
   *     or changed meanwhile
   */
  public static byte[] read(Path path, int limit) throws UnreadableFileException {
    try {
      BasicFileAttributes before = Files.readAttributes(path, BasicFileAttributes.class);
      if (!before.isRegularFile()) {
        // Opening a pipe would wait for a writer.
        throw new UnreadableFileException("not a regular file, so nothing of it was read");
      }
      if (before.size() > limit) {
        throw new UnreadableFileException(
            "the file has %d bytes, over the limit of %d (limits.file_bytes)"
                .formatted(before.size(), limit));
      }
      byte[] content = readUpTo(path, (int) before.size() + 1);
      BasicFileAttributes after = Files.readAttributes(path, BasicFileAttributes.class);
      boolean same =
          content.length == before.size()
              && after.size() == before.size()
              && after.lastModifiedTime().equals(before.lastModifiedTime());
      if (!same) {
        throw new UnreadableFileException("the file changed while it was read");
      }
      return content;
    } catch (UnreadableFileException e) {
      throw e;
    } catch (NoSuchFileException e) {
      throw new UnreadableFileException("there is no such file");
    } catch (AccessDeniedException e) {
      throw new UnreadableFileException("permission denied");
    } catch (FileSystemException e) {
      throw new UnreadableFileException(
          "the file can't be read: " + (e.getReason() == null ? "I/O error" : e.getReason()));
    } catch (IOException | SecurityException e) {
      throw new UnreadableFileException("the file can't be read: " + e.getMessage());
    }
  }

  /** Asked for one byte more than there should be, it notices growth. */
  private static byte[] readUpTo(Path path, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    try (SeekableByteChannel channel = Files.newByteChannel(path, StandardOpenOption.READ)) {
      while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
        // read on
      }
    }
    return Arrays.copyOf(buffer.array(), buffer.position());
  }
}
