package dev.tfgate.checkout;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * The name of an entry, decoded.
 *
 * @param text the name; bytes that don't decode are shown as {@code \xNN}
 * @param decodable whether it is valid UTF-8
 */
record EntryName(String text, boolean decodable) {
  /** Decodes the bytes of a name or path. */
  static EntryName of(byte[] bytes) {
    if (isAscii(bytes)) {
      return new EntryName(new String(bytes, StandardCharsets.US_ASCII), true);
    }
    try {
      return new EntryName(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString(), true);
    } catch (CharacterCodingException e) {
      StringBuilder shown = new StringBuilder();
      for (byte b : bytes) {
        if (b >= 0) {
          shown.append((char) b);
        } else {
          shown.append("\\x").append(HexFormat.of().toHexDigits(b));
        }
      }
      return new EntryName(shown.toString(), false);
    }
  }

  private static boolean isAscii(byte[] bytes) {
    for (byte b : bytes) {
      if (b < 0) {
        return false;
      }
    }
    return true;
  }
}
