package dev.tfgate.adoption;

import dev.tfgate.rules.view.Admission;
import dev.tfgate.text.Glob;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Few patterns of paths that take in some folders and none of others. */
final class PathPatterns {
  /** In deeper paths stars stand at the end only. */
  private static final int DEEPEST = 8;

  private final Set<String> others;

  /**
   * Patterns that take in none of these.
   *
   * @param others paths of folders
   */
  PathPatterns(Collection<String> others) {
    this.others = Set.copyOf(others);
  }

  /**
   * Returns patterns for all of {@code folders}, those that take in most of them first.
   *
   * @param whole whether a pattern may take in all that lies below a folder
   */
  List<String> covering(Collection<String> folders, boolean whole) {
    Map<String, Set<String>> covered = new HashMap<>();
    for (String folder : folders) {
      for (String pattern : candidates(folder, whole)) {
        covered.computeIfAbsent(pattern, key -> new TreeSet<>()).add(folder);
      }
    }
    Set<String> refused = new HashSet<>();
    for (String other : others) {
      if (!folders.contains(other)) {
        refused.addAll(candidates(other, whole));
      }
    }
    covered.keySet().removeAll(refused);
    List<String> best = new ArrayList<>(covered.keySet());
    best.sort(
        (a, b) -> {
          int order =
              Integer.compare(
                  covered.getOrDefault(b, Set.of()).size(),
                  covered.getOrDefault(a, Set.of()).size());
          order = order != 0 ? order : Integer.compare(stars(a), stars(b));
          return order != 0 ? order : a.compareTo(b);
        });
    Set<String> left = new LinkedHashSet<>(new TreeSet<>(folders));
    List<String> patterns = new ArrayList<>();
    for (String pattern : best) {
      long more = covered.getOrDefault(pattern, Set.of()).stream().filter(left::contains).count();
      if (more >= 2) {
        patterns.add(pattern);
        left.removeAll(covered.getOrDefault(pattern, Set.of()));
      }
    }
    patterns.addAll(left);
    return patterns;
  }

  /** Whether a path, as a pattern, means itself alone: a star takes in others, ! leaves out. */
  static boolean isOne(String path) {
    return !path.startsWith("!") && Admission.isExpressible(path);
  }

  /** How many of the folders a pattern takes in. */
  static long count(String pattern, Collection<String> folders) {
    Glob glob = Glob.ofPaths(pattern);
    return folders.stream().filter(glob::matches).count();
  }

  private static int stars(String pattern) {
    return (int) pattern.chars().filter(c -> c == '*').count();
  }

  private static Set<String> candidates(String folder, boolean whole) {
    Set<String> patterns = new LinkedHashSet<>();
    if (folder.equals(".") || folder.contains("*")) {
      return patterns;
    }
    String[] names = folder.split("/");
    for (int i = 0; i < names.length; i++) {
      if (names.length <= DEEPEST || i == names.length - 1) {
        String one = with(names, i, i);
        patterns.add(one);
        for (int j = i + 1; j < names.length; j++) {
          patterns.add(with(names, i, j));
        }
      }
    }
    // Never everything: a new folder at the top is to be thought of.
    patterns.remove("*");
    patterns.remove("*/*");
    if (whole) {
      StringBuilder above = new StringBuilder();
      for (int i = 0; i < names.length - 1; i++) {
        above.append(names[i]).append('/');
        patterns.add(above + "**");
      }
    }
    return patterns;
  }

  private static String with(String[] names, int first, int second) {
    String[] starred = names.clone();
    starred[first] = "*";
    starred[second] = "*";
    return String.join("/", starred);
  }
}
