package dev.tfgate;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What an attacker may make of a file: bytes of a valid one that are changed, gone or repeated. */
public final class Mutants {
  private static final String[] TOKENS = {
    "${",
    "%{",
    "}",
    "{",
    "[",
    "]",
    "(",
    ")",
    "\"",
    "\\u",
    "\\",
    "<<E\n",
    "/*",
    "*/",
    "//",
    "#",
    "\r",
    "\n",
    "\t",
    "\u0000",
    "\u00e9",
    "\ud83d\ude00",
    "&a",
    "*a",
    "!!x ",
    ": ",
    "- ",
    "? ",
    "|\n",
    "---\n",
    "1e999",
    "-0",
    "null",
    ",",
    "=",
    "=>",
    "...",
    "for",
    "if",
    "9".repeat(400)
  };

  private Mutants() {}

  /**
   * Returns changed copies, the same for the same seed.
   *
   * @param valid a file that can be read
   * @param count how many
   */
  public static Stream<byte[]> of(byte[] valid, int count, long seed) {
    return IntStream.range(0, count).mapToObj(i -> mutant(valid, new Random(seed * count + i)));
  }

  private static byte[] mutant(byte[] valid, Random random) {
    byte[] bytes = valid.clone();
    for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
      int at = random.nextInt(bytes.length + 1);
      int end = Math.min(bytes.length, at + random.nextInt(40));
      bytes =
          switch (random.nextInt(5)) {
            case 0 ->
                replaced(
                    bytes,
                    at,
                    Math.min(bytes.length, at + 1),
                    new byte[] {(byte) random.nextInt()});
            case 1 -> replaced(bytes, at, end, new byte[0]);
            case 2 -> replaced(bytes, at, at, Arrays.copyOfRange(bytes, at, end));
            case 3 -> Arrays.copyOf(bytes, Math.max(1, at));
            default ->
                replaced(
                    bytes,
                    at,
                    at,
                    TOKENS[random.nextInt(TOKENS.length)].getBytes(StandardCharsets.UTF_8));
          };
    }
    return bytes;
  }

  private static byte[] replaced(byte[] bytes, int from, int to, byte[] by) {
    byte[] result = new byte[bytes.length - (to - from) + by.length];
    System.arraycopy(bytes, 0, result, 0, from);
    System.arraycopy(by, 0, result, from, by.length);
    System.arraycopy(bytes, to, result, from + by.length, bytes.length - to);
    return result;
  }
}
