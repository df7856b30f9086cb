package dev.tfgate.gate;

import dev.tfgate.checkout.Shared;
import dev.tfgate.terraform.Configuration;
import dev.tfgate.terraform.RootOutline;
import dev.tfgate.text.Glob;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The part of a checkout that is checked and reported: what concerns a place in it, and what a
 * change can affect.
 */
final class Selection {
  private final String start;
  private final Optional<Set<String>> files;
  private final boolean whole;
  private final boolean wholeTree;
  private final Set<String> roots;
  private final Set<String> directories;

  private Selection(
      String start,
      Optional<Set<String>> files,
      boolean whole,
      boolean wholeTree,
      Set<String> roots,
      Set<String> directories) {
    this.start = start;
    this.files = files;
    this.whole = whole;
    this.wholeTree = wholeTree;
    this.roots = roots;
    this.directories = directories;
  }

  /** Everything. */
  static Selection everything() {
    return new Selection(".", Optional.empty(), true, true, Set.of(), Set.of());
  }

  /**
   * The roots at or below a place, or else the nearest around it, with all that they reach.
   *
   * @param start path of the place, "." for everything
   * @param wholeTree whether findings over the tree are reported wherever they lie
   * @param changed paths that changed: then only those roots count that they can affect
   * @param files paths to which findings over the tree are narrowed too
   * @param configuration of the checkout
   * @param backendFiles partial configuration of backends, which affects every root
   * @param before gives what the changed files did before
   * @param jobs how many threads may work at once
   */
  static Selection of(
      String start,
      boolean wholeTree,
      Optional<Set<String>> changed,
      Optional<Set<String>> files,
      Configuration configuration,
      List<Glob> backendFiles,
      Supplier<Before> before,
      int jobs) {
    return of(
        start, wholeTree, Set.of(), changed, files, configuration, backendFiles, before, jobs);
  }

  /**
   * As above.
   *
   * @param only paths of roots: no other counts; empty for all
   */
  static Selection of(
      String start,
      boolean wholeTree,
      Set<String> only,
      Optional<Set<String>> changed,
      Optional<Set<String>> files,
      Configuration configuration,
      List<Glob> backendFiles,
      Supplier<Before> before,
      int jobs) {
    if (start.equals(".") && changed.isEmpty() && only.isEmpty()) {
      return everything();
    }
    configuration.prepareRoots(jobs);
    List<String> all = configuration.roots().stream().map(RootOutline::path).toList();
    Set<String> roots = new TreeSet<>();
    for (String root : all) {
      if (isAtOrBelow(root, start)) {
        roots.add(root);
      }
    }
    if (roots.isEmpty()) {
      String nearest = "";
      for (String root : all) {
        if (isAtOrBelow(start, root) && root.length() > nearest.length()) {
          nearest = root;
        }
      }
      if (!nearest.isEmpty()) {
        roots.add(nearest);
      }
    }
    if (changed.isPresent()) {
      Supplier<Before> once = once(before);
      Set<String> unaffected = ConcurrentHashMap.newKeySet();
      Deque<Configuration> mine = new ArrayDeque<>(List.of(configuration));
      Shared.among(
          jobs,
          List.copyOf(roots),
          () -> {
            // The first works on this thread, which goes on with what it parsed.
            Configuration own = mine.isEmpty() ? configuration.forAnotherThread() : mine.pop();
            Affected affected = new Affected(changed.get(), own, backendFiles, once);
            return root -> {
              if (!affected.affects(root)) {
                unaffected.add(root);
              }
            };
          });
      roots.removeAll(unaffected);
    }
    if (!only.isEmpty()) {
      roots.retainAll(only);
    }
    Set<String> directories = new HashSet<>();
    for (String root : roots) {
      directories.addAll(Affected.reached(root, configuration).keySet());
    }
    Set<String> touched = new HashSet<>();
    changed.ifPresent(paths -> paths.forEach(path -> touched.add(directory(path))));
    for (String path : configuration.paths()) {
      boolean counts = changed.isEmpty() ? only.isEmpty() : touched.contains(path);
      if (isAtOrBelow(path, start) && counts) {
        directories.add(path);
      }
    }
    return new Selection(start, files, false, wholeTree, roots, directories);
  }

  /** What was before is the same for every thread, and takes long to find out. */
  private static Supplier<Before> once(Supplier<Before> before) {
    return new Supplier<>() {
      private @Nullable Before known;

      @Override
      public synchronized Before get() {
        Before found = known;
        if (found == null) {
          found = before.get();
          known = found;
        }
        return found;
      }
    };
  }

  /**
   * This selection with the roots of another, which is of the same change for another program: what
   * is found in a root is told whole.
   *
   * @param configuration that this selection is of
   */
  Selection with(Selection other, Configuration configuration) {
    if (whole || roots.containsAll(other.roots)) {
      return this;
    }
    Set<String> allRoots = new TreeSet<>(roots);
    Set<String> allDirectories = new HashSet<>(directories);
    for (String root : other.roots) {
      if (allRoots.add(root)) {
        allDirectories.addAll(Affected.reached(root, configuration).keySet());
      }
    }
    return new Selection(start, files, false, wholeTree, allRoots, allDirectories);
  }

  /** Whether all of the checkout counts. */
  boolean isWhole() {
    return whole;
  }

  /** Whether the rules over modules run over that directory. */
  boolean hasDirectory(String path) {
    return whole || directories.contains(path);
  }

  /** Whether the rules over roots run over that one. */
  boolean hasRoot(String path) {
    return whole || roots.contains(path);
  }

  /**
   * Whether a finding over the tree is reported: it lies at or below the place, or in a folder
   * around it, or in a module that counts.
   */
  boolean hasEntry(String path) {
    if (wholeTree) {
      return true;
    }
    if (files.isPresent()) {
      return files.get().stream().anyMatch(file -> isAtOrBelow(file, path));
    }
    if (isAtOrBelow(path, start) || isAtOrBelow(start, directory(path))) {
      return true;
    }
    for (String folder = path; !folder.equals("."); folder = directory(folder)) {
      if (directories.contains(folder)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a finding over that file of the CI configuration is reported. */
  boolean hasCiFile(String path) {
    return files.isEmpty() || files.get().contains(path);
  }

  private static boolean isAtOrBelow(String path, String folder) {
    return folder.equals(".") || path.equals(folder) || path.startsWith(folder + "/");
  }

  private static String directory(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? "." : path.substring(0, slash);
  }
}
