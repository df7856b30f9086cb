package dev.tfgate.hcl;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A piece of an {@link Expression.Template}. */
public sealed interface TemplatePart {

  /** Where the piece stands, its markers included. */
  SourceRange range();

  /** Text: escapes are decoded, indentation and trim marks applied. */
  record Text(String value, SourceRange range) implements TemplatePart {}

  /** <code>${expression}</code>. */
  record Interpolation(Expression expression, SourceRange range) implements TemplatePart {}

  /**
   * <code>%{if condition}…%{else}…%{endif}</code>; {@code otherwise} is empty without an {@code
   * else}.
   */
  record If(
      Expression condition,
      List<TemplatePart> then,
      List<TemplatePart> otherwise,
      SourceRange range)
      implements TemplatePart {
    /** Copies the lists. */
    public If {
      then = List.copyOf(then);
      otherwise = List.copyOf(otherwise);
    }
  }

  /**
   * <code>%{for k, v in collection}…%{endfor}</code>.
   *
   * @param keyVariable name of the first of two variables; null where there is one
   */
  record For(
      @Nullable String keyVariable,
      String valueVariable,
      Expression collection,
      List<TemplatePart> body,
      SourceRange range)
      implements TemplatePart {
    /** Copies the list. */
    public For {
      body = List.copyOf(body);
    }
  }

  /** Adds the expressions in {@code parts}, directives searched, to {@code expressions}. */
  static void collectExpressions(List<TemplatePart> parts, List<Expression> expressions) {
    for (TemplatePart part : parts) {
      switch (part) {
        case Text text -> {}
        case Interpolation interpolation -> expressions.add(interpolation.expression());
        case If directive -> {
          expressions.add(directive.condition());
          collectExpressions(directive.then(), expressions);
          collectExpressions(directive.otherwise(), expressions);
        }
        case For directive -> {
          expressions.add(directive.collection());
          collectExpressions(directive.body(), expressions);
        }
      }
    }
  }
}
