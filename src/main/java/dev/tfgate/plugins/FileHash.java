package dev.tfgate.plugins;

import dev.tfgate.plugins.PluginDirectory.Entry;
import java.io.IOException;
import java.util.function.LongConsumer;

/** The hash of one listed file. */
final class FileHash {
  private FileHash() {}

  /**
   * Returns the SHA-256 in lower-case hexadecimal.
   *
   * @throws IOException where the file can't be read or has another length than was listed
   */
  static String of(Entry file, LongConsumer progress) throws IOException {
    long[] read = new long[1];
    String hash =
        PackageHash.sha256(
            file.place(),
            bytes -> {
              read[0] += bytes;
              progress.accept(bytes);
            });
    if (read[0] != file.size()) {
      throw new IOException("it changed while it was read");
    }
    return hash;
  }
}
