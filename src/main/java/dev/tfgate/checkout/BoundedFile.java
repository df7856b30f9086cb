package dev.tfgate.checkout;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
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
        throw UnreadableFileException.noFile();
      }
      if (before.size() > limit) {
        throw UnreadableFileException.tooLarge(before.size(), limit);
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
    } catch (IOException e) {
      throw UnreadableFileException.of(e);
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
