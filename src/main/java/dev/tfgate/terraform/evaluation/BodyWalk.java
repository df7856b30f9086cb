package dev.tfgate.terraform.evaluation;

import dev.tfgate.hcl.Attribute;
import dev.tfgate.hcl.Block;
import dev.tfgate.hcl.Body;
import dev.tfgate.hcl.ConstantEvaluator;
import dev.tfgate.hcl.Expression;
import dev.tfgate.terraform.BlockContent;
import dev.tfgate.terraform.Declaration;
import dev.tfgate.terraform.FileKind;
import dev.tfgate.terraform.ParsedFile;
import dev.tfgate.terraform.files.FileArguments;
import dev.tfgate.terraform.files.FileFunctions;
import dev.tfgate.terraform.values.Budget;
import dev.tfgate.terraform.values.Possible;
import dev.tfgate.terraform.values.Possible.Unknown;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

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
      block(file, block, List.of(Bindings.NONE), file.kind() == FileKind.CONFIGURATION);
    }
  }

  private void block(ParsedFile file, Block block, List<Bindings> outer, boolean top) {
    Set<String> paths = top ? FileArguments.of(module.root().facts(), block) : Set.of();
    if (paths.isEmpty() && !mayRead(block)) {
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
      dynamic(file, block, outer);
      return;
    }
    arguments(block.body(), inner);
    paths(block, paths, inner);
    for (Block nested : block.body().blocks()) {
      block(file, nested, inner, top && block.type().equals("check"));
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
    return module.module().declarations(block.type()).stream()
        .filter(
            declaration ->
                declaration.written().stream()
                    .anyMatch(
                        placed ->
                            placed.file().path().equals(file.path())
                                && placed.block().range().equals(block.range())))
        .findFirst()
        .orElse(new Declaration(file, block, List.of()));
  }

  private void dynamic(ParsedFile file, Block block, List<Bindings> outer) {
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
    Optional<Attribute> forEach = block.body().attribute("for_each");
    List<Bindings> inner = new java.util.ArrayList<>();
    for (Bindings names : outer) {
      try {
        Possible collection =
            forEach
                .map(
                    argument ->
                        new Evaluation(module, FileCalls.NONE, module.root().budget())
                            .value(argument.value(), names))
                .orElse(new Unknown("a dynamic block without for_each"));
        inner.addAll(module.iterations(collection, iterator, names));
      } catch (Budget.ExhaustedException e) {
        inner.add(names.with(iterator, new Unknown("for_each takes too much to follow")));
      }
    }
    for (Block content : block.body().blocks()) {
      block(file, content, inner, false);
    }
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

  private void paths(Block block, Set<String> names, List<Bindings> instances) {
    if (names.isEmpty()) {
      return;
    }
    for (Attribute attribute : BlockContent.attributes(block)) {
      if (!names.contains(attribute.name())) {
        continue;
      }
      Budget budget = module.root().budget();
      for (Bindings each : instances) {
        Evaluation evaluation = new Evaluation(module, FileCalls.NONE, budget);
        Possible path;
        try {
          path = evaluation.value(attribute.value(), each);
        } catch (Budget.ExhaustedException e) {
          path = new Unknown("the path takes too much to follow");
        }
        calls.argument(block, attribute, path, evaluation);
      }
    }
  }

  private boolean mayRead(Block block) {
    return (block.type().equals("check")
            && FileArguments.areIn(module.root().facts(), block.body().blocks()))
        || block.body().expressions().stream().anyMatch(FileFunctions::areCalled);
  }
}
