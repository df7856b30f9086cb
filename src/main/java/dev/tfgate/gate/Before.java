package dev.tfgate.gate;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.checkout.CheckoutFile;
import dev.tfgate.hcl.Limits;
import dev.tfgate.terraform.Callees;
import dev.tfgate.terraform.Configuration;
import dev.tfgate.terraform.FileKind;
import dev.tfgate.terraform.evaluation.EvaluatedSources;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the changed files did before they changed, in as far as it kept directories from being roots
 * (they called them) and variables from roots elsewhere (they lay above them).
 */
final class Before {
  /** Nothing is known of it. */
  static final Before NONE = new Before();

  private final Map<String, String> called = new HashMap<>();
  private final Map<String, String> linked = new HashMap<>();
  private final Set<String> configured = new HashSet<>();
  private @Nullable String everything;

  private Before() {}

  /**
   * @param checkout the checkout before the change
   * @param changed paths
   * @param now the configuration after the change
   */
  Before(Checkout checkout, Set<String> changed, Limits limits, Configuration now) {
    Configuration before =
        Configuration.of(checkout, limits, now.profile(), new EvaluatedSources())
            .choosing(now.choice());
    for (String path : changed) {
      String name = path.substring(path.lastIndexOf('/') + 1);
      String directory =
          path.equals(name) ? "." : path.substring(0, path.length() - name.length() - 1);
      if (checkout.file(path).filter(CheckoutFile::isLink).isPresent()) {
        checkout.resolve(path).ifPresent(target -> linked.putIfAbsent(target, path));
      }
      if (!before.configurationFiles(directory).isEmpty()) {
        configured.add(directory);
      }
      if (path.equals(".gitmodules")) {
        everything = path;
      }
      if (FileKind.of(name).isPresent() && before.paths().contains(directory)) {
        Callees callees = before.calledBy(directory, directory);
        callees.modules().forEach(module -> called.putIfAbsent(module, path));
        if (before.computesSources(directory)
            || !before.broken(directory).isEmpty()
            || (now.choice().strict() && before.keepsState(directory))) {
          everything = path;
        }
      }
    }
  }

  /**
   * Whether what folders called before a change is among what they call now.
   *
   * @param checkout the checkout before the change, or at least the files of these folders
   * @param files that changed in them
   * @param now the configuration after the change, or at least these folders
   */
  static boolean calls(
      Checkout checkout, Set<String> folders, Set<String> files, Limits limits, Configuration now) {
    for (String file : files) {
      if (checkout.file(file).filter(CheckoutFile::isLink).isPresent()
          || now.checkout().file(file).filter(CheckoutFile::isLink).isPresent()) {
        return false;
      }
    }
    Configuration before =
        Configuration.of(checkout, limits, now.profile(), new EvaluatedSources());
    for (String folder : folders) {
      if (before.paths().contains(folder)
          && (before.computesSources(folder)
              || !before.broken(folder).isEmpty()
              || !now.calledBy(folder, folder)
                  .named()
                  .containsAll(before.calledBy(folder, folder).named()))) {
        return false;
      }
    }
    return true;
  }

  /** The same, as if nothing had kept directories from being roots. */
  Before withoutCalls() {
    Before variables = new Before();
    variables.configured.addAll(configured);
    return variables;
  }

  /** Whether a changed file's directory is known to have held configuration. */
  boolean configured(String directory) {
    return configured.contains(directory);
  }

  /**
   * The changed path that may have kept a directory from being a root; empty where none did.
   *
   * @param reached what the directory reaches now
   * @param reaching what a module reaches now
   */
  Optional<String> keptFromRoots(
      String root, Set<String> reached, Function<String, Set<String>> reaching) {
    if (everything != null) {
      return Optional.of(everything);
    }
    for (Map.Entry<String, String> link : linked.entrySet()) {
      String target = link.getKey();
      if (target.equals(".") || root.equals(target) || root.startsWith(target + "/")) {
        return Optional.of(link.getValue());
      }
    }
    if (called.containsKey(root)) {
      return Optional.of(called.get(root));
    }
    // Modules that call each other have one root, and which that is depends on their callers.
    return called.keySet().stream()
        .filter(module -> reached.contains(module))
        .filter(module -> reaching.apply(module).contains(root))
        .map(called::get)
        .findFirst();
  }
}
