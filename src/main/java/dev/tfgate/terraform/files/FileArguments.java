package dev.tfgate.terraform.files;

import dev.tfgate.facts.Effect;
import dev.tfgate.facts.Fact;
import dev.tfgate.facts.FactSubject;
import dev.tfgate.facts.Facts;
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

  /** The arguments of a block that name files; none where it is no object that takes any. */
  public static Set<String> of(Facts facts, Block block) {
    Set<String> named = Set.of();
    for (Fact fact : facts(facts, block)) {
      if (fact.effect() == Effect.FILE_READ || fact.effect() == Effect.FILE_WRITE) {
        named = named.isEmpty() ? new TreeSet<>() : named;
        named.add(fact.argument());
      }
    }
    return named;
  }

  /** Whether the object writes the file that the argument names, and does not read it. */
  public static boolean isWritten(Facts facts, Block block, String argument) {
    return facts(facts, block).stream()
        .anyMatch(fact -> fact.effect() == Effect.FILE_WRITE && fact.argument().equals(argument));
  }

  /** Whether such an object stands in a body, or in a {@code check} there. */
  public static boolean areIn(Facts facts, Iterable<Block> blocks) {
    for (Block block : blocks) {
      if (!of(facts, block).isEmpty()
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

  private static List<Fact> facts(Facts facts, Block block) {
    if (block.labels().isEmpty()) {
      return List.of();
    }
    Optional<FactSubject> subject = FactSubject.ofType(block.type());
    return subject.isEmpty()
        ? List.of()
        : facts.ofType(block.label(0)).argumentsOf(subject.get(), block.label(0));
  }
}
