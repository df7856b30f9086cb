package dev.tfgate.terraform.files;

import dev.tfgate.facts.Effect;
import dev.tfgate.facts.Fact;
import dev.tfgate.facts.FactSubject;
import dev.tfgate.facts.Facts;
import dev.tfgate.facts.TypeFacts;
import dev.tfgate.hcl.Attribute;
import dev.tfgate.hcl.Block;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Arguments of objects that name a file, which the provider then reads or writes. */
public final class FileArguments {
  static final List<String> ARCHIVES =
      List.of(".zip", ".tar.gz", ".tgz", ".jar", ".war", ".whl", ".nupkg");

  private FileArguments() {}

  /** Whether that is how the name of an archive ends, which nobody takes for a template. */
  public static boolean isArchive(String path) {
    return ARCHIVES.stream().anyMatch(path::endsWith);
  }

  /**
   * The arguments of a block that name files, at any depth: {@code upload.source}, for an action
   * those of its {@code config}; none where it is no object that takes any.
   */
  public static Set<String> of(Facts facts, Block block) {
    TypeFacts known = facts(facts, block);
    if (!mayHold(block, known)) {
      return Set.of();
    }
    Set<String> named = new TreeSet<>();
    for (Fact fact : known.files()) {
      named.add(fact.argument());
    }
    return named;
  }

  /** Whether an argument that names a file, or one that it stands in, may be written in a block. */
  private static boolean mayHold(Block block, TypeFacts known) {
    if (known.files().isEmpty()) {
      return false;
    }
    boolean action = block.type().equals("action");
    for (Attribute attribute : block.body().attributes()) {
      String name = attribute.name();
      // In JSON a dynamic block is an argument of that name.
      if (known.isTopOfFiles(name) || name.equals("dynamic") || (action && name.equals("config"))) {
        return true;
      }
    }
    for (Block nested : block.body().blocks()) {
      boolean holds =
          switch (nested.type()) {
            case "dynamic" -> known.isTopOfFiles(nested.label(0));
            case "_" -> mayHold(nested, known);
            case "config" -> action || known.isTopOfFiles("config");
            default -> known.isTopOfFiles(nested.type());
          };
      if (holds) {
        return true;
      }
    }
    return false;
  }

  /** Whether the object writes the file that the argument names, and does not read it. */
  public static boolean isWritten(Facts facts, Block block, String argument) {
    for (Fact fact : facts(facts, block).files()) {
      if (fact.effect() == Effect.FILE_WRITE && fact.argument().equals(argument)) {
        return true;
      }
    }
    return false;
  }

  /** Whether such an object stands in a body, or in a {@code check} there. */
  public static boolean areIn(Facts facts, Iterable<Block> blocks) {
    for (Block block : blocks) {
      if (mayHold(block, facts(facts, block))
          || (block.type().equals("check") && areIn(facts, block.body().blocks()))) {
        return true;
      }
    }
    return false;
  }

  /** Whether the objects of a block are read at plan. */
  public static boolean areReadAtPlan(Block block) {
    return !block.type().equals("resource") && !block.type().equals("action");
  }

  private static TypeFacts facts(Facts facts, Block block) {
    if (block.labels().isEmpty()) {
      return TypeFacts.NONE;
    }
    Optional<FactSubject> subject = FactSubject.ofType(block.type());
    return subject.isEmpty()
        ? TypeFacts.NONE
        : facts.ofType(block.label(0)).ofArguments(subject.get(), block.label(0));
  }
}
