package dev.tfgate.terraform.evaluation;

import dev.tfgate.hcl.Block;
import dev.tfgate.hcl.Expression;
import dev.tfgate.terraform.Argument;
import dev.tfgate.terraform.Declaration;
import dev.tfgate.terraform.ParsedFile;
import dev.tfgate.terraform.values.Budget;
import dev.tfgate.terraform.values.Possible;
import dev.tfgate.terraform.values.Possible.Unknown;
import dev.tfgate.terraform.values.TypeConstraint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a variable can be: what the calls of its module pass; for a root its default, and what the
 * {@code .tfvars} files at and below the root and the tests set.
 */
final class VariableValues {
  private final ModuleValues module;
  private final Budget budget;

  VariableValues(ModuleValues module, Budget budget) {
    this.module = module;
    this.budget = budget;
  }

  /** What the variable can be. Its validations change nothing of that. */
  Possible of(String name) {
    Optional<Declaration> declared = module.declaration("variable", name);
    if (declared.isEmpty()) {
      return new Unknown("var." + name + ", which is not declared,");
    }
    boolean secret =
        declared.get().argument("sensitive").isPresent()
            || declared.get().argument("ephemeral").isPresent();
    if (secret && module.isRoot() && module.root().isByCall()) {
      return new Unknown("var." + name + ", a secret,");
    }
    Optional<Expression> type = declared.get().argument("type").map(Argument::value);
    Optional<Possible> byDefault =
        declared.get().argument("default").map(value -> constant(value.value()));
    List<Possible> values = new ArrayList<>();
    boolean given = !module.isRoot() && !module.root().isAlone() && called(name, byDefault, values);
    if (!given || module.isRunByTest()) {
      byDefault.ifPresent(values::add);
      if (!module.root().isAlone()) {
        files(name, values);
        if (!values.isEmpty()) {
          tests(name, values);
        }
      }
    }
    Optional<String> byCommandLine = module.isRoot() ? module.root().given(name) : Optional.empty();
    boolean free = module.isRoot() && module.root().isCalledFromElsewhere();
    boolean plain = !secret && type.map(VariableValues::isWrittenPlain).orElse(true);
    byCommandLine.ifPresent(text -> values.add(Possible.text(text)));
    if (free || (byCommandLine.isPresent() && !plain)) {
      values.clear();
    }
    if (values.isEmpty()) {
      Possible unknown =
          new Unknown(
              free
                  ? "var." + name + " of the module"
                  : byCommandLine.isPresent()
                      ? "var." + name + " is given by -var"
                      : "var.%s has no default, and no .tfvars file of '%s' sets it"
                          .formatted(name, module.root().path()));
      return typed(unknown, type);
    }
    return typed(Possible.anyOf(values), type);
  }

  private static Possible typed(Possible value, Optional<Expression> type) {
    return type.map(constraint -> TypeConstraint.convert(value, constraint)).orElse(value);
  }

  /** Whether the command line gives a variable of the type its text; others are expressions. */
  private static boolean isWrittenPlain(Expression type) {
    return type instanceof Expression.Variable simple
        && Set.of("string", "number", "bool").contains(simple.name());
  }

  /** Whether the module is called, so that the calls decide. */
  private boolean called(String name, Optional<Possible> byDefault, List<Possible> values) {
    List<Possible> passed = module.passed(name, budget);
    for (Possible value : passed) {
      if (value.equals(Possible.nothing())) {
        byDefault.ifPresent(values::add);
      } else {
        values.add(value);
        if (value.mayBeNull()) {
          byDefault.ifPresent(values::add);
        }
      }
    }
    return !passed.isEmpty();
  }

  private void files(String name, List<Possible> values) {
    for (ParsedFile file : module.root().variableFiles()) {
      file.hcl().body().attribute(name).ifPresent(value -> values.add(constant(value.value())));
    }
  }

  private void tests(String name, List<Possible> values) {
    for (ParsedFile test : module.root().tests()) {
      List<Block> places = new ArrayList<>(test.hcl().body().blocks("variables"));
      for (Block run : test.hcl().body().blocks("run")) {
        places.addAll(run.body().blocks("variables"));
      }
      for (Block place : places) {
        place
            .body()
            .attribute(name)
            .ifPresent(value -> values.add(evaluated(value.value(), Bindings.ofTemplate())));
      }
    }
  }

  /** Defaults and files of variables know no names: {@code string} in them is no reference. */
  private Possible constant(Expression expression) {
    return evaluated(expression, Bindings.ofConstants());
  }

  private Possible evaluated(Expression expression, Bindings names) {
    return new Evaluation(module, FileCalls.NONE, budget).value(expression, names);
  }
}
