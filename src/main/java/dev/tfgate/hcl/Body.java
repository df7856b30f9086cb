package dev.tfgate.hcl;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The content of a file or block: arguments and nested blocks, each list in the order of the
 * source.
 *
 * @param attributes the arguments. Names are unique, but for JSON bodies that {@link
 *     BodySchema#isOpen() leave open} whether a key is an argument
 * @param blocks the nested blocks
 * @param range what lies between the braces; the whole file at the top. For JSON the object or
 *     array, brackets included
 */
public record Body(List<Attribute> attributes, List<Block> blocks, SourceRange range) {
  /** Copies the lists. */
  public Body {
    attributes = List.copyOf(attributes);
    blocks = List.copyOf(blocks);
  }

  /** The (first) argument of that name. */
  public Optional<Attribute> attribute(String name) {
    for (Attribute attribute : attributes) {
      if (attribute.name().equals(name)) {
        return Optional.of(attribute);
      }
    }
    return Optional.empty();
  }

  /** The nested blocks of that type, in order. */
  public List<Block> blocks(String type) {
    @Nullable List<Block> found = null;
    for (Block block : blocks) {
      if (block.type().equals(type)) {
        found = found == null ? new ArrayList<>(2) : found;
        found.add(block);
      }
    }
    return found == null ? List.of() : Collections.unmodifiableList(found);
  }

  /**
   * The values of all arguments of this body and of every block below it, in the order of the tree.
   */
  public List<Expression> expressions() {
    List<Expression> values = new ArrayList<>();
    Deque<Body> pending = new ArrayDeque<>();
    pending.push(this);
    while (!pending.isEmpty()) {
      Body body = pending.pop();
      for (Attribute attribute : body.attributes) {
        values.add(attribute.value());
      }
      for (int i = body.blocks.size() - 1; i >= 0; i--) {
        pending.push(body.blocks.get(i).body());
      }
    }
    return values;
  }
}
