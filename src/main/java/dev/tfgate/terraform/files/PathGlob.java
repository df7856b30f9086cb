package dev.tfgate.terraform.files;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A pattern of {@code fileset}, matched in time that grows with the pattern and the name only. It
 * matches what Terraform's matches, or more: of a class of characters it takes any.
 */
final class PathGlob {
  private static final int MOST_ALTERNATIVES = 64;
  private static final int LONGEST = 1_000;

  /** A character stands for itself; these don't. */
  private static final int ANY = -1;

  private static final int STAR = -2;
  private static final int FOLDERS = -3;
  private static final int REST = -4;

  private final List<int[]> alternatives;

  private final boolean exact;

  private PathGlob(List<int[]> alternatives, boolean exact) {
    this.alternatives = alternatives;
    this.exact = exact;
  }

  /** Whether it matches nothing but what Terraform's pattern matches. */
  boolean isExact() {
    return exact;
  }

  /** The pattern; empty where it has more in it than is followed. */
  static Optional<PathGlob> of(String glob) {
    List<String> plain = new ArrayList<>();
    if (glob.length() > LONGEST || glob.indexOf('\\') >= 0 || !expand(glob, plain)) {
      return Optional.empty();
    }
    List<int[]> alternatives = new ArrayList<>();
    for (String each : plain) {
      int[] tokens = tokens(each);
      if (tokens.length == 0 && !each.isEmpty()) {
        return Optional.empty();
      }
      alternatives.add(tokens);
    }
    boolean exact = glob.indexOf('[') < 0 && alternatives.stream().allMatch(PathGlob::isPlain);
    return Optional.of(new PathGlob(alternatives, exact));
  }

  /** Whether its stars are single ones, whole folders, or everything below a folder. */
  private static boolean isPlain(int[] tokens) {
    for (int t = 0; t < tokens.length; t++) {
      boolean below = t == tokens.length - 1 && (t == 0 || tokens[t - 1] == '/');
      if (tokens[t] == REST && !below) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether a class has nothing but plain characters in it, so that it certainly ends where it
   * looks like it.
   */
  private static boolean isPlain(String content) {
    return content.matches("[!^]?[\\w.-]+");
  }

  /** Writes out what stands in braces; false where they are nested, open, too many or hold '/'. */
  private static boolean expand(String glob, List<String> plain) {
    int open = glob.indexOf('{');
    if (open < 0) {
      plain.add(glob);
      return glob.indexOf('}') < 0 && plain.size() <= MOST_ALTERNATIVES;
    }
    int close = glob.indexOf('}', open);
    if (close < 0) {
      return false;
    }
    String inner = glob.substring(open + 1, close);
    if (inner.indexOf('{') >= 0 || inner.indexOf('/') >= 0 || inner.indexOf('[') >= 0) {
      return false;
    }
    for (String choice : inner.split(",", -1)) {
      if (plain.size() > MOST_ALTERNATIVES
          || !expand(glob.substring(0, open) + choice + glob.substring(close + 1), plain)) {
        return false;
      }
    }
    return true;
  }

  /** No tokens where a class is left open, or not plain. */
  private static int[] tokens(String glob) {
    List<Integer> tokens = new ArrayList<>();
    for (int i = 0; i < glob.length(); i++) {
      int c = glob.codePointAt(i);
      switch (c) {
        case '*' -> {
          int end = i;
          while (end < glob.length() && glob.charAt(end) == '*') {
            end++;
          }
          boolean whole =
              end - i == 2
                  && (i == 0 || glob.charAt(i - 1) == '/')
                  && end < glob.length()
                  && glob.charAt(end) == '/';
          tokens.add(whole ? FOLDERS : end - i == 1 ? STAR : REST);
          i = whole ? end : end - 1;
        }
        case '?' -> tokens.add(ANY);
        case '[' -> {
          int close = glob.indexOf(']', i + 2);
          if (close < 0 || !isPlain(glob.substring(i + 1, close))) {
            return new int[0];
          }
          tokens.add(ANY);
          i = close;
        }
        default -> {
          tokens.add(c);
          i += Character.charCount(c) - 1;
        }
      }
    }
    return tokens.stream().mapToInt(Integer::intValue).toArray();
  }

  boolean matches(String name) {
    for (int[] tokens : alternatives) {
      if (endsLike(tokens, name) && matches(tokens, name)) {
        return true;
      }
    }
    return false;
  }

  /** Most names have another end, which is seen at once. */
  private static boolean endsLike(int[] tokens, String name) {
    int end = name.length();
    for (int t = tokens.length - 1; t >= 0 && tokens[t] >= 0; t--) {
      if (end == 0 || name.codePointBefore(end) != tokens[t]) {
        return false;
      }
      end -= Character.charCount(tokens[t]);
    }
    return true;
  }

  /**
   * Keeps, as one bit for each token, whether what was read so far can end before it. A character
   * is one of Unicode, as it is for Terraform.
   */
  private static boolean matches(int[] tokens, String name) {
    long[] at = new long[tokens.length / 64 + 1];
    long[] next = new long[at.length];
    set(at, 0);
    skip(tokens, at, true);
    int width;
    for (int i = 0; i < name.length(); i += width) {
      int c = name.codePointAt(i);
      width = Character.charCount(c);
      Arrays.fill(next, 0);
      for (int word = 0; word < at.length; word++) {
        for (long left = at[word]; left != 0; left &= left - 1) {
          int t = word * 64 + Long.numberOfTrailingZeros(left);
          if (t < tokens.length) {
            step(tokens[t], t, c, next);
          }
        }
      }
      skip(tokens, next, c == '/');
      long[] before = at;
      at = next;
      next = before;
    }
    return isSet(at, tokens.length);
  }

  private static void step(int token, int t, int c, long[] next) {
    switch (token) {
      case ANY -> {
        if (c != '/') {
          set(next, t + 1);
        }
      }
      case STAR -> {
        if (c != '/') {
          set(next, t);
        }
      }
      case REST, FOLDERS -> set(next, t);
      default -> {
        if (token == c) {
          set(next, t + 1);
        }
      }
    }
  }

  /** What may match nothing is passed over; folders where one ends. */
  private static void skip(int[] tokens, long[] at, boolean start) {
    for (int word = 0; word < at.length; word++) {
      for (long left = at[word]; left != 0; ) {
        int t = word * 64 + Long.numberOfTrailingZeros(left);
        left &= left - 1;
        if (t < tokens.length
            && (tokens[t] == STAR || tokens[t] == REST || (tokens[t] == FOLDERS && start))) {
          set(at, t + 1);
          if ((t + 1) / 64 == word) {
            left |= 1L << ((t + 1) % 64);
          }
        }
      }
    }
  }

  private static void set(long[] bits, int index) {
    bits[index / 64] |= 1L << (index % 64);
  }

  private static boolean isSet(long[] bits, int index) {
    return (bits[index / 64] & 1L << (index % 64)) != 0;
  }
}
