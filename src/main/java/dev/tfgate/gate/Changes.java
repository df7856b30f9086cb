package dev.tfgate.gate;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.checkout.CheckoutFile;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Changed paths, and the folders that they lie in. */
final class Changes {
  private final Set<String> paths;
  private final Set<String> folders = new HashSet<>();

  /** Changes of these paths, relative to the checkout. */
  Changes(Set<String> paths) {
    this.paths = paths;
    for (String path : paths) {
      String folder = path;
      do {
        folder = directory(folder);
      } while (folders.add(folder) && !folder.equals("."));
    }
  }

  /** Changed paths, and with them every link of the checkout that leads to one of them. */
  static Set<String> withLinks(Set<String> changed, Checkout checkout) {
    List<String> links = new ArrayList<>(changed.isEmpty() ? List.of() : checkout.links());
    Set<String> all = new TreeSet<>(changed);
    boolean found = !links.isEmpty();
    while (found) {
      Changes changes = new Changes(Set.copyOf(all));
      found = links.removeIf(link -> changes.concern(targets(link, checkout)) && all.add(link));
    }
    return all;
  }

  /** Where a link leads: the next place and the last. */
  private static List<String> targets(String link, Checkout checkout) {
    List<String> targets = new ArrayList<>();
    checkout.resolve(link).ifPresent(targets::add);
    checkout
        .file(link)
        .map(CheckoutFile::linkTarget)
        .flatMap(target -> Checkout.cleaned(directory(link) + "/" + target))
        .ifPresent(targets::add);
    return targets;
  }

  private boolean concern(List<String> places) {
    return places.stream().anyMatch(this::concern);
  }

  /** Whether something in or below the folder changed, or the folder, or one that it lies in. */
  boolean concern(String folder) {
    if (folders.contains(folder)) {
      return true;
    }
    for (String path = folder; !path.equals("."); path = directory(path)) {
      if (paths.contains(path)) {
        return true;
      }
    }
    return false;
  }

  private static String directory(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? "." : path.substring(0, slash);
  }
}
