package dev.tfgate.policy;

import dev.tfgate.cel.FieldMap;
import dev.tfgate.cel.Fields;
import dev.tfgate.cel.ItemList;
import dev.tfgate.cel.Items;
import dev.tfgate.cel.Unknown;
import dev.tfgate.hcl.Block;
import dev.tfgate.hcl.Constant;
import dev.tfgate.hcl.Expression;
import dev.tfgate.hcl.Expression.Step;
import dev.tfgate.hcl.Source;
import dev.tfgate.hcl.TemplatePart;
import dev.tfgate.policy.run.ModuleInstance;
import dev.tfgate.policy.run.PlacedBlock;
import dev.tfgate.terraform.Argument;
import dev.tfgate.terraform.Declaration;
import dev.tfgate.terraform.ParsedFile;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What expressions of a module are worth, as far as the source tells. The rest is unknown and bears
 * the text of the expression that is to blame.
 */
public final class Values {
  private static final Pattern SPACES = Pattern.compile("\\s+");
  private static final int DEEPEST = 200;
  private static final int MOST_INSTANCES = 200;
  private static final int MOST_COMBINATIONS = 64;
  private static final int MOST_STEPS = 100_000;
  private static final int MOST_ELEMENTS = 10_000;
  private static final int LONGEST_NAME = 60;
  private static final int LONGEST_TEXT = 1 << 20;

  private final ModuleInstance module;
  private int depth;
  private int steps;

  /** Of the expressions in {@code module}. */
  public Values(ModuleInstance module) {
    this.module = module;
  }

  /**
   * Where an expression stands.
   *
   * @param source the text of its file
   * @param values what names stand for there: {@code each}, the iterator of a {@code dynamic}
   *     block; they shadow everything else
   */
  public record Scope(Source source, Map<String, @Nullable Object> values) {
    /** A scope without iteration, in {@code file}. */
    public static Scope in(ParsedFile file) {
      return new Scope(file.hcl().source(), Map.of());
    }

    Scope with(String name, @Nullable Object value) {
      Map<String, @Nullable Object> all = new LinkedHashMap<>(values);
      all.put(name, value);
      return new Scope(source, all);
    }
  }

  /** Returns the scope of a block whose instances aren't told apart. */
  public Scope scope(Declaration declaration) {
    List<Scope> each = scopes(declaration);
    return each.size() == 1
        ? each.getFirst()
        : counted(unknown(Scope.in(declaration.file()), "each", "each.key"), "count.index");
  }

  private static Scope counted(Scope scope, String cause) {
    return scope.with("count", FieldMap.of("index", Unknown.of(cause)));
  }

  /** Whether a block surely has no instance: {@code count} is 0, or {@code for_each} is empty. */
  public boolean isNone(Declaration declaration) {
    Optional<Argument> count = declaration.argument("count");
    if (count.isPresent()) {
      return Objects.equals(of(count.get().value(), Scope.in(count.get().file())), 0L);
    }
    Optional<Argument> each = declaration.argument("for_each");
    Object collection = each.map(value -> of(value.value(), Scope.in(value.file()))).orElse(null);
    return switch (collection) {
      case Items items -> items.open() == null && items.size() == 0;
      case Fields fields -> fields.names().isEmpty();
      case null, default -> false;
    };
  }

  /** Returns the scope of each instance of a block; one for all where they aren't known. */
  public List<Scope> scopes(Declaration declaration) {
    Scope scope = Scope.in(declaration.file());
    Optional<Argument> collection = declaration.argument("for_each");
    if (collection.isEmpty()) {
      return declaration
          .argument("count")
          .map(count -> counted(of(count.value(), Scope.in(count.file())), scope))
          .orElse(List.of(scope));
    }
    Object value = of(collection.get().value(), Scope.in(collection.get().file()));
    Generated generated = generated(value, "each", scope);
    return generated.scopes().isEmpty() || generated.open() != null
        ? List.of(
            unknown(
                scope, "each", generated.open() == null ? "an empty for_each" : generated.open()))
        : generated.scopes();
  }

  private static List<Scope> counted(@Nullable Object count, Scope scope) {
    if (!(count instanceof Long number) || number < 1 || number > MOST_INSTANCES) {
      return List.of(counted(scope, "count.index"));
    }
    List<Scope> all = new ArrayList<>();
    for (long i = 0; i < number; i++) {
      all.add(scope.with("count", FieldMap.of("index", i)));
    }
    return all;
  }

  /**
   * The scopes of blocks that are generated.
   *
   * @param open what decides how many there are, or null where that is known
   */
  public record Generated(List<Scope> scopes, @Nullable String open) {}

  /** The scope of something generated from a collection that isn't known. */
  private static Scope unknown(Scope outer, String iterator, String cause) {
    return outer.with(iterator, FieldMap.of("key", Unknown.of(cause), "value", Unknown.of(cause)));
  }

  private static Generated generated(@Nullable Object collection, String iterator, Scope outer) {
    List<Scope> all = new ArrayList<>();
    switch (collection) {
      case Items items when items.open() == null && items.size() <= MOST_INSTANCES -> {
        for (int i = 0; i < items.size(); i++) {
          Object element = items.get(i);
          boolean key = element instanceof String || element instanceof Unknown;
          all.add(
              outer.with(
                  iterator, FieldMap.of("key", key ? element : Long.valueOf(i), "value", element)));
        }
        return new Generated(all, null);
      }
      case Fields fields when fields.names().size() <= MOST_INSTANCES -> {
        for (String name : fields.names()) {
          all.add(outer.with(iterator, FieldMap.of("key", name, "value", fields.get(name))));
        }
        return new Generated(all, null);
      }
      case Unknown unknown -> {
        return new Generated(List.of(unknown(outer, iterator, unknown.names())), unknown.names());
      }
      case null, default -> {
        return new Generated(List.of(unknown(outer, iterator, iterator)), iterator);
      }
    }
  }

  /** Returns the blocks that a {@code dynamic} block makes. */
  public Generated dynamic(Block block, Scope outer) {
    String iterator =
        block
            .body()
            .attribute("iterator")
            .map(attribute -> attribute.value() instanceof Expression.Variable v ? v.name() : "")
            .orElse(block.label(0));
    return block
        .body()
        .attribute("for_each")
        .map(attribute -> generated(of(attribute.value(), outer), iterator, outer))
        .orElse(new Generated(List.of(unknown(outer, iterator, iterator)), iterator));
  }

  /** Returns the value of an expression. */
  public @Nullable Object of(Expression expression, Scope scope) {
    if (depth == 0) {
      steps = 0;
    }
    if (++depth > DEEPEST || ++steps > MOST_STEPS) {
      depth--;
      return unknown(expression, scope);
    }
    Object value = compute(expression, scope);
    depth--;
    return value;
  }

  private @Nullable Object compute(Expression expression, Scope scope) {
    return switch (expression) {
      case Expression.BooleanLiteral literal -> literal.value();
      case Expression.NullLiteral literal -> null;
      case Expression.NumberLiteral literal -> number(literal.value());
      case Expression.Template template -> template(template, scope);
      case Expression.JsonString string ->
          string.template() == null ? string.value() : template(string.template(), scope);
      case Expression.Parenthesized inner -> of(inner.inner(), scope);
      case Expression.Tuple tuple -> {
        List<@Nullable Object> elements = new ArrayList<>(tuple.elements().size());
        for (Expression element : tuple.elements()) {
          elements.add(of(element, scope));
        }
        yield new ItemList(elements, null);
      }
      case Expression.ObjectValue object -> object(object, scope);
      case Expression.Conditional conditional -> conditional(conditional, scope);
      case Expression.Variable variable ->
          scope.values().containsKey(variable.name())
              ? scope.values().get(variable.name())
              : unknown(expression, scope);
      case Expression.Traversal traversal -> traversal(traversal, scope);
      case Expression.FunctionCall call -> call(call, scope);
      case Expression.Operation operation -> operation(operation, scope);
      case Expression.Unary unary -> unary(unary, scope);
      case Expression.For loop -> loop(loop, scope);
    };
  }

  private static Object unknown(Expression expression, Scope scope) {
    return Unknown.of(name(expression, scope));
  }

  private static String name(Expression expression, Scope scope) {
    String written = scope.source().text(expression.range()).strip();
    String text =
        written.chars().anyMatch(Character::isWhitespace)
            ? SPACES.matcher(written).replaceAll(" ")
            : written;
    return text.codePointCount(0, text.length()) <= LONGEST_NAME
        ? text
        : text.substring(0, text.offsetByCodePoints(0, LONGEST_NAME - 1)) + "…";
  }

  /** Returns a constant as policies see it. */
  public static @Nullable Object of(Constant constant) {
    return switch (constant) {
      case Constant.Text text -> text.value();
      case Constant.Numeric numeric -> number(numeric.value());
      case Constant.Bool bool -> bool.value();
      case Constant.Null absent -> null;
      case Constant.TupleValue tuple -> {
        List<@Nullable Object> elements = new ArrayList<>();
        for (Constant element : tuple.elements()) {
          elements.add(of(element));
        }
        yield new ItemList(elements, null);
      }
      case Constant.ObjectMap object -> {
        Map<String, @Nullable Object> parts = new LinkedHashMap<>();
        object.attributes().forEach((name, value) -> parts.put(name, of(value)));
        yield new FieldMap(parts);
      }
    };
  }

  private static Object number(BigDecimal value) {
    if (value.precision() - value.scale() <= 18 && value.stripTrailingZeros().scale() <= 0) {
      return value.longValue();
    }
    return value.doubleValue();
  }

  private @Nullable Object template(Expression.Template template, Scope scope) {
    String literal = template.literal();
    if (literal != null) {
      return literal;
    }
    if (template.isWrapper()
        && template.parts().getFirst() instanceof TemplatePart.Interpolation lone) {
      return of(lone.expression(), scope);
    }
    PartialText text = new PartialText();
    return add(template.parts(), text, template, scope) ? text.value() : unknown(template, scope);
  }

  /** Adds the parts of a template; false where they become too long. */
  private boolean add(
      List<TemplatePart> parts, PartialText text, Expression.Template template, Scope scope) {
    for (TemplatePart part : parts) {
      switch (part) {
        case TemplatePart.Text literal -> text.add(literal.value(), "");
        case TemplatePart.Interpolation interpolation ->
            text.add(
                of(interpolation.expression(), scope), name(interpolation.expression(), scope));
        case TemplatePart.If directive -> {
          if (of(directive.condition(), scope) instanceof Boolean chosen) {
            if (!add(chosen ? directive.then() : directive.otherwise(), text, template, scope)) {
              return false;
            }
          } else {
            text.add(null, name(template, scope));
          }
        }
        case TemplatePart.For directive -> text.add(null, name(template, scope));
      }
      if (text.length() > LONGEST_TEXT) {
        return false;
      }
    }
    return true;
  }

  private @Nullable Object operation(Expression.Operation operation, Scope scope) {
    Object value = of(operation.first(), scope);
    for (Expression.Operation.Term term : operation.rest()) {
      Object right = of(term.operand(), scope);
      value =
          distribute(
              operation,
              scope,
              Arrays.asList(value, right),
              each -> Operators.apply(term.operator(), each.get(0), each.get(1)));
    }
    return value;
  }

  private @Nullable Object unary(Expression.Unary unary, Scope scope) {
    return distribute(
        unary,
        scope,
        Collections.singletonList(of(unary.operand(), scope)),
        each -> Operators.apply(unary.operator(), each.getFirst()));
  }

  private @Nullable Object loop(Expression.For loop, Scope scope) {
    List<@Nullable Object> keys = new ArrayList<>();
    List<@Nullable Object> elements = new ArrayList<>();
    switch (of(loop.collection(), scope)) {
      case Items items when items.open() == null && items.size() <= MOST_INSTANCES -> {
        for (int i = 0; i < items.size(); i++) {
          keys.add((long) i);
          elements.add(items.get(i));
        }
      }
      case Fields fields when fields.names().size() <= MOST_INSTANCES -> {
        for (String name : fields.names()) {
          keys.add(name);
          elements.add(fields.get(name));
        }
      }
      case null, default -> {
        return unknown(loop, scope);
      }
    }
    List<@Nullable Object> list = new ArrayList<>();
    Map<String, @Nullable Object> parts = new LinkedHashMap<>();
    for (int i = 0; i < keys.size(); i++) {
      Scope inner =
          loop.keyVariable() == null ? scope : scope.with(loop.keyVariable(), keys.get(i));
      inner = inner.with(loop.valueVariable(), elements.get(i));
      Object taken = loop.condition() == null ? true : of(loop.condition(), inner);
      if (!(taken instanceof Boolean chosen)) {
        return unknown(loop, scope);
      }
      if (!chosen) {
        continue;
      }
      Object value = of(loop.value(), inner);
      if (loop.key() == null) {
        list.add(value);
      } else if (!loop.grouping() && of(loop.key(), inner) instanceof String key) {
        parts.put(key, value);
      } else {
        return unknown(loop, scope);
      }
    }
    return loop.key() == null ? new ItemList(list, null) : new FieldMap(parts);
  }

  /** What an operation gives for known operands. */
  private interface Known {
    Optional<PureFunctions.Result> of(List<@Nullable Object> operands);
  }

  /** Applies an operation to values, of which some may be one of several. */
  private @Nullable Object distribute(
      Expression expression, Scope scope, List<@Nullable Object> operands, Known operation) {
    int combinations = 1;
    int at = -1;
    for (int i = 0; i < operands.size(); i++) {
      if (operands.get(i) instanceof Unknown one && !one.choices().isEmpty()) {
        combinations *= one.choices().size();
        at = at < 0 ? i : at;
      }
    }
    if (at < 0 || combinations > MOST_COMBINATIONS) {
      Optional<PureFunctions.Result> known = operation.of(operands);
      return known.isPresent() ? known.get().value() : unknown(expression, scope);
    }
    List<@Nullable Object> results = new ArrayList<>();
    if (operands.get(at) instanceof Unknown one) {
      for (Object choice : one.choices()) {
        List<@Nullable Object> chosen = new ArrayList<>(operands);
        chosen.set(at, choice);
        Object result = distribute(expression, scope, chosen, operation);
        switch (result) {
          case Unknown unknown when unknown.choices().isEmpty() -> {
            return unknown;
          }
          case Unknown unknown -> results.addAll(unknown.choices());
          case null, default -> results.add(result);
        }
      }
    }
    Object first = results.getFirst();
    boolean same =
        Operators.isPlain(first) && results.stream().allMatch(each -> Objects.equals(each, first));
    return same ? first : Unknown.oneOf(name(expression, scope), results);
  }

  private Object object(Expression.ObjectValue object, Scope scope) {
    Map<String, @Nullable Object> parts = new LinkedHashMap<>();
    for (Expression.ObjectValue.Item item : object.items()) {
      String key;
      switch (item.key()) {
        case Expression.ObjectValue.Key.Name name -> key = name.name();
        case Expression.ObjectValue.Key.Computed computed -> {
          Object value = of(computed.expression(), scope);
          switch (value) {
            case String text -> key = text;
            case Long whole -> key = whole.toString();
            case Boolean truth -> key = truth.toString();
            case null, default -> {
              return unknown(object, scope);
            }
          }
        }
      }
      parts.put(key, of(item.value(), scope));
    }
    return new FieldMap(parts);
  }

  private @Nullable Object conditional(Expression.Conditional conditional, Scope scope) {
    Object condition = of(conditional.condition(), scope);
    if (condition instanceof Boolean chosen) {
      return of(chosen ? conditional.whenTrue() : conditional.whenFalse(), scope);
    }
    List<@Nullable Object> choices = new ArrayList<>();
    for (Expression branch : List.of(conditional.whenTrue(), conditional.whenFalse())) {
      Object value = of(branch, scope);
      if (value instanceof Unknown unknown) {
        if (unknown.choices().isEmpty()) {
          return unknown(conditional, scope);
        }
        choices.addAll(unknown.choices());
      } else {
        choices.add(value);
      }
    }
    return Unknown.oneOf(name(conditional, scope), choices);
  }

  private @Nullable Object traversal(Expression.Traversal traversal, Scope scope) {
    String root = traversal.rootName();
    List<Step> steps = traversal.steps();
    if (root == null) {
      return walk(of(traversal.source(), scope), steps, 0, traversal, scope);
    }
    if (scope.values().containsKey(root)) {
      return walk(scope.values().get(root), steps, 0, traversal, scope);
    }
    String first = attribute(steps, 0);
    if (first == null) {
      return unknown(traversal, scope);
    }
    return switch (root) {
      case "local" -> walk(module.localValue(first), steps, 1, traversal, scope);
      case "var" -> walk(module.variableValue(first), steps, 1, traversal, scope);
      case "data" -> {
        String json = PolicyDocument.attribute(first);
        // Of several instances each has the same arguments, but for what "each" stands for.
        int last = steps.size() == 4 && attribute(steps, 2) == null ? 3 : 2;
        yield json != null && steps.size() == last + 1 && json.equals(attribute(steps, last))
            ? document(traversal, first, attribute(steps, 1), scope)
            : unknown(traversal, scope);
      }
      default -> unknown(traversal, scope);
    };
  }

  private static @Nullable String attribute(List<Step> steps, int index) {
    return index < steps.size() && steps.get(index) instanceof Step.Attribute attribute
        ? attribute.name()
        : null;
  }

  private @Nullable Object walk(
      @Nullable Object start,
      List<Step> steps,
      int from,
      Expression.Traversal traversal,
      Scope scope) {
    Object at = start;
    for (int i = from; i < steps.size(); i++) {
      if (at instanceof Unknown unknown) {
        if (unknown.choices().isEmpty()) {
          return unknown(traversal, scope);
        }
        List<@Nullable Object> results = new ArrayList<>();
        for (Object choice : unknown.choices()) {
          Object result = walk(choice, steps, i, traversal, scope);
          if (result instanceof Unknown) {
            return result;
          }
          results.add(result);
        }
        return Unknown.oneOf(name(traversal, scope), results);
      }
      if (steps.get(i) instanceof Step.Splat || steps.get(i) instanceof Step.AttributeSplat) {
        if (!(at instanceof Items items) || items.open() != null) {
          return unknown(traversal, scope);
        }
        List<@Nullable Object> results = new ArrayList<>();
        for (int j = 0; j < items.size(); j++) {
          results.add(walk(items.get(j), steps, i + 1, traversal, scope));
        }
        return new ItemList(results, null);
      }
      Object key =
          switch (steps.get(i)) {
            case Step.Attribute attribute -> attribute.name();
            case Step.Index index -> of(index.key(), scope);
            case Step.LegacyIndex index -> number(index.index());
            case Step.Splat splat -> null;
            case Step.AttributeSplat splat -> null;
          };
      switch (at) {
        case Fields fields when key instanceof String name && fields.has(name) ->
            at = fields.get(name);
        case Items items
            when key instanceof Long index
                && items.open() == null
                && index >= 0
                && index < items.size() ->
            at = items.get(index.intValue());
        case null, default -> {
          return unknown(traversal, scope);
        }
      }
    }
    return at;
  }

  private @Nullable Object call(Expression.FunctionCall call, Scope scope) {
    List<Expression> arguments = call.arguments();
    if (call.expandLast()) {
      return unknown(call, scope);
    }
    switch (call.name()) {
      case "jsonencode" -> {
        Object value = arguments.size() == 1 ? of(arguments.getFirst(), scope) : null;
        return value == null || (value instanceof Unknown)
            ? unknown(call, scope)
            : Unknown.json(name(call, scope), value);
      }
      case "toset", "tolist", "tomap", "nonsensitive", "sensitive", "distinct" -> {
        return arguments.size() == 1 ? of(arguments.getFirst(), scope) : unknown(call, scope);
      }
      case "tostring", "tonumber", "tobool" -> {
        return arguments.size() == 1 ? of(arguments.getFirst(), scope) : unknown(call, scope);
      }
      case "lookup" -> {
        Object map = arguments.isEmpty() ? null : of(arguments.getFirst(), scope);
        Object key = arguments.size() < 2 ? null : of(arguments.get(1), scope);
        if (!(map instanceof Fields fields) || !(key instanceof String name)) {
          return unknown(call, scope);
        }
        return fields.has(name)
            ? fields.get(name)
            : arguments.size() == 3 ? of(arguments.get(2), scope) : unknown(call, scope);
      }
      case "concat" -> {
        return concat(call, scope);
      }
      case "merge" -> {
        Map<String, @Nullable Object> parts = new LinkedHashMap<>();
        for (Expression argument : arguments) {
          if (!(of(argument, scope) instanceof Fields fields)) {
            return unknown(call, scope);
          }
          fields.names().forEach(name -> parts.put(name, fields.get(name)));
        }
        return new FieldMap(parts);
      }
      case "format" -> {
        return format(call, scope);
      }
      case "join" -> {
        return join(call, scope);
      }
      case "try" -> {
        // Only what is known is known not to fail.
        Object first = arguments.isEmpty() ? null : of(arguments.getFirst(), scope);
        return first instanceof Unknown ? unknown(call, scope) : first;
      }
      case "one" -> {
        Object value = arguments.size() == 1 ? of(arguments.getFirst(), scope) : null;
        if (!(value instanceof Items items) || items.open() != null || items.size() > 1) {
          return unknown(call, scope);
        }
        return items.size() == 0 ? null : items.get(0);
      }
      case "coalesce" -> {
        for (Expression argument : arguments) {
          Object value = of(argument, scope);
          if (value != null && !value.equals("")) {
            return value instanceof Unknown ? unknown(call, scope) : value;
          }
        }
        return unknown(call, scope);
      }
      case "coalescelist" -> {
        for (Expression argument : arguments) {
          Object value = of(argument, scope);
          if (!(value instanceof Items items) || items.open() != null) {
            return unknown(call, scope);
          }
          if (items.size() > 0) {
            return value;
          }
        }
        return unknown(call, scope);
      }
      case "jsondecode" -> {
        return arguments.size() == 1
                && of(arguments.getFirst(), scope) instanceof Unknown encoded
                && encoded.decoded() != null
            ? encoded.decoded()
            : unknown(call, scope);
      }
      default -> {
        List<@Nullable Object> values = new ArrayList<>();
        arguments.forEach(argument -> values.add(of(argument, scope)));
        return distribute(call, scope, values, each -> PureFunctions.call(call.name(), each));
      }
    }
  }

  private Object concat(Expression.FunctionCall call, Scope scope) {
    List<@Nullable Object> all = new ArrayList<>();
    String open = null;
    for (Expression argument : call.arguments()) {
      switch (of(argument, scope)) {
        case Items items -> {
          for (int i = 0; i < items.size(); i++) {
            all.add(items.get(i));
          }
          open = open == null ? items.open() : open;
          if (all.size() > MOST_ELEMENTS) {
            return unknown(call, scope);
          }
        }
        case Unknown unknown -> {
          all.add(Unknown.of(unknown.names()));
          open = open == null ? unknown.names() : open;
        }
        case null, default -> {
          return unknown(call, scope);
        }
      }
    }
    return new ItemList(all, open);
  }

  /** {@code format("serviceAccount:%s", …)} with nothing but {@code %s}: as a template. */
  private Object format(Expression.FunctionCall call, Scope scope) {
    if (call.arguments().isEmpty()
        || !(of(call.arguments().getFirst(), scope) instanceof String pattern)) {
      return unknown(call, scope);
    }
    String[] texts = pattern.split("%s", -1);
    if (texts.length != call.arguments().size() || String.join("", texts).indexOf('%') >= 0) {
      return unknown(call, scope);
    }
    PartialText text = new PartialText();
    text.add(texts[0], "");
    for (int i = 1; i < texts.length; i++) {
      Expression argument = call.arguments().get(i);
      text.add(of(argument, scope), name(argument, scope));
      text.add(texts[i], "");
    }
    return text.value();
  }

  /** {@code join(separator, list…)}: of a text of known parts the start and end are known. */
  private Object join(Expression.FunctionCall call, Scope scope) {
    List<@Nullable Object> parts = new ArrayList<>();
    String separator = null;
    for (Expression argument : call.arguments()) {
      Object value = of(argument, scope);
      if (separator == null && value instanceof String text) {
        separator = text;
      } else if (separator != null && value instanceof Items items && items.open() == null) {
        for (int i = 0; i < items.size(); i++) {
          parts.add(items.get(i));
        }
      } else {
        return unknown(call, scope);
      }
    }
    if (separator == null) {
      return unknown(call, scope);
    }
    PartialText text = new PartialText();
    for (int i = 0; i < parts.size(); i++) {
      text.add(i == 0 ? "" : separator, "");
      text.add(parts.get(i), name(call, scope));
      if (text.length() > LONGEST_TEXT) {
        return unknown(call, scope);
      }
    }
    return text.value();
  }

  /** The JSON of a policy document that is written as a data source of the same module. */
  private Object document(
      Expression.Traversal traversal, String type, @Nullable String name, Scope scope) {
    for (PlacedBlock block : module.blocks()) {
      if (block.kind().equals("data") && block.type().equals(type) && block.name().equals(name)) {
        return PolicyDocument.of(type, name(traversal, scope), block.arguments());
      }
    }
    return unknown(traversal, scope);
  }
}
