package dev.tfgate.terraform.files;

import dev.tfgate.facts.Effect;
import dev.tfgate.facts.Fact;
import dev.tfgate.facts.FactSubject;
import dev.tfgate.facts.Facts;
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
    Set<String> named = Set.of();
    for (Fact fact : facts(facts, block)) {
      if (isOfFile(fact) && mayHold(block, fact.argument())) {
        named = named.isEmpty() ? new TreeSet<>() : named;
        named.add(fact.argument());
      }
    }
    return named;
  }

  private static boolean isOfFile(Fact fact) {
    return fact.effect() == Effect.FILE_READ || fact.effect() == Effect.FILE_WRITE;
  }

  /** Whether the argument, or the one that it stands in, may be written in the block. */
  private static boolean mayHold(Block block, String path) {
    int dot = path.indexOf('.');
    int length = dot < 0 ? path.length() : dot;
    for (Attribute attribute : block.body().attributes()) {
      if (isFront(attribute.name(), path, length) || attribute.name().equals("dynamic")) {
        return true;
      }
    }
    for (Block nested : block.body().blocks()) {
      boolean around =
          switch (nested.type()) {
            case "dynamic", "_", "config" -> true;
            default -> dot >= 0 && isFront(nested.type(), path, length);
          };
      if (around) {
        return true;
      }
    }
    return block.type().equals("action") && block.body().attribute("config").isPresent();
  }

  private static boolean isFront(String name, String path, int length) {
    return name.length() == length && path.startsWith(name);
  }

  /** Whether the object writes the file that the argument names, and does not read it. */
  public static boolean isWritten(Facts facts, Block block, String argument) {
    return facts(facts, block).stream()
        .anyMatch(fact -> fact.effect() == Effect.FILE_WRITE && fact.argument().equals(argument));
  }

  /** Whether such an object stands in a body, or in a {@code check} there. */
  public static boolean areIn(Facts facts, Iterable<Block> blocks) {
    for (Block block : blocks) {
      if (isOne(facts, block)
          || (block.type().equals("check") && areIn(facts, block.body().blocks()))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOne(Facts facts, Block block) {
    for (Fact fact : facts(facts, block)) {
      if (isOfFile(fact) && mayHold(block, fact.argument())) {
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
