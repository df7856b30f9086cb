package dev.tfgate.owners;

import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import dev.tfgate.report.ReportFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The record of what was done, as JSON Lines. Each result is appended as a whole as soon as it is
 * known; what an earlier run left is never lost.
 */
public final class RecordFile implements AutoCloseable {
  private final FileChannel channel;

  private RecordFile(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Opens a record for appending.
   *
   * @param checkout what is checked out around the working directory, or null: there a file that
   *     exists is refused, since a pull request may have put lines into it
   * @throws ExitException where the place is not fit
   */
  public static RecordFile append(Path file, @Nullable Path checkout) {
    try {
      Path place = ReportFile.place(file, checkout);
      Set<java.nio.file.OpenOption> options =
          new HashSet<>(Set.of(LinkOption.NOFOLLOW_LINKS, StandardOpenOption.APPEND));
      boolean exists = Files.exists(place, LinkOption.NOFOLLOW_LINKS);
      if (exists && !Files.isRegularFile(place, LinkOption.NOFOLLOW_LINKS)) {
        throw unfit(file, "it is not a regular file");
      }
      if (exists && checkout != null && place.startsWith(checkout.toRealPath())) {
        throw unfit(
            file,
            "it exists and lies in the checkout, where a pull request may have written it. Name a new file, outside of the checkout");
      }
      boolean endsAmidALine = exists && endsAmidALine(place);
      options.add(exists ? StandardOpenOption.CREATE : StandardOpenOption.CREATE_NEW);
      RecordFile record = new RecordFile(FileChannel.open(place, options));
      if (endsAmidALine) {
        record.write("\n");
      }
      return record;
    } catch (IOException e) {
      throw unfit(file, "it can't be opened (%s)".formatted(e.getMessage()));
    }
  }

  /** Appends a result. */
  void append(ProjectResult result) throws IOException {
    write(result.toJson() + "\n");
  }

  @Override
  public void close() throws IOException {
    channel.force(true);
    channel.close();
  }

  private synchronized void write(String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** Whether an earlier run was killed while it wrote. */
  private static boolean endsAmidALine(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
      ByteBuffer last = ByteBuffer.allocate(1);
      return channel.size() > 0
          && channel.read(last, channel.size() - 1) == 1
          && last.get(0) != '\n';
    }
  }

  private static ExitException unfit(Path file, String why) {
    return new ExitException(
        ExitCode.USAGE, "no record can be written to '%s': %s".formatted(file, why));
  }
}
