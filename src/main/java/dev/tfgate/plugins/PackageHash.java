package dev.tfgate.plugins;

import dev.tfgate.checkout.ReadAhead;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongConsumer;

/**
 * Terraform's hashes of provider packages, the way its {@code getproviders} package and Go's {@code
 * dirhash.Hash1} compute them.
 */
public final class PackageHash {
  /** Go sorts names by their bytes; so does this order. */
  static final Comparator<String> PATH_ORDER =
      (a, b) ->
          Arrays.compareUnsigned(
              a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));

  private static final int BUFFER = 64 * 1024;

  /** Read ahead at a time; less where as many files are read at a time as there are processors. */
  private static final int AHEAD =
      Math.clamp((8 << 20) / Runtime.getRuntime().availableProcessors(), 1 << 18, 4 << 20);

  /** Worth a second thread, in bytes. */
  private static final long LARGE = 16 << 20;

  private PackageHash() {}

  /**
   * Returns the {@code h1:} hash of a package.
   *
   * @param files SHA-256 in lower-case hexadecimal by path relative to the package, with {@code /}
   */
  public static String h1(Map<String, String> files) {
    SortedMap<String, String> sorted = new TreeMap<>(PATH_ORDER);
    sorted.putAll(files);
    MessageDigest digest = sha256();
    sorted.forEach(
        (path, sha256) ->
            digest.update((sha256 + "  " + path + "\n").getBytes(StandardCharsets.UTF_8)));
    return "h1:" + Base64.getEncoder().encodeToString(digest.digest());
  }

  /**
   * Returns the SHA-256 of a file in lower-case hexadecimal; {@code zh:} in front of that of a
   * vendor's zip is its {@code zh:} hash. Follows no link.
   *
   * @param progress is told the number of bytes of each step
   */
  public static String sha256(Path file, LongConsumer progress) throws IOException {
    MessageDigest digest = sha256();
    try (FileChannel channel =
        FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
      if (channel.size() < LARGE) {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        for (int read = channel.read(buffer); read >= 0; read = channel.read(buffer)) {
          digest.update(buffer.array(), 0, read);
          progress.accept(read);
          buffer.clear();
        }
      } else {
        try (ReadAhead ahead = new ReadAhead(channel, AHEAD)) {
          for (ByteBuffer next = ahead.next(); next.hasRemaining(); next = ahead.next()) {
            int length = next.remaining();
            digest.update(next);
            progress.accept(length);
          }
        }
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /**
   * Hashes until the JVM has compiled that, on a thread of its own: only the whole compiler knows
   * the processor's SHA-256, and what is hashed before takes fifty times as long.
   */
  public static void warm() {
    Thread.ofPlatform()
        .daemon()
        .name("warm-hash")
        .start(
            () -> {
              MessageDigest digest = sha256();
              byte[] nothing = new byte[BUFFER];
              for (int i = 0; i < 200; i++) {
                digest.update(nothing, 0, i < 100 ? 4096 : BUFFER);
              }
            });
  }

  /** Returns the SHA-256 of the bytes in lower-case hexadecimal. */
  public static String sha256(byte[] bytes) {
    return HexFormat.of().formatHex(sha256().digest(bytes));
  }

  static String sha256(InputStream in, LongConsumer progress) throws IOException {
    MessageDigest digest = sha256();
    byte[] buffer = new byte[BUFFER];
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      digest.update(buffer, 0, read);
      progress.accept(read);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }
}
