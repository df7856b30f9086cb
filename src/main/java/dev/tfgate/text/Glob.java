package dev.tfgate.text;

import java.util.ArrayList;
import java.util.List;

/**
 * A pattern of {@code gate.yaml}: {@code *} stands for any text without {@code /}, {@code ?} and
 * {@code #}, {@code **} for any text, {@code **}{@code /} at the start of a path segment for any
 * number of directories, none too. Every other character stands for itself.
 */
public final class Glob {
  private static final int SEGMENT = -1;
  private static final int ANY = -2;
  private static final int DIRECTORIES = -3;

  private final String pattern;
  private final int[] tokens;

  private Glob(String pattern, int[] tokens) {
    this.pattern = pattern;
    this.tokens = tokens;
  }

  /** Returns the pattern read from {@code pattern}. */
  public static Glob of(String pattern) {
    return new Glob(pattern, tokens(pattern));
  }

  /**
   * Returns the pattern with {@code {root}} replaced by {@code root}, whose characters all stand
   * for themselves.
   */
  public static Glob of(String pattern, String root) {
    List<int[]> parts = new ArrayList<>();
    int from = 0;
    for (int at = pattern.indexOf("{root}"); at >= 0; at = pattern.indexOf("{root}", from)) {
      parts.add(tokens(pattern.substring(from, at)));
      parts.add(root.chars().toArray());
      from = at + "{root}".length();
    }
    parts.add(tokens(pattern.substring(from)));
    return new Glob(pattern, parts.stream().flatMapToInt(java.util.Arrays::stream).toArray());
  }

  private static int[] tokens(String pattern) {
    List<Integer> tokens = new ArrayList<>();
    for (int i = 0; i < pattern.length(); i++) {
      if (pattern.charAt(i) != '*') {
        tokens.add((int) pattern.charAt(i));
        continue;
      }
      int end = i;
      while (end < pattern.length() && pattern.charAt(end) == '*') {
        end++;
      }
      if (end - i == 1) {
        tokens.add(SEGMENT);
      } else {
        boolean segmentStart = i == 0 || pattern.charAt(i - 1) == '/';
        if (segmentStart && end < pattern.length() && pattern.charAt(end) == '/') {
          tokens.add(DIRECTORIES);
          end++;
        } else {
          tokens.add(ANY);
        }
      }
      i = end - 1;
    }
    return tokens.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Whether the whole of {@code text} matches; takes time of pattern times text at most. */
  public boolean matches(String text) {
    boolean[] reached = new boolean[text.length() + 1];
    reached[0] = true;
    for (int token : tokens) {
      boolean[] next = new boolean[text.length() + 1];
      boolean open = false;
      for (int i = 0; i <= text.length(); i++) {
        switch (token) {
          case SEGMENT -> {
            open = (open && !stops(text.charAt(i - 1))) || reached[i];
            next[i] = open;
          }
          case ANY -> {
            open |= reached[i];
            next[i] = open;
          }
          case DIRECTORIES -> {
            next[i] = reached[i] || (open && text.charAt(i - 1) == '/');
            open |= reached[i];
          }
          default -> next[i] = i > 0 && reached[i - 1] && text.charAt(i - 1) == token;
        }
      }
      reached = next;
    }
    return reached[text.length()];
  }

  private static boolean stops(char c) {
    return c == '/' || c == '?' || c == '#';
  }

  /** Returns the pattern as it is written. */
  public String pattern() {
    return pattern;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Glob glob
        && glob.pattern.equals(pattern)
        && java.util.Arrays.equals(glob.tokens, tokens);
  }

  @Override
  public int hashCode() {
    return java.util.Arrays.hashCode(tokens);
  }

  @Override
  public String toString() {
    return pattern;
  }
}
