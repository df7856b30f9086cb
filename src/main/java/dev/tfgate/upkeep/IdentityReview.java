package dev.tfgate.upkeep;

import dev.tfgate.trust.Identities;
import dev.tfgate.trust.Identities.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What is wrong with identities, seen with the roots that they are for. */
final class IdentityReview {
  private static final int MOST_NAMED = 3;

  private final Identities identities;
  private final List<String> roots;
  private final CodeOwners owners;

  /**
   * @param roots every root of the checkout, by path
   */
  IdentityReview(Identities identities, List<String> roots, CodeOwners owners) {
    this.identities = identities;
    this.roots = roots;
    this.owners = owners;
  }

  /** Returns what is wrong, a sentence each. */
  List<String> problems() {
    List<String> problems = new ArrayList<>();
    identities
        .unused(roots)
        .forEach(
            (pattern, before) ->
                problems.add(
                    before.isEmpty()
                        ? "identities: the pattern \"%s\" names no root of the checkout; correct or remove it"
                            .formatted(pattern)
                        : "identities: the pattern \"%s\" names no root that an entry before it doesn't name (%s), so it never counts; put it first or remove it"
                            .formatted(pattern, named(before))));
    for (String root : roots) {
      for (Phase phase : Phase.values()) {
        try {
          var _ = identities.of(root, phase);
        } catch (IllegalArgumentException e) {
          problems.add("identities: " + e.getMessage());
        }
      }
    }
    for (Phase phase : Phase.values()) {
      SortedMap<String, List<String>> confused = identities.confused(roots, phase);
      confused.forEach(
          (name, sharing) ->
              problems.add(
                  "identities: for %s, the paths of %s make the same name, %s, so neither runs; put a character between the stars that no path holds"
                      .formatted(phase.word(), named(sharing), name)));
      shared(phase)
          .forEach(
              (name, byOwners) -> {
                if (!confused.containsKey(name) && byOwners.size() > 1) {
                  problems.add(
                      "identities: for %s, roots of different owners are %s: %s; each team's code runs as the other's. Give each an account of its own"
                          .formatted(phase.word(), name, owned(byOwners)));
                }
              });
    }
    return problems;
  }

  /** By account or role, the roots that are it, by their owners in CODEOWNERS. */
  private SortedMap<String, SortedMap<String, List<String>>> shared(Phase phase) {
    SortedMap<String, SortedMap<String, List<String>>> shared = new TreeMap<>();
    for (String root : roots) {
      SortedSet<String> whose = owners.ofDirectory(root);
      if (whose.isEmpty()) {
        continue;
      }
      SortedSet<String> names = new TreeSet<>();
      try {
        identities
            .of(root, phase)
            .ifPresent(
                identity -> {
                  if (identity.serviceAccount() != null) {
                    names.add(identity.serviceAccount());
                  }
                  if (identity.role() != null) {
                    names.add(identity.role());
                  }
                });
      } catch (IllegalArgumentException e) {
        // It is among the problems already.
      }
      for (String name : names) {
        shared
            .computeIfAbsent(name, key -> new TreeMap<>())
            .computeIfAbsent(String.join(" ", whose), key -> new ArrayList<>())
            .add(root);
      }
    }
    return shared;
  }

  private static String owned(Map<String, List<String>> byOwners) {
    List<String> parts = new ArrayList<>();
    byOwners.forEach((whose, all) -> parts.add("%s of %s".formatted(named(all), whose)));
    return String.join(", ", parts);
  }

  private static String named(List<String> all) {
    int more = all.size() - MOST_NAMED;
    return more <= 0
        ? String.join(" and ", all)
        : String.join(", ", all.subList(0, MOST_NAMED)) + " and " + more + " more";
  }
}
