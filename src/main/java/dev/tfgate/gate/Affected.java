package dev.tfgate.gate;

import dev.tfgate.checkout.CheckoutFile;
import dev.tfgate.terraform.Callees;
import dev.tfgate.terraform.Configuration;
import dev.tfgate.terraform.FileKind;
import dev.tfgate.terraform.NamedPaths;
import dev.tfgate.text.Glob;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The roots that a change can affect, and by which files. It may name a root too many: what a file
 * that is not valid calls or reads is not known, so it affects its roots whether it changed or not.
 */
public final class Affected {
  /**
   * A changed file that can affect a root.
   *
   * @param path of the file, relative to the checkout
   * @param chain the directories from the one that reads it to the root, both included
   */
  public record Cause(String path, List<String> chain) {
    /** Copies the chain. */
    public Cause {
      chain = List.copyOf(chain);
    }
  }

  /** Terraform reads these in the root alone, not in a module that it calls. */
  private static final Set<FileKind> OF_ROOTS =
      Set.of(FileKind.LOCK, FileKind.TEST, FileKind.VARIABLES);

  /**
   * A change of which variable files a run in a root may be given.
   *
   * @param path that changed
   * @param folder the roots at or below it are those
   */
  private record Spread(String path, String folder) {}

  /** So many changed paths are asked one by one sooner than all folders around a place. */
  private static final int FEW = 8;

  private final Configuration configuration;
  private final Set<String> changed;
  private final Changes changes;
  private final Supplier<Before> before;
  private @Nullable Before known;
  private final Map<String, List<String>> byOwner = new HashMap<>();
  private final List<String> data = new ArrayList<>();
  private final List<String> code = new ArrayList<>();
  private final List<String> variables = new ArrayList<>();
  private final List<Spread> spread = new ArrayList<>();
  private final List<String> ofEveryRoot = new ArrayList<>();
  private final Map<String, NamedPaths> named = new HashMap<>();

  /**
   * What a change affects.
   *
   * @param changed paths that were added, changed or deleted, links to them among them
   * @param backendFiles partial configuration of backends, which affects every root
   * @param before gives what the changed files did before, which is asked seldom
   */
  Affected(
      Set<String> changed,
      Configuration configuration,
      List<Glob> backendFiles,
      Supplier<Before> before) {
    this.configuration = configuration;
    this.before = before;
    this.changed = changed;
    this.changes = new Changes(changed);
    for (String path : changed) {
      Optional<FileKind> kind = kind(path);
      String owner = owner(path);
      byOwner.computeIfAbsent(owner, key -> new ArrayList<>()).add(path);
      if (kind.isEmpty() || kind.get() == FileKind.BACKEND) {
        data.add(path);
        if (backendFiles.stream().anyMatch(glob -> glob.matches(path))) {
          ofEveryRoot.add(path);
        }
      } else {
        code.add(path);
        if (!backendFiles.isEmpty()
            && isAllChanged(directory(path), configuration.fileNames(directory(path)))
            && holdsBackendFile(directory(path), backendFiles)) {
          // A partial backend is every root's where no Terraform lies beside it.
          ofEveryRoot.add(path);
        }
        if (kind.get() == FileKind.VARIABLES) {
          variables.add(path);
          String folder = directory(path);
          String configured = configuration.configuredAbove(folder);
          if (!configured.equals(folder) || configuration.checkout().file(path).isEmpty()) {
            spread.add(new Spread(path, configured));
          }
        } else if (kind.get() == FileKind.CONFIGURATION) {
          String folder = directory(path);
          List<String> names = configuration.configurationFiles(folder);
          if (isAllChanged(folder, names)
              && configuration.hasVariablesBelow(folder)
              && (names.isEmpty() || !before().configured(folder))) {
            spread.add(new Spread(path, configuration.configuredAbove(above(folder))));
          }
        }
      }
    }
  }

  /** Whether a folder may hold such files only before the change, or only since. */
  private boolean isAllChanged(String folder, List<String> names) {
    String prefix = folder.equals(".") ? "" : folder + "/";
    return names.stream().allMatch(name -> changed.contains(prefix + name));
  }

  /** Whether a pattern may match a file of the folder, from whichever root it is read. */
  private boolean holdsBackendFile(String folder, List<Glob> backendFiles) {
    for (CheckoutFile entry : configuration.checkout().in(folder)) {
      String path = entry.path();
      for (int start = 0; start >= 0; start = path.indexOf('/', start + 1)) {
        String relative = start == 0 ? path : path.substring(start + 1);
        if (backendFiles.stream().anyMatch(glob -> glob.matches(relative))) {
          return true;
        }
      }
    }
    return false;
  }

  /** Whether anything of the change can affect the root. */
  boolean affects(String root) {
    return !find(root, true).isEmpty();
  }

  /** The changed files that can affect the root, by path, each on a shortest way. */
  public List<Cause> causes(String root) {
    return List.copyOf(find(root, false).values());
  }

  /** The files of Terraform that changed and are not there, by path. */
  public List<String> deletedCode() {
    return code.stream().filter(path -> configuration.checkout().file(path).isEmpty()).toList();
  }

  /**
   * The directories that a root reaches, with the way from each to the root: itself, what it and
   * its tests call, its tests and their mocks.
   */
  public static Map<String, List<String>> reached(String root, Configuration configuration) {
    Map<String, List<String>> chains = new LinkedHashMap<>();
    chains.put(root, List.of(root));
    Deque<String> pending = new ArrayDeque<>(List.of(root));
    while (!pending.isEmpty()) {
      String path = pending.remove();
      for (String called : configuration.calledBy(root, path).modules()) {
        if (!chains.containsKey(called)) {
          List<String> chain = new ArrayList<>(List.of(called));
          chain.addAll(chains.get(path));
          chains.put(called, chain);
          pending.add(called);
        }
      }
    }
    configuration.tests(root).ifPresent(tests -> chains.putIfAbsent(tests, List.of(tests, root)));
    configuration.mocks(root).forEach(mocks -> chains.putIfAbsent(mocks, List.of(mocks, root)));
    return chains;
  }

  private SortedMap<String, Cause> find(String root, boolean onlyWhether) {
    SortedMap<String, Cause> causes = new TreeMap<>();
    ofEveryRoot.forEach(path -> causes.put(path, new Cause(path, List.of(root))));
    Map<String, List<String>> reached = reached(root, configuration);
    for (Map.Entry<String, List<String>> place : reached.entrySet()) {
      if (onlyWhether && !causes.isEmpty()) {
        return causes;
      }
      addOf(place.getKey(), place.getValue(), root, causes);
    }
    for (Map.Entry<String, List<String>> place : reached.entrySet()) {
      if (onlyWhether && !causes.isEmpty()) {
        return causes;
      }
      addRead(place.getKey(), place.getValue(), root, causes);
    }
    if (!variables.isEmpty()) {
      List<String> common = configuration.commonVariables(root);
      for (String path : variables) {
        if (common.contains(directory(path))) {
          causes.putIfAbsent(path, new Cause(path, List.of(root)));
        }
      }
    }
    for (Spread change : spread) {
      if (change.folder().isEmpty() || isAtOrBelow(root, change.folder())) {
        causes.putIfAbsent(change.path(), new Cause(change.path(), List.of(root)));
      }
    }
    if (!(onlyWhether && !causes.isEmpty()) && configuration.isRootByOthers(root)) {
      before()
          .keptFromRoots(root, reached.keySet(), module -> reached(module, configuration).keySet())
          .ifPresent(path -> causes.putIfAbsent(path, new Cause(path, List.of(root))));
    }
    return causes;
  }

  private Before before() {
    Before found = known;
    if (found == null) {
      found = before.get();
      known = found;
    }
    return found;
  }

  /**
   * What changed of a directory itself, what is not valid in it, and of the folders without
   * configuration below it.
   */
  private void addOf(String place, List<String> chain, String root, Map<String, Cause> causes) {
    for (String path : byOwner.getOrDefault(place, List.of())) {
      boolean ofRoot = chain.size() == 1 || configuration.tests(root).equals(Optional.of(place));
      if (ofRoot || !kind(path).map(OF_ROOTS::contains).orElse(false)) {
        causes.putIfAbsent(path, new Cause(path, chain));
      }
    }
    for (String path : code) {
      if (kind(path).equals(Optional.of(FileKind.MOCK)) && directory(path).equals(place)) {
        causes.putIfAbsent(path, new Cause(path, chain));
      }
    }
    for (String path : configuration.broken(place)) {
      causes.putIfAbsent(path, new Cause(path, chain));
    }
    if (isBelowChanged(place)) {
      for (String above = place; !above.equals("."); above = directory(above)) {
        if (changed.contains(above)) {
          causes.putIfAbsent(above, new Cause(above, chain));
        }
      }
    }
    Callees called = configuration.calledBy(root, place);
    if (!called.complete()) {
      // A source that is not known may be anything that changed.
      changed.forEach(path -> causes.putIfAbsent(path, new Cause(path, chain)));
    }
    for (String callee : called.named()) {
      // Tests alone make a folder a module too, and there is nothing where it comes or goes.
      if (changes.concern(callee) && configuration.configurationFiles(callee).isEmpty()) {
        for (String path : changed) {
          if (isAtOrBelow(path, callee) || isAtOrBelow(callee, path)) {
            causes.putIfAbsent(path, new Cause(path, chain));
          }
        }
      }
    }
  }

  /** Whether the place, or a folder that it lies in, may be among the changes. */
  private boolean isBelowChanged(String place) {
    if (changed.size() > FEW) {
      return true;
    }
    for (String path : changed) {
      if (isAtOrBelow(place, path)) {
        return true;
      }
    }
    return false;
  }

  /** What changed elsewhere, that an expression of the directory may read. */
  private void addRead(String place, List<String> chain, String root, Map<String, Cause> causes) {
    boolean anywhere = configuration.readsElsewhere(place);
    boolean folders = configuration.readsFolders(place);
    for (String path : data) {
      if (anywhere || (mayName(place, path, root) && named(place).reach(path, root))) {
        causes.putIfAbsent(path, new Cause(path, chain));
      }
    }
    if (folders) {
      for (String path : code) {
        if (mayName(place, path, root) && named(place).reach(path, root)) {
          causes.putIfAbsent(path, new Cause(path, chain));
        }
      }
    }
  }

  /** A text that doesn't climb names what lies in the directory or in the root. */
  private boolean mayName(String place, String path, String root) {
    return configuration.climbs(place) || isAtOrBelow(path, place) || isAtOrBelow(path, root);
  }

  private NamedPaths named(String place) {
    return named.computeIfAbsent(place, configuration::namedPaths);
  }

  /** The directory with configuration that the path lies in or below, nearest; empty for none. */
  private String owner(String path) {
    String owner = directory(path);
    while (!configuration.isModule(owner)) {
      if (owner.equals(".")) {
        return "";
      }
      owner = directory(owner);
    }
    return owner;
  }

  private static Optional<FileKind> kind(String path) {
    return FileKind.of(path.substring(path.lastIndexOf('/') + 1));
  }

  private static boolean isAtOrBelow(String path, String folder) {
    return folder.equals(".")
        || (path.startsWith(folder)
            && (path.length() == folder.length() || path.charAt(folder.length()) == '/'));
  }

  /** The folder above; empty above the top. */
  private static String above(String folder) {
    return folder.equals(".") ? "" : directory(folder);
  }

  private static String directory(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? "." : path.substring(0, slash);
  }
}
