package dev.tfgate.terraform;

import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where a module call can lead: each of the places that its source can be.
 *
 * @param modules the directories of the checkout that may be called, links resolved
 * @param named the paths in the checkout that it may name, whatever is there
 * @param complete whether these are all: false where the source may be something else too, be that
 *     outside of the checkout or not known
 */
public record Callees(Set<String> modules, Set<String> named, boolean complete) {
  /** Nothing is known of it. */
  public static final Callees NOT_KNOWN = new Callees(Set.of(), Set.of(), false);

  /** Sorts the sets: in which order they are gone through decides which way is told. */
  public Callees {
    modules = sorted(modules);
    named = sorted(named);
  }

  private static Set<String> sorted(Set<String> paths) {
    return paths.size() <= 1
        ? Set.copyOf(paths)
        : Collections.unmodifiableSet(new TreeSet<>(paths));
  }

  static Callees of(Optional<String> module, Optional<String> named) {
    return new Callees(
        module.map(Set::of).orElse(Set.of()),
        named.map(Set::of).orElse(Set.of()),
        module.isPresent());
  }

  /** These and those. */
  public Callees and(Callees other) {
    Set<String> allModules = new TreeSet<>(modules);
    allModules.addAll(other.modules);
    Set<String> allNamed = new TreeSet<>(named);
    allNamed.addAll(other.named);
    return new Callees(allModules, allNamed, complete && other.complete);
  }
}
