package dev.tfgate.hcl;

import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An expression, as written and not evaluated.
 *
 * <p>Chains are flat: {@code a.b[0].c} is one {@link Traversal} with three steps, {@code a + b - c}
 * one {@link Operation} with two terms. So the height of a tree from native syntax is bounded by
 * {@link Limits#nesting()} and recursion over it is safe. Values in JSON files may nest as deep as
 * the file is long: use {@link #walk}, which doesn't recurse.
 */
public sealed interface Expression {

  /** Where the expression stands, delimiters included. */
  SourceRange range();

  /** The expressions directly inside this one, in the order of the source. */
  List<Expression> children();

  /**
   * Visits this expression and every expression inside it, templates, directives and object keys
   * included, each before those inside it, in the order of the source.
   */
  default void walk(Consumer<Expression> visitor) {
    Deque<Expression> pending = new ArrayDeque<>();
    pending.push(this);
    while (!pending.isEmpty()) {
      Expression next = pending.pop();
      visitor.accept(next);
      List<Expression> children = next.children();
      for (int i = children.size() - 1; i >= 0; i--) {
        pending.push(children.get(i));
      }
    }
  }

  /** {@code true} or {@code false}. */
  record BooleanLiteral(boolean value, SourceRange range) implements Expression {
    @Override
    public List<Expression> children() {
      return List.of();
    }
  }

  /** {@code null}. */
  record NullLiteral(SourceRange range) implements Expression {
    @Override
    public List<Expression> children() {
      return List.of();
    }
  }

  /**
   * A number, exactly as written; {@code 1e1000000} is a valid one, so mind what you compute with
   * it.
   *
   * @param number a {@link BigDecimal}, or a {@link Long} where that says the same: the JDK's
   *     decimal numbers take 12 ms to load, and most literals are never computed with
   */
  record NumberLiteral(Number number, SourceRange range) implements Expression {
    /** The number. */
    public BigDecimal value() {
      return number instanceof Long small ? BigDecimal.valueOf(small) : (BigDecimal) number;
    }

    @Override
    public List<Expression> children() {
      return List.of();
    }
  }

  /**
   * A quoted string or a heredoc. A plain string has one {@link TemplatePart.Text} or, if empty, no
   * part.
   *
   * @param form how it is written
   * @param parts text, interpolations and directives, in order; text is decoded, indentation and
   *     trim marks are applied
   */
  record Template(Form form, List<TemplatePart> parts, SourceRange range) implements Expression {
    /** How a template is written. */
    public enum Form {
      /** {@code "…"}. */
      QUOTED,
      /** {@code <<EOT}. */
      HEREDOC,
      /** {@code <<-EOT}: common indentation is removed. */
      INDENTED_HEREDOC,
      /** Without delimiters: a template file, or the content of a string in JSON. */
      BARE
    }

    /** Copies the parts. */
    public Template {
      parts = List.copyOf(parts);
    }

    /** The text of a template without interpolations and directives; null where it has any. */
    public @Nullable String literal() {
      if (parts.isEmpty()) {
        return "";
      }
      return parts.size() == 1 && parts.getFirst() instanceof TemplatePart.Text text
          ? text.value()
          : null;
    }

    /**
     * Whether this is a lone interpolation, {@code "${x}"}: its value is that of {@code x}, of
     * whatever type, not a string. (A heredoc never is, for it ends with a newline, unless {@code
     * ~} trims that away.)
     */
    public boolean isWrapper() {
      return parts.size() == 1 && parts.getFirst() instanceof TemplatePart.Interpolation;
    }

    @Override
    public List<Expression> children() {
      List<Expression> children = new ArrayList<>();
      TemplatePart.collectExpressions(parts, children);
      return children;
    }
  }

  /**
   * A string in a JSON file. Whether it is a template or plain text depends on who reads it, so it
   * is both.
   *
   * @param value the decoded string
   * @param template the string read as a template; null where it isn't a valid one
   * @param templateError why it isn't; null where it is
   */
  record JsonString(
      String value,
      @Nullable Template template,
      @Nullable HclSyntaxException templateError,
      SourceRange range)
      implements Expression {
    @Override
    public List<Expression> children() {
      return template == null ? List.of() : List.of(template);
    }
  }

  /**
   * A name that stands for a value: {@code var}, {@code aws_instance}, the variable of a {@code
   * for}.
   */
  record Variable(String name, SourceRange range) implements Expression {
    @Override
    public List<Expression> children() {
      return List.of();
    }
  }

  /**
   * Access to parts of a value: {@code source.a["b"].0[*].c}.
   *
   * @param source what the chain starts from; often a {@link Variable}, never a {@code Traversal}
   * @param steps at least one
   */
  record Traversal(Expression source, List<Step> steps, SourceRange range) implements Expression {
    /** Copies the steps. */
    public Traversal {
      steps = List.copyOf(steps);
    }

    /**
     * The name of the variable that the chain starts from; null where it starts from something
     * else.
     */
    public @Nullable String rootName() {
      return source instanceof Variable variable ? variable.name() : null;
    }

    @Override
    public List<Expression> children() {
      List<Expression> children = new ArrayList<>();
      children.add(source);
      for (Step step : steps) {
        if (step instanceof Step.Index index) {
          children.add(index.key());
        }
      }
      return children;
    }
  }

  /** A step of a {@link Traversal}. Ranges include the dot or the brackets. */
  sealed interface Step {
    /** Where the step stands. */
    SourceRange range();

    /** {@code .name}. */
    record Attribute(String name, SourceRange range) implements Step {}

    /** {@code [key]}. */
    record Index(Expression key, SourceRange range) implements Step {}

    /** {@code .0}, the old way to write {@code [0]}. */
    record LegacyIndex(BigDecimal index, SourceRange range) implements Step {}

    /** {@code [*]}: what follows applies to each element. */
    record Splat(SourceRange range) implements Step {}

    /** {@code .*}: the attributes and legacy indexes that follow apply to each element. */
    record AttributeSplat(SourceRange range) implements Step {}
  }

  /**
   * A function call.
   *
   * @param name as written; {@code provider::aws::arn_parse} for functions in a namespace
   * @param expandLast whether the last argument is followed by {@code ...}
   */
  record FunctionCall(
      String name,
      SourceRange nameRange,
      List<Expression> arguments,
      boolean expandLast,
      SourceRange range)
      implements Expression {
    /** Copies the arguments. */
    public FunctionCall {
      arguments = List.copyOf(arguments);
    }

    @Override
    public List<Expression> children() {
      return arguments;
    }
  }

  /** {@code condition ? whenTrue : whenFalse}. */
  record Conditional(
      Expression condition, Expression whenTrue, Expression whenFalse, SourceRange range)
      implements Expression {
    @Override
    public List<Expression> children() {
      return List.of(condition, whenTrue, whenFalse);
    }
  }

  /**
   * Operands joined by binary operators of one precedence, to be computed from left to right:
   * {@code first - a + b}.
   *
   * @param rest at least one
   */
  record Operation(Expression first, List<Term> rest, SourceRange range) implements Expression {
    /** An operator and what stands to the right of it. */
    public record Term(BinaryOperator operator, Expression operand) {}

    /** Copies the terms. */
    public Operation {
      rest = List.copyOf(rest);
    }

    @Override
    public List<Expression> children() {
      List<Expression> children = new ArrayList<>(rest.size() + 1);
      children.add(first);
      for (Term term : rest) {
        children.add(term.operand());
      }
      return children;
    }
  }

  /** {@code !operand} or {@code -operand}. */
  record Unary(UnaryOperator operator, Expression operand, SourceRange range)
      implements Expression {
    @Override
    public List<Expression> children() {
      return List.of(operand);
    }
  }

  /** {@code (inner)}. */
  record Parenthesized(Expression inner, SourceRange range) implements Expression {
    @Override
    public List<Expression> children() {
      return List.of(inner);
    }
  }

  /** {@code [a, b]}; an array in JSON. */
  record Tuple(List<Expression> elements, SourceRange range) implements Expression {
    /** Copies the elements. */
    public Tuple {
      elements = List.copyOf(elements);
    }

    @Override
    public List<Expression> children() {
      return elements;
    }
  }

  /** <code>{ key = value }</code>; an object in JSON. Keys may repeat: the last one wins. */
  record ObjectValue(List<Item> items, SourceRange range) implements Expression {
    /** A key and its value. */
    public record Item(Key key, Expression value) {}

    /** The key of an {@link Item}. */
    public sealed interface Key {
      /** Where the key stands. */
      SourceRange range();

      /** A bare name, which is its own value and no variable: <code>{ name = 1 }</code>. */
      record Name(String name, SourceRange range) implements Key {}

      /**
       * Everything else: {@code "name"}, {@code (var.x)}, {@code 5}; a {@link JsonString} in JSON.
       */
      record Computed(Expression expression) implements Key {
        @Override
        public SourceRange range() {
          return expression.range();
        }
      }
    }

    /** Copies the items. */
    public ObjectValue {
      items = List.copyOf(items);
    }

    @Override
    public List<Expression> children() {
      List<Expression> children = new ArrayList<>(items.size());
      for (Item item : items) {
        if (item.key() instanceof Key.Computed computed) {
          children.add(computed.expression());
        }
        children.add(item.value());
      }
      return children;
    }
  }

  /**
   * {@code [for k, v in collection : value if condition]}, or <code>
   * {for k, v in collection : key => value...}</code>.
   *
   * @param keyVariable name of the first of two variables; null where there is one
   * @param key null where a tuple is built; else an object is
   * @param grouping whether {@code ...} follows the value
   * @param condition null where there is none
   */
  record For(
      @Nullable String keyVariable,
      String valueVariable,
      Expression collection,
      @Nullable Expression key,
      Expression value,
      boolean grouping,
      @Nullable Expression condition,
      SourceRange range)
      implements Expression {
    @Override
    public List<Expression> children() {
      List<Expression> children = new ArrayList<>(4);
      children.add(collection);
      if (key != null) {
        children.add(key);
      }
      children.add(value);
      if (condition != null) {
        children.add(condition);
      }
      return children;
    }
  }
}
