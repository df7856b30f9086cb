package dev.tfgate.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A pattern of {@code gate.yaml}: {@code *} stands for any text without {@code /}, and without
 * {@code ?} and {@code #} where these end an address, {@code **} for any text, {@code **}{@code /}
 * at the start of a path segment for any number of directories, none too. Every other character
 * stands for itself.
 */
public final class Glob {
  private static final int SEGMENT = -1;
  private static final int ANY = -2;
  private static final int DIRECTORIES = -3;

  /** What no character of a text equals. */
  private static final int NOTHING = Character.MAX_CODE_POINT + 1;

  /** In a text: a part that is not known, which stars cover and nothing else does. */
  public static final char HOLE = '\uffff';

  private final String pattern;
  private final int[] tokens;
  private final boolean ofPaths;

  private Glob(String pattern, int[] tokens, boolean ofPaths) {
    this.pattern = pattern;
    this.tokens = tokens;
    this.ofPaths = ofPaths;
  }

  /** Returns the pattern read from {@code pattern}. */
  public static Glob of(String pattern) {
    return new Glob(pattern, tokens(pattern), false);
  }

  /**
   * Returns the pattern for paths of files: folders may have {@code ?} and {@code #} in their
   * names, so that {@code *} stops at {@code /} alone.
   */
  public static Glob ofPaths(String pattern) {
    return new Glob(pattern, tokens(pattern), true);
  }

  /**
   * Returns the pattern with {@code {root}} replaced by {@code root}, whose characters all stand
   * for themselves.
   */
  public static Glob of(String pattern, String root) {
    int[] all = new int[0];
    int from = 0;
    for (int at = pattern.indexOf("{root}"); at >= 0; at = pattern.indexOf("{root}", from)) {
      all = joined(all, tokens(pattern.substring(from, at)));
      int before = all.length;
      all = Arrays.copyOf(all, before + root.length());
      for (int i = 0; i < root.length(); i++) {
        all[before + i] = literal(root.charAt(i));
      }
      from = at + "{root}".length();
    }
    return new Glob(pattern, joined(all, tokens(pattern.substring(from))), false);
  }

  private static int[] joined(int[] first, int[] second) {
    int[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  private static int[] tokens(String pattern) {
    int[] tokens = new int[pattern.length()];
    int count = 0;
    for (int i = 0; i < pattern.length(); i++) {
      if (pattern.charAt(i) != '*') {
        tokens[count++] = literal(pattern.charAt(i));
        continue;
      }
      int end = i;
      while (end < pattern.length() && pattern.charAt(end) == '*') {
        end++;
      }
      if (end - i == 1) {
        tokens[count++] = SEGMENT;
      } else {
        boolean segmentStart = i == 0 || pattern.charAt(i - 1) == '/';
        if (segmentStart && end < pattern.length() && pattern.charAt(end) == '/') {
          tokens[count++] = DIRECTORIES;
          end++;
        } else {
          tokens[count++] = ANY;
        }
      }
      i = end - 1;
    }
    return Arrays.copyOf(tokens, count);
  }

  /** A path in a checkout may hold the character that stands for what is not known. */
  private static int literal(int c) {
    return c == HOLE ? NOTHING : c;
  }

  /** Whether the whole of {@code text} matches; takes time of pattern times text at most. */
  public boolean matches(String text) {
    // What stands before the first star and behind the last one is compared as it is.
    int first = 0;
    while (first < tokens.length && tokens[first] >= 0) {
      if (first == text.length() || text.charAt(first) != tokens[first]) {
        return false;
      }
      first++;
    }
    if (first == tokens.length) {
      return first == text.length();
    }
    int last = tokens.length;
    int end = text.length();
    while (tokens[last - 1] >= 0) {
      if (end == first || text.charAt(end - 1) != tokens[last - 1]) {
        return false;
      }
      last--;
      end--;
    }
    boolean[] reached = new boolean[end + 1];
    reached[first] = true;
    for (int t = first; t < last; t++) {
      int token = tokens[t];
      boolean[] next = new boolean[end + 1];
      boolean open = false;
      for (int i = first; i <= end; i++) {
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
          default -> next[i] = i > first && reached[i - 1] && text.charAt(i - 1) == token;
        }
      }
      reached = next;
    }
    return reached[end];
  }

  /** How many stars there are: as many as {@link #captures} gives. */
  public int stars() {
    return (int) Arrays.stream(tokens).filter(token -> token < 0).count();
  }

  /**
   * What each star stands for, from left to right and each as short as it can be; empty where the
   * whole of {@code text} does not match. What {@code **}{@code /} stands for has no slash at its
   * end.
   */
  public Optional<List<String>> captures(String text) {
    int length = text.length();
    boolean[][] rest = new boolean[tokens.length + 1][length + 1];
    rest[tokens.length][length] = true;
    for (int t = tokens.length - 1; t >= 0; t--) {
      for (int i = length; i >= 0; i--) {
        rest[t][i] = end(t, i, text, rest) >= 0;
      }
    }
    if (!rest[0][0]) {
      return Optional.empty();
    }
    List<String> captures = new ArrayList<>();
    int i = 0;
    for (int t = 0; t < tokens.length; t++) {
      int end = end(t, i, text, rest);
      if (tokens[t] < 0) {
        String part = text.substring(i, end);
        captures.add(
            tokens[t] == DIRECTORIES && part.endsWith("/")
                ? part.substring(0, part.length() - 1)
                : part);
      }
      i = end;
    }
    return Optional.of(captures);
  }

  /** Where the token ends, at the earliest, so that the rest matches; -1 where it can't. */
  private int end(int token, int start, String text, boolean[][] rest) {
    int end = start;
    switch (tokens[token]) {
      case SEGMENT -> {
        while (!rest[token + 1][end]) {
          if (end == text.length() || stops(text.charAt(end))) {
            return -1;
          }
          end++;
        }
      }
      case ANY -> {
        while (!rest[token + 1][end]) {
          if (end == text.length()) {
            return -1;
          }
          end++;
        }
      }
      case DIRECTORIES -> {
        while (!rest[token + 1][end] || (end > start && text.charAt(end - 1) != '/')) {
          if (end == text.length()) {
            return -1;
          }
          end++;
        }
      }
      default -> {
        boolean fits = start < text.length() && text.charAt(start) == tokens[token];
        return fits && rest[token + 1][start + 1] ? start + 1 : -1;
      }
    }
    return end;
  }

  private boolean stops(char c) {
    return c == '/' || (!ofPaths && (c == '?' || c == '#'));
  }

  /** Returns the pattern as it is written. */
  public String pattern() {
    return pattern;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Glob glob
        && glob.pattern.equals(pattern)
        && glob.ofPaths == ofPaths
        && Arrays.equals(glob.tokens, tokens);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(tokens);
  }

  @Override
  public String toString() {
    return pattern;
  }
}
