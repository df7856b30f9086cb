package dev.tfgate.facts;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What arguments of one type can do, sorted by what asks for it: each block of the type does. */
public final class TypeFacts {
  /** Nothing is known. */
  public static final TypeFacts NONE = new TypeFacts(List.of());

  private final List<Fact> all;
  private final List<Fact> files;
  private final List<Fact> hostParts;
  private final Set<String> topsOfFiles;

  TypeFacts(List<Fact> facts) {
    this.all = List.copyOf(facts);
    List<Fact> ofFiles = new ArrayList<>();
    List<Fact> parts = new ArrayList<>();
    Set<String> tops = new HashSet<>();
    // Lambdas would be linked in each start.
    for (Fact fact : all) {
      switch (fact.effect()) {
        case FILE_READ, FILE_WRITE -> {
          ofFiles.add(fact);
          String path = fact.argument();
          int dot = path.indexOf('.');
          tops.add(dot < 0 ? path : path.substring(0, dot));
        }
        case HOST_PART -> parts.add(fact);
        default -> {}
      }
    }
    this.files = List.copyOf(ofFiles);
    this.hostParts = List.copyOf(parts);
    this.topsOfFiles = Set.copyOf(tops);
  }

  /** All of them, each named by {@link Fact#argument}. */
  public List<Fact> all() {
    return all;
  }

  /** Those that name files. */
  public List<Fact> files() {
    return files;
  }

  /** Those that are a part of a host's name. */
  public List<Fact> hostParts() {
    return hostParts;
  }

  /**
   * Whether an argument of that name, at the top of a block, names a file or holds one that does.
   */
  public boolean isTopOfFiles(String name) {
    return topsOfFiles.contains(name);
  }
}
