package dev.tfgate.terraform;

import dev.tfgate.hcl.ConstantEvaluator;
import dev.tfgate.hcl.Expression;
import dev.tfgate.hcl.Expression.Step;
import dev.tfgate.hcl.TemplatePart;
import java.util.Map;
import java.util.Optional;

/**
 * What the source of a module is where it may be computed before anything else: constants, local
 * values that are constants, and strings put together from these. Whatever a variable, a path or a
 * function has a part in is not told.
 *
 * @param locals of the module that the expression stands in
 */
record EarlyText(Map<String, Argument> locals) {
  private static final int DEEPEST = 20;

  /** Returns the string that the expression is; empty where that can't be told. */
  Optional<String> of(Expression expression) {
    return of(expression, 0);
  }

  private Optional<String> of(Expression expression, int depth) {
    if (depth > DEEPEST) {
      return Optional.empty();
    }
    if (ConstantEvaluator.evaluate(expression).isPresent()) {
      return ConstantEvaluator.plainString(expression);
    }
    return switch (expression) {
      case Expression.Parenthesized inner -> of(inner.inner(), depth + 1);
      case Expression.JsonString string when string.template() != null ->
          of(string.template(), depth + 1);
      case Expression.Traversal(Expression.Variable source, var steps, var range)
          when source.name().equals("local")
              && steps.size() == 1
              && steps.getFirst() instanceof Step.Attribute step ->
          Optional.ofNullable(locals.get(step.name()))
              .flatMap(local -> of(local.value(), depth + 1));
      case Expression.Template template -> joined(template, depth);
      default -> Optional.empty();
    };
  }

  private Optional<String> joined(Expression.Template template, int depth) {
    StringBuilder text = new StringBuilder();
    for (TemplatePart part : template.parts()) {
      switch (part) {
        case TemplatePart.Text(var value, var range) -> text.append(value);
        case TemplatePart.Interpolation(var inner, var range) -> {
          Optional<String> piece = of(inner, depth + 1);
          if (piece.isEmpty()) {
            return Optional.empty();
          }
          text.append(piece.get());
        }
        default -> {
          return Optional.empty();
        }
      }
    }
    return Optional.of(text.toString());
  }
}
