package dev.tfgate.hcl;

import dev.tfgate.hcl.Constant.Bool;
import dev.tfgate.hcl.Constant.Null;
import dev.tfgate.hcl.Constant.Numeric;
import dev.tfgate.hcl.Constant.ObjectMap;
import dev.tfgate.hcl.Constant.Text;
import dev.tfgate.hcl.Constant.TupleValue;
import dev.tfgate.hcl.Expression.Step;
import dev.tfgate.hcl.Expression.Template;
import java.math.BigDecimal;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Computes what an expression is whatever the variables are: what hcl v2 evaluates without an
 * evaluation context. Functions are none of it. What would fail when Terraform evaluates it is not
 * constant either, and so is what takes more than a bounded amount of work or memory.
 */
public final class ConstantEvaluator {
  private static final int MAX_STEPS = 100_000;
  private static final int MAX_LENGTH = 1 << 20;
  private static final int MAX_DEPTH = 1_000;
  private static final int MAX_DIGITS = 30;
  private static final char FIRST_MARK = '\u0300';

  private final Map<String, Constant> variables = new HashMap<>();
  private int steps;
  private int depth;
  private long length;

  private final boolean templates;

  private ConstantEvaluator(boolean templates) {
    this.templates = templates;
  }

  /** The value of the expression; empty where it isn't constant. */
  public static Optional<Constant> evaluate(Expression expression) {
    try {
      return Optional.of(new ConstantEvaluator(true).value(expression));
    } catch (NotConstant e) {
      return Optional.empty();
    }
  }

  /**
   * The string where its reader knows no names at all, as Terraform does sources, versions and
   * backends: a string of JSON is then plain text, whatever looks like a template in it.
   */
  public static Optional<String> plainString(Expression expression) {
    if (expression instanceof Template template
        && template.parts().size() == 1
        && template.parts().getFirst() instanceof TemplatePart.Text text
        && text.value().length() <= MAX_LENGTH) {
      return Optional.of(composed(text.value()));
    }
    try {
      return string(new ConstantEvaluator(false).value(expression));
    } catch (NotConstant e) {
      return Optional.empty();
    }
  }

  /**
   * The value as a string: numbers and booleans are converted, as Terraform does; empty where there
   * is none.
   */
  public static Optional<String> string(Expression expression) {
    return evaluate(expression).flatMap(ConstantEvaluator::string);
  }

  private static Optional<String> string(Constant constant) {
    return switch (constant) {
      case Text text -> Optional.of(text.value());
      case Numeric number -> Optional.of(format(number.value()));
      case Bool literal -> Optional.of(String.valueOf(literal.value()));
      case Null absent -> Optional.empty();
      case TupleValue tuple -> Optional.empty();
      case ObjectMap object -> Optional.empty();
    };
  }

  private static final class NotConstant extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotConstant() {
      super(null, null, false, false);
    }
  }

  private Constant value(Expression expression) {
    if (++steps > MAX_STEPS || ++depth > MAX_DEPTH) {
      throw new NotConstant();
    }
    Constant value =
        switch (expression) {
          case Expression.BooleanLiteral literal -> new Bool(literal.value());
          case Expression.NullLiteral literal -> new Null();
          case Expression.NumberLiteral literal -> new Numeric(bounded(literal.value()));
          case Template template -> template(template);
          case Expression.JsonString string -> {
            if (!templates) {
              yield new Text(string.value());
            }
            if (string.template() == null) {
              throw new NotConstant();
            }
            yield template(string.template());
          }
          case Expression.Variable variable -> {
            Constant bound = variables.get(variable.name());
            if (bound == null) {
              throw new NotConstant();
            }
            yield bound;
          }
          case Expression.Traversal traversal ->
              steps(value(traversal.source()), traversal.steps(), 0);
          case Expression.FunctionCall call -> throw new NotConstant();
          case Expression.Conditional conditional -> conditional(conditional);
          case Expression.Operation operation -> operation(operation);
          case Expression.Unary unary -> unary(unary);
          case Expression.Parenthesized inner -> value(inner.inner());
          case Expression.Tuple tuple -> {
            List<Constant> elements = new ArrayList<>(tuple.elements().size());
            for (Expression element : tuple.elements()) {
              elements.add(value(element));
            }
            yield new TupleValue(elements);
          }
          case Expression.ObjectValue object -> object(object);
          case Expression.For loop -> loop(loop);
        };
    depth--;
    return value;
  }

  private Constant template(Template template) {
    if (template.isWrapper()
        && template.parts().getFirst()
            instanceof TemplatePart.Interpolation(var inner, var range)) {
      return value(inner);
    }
    StringBuilder text = new StringBuilder();
    append(template.parts(), text);
    return text(text.toString());
  }

  private void append(List<TemplatePart> parts, StringBuilder text) {
    for (TemplatePart part : parts) {
      switch (part) {
        case TemplatePart.Text literal -> text.append(literal.value());
        case TemplatePart.Interpolation interpolation ->
            text.append(asString(value(interpolation.expression())));
        case TemplatePart.If directive -> {
          // Both branches are evaluated, as the conditional that it is.
          StringBuilder then = new StringBuilder();
          append(directive.then(), then);
          StringBuilder otherwise = new StringBuilder();
          append(directive.otherwise(), otherwise);
          text.append(asBoolean(value(directive.condition())) ? then : otherwise);
        }
        case TemplatePart.For directive ->
            forEach(
                value(directive.collection()),
                directive.keyVariable(),
                directive.valueVariable(),
                () -> append(directive.body(), text));
      }
      if (text.length() > MAX_LENGTH) {
        throw new NotConstant();
      }
    }
  }

  private Constant conditional(Expression.Conditional conditional) {
    Constant whenTrue = value(conditional.whenTrue());
    Constant whenFalse = value(conditional.whenFalse());
    boolean condition = asBoolean(value(conditional.condition()));
    Constant chosen = condition ? whenTrue : whenFalse;
    Constant other = condition ? whenFalse : whenTrue;
    if (chosen instanceof Null || other instanceof Null || chosen.getClass() == other.getClass()) {
      return chosen;
    }
    // Both results get one type; primitives of different types meet in string.
    if (string(other).isEmpty()) {
      throw new NotConstant();
    }
    return text(asString(chosen));
  }

  private Constant operation(Expression.Operation operation) {
    Constant left = value(operation.first());
    for (Expression.Operation.Term term : operation.rest()) {
      left = operate(term.operator(), left, value(term.operand()));
    }
    return left;
  }

  private Constant operate(BinaryOperator operator, Constant left, Constant right) {
    return switch (operator) {
      case OR, AND -> {
        // Both sides have to be booleans, whatever the first one is.
        boolean first = asBoolean(left);
        boolean second = asBoolean(right);
        yield new Bool(operator == BinaryOperator.OR ? first || second : first && second);
      }
      case EQUAL -> new Bool(equal(left, right));
      case NOT_EQUAL -> new Bool(!equal(left, right));
      case GREATER -> new Bool(compare(asNumber(left), asNumber(right)) > 0);
      case GREATER_OR_EQUAL -> new Bool(compare(asNumber(left), asNumber(right)) >= 0);
      case LESS -> new Bool(compare(asNumber(left), asNumber(right)) < 0);
      case LESS_OR_EQUAL -> new Bool(compare(asNumber(left), asNumber(right)) <= 0);
      case ADD -> number(whole(left).add(whole(right)));
      case SUBTRACT -> number(whole(left).subtract(whole(right)));
      case MULTIPLY -> number(whole(left).multiply(whole(right)));
      case DIVIDE -> number(quotient(whole(left), whole(right)));
      case MODULO -> number(remainder(whole(left), whole(right)));
    };
  }

  /**
   * Two numbers as HCL compares them, in binary floating point of 512 bits: numbers that only
   * differ further behind than this may be one there.
   */
  private static int compare(BigDecimal left, BigDecimal right) {
    for (BigDecimal number : new BigDecimal[] {left, right}) {
      if (number.precision() > MAX_DIGITS || Math.abs((long) number.scale()) > MAX_DIGITS) {
        throw new NotConstant();
      }
    }
    return left.compareTo(right);
  }

  /** A number with which HCL calculates without an error of rounding. */
  private static BigDecimal whole(Constant constant) {
    BigDecimal number = asNumber(constant);
    if (number.precision() > MAX_DIGITS
        || Math.abs((long) number.scale()) > MAX_DIGITS
        || number.stripTrailingZeros().scale() > 0) {
      throw new NotConstant();
    }
    return number;
  }

  /** Zero has a sign in HCL, and is written with it. */
  private static Constant number(BigDecimal value) {
    if (value.signum() == 0) {
      throw new NotConstant();
    }
    return new Numeric(value);
  }

  private static BigDecimal quotient(BigDecimal dividend, BigDecimal divisor) {
    if (divisor.signum() == 0 || dividend.remainder(divisor).signum() != 0) {
      throw new NotConstant();
    }
    return dividend.divideToIntegralValue(divisor);
  }

  private static BigDecimal remainder(BigDecimal dividend, BigDecimal divisor) {
    if (divisor.signum() == 0) {
      // HCL doesn't divide by nothing: what is left is all of it.
      return dividend;
    }
    return dividend.remainder(divisor);
  }

  private static boolean equal(Constant left, Constant right) {
    if (left instanceof Numeric(var a) && right instanceof Numeric(var b)) {
      return compare(a, b) == 0;
    }
    if (left instanceof TupleValue(var a) && right instanceof TupleValue(var b)) {
      if (a.size() != b.size()) {
        return false;
      }
      for (int i = 0; i < a.size(); i++) {
        if (!equal(a.get(i), b.get(i))) {
          return false;
        }
      }
      return true;
    }
    if (left instanceof ObjectMap(var a) && right instanceof ObjectMap(var b)) {
      if (!a.keySet().equals(b.keySet())) {
        return false;
      }
      for (Map.Entry<String, Constant> entry : a.entrySet()) {
        Constant other = b.get(entry.getKey());
        if (other == null || !equal(entry.getValue(), other)) {
          return false;
        }
      }
      return true;
    }
    return left.equals(right);
  }

  /** Whether Go orders the names as Java does: by code points, not by UTF-16. */
  private static void requireOrder(Set<String> names) {
    for (String name : names) {
      if (name.chars().anyMatch(c -> c >= Character.MIN_SURROGATE)) {
        throw new NotConstant();
      }
    }
  }

  private Constant unary(Expression.Unary unary) {
    Constant operand = value(unary.operand());
    return switch (unary.operator()) {
      case NOT -> new Bool(!asBoolean(operand));
      case NEGATE -> number(asNumber(operand).negate());
    };
  }

  private Constant object(Expression.ObjectValue object) {
    Map<String, Constant> attributes = new LinkedHashMap<>();
    for (Expression.ObjectValue.Item item : object.items()) {
      String key =
          switch (item.key()) {
            case Expression.ObjectValue.Key.Name name -> name.name();
            case Expression.ObjectValue.Key.Computed computed -> {
              if (computed.expression() instanceof Expression.Traversal) {
                // An error in hcl: it looks like a bare word.
                throw new NotConstant();
              }
              yield asString(value(computed.expression()));
            }
          };
      attributes.put(composed(key), value(item.value()));
    }
    return new ObjectMap(attributes);
  }

  private Constant loop(Expression.For loop) {
    Constant collection = value(loop.collection());
    if (loop.key() == null) {
      List<Constant> elements = new ArrayList<>();
      forEach(
          collection,
          loop.keyVariable(),
          loop.valueVariable(),
          () -> {
            if (loop.condition() == null || asBoolean(value(loop.condition()))) {
              elements.add(value(loop.value()));
            }
          });
      return new TupleValue(elements);
    }
    Expression key = loop.key();
    // hcl gives the attributes of such an object in the order of their names.
    Map<String, List<Constant>> groups = new TreeMap<>();
    forEach(
        collection,
        loop.keyVariable(),
        loop.valueVariable(),
        () -> {
          if (loop.condition() == null || asBoolean(value(loop.condition()))) {
            String name = asString(value(key));
            List<Constant> group = groups.computeIfAbsent(name, _ -> new ArrayList<>());
            if (!group.isEmpty() && !loop.grouping()) {
              throw new NotConstant();
            }
            group.add(value(loop.value()));
          }
        });
    Map<String, Constant> attributes = new LinkedHashMap<>();
    groups.forEach(
        (name, group) ->
            attributes.put(name, loop.grouping() ? new TupleValue(group) : group.getFirst()));
    return new ObjectMap(attributes);
  }

  private void forEach(
      Constant collection, @Nullable String keyVariable, String valueVariable, Runnable body) {
    List<Constant> keys = new ArrayList<>();
    List<Constant> values = new ArrayList<>();
    switch (collection) {
      case TupleValue tuple -> {
        for (int i = 0; i < tuple.elements().size(); i++) {
          keys.add(new Numeric(BigDecimal.valueOf(i)));
          values.add(tuple.elements().get(i));
        }
      }
      case ObjectMap object -> {
        requireOrder(object.attributes().keySet());
        for (Map.Entry<String, Constant> entry : new TreeMap<>(object.attributes()).entrySet()) {
          keys.add(new Text(entry.getKey()));
          values.add(entry.getValue());
        }
      }
      default -> throw new NotConstant();
    }
    @Nullable Constant hiddenKey = keyVariable == null ? null : variables.get(keyVariable);
    @Nullable Constant hiddenValue = variables.get(valueVariable);
    for (int i = 0; i < keys.size(); i++) {
      if (keyVariable != null) {
        variables.put(keyVariable, keys.get(i));
      }
      variables.put(valueVariable, values.get(i));
      body.run();
    }
    restore(valueVariable, hiddenValue);
    if (keyVariable != null) {
      restore(keyVariable, hiddenKey);
    }
  }

  private void restore(String name, @Nullable Constant value) {
    if (value == null) {
      variables.remove(name);
    } else {
      variables.put(name, value);
    }
  }

  private Constant steps(Constant value, List<Step> steps, int from) {
    Constant current = value;
    for (int i = from; i < steps.size(); i++) {
      switch (steps.get(i)) {
        case Step.Attribute attribute -> current = attribute(current, attribute.name());
        case Step.LegacyIndex index -> current = element(current, new Numeric(index.index()));
        case Step.Index index -> current = element(current, value(index.key()));
        case Step.Splat splat -> {
          List<Constant> elements = new ArrayList<>();
          for (Constant element : splatted(current)) {
            elements.add(steps(element, steps, i + 1));
          }
          return new TupleValue(elements);
        }
        case Step.AttributeSplat splat -> {
          int end = i + 1;
          while (end < steps.size()
              && (steps.get(end) instanceof Step.Attribute
                  || steps.get(end) instanceof Step.LegacyIndex)) {
            end++;
          }
          List<Step> inner = steps.subList(0, end);
          List<Constant> elements = new ArrayList<>();
          for (Constant element : splatted(current)) {
            elements.add(steps(element, inner, i + 1));
          }
          current = new TupleValue(elements);
          i = end - 1;
        }
      }
    }
    return current;
  }

  private static List<Constant> splatted(Constant value) {
    return switch (value) {
      case TupleValue tuple -> tuple.elements();
      case Null absent -> List.of();
      default -> List.of(value);
    };
  }

  private static Constant attribute(Constant value, String name) {
    if (value instanceof ObjectMap object) {
      Constant attribute = object.attributes().get(name);
      if (attribute != null) {
        return attribute;
      }
    }
    throw new NotConstant();
  }

  private Constant element(Constant value, Constant key) {
    switch (value) {
      case TupleValue tuple -> {
        BigDecimal index = asNumber(key);
        if (index.signum() >= 0
            && index.compareTo(BigDecimal.valueOf(tuple.elements().size())) < 0
            && index.stripTrailingZeros().scale() <= 0) {
          return tuple.elements().get(index.intValue());
        }
        throw new NotConstant();
      }
      case ObjectMap object -> {
        return attribute(object, asString(key));
      }
      default -> throw new NotConstant();
    }
  }

  private static String asString(Constant constant) {
    return string(constant).orElseThrow(NotConstant::new);
  }

  private static boolean asBoolean(Constant constant) {
    return switch (constant) {
      case Bool literal -> literal.value();
      case Text text when text.value().equals("true") || text.value().equals("1") -> true;
      case Text text when text.value().equals("false") || text.value().equals("0") -> false;
      default -> throw new NotConstant();
    };
  }

  private static BigDecimal asNumber(Constant constant) {
    return switch (constant) {
      case Numeric number -> number.value();
      case Text text -> {
        try {
          if (text.value().length() > 400) {
            throw new NotConstant();
          }
          yield bounded(new BigDecimal(text.value()));
        } catch (NumberFormatException e) {
          throw new NotConstant();
        }
      }
      default -> throw new NotConstant();
    };
  }

  private static BigDecimal bounded(BigDecimal value) {
    if (Math.abs((long) value.scale()) > 10_000 || value.precision() > 10_000) {
      throw new NotConstant();
    }
    return value;
  }

  private Constant text(String value) {
    length += value.length();
    if (length > MAX_LENGTH) {
      throw new NotConstant();
    }
    return new Text(composed(value));
  }

  /** What lies below the first combining mark is composed as it is. */
  private static String composed(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= FIRST_MARK) {
        return Normalizer.normalize(text, Normalizer.Form.NFC);
      }
    }
    return text;
  }

  private static String format(BigDecimal value) {
    return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
  }
}
