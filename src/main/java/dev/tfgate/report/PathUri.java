package dev.tfgate.report;

import java.nio.charset.StandardCharsets;

/** Paths of a checkout as relative URI references (RFC 3986). */
final class PathUri {
  private static final String HEX = "0123456789ABCDEF";

  private PathUri() {}

  /** Returns the path with everything but unreserved characters and {@code /} percent-encoded. */
  static String of(String path) {
    StringBuilder uri = new StringBuilder(path.length());
    for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
      int c = b & 0xff;
      if (c == '/' || c == '-' || c == '.' || c == '_' || c == '~' || isAlphanumeric(c)) {
        uri.append((char) c);
      } else {
        uri.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
      }
    }
    return uri.toString();
  }

  private static boolean isAlphanumeric(int c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  }
}
