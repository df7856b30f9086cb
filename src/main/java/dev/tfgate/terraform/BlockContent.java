package dev.tfgate.terraform;

import dev.tfgate.hcl.Attribute;
import dev.tfgate.hcl.Block;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a provider or module gets from a block: besides what stands in the block itself, what stands
 * in its escape block {@code _}, where every name is the provider's or module's own.
 */
public final class BlockContent {
  private static final String ESCAPE = "_";

  /** What Terraform itself reads, in the block and not in its escape block. */
  private static final Set<String> OF_TERRAFORM =
      Set.of(
          "alias",
          "connection",
          "count",
          "depends_on",
          "for_each",
          "lifecycle",
          "provider",
          "providers",
          "provisioner",
          "source",
          "version");

  private BlockContent() {}

  /** The arguments, those of the block itself first. */
  public static List<Attribute> attributes(Block block) {
    List<Attribute> attributes = block.body().attributes();
    for (Block nested : block.body().blocks()) {
      if (nested.type().equals(ESCAPE)) {
        attributes = new ArrayList<>(attributes);
        for (Attribute escaped : nested.body().attributes()) {
          if (!OF_TERRAFORM.contains(escaped.name())) {
            attributes.add(escaped);
          }
        }
      }
    }
    return attributes;
  }

  /** The argument of that name; empty where none is written. */
  public static Optional<Attribute> attribute(Block block, String name) {
    Optional<Attribute> own = block.body().attribute(name);
    if (own.isPresent() || OF_TERRAFORM.contains(name)) {
      return own;
    }
    for (Block nested : block.body().blocks()) {
      if (nested.type().equals(ESCAPE)) {
        Optional<Attribute> escaped = nested.body().attribute(name);
        if (escaped.isPresent()) {
          return escaped;
        }
      }
    }
    return Optional.empty();
  }

  /** The nested blocks, in order. */
  public static List<Block> blocks(Block block) {
    List<Block> blocks = new ArrayList<>();
    for (Block nested : block.body().blocks()) {
      if (!nested.type().equals(ESCAPE)) {
        blocks.add(nested);
        continue;
      }
      for (Block escaped : nested.body().blocks()) {
        if (!OF_TERRAFORM.contains(escaped.type())) {
          blocks.add(escaped);
        }
      }
    }
    return blocks;
  }
}
