package dev.tfgate.rules.view;

import dev.tfgate.hcl.Attribute;
import dev.tfgate.hcl.Block;
import dev.tfgate.hcl.Body;
import dev.tfgate.hcl.ConstantEvaluator;
import dev.tfgate.hcl.Expression;
import dev.tfgate.hcl.Expression.ObjectValue;
import dev.tfgate.hcl.SourceRange;
import dev.tfgate.terraform.evaluation.DynamicBlock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of a provider block at every depth, whether they are written as blocks, as objects
 * or by {@code dynamic} blocks.
 */
public final class ProviderArguments {
  private static final List<String> OF_TERRAFORM = List.of("alias", "version");

  /**
   * An argument, or a nested block.
   *
   * @param path its name, behind those of the blocks and objects around it
   * @param range where it is set
   * @param value what it is set to; null for a block
   * @param body what it holds; null for an argument
   * @param around the dynamic blocks that it stands in, from the outermost
   */
  public record Argument(
      List<String> path,
      SourceRange range,
      @Nullable Expression value,
      @Nullable Body body,
      List<DynamicBlock> around) {
    /** The name of the argument, without those around it. */
    public String name() {
      return path.getLast();
    }

    /** The arguments inside it, as far as they are written here. */
    public List<Argument> inner() {
      ProviderArguments arguments = new ProviderArguments();
      arguments.add(this);
      return arguments.collect();
    }
  }

  /** What is still to be searched, below the argument of that path. */
  private record Pending(
      List<String> path,
      @Nullable Body body,
      @Nullable Expression value,
      boolean dynamic,
      List<DynamicBlock> around) {}

  private final Deque<Pending> pending = new ArrayDeque<>();

  private ProviderArguments() {}

  /** Returns them in the order of the source, each before those inside it. */
  public static List<Argument> of(Block provider) {
    ProviderArguments arguments = new ProviderArguments();
    arguments.pending.add(new Pending(List.of(), provider.body(), null, false, List.of()));
    return arguments.collect().stream()
        .filter(argument -> argument.path.size() > 1 || !OF_TERRAFORM.contains(argument.name()))
        .filter(argument -> !isForEach(provider, argument))
        .toList();
  }

  /** OpenTofu's own: what it holds reaches the provider by the arguments that name it alone. */
  private static boolean isForEach(Block provider, Argument argument) {
    return provider.type().equals("provider") && argument.path.getFirst().equals("for_each");
  }

  private void add(Argument argument) {
    pending.add(new Pending(argument.path, argument.body, argument.value, false, argument.around));
  }

  private List<Argument> collect() {
    List<Argument> found = new ArrayList<>();
    while (!pending.isEmpty()) {
      Pending next = pending.pop();
      if (next.body() != null) {
        body(next, next.body(), found);
      } else if (next.value() instanceof ObjectValue object) {
        object(next, object, found);
      } else if (next.value() != null) {
        // What objects stand in an expression, merge({…}, {…}) say, may be the argument's value.
        for (Expression child : next.value().children().reversed()) {
          pending.push(new Pending(next.path(), null, child, next.dynamic(), next.around()));
        }
      }
    }
    found.sort((a, b) -> Integer.compare(a.range().startOffset(), b.range().startOffset()));
    return found;
  }

  private void body(Pending outer, Body body, List<Argument> found) {
    List<DynamicBlock> around = outer.around();
    for (Attribute attribute : body.attributes()) {
      argument(outer, attribute.name(), attribute.range(), attribute.value(), found);
    }
    for (Block block : body.blocks()) {
      switch (block.type()) {
        case "_" -> pending.push(new Pending(outer.path(), block.body(), null, false, around));
        case "dynamic" -> {
          List<String> inner = below(outer.path(), block.label(0));
          List<DynamicBlock> inside =
              inside(
                  around,
                  block.label(0),
                  block.body().attribute("iterator").map(Attribute::value),
                  block.body().attribute("for_each").map(Attribute::value));
          List<Block> contents = block.body().blocks("content");
          found.add(
              new Argument(
                  inner,
                  block.range(),
                  null,
                  contents.isEmpty() ? block.body() : contents.getFirst().body(),
                  inside));
          for (Block content : contents) {
            pending.push(new Pending(inner, content.body(), null, false, inside));
          }
        }
        default -> {
          List<String> inner = below(outer.path(), block.type());
          found.add(new Argument(inner, block.range(), null, block.body(), around));
          pending.push(new Pending(inner, block.body(), null, false, around));
        }
      }
    }
  }

  private static List<DynamicBlock> inside(
      List<DynamicBlock> around,
      String label,
      Optional<Expression> iterator,
      Optional<Expression> forEach) {
    String name =
        iterator
            .flatMap(
                written ->
                    written instanceof Expression.Variable variable
                        ? Optional.of(variable.name())
                        : ConstantEvaluator.string(written))
            .orElse(label);
    List<DynamicBlock> inside = new ArrayList<>(around);
    inside.add(new DynamicBlock(name, forEach.orElse(null)));
    return List.copyOf(inside);
  }

  private void object(Pending outer, ObjectValue object, List<Argument> found) {
    for (ObjectValue.Item item : object.items()) {
      String key = key(item).orElse("*");
      SourceRange range = SourceRange.covering(item.key().range(), item.value().range());
      if (outer.dynamic()) {
        dynamic(outer, key, range, item.value(), found);
      } else {
        argument(outer, key, range, item.value(), found);
      }
    }
  }

  /** In JSON: {@code "dynamic": {"exec": {"for_each": …, "content": {…}}}}. */
  private void dynamic(
      Pending outer, String label, SourceRange range, Expression value, List<Argument> found) {
    List<String> path = below(outer.path(), label);
    boolean first = true;
    for (ObjectValue block : blocks(value)) {
      List<DynamicBlock> inside =
          inside(outer.around(), label, item(block, "iterator"), item(block, "for_each"));
      if (first) {
        found.add(new Argument(path, range, value, null, inside));
        first = false;
      }
      item(block, "content")
          .ifPresent(content -> pending.push(new Pending(path, null, content, false, inside)));
    }
    if (first) {
      found.add(new Argument(path, range, value, null, outer.around()));
    }
  }

  private void argument(
      Pending outer, String name, SourceRange range, Expression value, List<Argument> found) {
    if (name.equals("dynamic")) {
      pending.push(new Pending(outer.path(), null, value, true, outer.around()));
      return;
    }
    List<String> inner = below(outer.path(), name);
    found.add(new Argument(inner, range, value, null, outer.around()));
    pending.push(new Pending(inner, null, value, false, outer.around()));
  }

  private static List<ObjectValue> blocks(Expression dynamic) {
    List<ObjectValue> found = new ArrayList<>();
    Deque<Expression> pending = new ArrayDeque<>(List.of(dynamic));
    while (!pending.isEmpty()) {
      Expression next = pending.pop();
      if (next instanceof ObjectValue object) {
        found.add(object);
      } else if (next instanceof Expression.Tuple tuple) {
        tuple.elements().reversed().forEach(pending::push);
      }
    }
    return found;
  }

  private static Optional<Expression> item(ObjectValue object, String name) {
    for (ObjectValue.Item item : object.items()) {
      if (key(item).equals(Optional.of(name))) {
        return Optional.of(item.value());
      }
    }
    return Optional.empty();
  }

  private static Optional<String> key(ObjectValue.Item item) {
    return switch (item.key()) {
      case ObjectValue.Key.Name name -> Optional.of(name.name());
      case ObjectValue.Key.Computed computed -> ConstantEvaluator.string(computed.expression());
    };
  }

  private static List<String> below(List<String> path, String name) {
    List<String> inner = new ArrayList<>(path);
    inner.add(name);
    return List.copyOf(inner);
  }
}
