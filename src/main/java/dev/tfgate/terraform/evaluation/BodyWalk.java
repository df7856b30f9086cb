package dev.tfgate.terraform.evaluation;

import dev.tfgate.hcl.Attribute;
import dev.tfgate.hcl.Block;
import dev.tfgate.hcl.Body;
import dev.tfgate.hcl.ConstantEvaluator;
import dev.tfgate.hcl.Expression;
import dev.tfgate.terraform.ConfigurationDirectory.Placed;
import dev.tfgate.terraform.Declaration;
import dev.tfgate.terraform.FileKind;
import dev.tfgate.terraform.ParsedFile;
import dev.tfgate.terraform.files.FileArguments;
import dev.tfgate.terraform.files.FileFunctions;
import dev.tfgate.terraform.values.Budget;
import dev.tfgate.terraform.values.Possible;
import dev.tfgate.terraform.values.Possible.Unknown;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Follows every argument of a file, with the names that the blocks around it bind. */
final class BodyWalk {
  private static final Set<String> REPEATABLE =
      Set.of("resource", "data", "ephemeral", "module", "import", "action", "provider", "removed");

  private final ModuleValues module;
  private final FileCalls calls;
  private final Consumer<Expression> exhausted;

  BodyWalk(ModuleValues module, FileCalls calls, Consumer<Expression> exhausted) {
    this.module = module;
    this.calls = calls;
    this.exhausted = exhausted;
  }

  void walk(ParsedFile file) {
    Body body = file.hcl().body();
    arguments(body, List.of(Bindings.NONE));
    for (Block block : body.blocks()) {
      block(
          file,
          block,
          List.of(Bindings.NONE),
          file.kind() == FileKind.CONFIGURATION,
          Named.NOTHING);
    }
  }

  /**
   * The arguments of an object that name files, as far as they may stand in a block.
   *
   * @param object whose arguments they are; null where there are none
   * @param around the names of the blocks between, each with a dot behind it
   * @param names of the arguments, behind those of the blocks
   */
  private record Named(@Nullable Block object, String around, Set<String> names) {
    static final Named NOTHING = new Named(null, "", Set.of());

    static Named in(Block object, Set<String> names) {
      return names.isEmpty() ? NOTHING : new Named(object, "", names);
    }

    boolean isEmpty() {
      return names.isEmpty();
    }

    /** Those that may stand in the nested block, or the object, of that name. */
    Named below(String name) {
      // What an action is given stands in one block, and what Terraform has no name for in another.
      boolean same =
          name.equals("_")
              || (around.isEmpty()
                  && name.equals("config")
                  && object != null
                  && object.type().equals("action"));
      if (isEmpty() || same) {
        return this;
      }
      String inner = around + name + ".";
      for (String each : names) {
        if (each.startsWith(inner)) {
          return new Named(object, inner, names);
        }
      }
      return NOTHING;
    }
  }

  private void block(
      ParsedFile file, Block block, List<Bindings> outer, boolean top, Named around) {
    Named named = top ? Named.in(block, FileArguments.of(module.root().facts(), block)) : around;
    if (named.isEmpty() && !mayRead(block)) {
      return;
    }
    List<Bindings> inner = outer;
    if (top && REPEATABLE.contains(block.type())) {
      inner = repeated(file, block, outer);
      // The argument itself knows nothing of the instances that it makes.
      for (String name : List.of("for_each", "count")) {
        block.body().attribute(name).ifPresent(argument -> follow(argument, outer));
      }
    }
    if (block.type().equals("dynamic")) {
      dynamic(file, block, outer, named);
      return;
    }
    arguments(block.body(), inner);
    paths(block.body(), named, inner);
    for (Block nested : block.body().blocks()) {
      Named below = named.below(nested.type().equals("dynamic") ? nested.label(0) : nested.type());
      block(file, nested, inner, top && block.type().equals("check"), below);
    }
  }

  private List<Bindings> repeated(ParsedFile file, Block block, List<Bindings> outer) {
    try {
      return module.instances(declaration(file, block), outer.getFirst(), module.root().budget());
    } catch (Budget.ExhaustedException e) {
      Possible unknown = new Unknown("for_each takes too much to follow");
      return List.of(outer.getFirst().with("each", unknown).with("count", unknown));
    }
  }

  /** The declaration that a block is part of, or the block alone where it is part of none. */
  private Declaration declaration(ParsedFile file, Block block) {
    // What an override is laid over has the same labels.
    for (Declaration declaration :
        module.module().declarations(block.type(), block.label(0), block.label(1))) {
      for (Placed placed : declaration.written()) {
        if (placed.file().path().equals(file.path())
            && placed.block().range().equals(block.range())) {
          return declaration;
        }
      }
    }
    return new Declaration(file, block, List.of());
  }

  private void dynamic(ParsedFile file, Block block, List<Bindings> outer, Named named) {
    String iterator =
        block
            .body()
            .attribute("iterator")
            .flatMap(
                name ->
                    name.value() instanceof Expression.Variable variable
                        ? Optional.of(variable.name())
                        : ConstantEvaluator.string(name.value()))
            .orElse(block.label(0));
    arguments(block.body(), outer);
    List<Bindings> inner =
        iterations(block.body().attribute("for_each").map(Attribute::value), iterator, outer);
    for (Block content : block.body().blocks()) {
      block(file, content, inner, false, named);
    }
  }

  private List<Bindings> iterations(
      Optional<Expression> forEach, String iterator, List<Bindings> outer) {
    List<Bindings> inner = new ArrayList<>();
    for (Bindings names : outer) {
      try {
        Possible collection =
            forEach
                .map(
                    value ->
                        new Evaluation(module, FileCalls.NONE, module.root().budget())
                            .value(value, names))
                .orElse(new Unknown("a dynamic block without for_each"));
        inner.addAll(module.iterations(collection, iterator, names));
      } catch (Budget.ExhaustedException e) {
        inner.add(names.with(iterator, new Unknown("for_each takes too much to follow")));
      }
    }
    return inner;
  }

  private void arguments(Body body, List<Bindings> instances) {
    for (Attribute attribute : body.attributes()) {
      if (FileFunctions.areCalled(attribute.value())) {
        follow(attribute, instances);
      }
    }
  }

  private void follow(Attribute attribute, List<Bindings> instances) {
    if (!FileFunctions.areCalled(attribute.value())) {
      return;
    }
    Budget budget = module.root().budget();
    for (Bindings names : instances) {
      try {
        new Evaluation(module, calls, budget).value(attribute.value(), names);
      } catch (Budget.ExhaustedException e) {
        exhausted.accept(attribute.value());
        return;
      }
    }
  }

  private void paths(Body body, Named named, List<Bindings> instances) {
    if (named.isEmpty()) {
      return;
    }
    for (Attribute attribute : body.attributes()) {
      // In JSON a dynamic block is an argument of that name.
      if (attribute.name().equals("dynamic")) {
        dynamicPaths(attribute, attribute.value(), named, instances);
      } else if (named.names().contains(named.around() + attribute.name())
          || !named.below(attribute.name()).isEmpty()) {
        paths(attribute, attribute.value(), named, attribute.name(), instances);
      }
    }
  }

  private void paths(
      Attribute attribute, Expression value, Named named, String name, List<Bindings> instances) {
    Budget budget = module.root().budget();
    for (Bindings each : instances) {
      Evaluation evaluation = new Evaluation(module, FileCalls.NONE, budget);
      Possible path;
      try {
        path = evaluation.value(value, each);
      } catch (Budget.ExhaustedException e) {
        path = new Unknown("the path takes too much to follow");
      }
      new Reached(attribute, evaluation).argument(named, name, path);
    }
  }

  private void dynamicPaths(
      Attribute attribute, Expression value, Named named, List<Bindings> instances) {
    switch (value) {
      case Expression.Tuple tuple ->
          tuple.elements().forEach(each -> dynamicPaths(attribute, each, named, instances));
      case Expression.ObjectValue blocks -> {
        for (Expression.ObjectValue.Item item : blocks.items()) {
          Optional<String> label = key(item);
          if (label.isPresent() && !named.below(label.get()).isEmpty()) {
            made(attribute, item.value(), named, label.get(), instances);
          }
        }
      }
      default -> {}
    }
  }

  /** A dynamic block of JSON, or several. */
  private void made(
      Attribute attribute, Expression value, Named named, String label, List<Bindings> instances) {
    if (value instanceof Expression.Tuple tuple) {
      tuple.elements().forEach(each -> made(attribute, each, named, label, instances));
    } else if (value instanceof Expression.ObjectValue block) {
      String iterator = item(block, "iterator").flatMap(ConstantEvaluator::string).orElse(label);
      Optional<Expression> content = item(block, "content");
      if (content.isPresent()) {
        List<Bindings> inner = iterations(item(block, "for_each"), iterator, instances);
        paths(attribute, content.get(), named, label, inner);
      }
    }
  }

  private static Optional<Expression> item(Expression.ObjectValue object, String name) {
    return object.items().stream()
        .filter(item -> key(item).equals(Optional.of(name)))
        .map(Expression.ObjectValue.Item::value)
        .findFirst();
  }

  private static Optional<String> key(Expression.ObjectValue.Item item) {
    return switch (item.key()) {
      case Expression.ObjectValue.Key.Name name -> Optional.of(name.name());
      case Expression.ObjectValue.Key.Computed computed ->
          ConstantEvaluator.string(computed.expression());
    };
  }

  /** Tells of the files that are named in what an argument can be. */
  private final class Reached {
    private final Attribute attribute;
    private final Evaluation evaluation;

    Reached(Attribute attribute, Evaluation evaluation) {
      this.attribute = attribute;
      this.evaluation = evaluation;
    }

    /** What the argument of that name can be, which is one of these or holds some. */
    void argument(Named named, String name, Possible value) {
      if (named.object() != null && named.names().contains(named.around() + name)) {
        path(named.object(), named.around() + name, value);
      }
      Named below = named.below(name);
      if (!below.isEmpty()) {
        inside(below, value);
      }
    }

    private void path(Block object, String name, Possible value) {
      for (Possible option : value.options()) {
        switch (option) {
          case Possible.Sequence(var elements, var set) ->
              elements.forEach(element -> path(object, name, element));
          case Possible.Repeated(var key, var element) -> path(object, name, element);
          default -> calls.argument(object, name, attribute, option, evaluation);
        }
      }
    }

    private void inside(Named named, Possible value) {
      for (Possible option : value.options()) {
        switch (option) {
          case Possible.Sequence(var elements, var set) ->
              elements.forEach(element -> inside(named, element));
          case Possible.Repeated(var key, var element) -> {
            inside(named, element);
            any(named, element);
          }
          case Possible.Mapping(var attributes, var partial) ->
              attributes.forEach((name, inner) -> argument(named, name, inner));
          case Unknown unknown -> any(named, unknown);
          default -> {}
        }
      }
    }

    /** The value of an argument whose name is not known. */
    private void any(Named named, Possible value) {
      for (String name : named.names()) {
        if (name.startsWith(named.around())) {
          path(Objects.requireNonNull(named.object()), name, value);
        }
      }
    }
  }

  private boolean mayRead(Block block) {
    return (block.type().equals("check")
            && FileArguments.areIn(module.root().facts(), block.body().blocks()))
        || block.body().expressions().stream().anyMatch(FileFunctions::areCalled);
  }
}
