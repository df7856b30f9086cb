package dev.tfgate.terraform;

import dev.tfgate.hcl.Attribute;
import dev.tfgate.hcl.Block;
import dev.tfgate.terraform.ConfigurationDirectory.Placed;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A top-level block with what override files lay over it.
 *
 * <p>As in Terraform, an argument of an override replaces the one of that name, and a nested block
 * replaces all nested blocks of its type; a {@code dynamic} block counts as the type it makes. What
 * stands in an escape block counts as if it stood beside it.
 *
 * @param file where the block stands
 * @param block as written there
 * @param overrides the blocks laid over it, the last one on top
 */
public record Declaration(ParsedFile file, Block block, List<Placed> overrides) {
  /** Copies the list. */
  public Declaration {
    overrides = List.copyOf(overrides);
  }

  /** The argument of that name that counts; empty where none is written. */
  public Optional<Argument> argument(String name) {
    if (overrides.isEmpty()) {
      Optional<Attribute> attribute = BlockContent.attribute(block, name);
      return attribute.isPresent()
          ? Optional.of(new Argument(file, attribute.get()))
          : Optional.empty();
    }
    for (Placed layer : written().reversed()) {
      Optional<Attribute> attribute = BlockContent.attribute(layer.block(), name);
      if (attribute.isPresent()) {
        return Optional.of(new Argument(layer.file(), attribute.get()));
      }
    }
    return Optional.empty();
  }

  /** Every argument that counts, by name. */
  public Map<String, Argument> arguments() {
    Map<String, Argument> arguments = new LinkedHashMap<>();
    for (Placed layer : written()) {
      for (Attribute attribute : BlockContent.attributes(layer.block())) {
        arguments.put(attribute.name(), new Argument(layer.file(), attribute));
      }
    }
    return arguments;
  }

  /** The nested blocks that count, in order. */
  public List<Placed> blocks() {
    List<Placed> blocks = new ArrayList<>();
    for (Placed layer : written()) {
      List<Block> nested = BlockContent.blocks(layer.block());
      Set<String> replaced = new HashSet<>();
      for (Block one : nested) {
        replaced.add(madeType(one));
      }
      if (!blocks.isEmpty()) {
        blocks.removeIf(placed -> replaced.contains(madeType(placed.block())));
      }
      for (Block one : nested) {
        blocks.add(new Placed(layer.file(), one));
      }
    }
    return blocks;
  }

  /** The nested blocks of that type that count; {@code dynamic} ones are none of them. */
  public List<Placed> blocks(String type) {
    return blocks().stream().filter(placed -> placed.block().type().equals(type)).toList();
  }

  /** The block and its overrides as written, what is overridden included. */
  public List<Placed> written() {
    List<Placed> written = new ArrayList<>(overrides.size() + 1);
    written.add(new Placed(file, block));
    written.addAll(overrides);
    return written;
  }

  private static String madeType(Block block) {
    return block.type().equals("dynamic") ? block.label(0) : block.type();
  }
}
