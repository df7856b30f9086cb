package dev.tfgate.checkout;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Ids that git gives to contents, without filters. For one thread. */
public final class BlobIds {
  private static final int SHA_1 = 40;

  private final MessageDigest digest;

  /**
   * Ids of a repository.
   *
   * @param length of its ids in hex
   */
  public BlobIds(int length) {
    try {
      digest = MessageDigest.getInstance(length == SHA_1 ? "SHA-1" : "SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns the id of a content, in hex. */
  public String of(byte[] content) {
    digest.update(("blob " + content.length + "\0").getBytes(StandardCharsets.US_ASCII));
    return HexFormat.of().formatHex(digest.digest(content));
  }
}
