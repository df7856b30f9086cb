package dev.tfgate.terraform.values;

import dev.tfgate.hcl.Attribute;
import dev.tfgate.hcl.BinaryOperator;
import dev.tfgate.hcl.Block;
import dev.tfgate.hcl.Expression;
import dev.tfgate.hcl.Expression.FunctionCall;
import dev.tfgate.terraform.values.Possible.Sequence;
import dev.tfgate.terraform.values.Possible.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the validations of a variable leave possible. Terraform holds them before it evaluates what
 * refers to the variable.
 */
final class Validations {
  private final ModuleValues module;
  private final String name;
  private final Budget budget;

  Validations(ModuleValues module, String name, Budget budget) {
    this.module = module;
    this.name = name;
    this.budget = budget;
  }

  Possible narrowed(Possible value, Block declaration) {
    for (Block validation : declaration.body().blocks("validation")) {
      Optional<Attribute> condition = validation.body().attribute("condition");
      if (condition.isPresent()) {
        Optional<Possible> listed = listed(condition.get().value());
        if (listed.isPresent()) {
          return listed.get();
        }
      }
    }
    return value;
  }

  /**
   * The values that a condition lists: {@code contains(["a", "b"], var.x)}, {@code var.x == "a"}.
   */
  private Optional<Possible> listed(Expression condition) {
    return switch (condition) {
      case Expression.Parenthesized inner -> listed(inner.inner());
      case FunctionCall call
          when FileFunctions.name(call).equals("contains")
              && call.arguments().size() == 2
              && isVariable(call.arguments().getLast()) ->
          strings(call.arguments().getFirst());
      case Expression.Operation operation -> listed(operation);
      default -> Optional.empty();
    };
  }

  private Optional<Possible> listed(Expression.Operation operation) {
    List<Optional<Possible>> parts = new ArrayList<>();
    parts.add(listed(operation.first()));
    boolean and = true;
    boolean or = true;
    for (Expression.Operation.Term term : operation.rest()) {
      and &= term.operator() == BinaryOperator.AND;
      or &= term.operator() == BinaryOperator.OR;
      if (term.operator() == BinaryOperator.EQUAL && operation.rest().size() == 1) {
        return equal(operation.first(), term.operand())
            .or(() -> equal(term.operand(), operation.first()));
      }
      parts.add(listed(term.operand()));
    }
    if (and) {
      return parts.stream().flatMap(Optional::stream).findFirst();
    }
    if (or && parts.stream().allMatch(Optional::isPresent)) {
      return Optional.of(Possible.anyOf(parts.stream().flatMap(Optional::stream).toList()));
    }
    return Optional.empty();
  }

  private Optional<Possible> equal(Expression variable, Expression value) {
    return isVariable(variable) ? literal(evaluate(value)) : Optional.empty();
  }

  private Optional<Possible> strings(Expression list) {
    if (!(evaluate(list) instanceof Sequence(var elements, var set))) {
      return Optional.empty();
    }
    for (Possible element : elements) {
      if (literal(element).isEmpty()) {
        return Optional.empty();
      }
    }
    return Optional.of(Possible.anyOf(elements));
  }

  private static Optional<Possible> literal(Possible value) {
    return value instanceof Text text && text.literal().isPresent() || value.isNull()
        ? Optional.of(value)
        : Optional.empty();
  }

  private Possible evaluate(Expression expression) {
    return new Evaluation(module, FileCalls.NONE, budget).value(expression, Bindings.ofTemplate());
  }

  private boolean isVariable(Expression expression) {
    return expression instanceof Expression.Traversal traversal
        && "var".equals(traversal.rootName())
        && traversal.steps().size() == 1
        && traversal.steps().getFirst() instanceof Expression.Step.Attribute step
        && step.name().equals(name);
  }
}
