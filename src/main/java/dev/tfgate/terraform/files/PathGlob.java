package dev.tfgate.terraform.files;

import java.util.ArrayList;
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

  private PathGlob(List<int[]> alternatives) {
    this.alternatives = alternatives;
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
    return Optional.of(new PathGlob(alternatives));
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

  /** No tokens where a class is left open. */
  private static int[] tokens(String glob) {
    List<Integer> tokens = new ArrayList<>();
    for (int i = 0; i < glob.length(); i++) {
      char c = glob.charAt(i);
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
          if (close < 0) {
            return new int[0];
          }
          tokens.add(ANY);
          i = close;
        }
        default -> tokens.add((int) c);
      }
    }
    return tokens.stream().mapToInt(Integer::intValue).toArray();
  }

  boolean matches(String name) {
    for (int[] tokens : alternatives) {
      if (matches(tokens, name)) {
        return true;
      }
    }
    return false;
  }

  /** Keeps, for each token, whether what was read so far can end before it. */
  private static boolean matches(int[] tokens, String name) {
    boolean[] at = new boolean[tokens.length + 1];
    at[0] = true;
    skip(tokens, at, true);
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean[] next = new boolean[tokens.length + 1];
      for (int t = 0; t < tokens.length; t++) {
        if (!at[t]) {
          continue;
        }
        switch (tokens[t]) {
          case ANY -> next[t + 1] |= c != '/';
          case STAR -> next[t] |= c != '/';
          case REST, FOLDERS -> next[t] = true;
          default -> next[t + 1] |= tokens[t] == c;
        }
      }
      skip(tokens, next, c == '/');
      at = next;
    }
    return at[tokens.length];
  }

  /** What may match nothing is passed over; folders where one ends. */
  private static void skip(int[] tokens, boolean[] at, boolean start) {
    for (int t = 0; t < tokens.length; t++) {
      boolean nothing = tokens[t] == STAR || tokens[t] == REST || (tokens[t] == FOLDERS && start);
      at[t + 1] |= at[t] && nothing;
    }
  }
}
