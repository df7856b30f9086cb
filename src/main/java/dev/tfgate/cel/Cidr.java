package dev.tfgate.cel;

import java.math.BigInteger;

/**
 * A block of IP addresses, or one address.
 *
 * @param bits 32 or 128
 * @param address the first address
 * @param prefix how many leading bits all addresses share
 */
record Cidr(int bits, BigInteger address, int prefix) {

  /** Reads {@code 10.0.0.0/8}, {@code 10.1.2.3}, {@code fd00::/8} and their like. */
  static Cidr of(String text) throws EvaluationException {
    int slash = text.indexOf('/');
    String host = slash < 0 ? text : text.substring(0, slash);
    byte[] bytes = host.indexOf(':') >= 0 ? six(host) : four(host);
    int bits = bytes.length * 8;
    int prefix = slash < 0 ? bits : number(text.substring(slash + 1), bits, 10);
    BigInteger address = new BigInteger(1, bytes);
    return new Cidr(bits, address.shiftRight(bits - prefix).shiftLeft(bits - prefix), prefix);
  }

  /** Whether every address of {@code inner} lies in {@code outer}. */
  static boolean contains(String outer, String inner) throws EvaluationException {
    Cidr large = of(outer);
    Cidr small = of(inner);
    int shift = large.bits - large.prefix;
    return large.bits == small.bits
        && small.prefix >= large.prefix
        && small.address.shiftRight(shift).equals(large.address.shiftRight(shift));
  }

  private static byte[] four(String host) throws EvaluationException {
    String[] parts = host.split("\\.", -1);
    if (parts.length != 4) {
      throw bad();
    }
    byte[] bytes = new byte[4];
    for (int i = 0; i < 4; i++) {
      bytes[i] = (byte) number(parts[i], 255, 10);
    }
    return bytes;
  }

  private static byte[] six(String host) throws EvaluationException {
    int gap = host.indexOf("::");
    String[] head = words(gap < 0 ? host : host.substring(0, gap));
    String[] tail = words(gap < 0 ? "" : host.substring(gap + 2));
    int given = head.length + tail.length;
    if (gap < 0 ? given != 8 : given > 7) {
      throw bad();
    }
    byte[] bytes = new byte[16];
    for (int i = 0; i < head.length; i++) {
      put(bytes, i, head[i]);
    }
    for (int i = 0; i < tail.length; i++) {
      put(bytes, 8 - tail.length + i, tail[i]);
    }
    return bytes;
  }

  private static String[] words(String text) {
    return text.isEmpty() ? new String[0] : text.split(":", -1);
  }

  private static void put(byte[] bytes, int word, String text) throws EvaluationException {
    int value = number(text, 0xffff, 16);
    bytes[2 * word] = (byte) (value >> 8);
    bytes[2 * word + 1] = (byte) value;
  }

  private static int number(String text, int most, int radix) throws EvaluationException {
    try {
      int value = text.length() > 4 || text.startsWith("+") ? -1 : Integer.parseInt(text, radix);
      if (value >= 0 && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // The message below says what was expected.
    }
    throw bad();
  }

  private static EvaluationException bad() {
    return new EvaluationException("not an IP address or a block such as 10.0.0.0/8");
  }
}
