package dev.tfgate.terraform;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

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

  /** Copies the sets. */
  public Callees {
    modules = Set.copyOf(modules);
    named = Set.copyOf(named);
  }

  static Callees of(Optional<String> module, Optional<String> named) {
    return new Callees(
        module.map(Set::of).orElse(Set.of()),
        named.map(Set::of).orElse(Set.of()),
        module.isPresent());
  }

  /** These and those. */
  public Callees and(Callees other) {
    Set<String> allModules = new LinkedHashSet<>(modules);
    allModules.addAll(other.modules);
    Set<String> allNamed = new LinkedHashSet<>(named);
    allNamed.addAll(other.named);
    return new Callees(allModules, allNamed, complete && other.complete);
  }
}
