package dev.tfgate.rules.view;

import dev.tfgate.hcl.Attribute;
import dev.tfgate.hcl.Block;
import dev.tfgate.hcl.Body;
import dev.tfgate.hcl.ConstantEvaluator;
import dev.tfgate.hcl.Expression;
import dev.tfgate.hcl.Expression.ObjectValue;
import dev.tfgate.hcl.SourceRange;
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
   */
  public record Argument(
      List<String> path, SourceRange range, @Nullable Expression value, @Nullable Body body) {
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
      List<String> path, @Nullable Body body, @Nullable Expression value, boolean dynamic) {}

  private final Deque<Pending> pending = new ArrayDeque<>();

  private ProviderArguments() {}

  /** Returns them in the order of the source, each before those inside it. */
  public static List<Argument> of(Block provider) {
    ProviderArguments arguments = new ProviderArguments();
    arguments.pending.add(new Pending(List.of(), provider.body(), null, false));
    return arguments.collect().stream()
        .filter(argument -> argument.path.size() > 1 || !OF_TERRAFORM.contains(argument.name()))
        .toList();
  }

  private void add(Argument argument) {
    pending.add(new Pending(argument.path, argument.body, argument.value, false));
  }

  private List<Argument> collect() {
    List<Argument> found = new ArrayList<>();
    while (!pending.isEmpty()) {
      Pending next = pending.pop();
      if (next.body() != null) {
        body(next.path(), next.body(), found);
      } else if (next.value() instanceof ObjectValue object) {
        object(next.path(), object, next.dynamic(), found);
      } else if (next.value() != null) {
        // What objects stand in an expression, merge({…}, {…}) say, may be the argument's value.
        for (Expression child : next.value().children().reversed()) {
          pending.push(new Pending(next.path(), null, child, next.dynamic()));
        }
      }
    }
    found.sort((a, b) -> Integer.compare(a.range().startOffset(), b.range().startOffset()));
    return found;
  }

  private void body(List<String> path, Body body, List<Argument> found) {
    for (Attribute attribute : body.attributes()) {
      argument(path, attribute.name(), attribute.range(), attribute.value(), found);
    }
    for (Block block : body.blocks()) {
      switch (block.type()) {
        case "_" -> pending.push(new Pending(path, block.body(), null, false));
        case "dynamic" -> {
          List<String> inner = below(path, block.label(0));
          List<Block> contents = block.body().blocks("content");
          found.add(
              new Argument(
                  inner,
                  block.range(),
                  null,
                  contents.isEmpty() ? block.body() : contents.getFirst().body()));
          for (Block content : contents) {
            pending.push(new Pending(inner, content.body(), null, false));
          }
        }
        default -> {
          List<String> inner = below(path, block.type());
          found.add(new Argument(inner, block.range(), null, block.body()));
          pending.push(new Pending(inner, block.body(), null, false));
        }
      }
    }
  }

  private void object(
      List<String> path, ObjectValue object, boolean dynamic, List<Argument> found) {
    for (ObjectValue.Item item : object.items()) {
      String key =
          switch (item.key()) {
            case ObjectValue.Key.Name name -> name.name();
            case ObjectValue.Key.Computed computed ->
                ConstantEvaluator.string(computed.expression()).orElse("*");
          };
      SourceRange range = SourceRange.covering(item.key().range(), item.value().range());
      if (dynamic) {
        // In JSON: "dynamic": {"exec": {"for_each": …, "content": {…}}}.
        found.add(new Argument(below(path, key), range, item.value(), null));
        for (Expression content : contents(item.value())) {
          pending.push(new Pending(below(path, key), null, content, false));
        }
      } else {
        argument(path, key, range, item.value(), found);
      }
    }
  }

  private void argument(
      List<String> path, String name, SourceRange range, Expression value, List<Argument> found) {
    if (name.equals("dynamic")) {
      pending.push(new Pending(path, null, value, true));
      return;
    }
    List<String> inner = below(path, name);
    found.add(new Argument(inner, range, value, null));
    pending.push(new Pending(inner, null, value, false));
  }

  private static List<Expression> contents(Expression dynamic) {
    List<Expression> found = new ArrayList<>();
    Deque<Expression> pending = new ArrayDeque<>(List.of(dynamic));
    while (!pending.isEmpty()) {
      Expression next = pending.pop();
      if (next instanceof ObjectValue object) {
        for (ObjectValue.Item item : object.items()) {
          if (item.key() instanceof ObjectValue.Key.Computed computed
              && ConstantEvaluator.string(computed.expression()).equals(Optional.of("content"))) {
            found.add(item.value());
          }
        }
      } else if (next instanceof Expression.Tuple tuple) {
        tuple.elements().reversed().forEach(pending::push);
      }
    }
    return found;
  }

  private static List<String> below(List<String> path, String name) {
    List<String> inner = new ArrayList<>(path);
    inner.add(name);
    return List.copyOf(inner);
  }
}
