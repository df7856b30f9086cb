package dev.tfgate.webhook;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The signature that GitHub puts into {@code X-Hub-Signature-256}: {@code sha256=} and the HMAC of
 * the body as it was sent, in hex.
 */
final class Signature {
  private static final String START = "sha256=";
  private static final int LENGTH = START.length() + 64;

  private Signature() {}

  /** Returns the signature of {@code body}. */
  static String of(byte[] body, byte[] secret) {
    return START + HexFormat.of().formatHex(hmac(ReceivedBody.of(body), secret));
  }

  /** Whether the header holds the signature by one of the secrets; each is tried. */
  static boolean isValid(Optional<String> header, ReceivedBody body, List<byte[]> secrets) {
    byte[] given =
        header
            .filter(text -> text.length() == LENGTH)
            .flatMap(Signature::decoded)
            .orElse(new byte[0]);
    boolean valid = false;
    for (byte[] secret : secrets) {
      // The length of a digest is no secret; what is in it is compared in constant time.
      valid |= MessageDigest.isEqual(hmac(body, secret), given);
    }
    return valid;
  }

  private static Optional<byte[]> decoded(String text) {
    try {
      return text.startsWith(START)
          ? Optional.of(HexFormat.of().parseHex(text, START.length(), text.length()))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  static byte[] sha256(ReceivedBody body) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      body.forEach(digest::update);
      return digest.digest();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static byte[] hmac(ReceivedBody body, byte[] secret) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      body.forEach(mac::update);
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
