package dev.tfgate.terraform.evaluation;

import dev.tfgate.hcl.BinaryOperator;
import dev.tfgate.hcl.Constant;
import dev.tfgate.hcl.Expression;
import dev.tfgate.hcl.Expression.FunctionCall;
import dev.tfgate.hcl.Expression.ObjectValue;
import dev.tfgate.hcl.Expression.Step;
import dev.tfgate.hcl.Expression.Template;
import dev.tfgate.hcl.Source;
import dev.tfgate.hcl.TemplatePart;
import dev.tfgate.terraform.Declaration;
import dev.tfgate.terraform.files.DiskFunctions;
import dev.tfgate.terraform.files.FileFunctions;
import dev.tfgate.terraform.values.Budget;
import dev.tfgate.terraform.values.Cause;
import dev.tfgate.terraform.values.Functions;
import dev.tfgate.terraform.values.Operators;
import dev.tfgate.terraform.values.Piece;
import dev.tfgate.terraform.values.Piece.Hole;
import dev.tfgate.terraform.values.Piece.Kind;
import dev.tfgate.terraform.values.Possible;
import dev.tfgate.terraform.values.Possible.Fixed;
import dev.tfgate.terraform.values.Possible.Mapping;
import dev.tfgate.terraform.values.Possible.ObjectAttribute;
import dev.tfgate.terraform.values.Possible.Origin;
import dev.tfgate.terraform.values.Possible.Repeated;
import dev.tfgate.terraform.values.Possible.Sequence;
import dev.tfgate.terraform.values.Possible.Text;
import dev.tfgate.terraform.values.Possible.Unknown;
import dev.tfgate.terraform.values.Texts;
import dev.tfgate.terraform.values.TypeConstraint;
import dev.tfgate.terraform.values.Types;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Computes what an expression can be, seen from one module below one root. Never too little: where
 * something is not known, or takes too much to follow, the value is unknown, and nothing selects:
 * whatever a condition, an index or {@code try} could choose is possible.
 *
 * <p>Every call in the expression is met at least once, those in branches, keys and conditions that
 * no element reaches too: with names that stand for nothing ({@link Origin#PENDING}).
 */
public final class Evaluation {
  /** Functions that give what they are given. */
  private static final Set<String> SAME = Set.of("nonsensitive", "sensitive", "tostring");

  private static final Possible NOTHING = Possible.pending("an element of nothing");

  private final ModuleValues module;
  private final FileCalls calls;
  private final Budget budget;
  private final Functions functions;
  private @Nullable DiskFunctions disk;

  Evaluation(ModuleValues module, FileCalls calls, Budget budget) {
    this.module = module;
    this.calls = calls;
    this.budget = budget;
    this.functions = new Functions(budget);
  }

  /** The module that the expression stands in. */
  public ModuleValues module() {
    return module;
  }

  /** The value converted to a string. */
  public Possible strings(Possible value) {
    return Texts.of(value);
  }

  /**
   * Follows a template that has names of its own.
   *
   * @param variables what they can be: an object
   */
  public Possible template(Template template, Possible variables) {
    Bindings names = Bindings.ofTemplate();
    List<Mapping> known = new ArrayList<>();
    for (Possible option : variables.options()) {
      if (option instanceof Mapping mapping) {
        known.add(mapping);
      }
    }
    if (known.size() != 1 || known.size() != variables.options().size()) {
      Set<String> used = new TreeSet<>();
      template.walk(
          inner -> {
            if (inner instanceof Expression.Variable variable) {
              used.add(variable.name());
            }
          });
      for (String name : used) {
        Possible value =
            variables.isPending() ? variables : new Unknown("the template's argument " + name);
        if (!known.isEmpty() && known.size() == variables.options().size()) {
          value =
              Possible.anyOf(
                  known.stream()
                      .map(each -> each.attributes().getOrDefault(name, Possible.nothing()))
                      .toList());
        }
        names = names.with(name, value);
      }
    } else {
      for (Map.Entry<String, Possible> entry : known.getFirst().attributes().entrySet()) {
        names = names.with(entry.getKey(), entry.getValue());
      }
    }
    return value(template, names);
  }

  /** What the expression can be, with these names bound. */
  Possible value(Expression expression, Bindings names) {
    budget.enter();
    Possible value = computed(expression, names);
    budget.leave();
    Source source = names.source();
    return source == null ? value : blamed(value, source, expression);
  }

  private Possible computed(Expression expression, Bindings names) {
    return switch (expression) {
      case Expression.BooleanLiteral literal -> Possible.of(literal.value());
      case Expression.NullLiteral literal -> Possible.absent();
      case Expression.NumberLiteral literal -> number(literal);
      case Template template -> template(template, names);
      case Expression.JsonString string ->
          string.template() == null || names.plain()
              ? Possible.text(string.value())
              : template(string.template(), names);
      case Expression.Variable variable -> {
        Possible bound = names.get(variable.name());
        yield bound == null ? new Unknown(variable.name()) : bound;
      }
      case Expression.Traversal traversal -> traversal(traversal, names);
      case FunctionCall call -> call(call, names);
      case Expression.Conditional conditional -> {
        value(conditional.condition(), names);
        yield Types.oneOf(
            List.of(value(conditional.whenTrue(), names), value(conditional.whenFalse(), names)));
      }
      case Expression.Operation operation -> operation(operation, names);
      case Expression.Unary unary ->
          Texts.map(
              value(unary.operand(), names), option -> Operators.apply(unary.operator(), option));
      case Expression.Parenthesized inner -> value(inner.inner(), names);
      case Expression.Tuple tuple -> {
        List<Possible> elements = new ArrayList<>(tuple.elements().size());
        for (Expression element : tuple.elements()) {
          elements.add(value(element, names));
        }
        yield new Sequence(elements, false);
      }
      case ObjectValue object -> object(object, names);
      case Expression.For loop -> loop(loop, names);
    };
  }

  /** Of a zero with a sign or an exponent, it is not known how it is written. */
  private static Possible number(Expression.NumberLiteral literal) {
    boolean plainZero = literal.range().endOffset() - literal.range().startOffset() == 1;
    return literal.value().signum() == 0 && !plainZero
        ? Possible.number("a number")
        : new Fixed(new Constant.Numeric(literal.value()));
  }

  /** The value, with the expression to blame for what nothing else is blamed for. */
  private static Possible blamed(Possible value, Source source, Expression expression) {
    return switch (value) {
      case Unknown unknown when unknown.cause() == null ->
          unknown.causedBy(new Cause(source, expression.range()));
      case Text text when text.pieces().stream().anyMatch(Evaluation::isUnblamed) ->
          new Text(
              text.pieces().stream()
                  .map(
                      piece ->
                          isUnblamed(piece)
                              ? ((Hole) piece).causedBy(new Cause(source, expression.range()))
                              : piece)
                  .toList());
      case Possible.Choice(var options) -> {
        List<Possible> all = new ArrayList<>(options.size());
        options.forEach(option -> all.add(blamed(option, source, expression)));
        yield new Possible.Choice(all);
      }
      default -> value;
    };
  }

  private static boolean isUnblamed(Piece piece) {
    return piece instanceof Hole hole && hole.cause() == null;
  }

  private Possible template(Template template, Bindings names) {
    if (template.isWrapper()
        && template.parts().getFirst()
            instanceof TemplatePart.Interpolation(var inner, var range)) {
      return value(inner, names);
    }
    return text(template.parts(), names);
  }

  private Possible text(List<TemplatePart> parts, Bindings names) {
    List<Possible> texts = new ArrayList<>(parts.size());
    for (TemplatePart part : parts) {
      switch (part) {
        case TemplatePart.Text literal -> texts.add(Possible.text(literal.value()));
        case TemplatePart.Interpolation interpolation ->
            texts.add(Texts.of(value(interpolation.expression(), names)));
        case TemplatePart.If directive -> {
          value(directive.condition(), names);
          texts.add(
              Possible.either(text(directive.then(), names), text(directive.otherwise(), names)));
        }
        case TemplatePart.For directive -> texts.add(repeatedText(directive, names));
      }
    }
    return Texts.join(texts, budget);
  }

  private Possible repeatedText(TemplatePart.For directive, Bindings names) {
    List<Possible> texts = new ArrayList<>();
    for (Possible option : orNothing(value(directive.collection(), names))) {
      Elements elements = elements(option);
      List<Possible> bodies = new ArrayList<>();
      for (int i = 0; i < elements.keys().size(); i++) {
        bodies.add(
            text(
                directive.body(),
                bound(
                    names,
                    directive.keyVariable(),
                    elements.keys().get(i),
                    directive.valueVariable(),
                    elements.values().get(i))));
      }
      if (bodies.isEmpty() && calls != FileCalls.NONE) {
        text(
            directive.body(),
            bound(names, directive.keyVariable(), NOTHING, directive.valueVariable(), NOTHING));
      }
      texts.add(
          option.isPending()
              ? option
              : elements.ordered()
                  ? Texts.join(bodies, budget)
                  : new Unknown("text that a template repeats"));
    }
    return Texts.of(Possible.anyOf(texts));
  }

  private Possible operation(Expression.Operation operation, Bindings names) {
    Possible left = value(operation.first(), names);
    for (Expression.Operation.Term term : operation.rest()) {
      Possible right = value(term.operand(), names);
      List<Possible> results = new ArrayList<>();
      budget.spend(left.options().size() * right.options().size());
      for (Possible first : left.options()) {
        for (Possible second : right.options()) {
          results.add(Operators.apply(term.operator(), first, second));
        }
      }
      boolean logical =
          term.operator() == BinaryOperator.AND || term.operator() == BinaryOperator.OR;
      if (logical && !left.isPending()) {
        // Later releases answer where one operand decides and the other one fails.
        results.add(Possible.condition());
      }
      left = Possible.anyOf(results);
    }
    return left;
  }

  private Possible object(ObjectValue object, Bindings names) {
    Map<String, Possible> attributes = new LinkedHashMap<>();
    List<Possible> keys = new ArrayList<>();
    List<Possible> values = new ArrayList<>();
    boolean exact = true;
    for (ObjectValue.Item item : object.items()) {
      Possible key =
          switch (item.key()) {
            case ObjectValue.Key.Name name -> Possible.text(name.name());
            case ObjectValue.Key.Computed computed -> Texts.of(value(computed.expression(), names));
          };
      Possible value = value(item.value(), names);
      keys.add(key);
      values.add(value);
      Optional<String> literal = key instanceof Text text ? text.literal() : Optional.empty();
      exact &= literal.isPresent();
      literal.ifPresent(name -> attributes.put(name, value));
    }
    return exact
        ? new Mapping(attributes)
        : Possible.mapOf(Possible.anyOf(keys), Possible.anyOf(values));
  }

  /**
   * What a {@code for} goes over.
   *
   * @param ordered whether it is each of these, in this order
   * @param complete whether it is some of these
   */
  private record Elements(
      List<Possible> keys, List<Possible> values, boolean ordered, boolean complete) {}

  private static List<Possible> orNothing(Possible collection) {
    return collection.options().isEmpty() ? List.of(collection) : collection.options();
  }

  private static Elements elements(Possible collection) {
    return switch (collection) {
      case Sequence(var elements, var set) when set ->
          new Elements(elements, elements, elements.size() < 2, true);
      case Sequence(var elements, var set) -> {
        List<Possible> keys = new ArrayList<>();
        for (int i = 0; i < elements.size(); i++) {
          keys.add(Possible.of(i));
        }
        yield new Elements(keys, elements, true, true);
      }
      case Mapping(var attributes, var partial) -> {
        Map<String, Possible> ordered = Functions.ordered(attributes);
        yield new Elements(
            ordered.keySet().stream().map(Possible::text).toList(),
            List.copyOf(ordered.values()),
            !partial && Texts.arePlain(attributes.keySet()),
            true);
      }
      case Repeated(var key, var element) ->
          new Elements(List.of(key), List.of(element), false, false);
      case Possible.Choice none -> new Elements(List.of(), List.of(), false, false);
      default -> new Elements(List.of(collection), List.of(collection), false, false);
    };
  }

  private static Bindings bound(
      Bindings names,
      @Nullable String keyVariable,
      Possible key,
      String valueVariable,
      Possible value) {
    Bindings inner = keyVariable == null ? names : names.with(keyVariable, key);
    return inner.with(valueVariable, value);
  }

  private Possible loop(Expression.For loop, Bindings names) {
    List<Possible> results = new ArrayList<>();
    for (Possible option : orNothing(value(loop.collection(), names))) {
      results.add(loop(loop, option, names));
    }
    return Possible.anyOf(results);
  }

  private Possible loop(Expression.For loop, Possible collection, Bindings names) {
    Elements elements = elements(collection);
    List<Possible> keys = new ArrayList<>();
    List<Possible> values = new ArrayList<>();
    for (int i = 0; i < elements.keys().size(); i++) {
      iteration(loop, elements.keys().get(i), elements.values().get(i), names, keys, values);
    }
    if (keys.isEmpty() && calls != FileCalls.NONE) {
      // Terraform evaluates the condition of a for over nothing, too.
      iteration(loop, NOTHING, NOTHING, names, new ArrayList<>(), new ArrayList<>());
    }
    if (collection.isPending()) {
      return collection;
    }
    boolean all = loop.condition() == null;
    if (loop.key() == null) {
      return elements.ordered() && all
          ? new Sequence(values, false)
          : Possible.listOf(Possible.anyOf(values));
    }
    return mapping(loop, keys, values, elements, all);
  }

  private void iteration(
      Expression.For loop,
      Possible key,
      Possible value,
      Bindings names,
      List<Possible> keys,
      List<Possible> values) {
    Bindings inner = bound(names, loop.keyVariable(), key, loop.valueVariable(), value);
    if (loop.condition() != null) {
      value(loop.condition(), inner);
    }
    keys.add(loop.key() == null ? key : Texts.of(value(loop.key(), inner)));
    values.add(value(loop.value(), inner));
  }

  private static Possible mapping(
      Expression.For loop,
      List<Possible> keys,
      List<Possible> values,
      Elements elements,
      boolean all) {
    boolean literal = elements.complete();
    Map<String, List<Possible>> groups = new LinkedHashMap<>();
    for (int i = 0; i < keys.size(); i++) {
      Optional<String> key = keys.get(i) instanceof Text text ? text.literal() : Optional.empty();
      literal &= key.isPresent();
      groups.computeIfAbsent(key.orElse(""), _ -> new ArrayList<>()).add(values.get(i));
    }
    if (!literal) {
      Possible element = Possible.anyOf(values);
      return Possible.mapOf(
          Possible.anyOf(keys), loop.grouping() ? Possible.listOf(element) : element);
    }
    // Of a map that may miss some, or of sets, it is not known how many there are.
    boolean partial = !all || !elements.ordered();
    Map<String, Possible> attributes = new LinkedHashMap<>();
    groups.forEach(
        (name, group) ->
            attributes.put(
                name,
                !loop.grouping()
                    ? Possible.anyOf(group)
                    : partial
                        ? Possible.listOf(Possible.anyOf(group))
                        : new Sequence(group, false)));
    return new Mapping(attributes, partial);
  }

  private Possible traversal(Expression.Traversal traversal, Bindings names) {
    String name = traversal.rootName();
    List<Step> steps = traversal.steps();
    visitKeys(steps, names);
    Possible bound = name == null ? null : names.get(name);
    if (name == null || bound != null) {
      Possible source = bound == null ? value(traversal.source(), names) : bound;
      return steps(source, steps, names);
    }
    if (names.closed()) {
      return steps(new Unknown(name), steps, names);
    }
    String first = steps.getFirst() instanceof Step.Attribute attribute ? attribute.name() : "";
    List<Step> rest = steps.subList(1, steps.size());
    return switch (name) {
      case "var" -> steps(module.variable(first, budget), rest, names);
      case "local" -> steps(module.local(first, budget), rest, names);
      case "module" -> output(first, rest, names);
      case "path" -> steps(module.path(first), rest, names);
      case "terraform" -> steps(Possible.hole(Kind.SEGMENT, "terraform." + first), rest, names);
      case "each", "count", "self" -> new Unknown(name + "." + first);
      case "run" -> new Unknown("run." + first);
      default -> object(name, first, steps, names);
    };
  }

  /** Keys may hold calls of their own, behind a splat over nothing too. */
  private void visitKeys(List<Step> steps, Bindings names) {
    if (calls == FileCalls.NONE) {
      return;
    }
    for (Step step : steps) {
      if (step instanceof Step.Index index) {
        value(index.key(), names);
      }
    }
  }

  private Possible object(String name, String first, List<Step> steps, Bindings names) {
    boolean managed = !name.equals("data") && !name.equals("ephemeral");
    List<String> address = new ArrayList<>(managed ? List.of("resource", name) : List.of(name));
    int at = 0;
    while (at < steps.size() && address.size() < 4) {
      switch (steps.get(at)) {
        case Step.Attribute attribute -> address.add(attribute.name());
        case Step.Index index when address.size() == 3 -> {}
        case Step.LegacyIndex index when address.size() == 3 -> {}
        default -> at = steps.size();
      }
      at++;
    }
    if (address.size() == 4) {
      Optional<Possible> written =
          module.givenBack(
              address.getFirst(), address.get(1), address.get(2), address.get(3), budget);
      if (written.isPresent()) {
        return steps(written.get(), steps.subList(at, steps.size()), names);
      }
    }
    boolean ofObject = !passesThrough(name, first) && !isWritten(name, steps);
    return new Unknown(
        name + "." + first,
        ofObject ? Origin.OBJECT : Origin.OTHER,
        null,
        name.equals("data") && address.size() == 4 && at == steps.size()
            ? new ObjectAttribute(module, address.get(1), address.get(2), address.get(3))
            : null);
  }

  /** Whether the attribute of an object that is referred to is an argument in its block. */
  private boolean isWritten(String name, List<Step> steps) {
    boolean managed = !name.equals("data") && !name.equals("ephemeral");
    List<String> names = new ArrayList<>(managed ? List.of("resource", name) : List.of(name));
    for (Step step : steps) {
      if (step instanceof Step.Attribute attribute) {
        names.add(attribute.name());
      }
    }
    if (names.size() > 3) {
      for (Declaration declared :
          module.module().declarations(names.getFirst(), names.get(1), names.get(2))) {
        if (declared.argument(names.get(3)).isPresent()) {
          return true;
        }
      }
    }
    return false;
  }

  /** Whether such an object gives back what the configuration puts in. */
  private static boolean passesThrough(String name, String first) {
    String type = name.equals("data") || name.equals("ephemeral") ? first : name;
    return PASS_THROUGH.contains(type)
        || type.startsWith("random_")
        || type.startsWith("time_")
        || type.startsWith("local_")
        || type.startsWith("null_");
  }

  private static final Set<String> PASS_THROUGH =
      Set.of(
          "archive_file",
          "aws_arn",
          "aws_iam_policy_document",
          "aws_iam_session_context",
          "aws_service",
          "aws_service_principal",
          "cloudinit_config",
          "external",
          "google_iam_policy",
          "http",
          "template_cloudinit_config",
          "template_file",
          "terraform_data");

  private Possible output(String call, List<Step> steps, Bindings names) {
    List<ModuleValues> called = module.root().isAlone() ? List.of() : module.called(call);
    int at = 0;
    while (at < steps.size()
        && (steps.get(at) instanceof Step.Index || steps.get(at) instanceof Step.LegacyIndex)) {
      at++;
    }
    boolean known = !called.isEmpty() && !module.root().hasOverriddenModules();
    if (known && at == steps.size() && at < 2 && (at == 1 || !isRepeated(call))) {
      Possible outputs = ofEach(called, each -> each.outputs(budget));
      // Of a module that is called once, the index is the name of an output.
      return isRepeated(call) ? outputs : steps(outputs, steps, names);
    }
    if (!known
        || at >= steps.size()
        || !(steps.get(at) instanceof Step.Attribute(var output, var range))) {
      // Of a module that is here, the output could be followed: it may be written in it.
      boolean ofObject = !module.root().isAlone() || !isLocal(call);
      return new Unknown("module." + call, ofObject ? Origin.OBJECT : Origin.OTHER);
    }
    return steps(
        ofEach(called, each -> each.output(output, budget)),
        steps.subList(at + 1, steps.size()),
        names);
  }

  private static Possible ofEach(
      List<ModuleValues> modules, Function<ModuleValues, Possible> value) {
    return modules.size() == 1
        ? value.apply(modules.getFirst())
        : Possible.anyOf(modules.stream().map(value).toList());
  }

  private boolean isRepeated(String call) {
    return module.module().calls().stream()
        .filter(each -> each.name().equals(call))
        .anyMatch(
            each ->
                each.declaration().argument("count").isPresent()
                    || each.declaration().argument("for_each").isPresent());
  }

  private boolean isLocal(String call) {
    return module.module().calls().stream()
        .anyMatch(each -> each.name().equals(call) && (each.isLocal() || each.source().isEmpty()));
  }

  private Possible steps(Possible value, List<Step> steps, Bindings names) {
    Possible current = value;
    for (int i = 0; i < steps.size(); i++) {
      switch (steps.get(i)) {
        case Step.Attribute(var name, var range) ->
            current = Texts.map(current, option -> attribute(option, name));
        case Step.LegacyIndex(var index, var range) ->
            current =
                Texts.map(
                    current, option -> element(option, new Fixed(new Constant.Numeric(index))));
        case Step.Index(var key, var range) -> {
          Possible written = isWritten(key) ? value(key, names) : Possible.nothing();
          current =
              Texts.map(
                  current,
                  option ->
                      written.options().isEmpty()
                          ? Functions.anyElement(option)
                          : element(option, written));
        }
        case Step.Splat splat -> {
          List<Step> rest = steps.subList(i + 1, steps.size());
          return Texts.map(current, option -> splat(option, rest, names));
        }
        case Step.AttributeSplat splat -> {
          int end = i + 1;
          while (end < steps.size()
              && (steps.get(end) instanceof Step.Attribute
                  || steps.get(end) instanceof Step.LegacyIndex)) {
            end++;
          }
          List<Step> inner = steps.subList(i + 1, end);
          current = Texts.map(current, option -> splat(option, inner, names));
          i = end - 1;
        }
      }
      budget.spend(current.options().size());
    }
    return current;
  }

  /** Whether a key is a literal, written there. */
  private static boolean isWritten(Expression key) {
    return key instanceof Expression.NumberLiteral
        || (key instanceof Template template && template.literal() != null)
        || (key instanceof Expression.JsonString string && string.template() == null);
  }

  private Possible splat(Possible value, List<Step> rest, Bindings names) {
    Possible lone = value.isPending() ? value : new Sequence(List.of(), false);
    return switch (value) {
      case Sequence(var elements, var set) when set && elements.size() > 1 ->
          Possible.listOf(steps(Possible.anyOf(elements), rest, names));
      case Sequence(var elements, var set) ->
          new Sequence(
              elements.stream().map(element -> steps(element, rest, names)).toList(), false);
      case Repeated repeated -> {
        Possible each = Possible.listOf(steps(repeated.element(), rest, names));
        yield repeated.mayBeMap()
            ? Possible.either(each, new Sequence(List.of(steps(value, rest, names)), false))
            : each;
      }
      case Fixed absent when absent.isNull() -> lone;
      case Unknown unknown -> unknown.bare();
      default -> {
        Possible all = new Sequence(List.of(steps(value, rest, names)), false);
        yield value.mayBeNull() ? Possible.either(all, lone) : all;
      }
    };
  }

  /** An attribute of an object or a map. */
  static Possible attribute(Possible value, String name) {
    return switch (value) {
      case Unknown unknown -> unknown.bare();
      case Repeated(var keys, var element) -> element;
      case Mapping(var attributes, var partial) -> {
        Possible found = attributes.get(Texts.composed(name));
        yield found == null ? Possible.nothing() : found;
      }
      // Terraform fails, and calls nothing with it.
      case Fixed absent when absent.isNull() -> NOTHING;
      default -> Possible.nothing();
    };
  }

  /** An element of a list, or an attribute, by a key that is known. */
  private static Possible element(Possible value, Possible key) {
    return switch (value) {
      case Mapping mapping ->
          Texts.of(key) instanceof Text text && text.literal().isPresent()
              ? attribute(mapping, text.literal().get())
              : Functions.anyElement(mapping);
      case Sequence(var elements, var set) when !set -> {
        Possible index =
            key instanceof Text text && text.literal().isPresent()
                ? Functions.number(text.literal().get())
                : key;
        if (!(index instanceof Fixed(Constant.Numeric(var number)))) {
          yield Possible.anyOf(elements);
        }
        boolean whole = number.stripTrailingZeros().scale() <= 0;
        yield whole
                && number.signum() >= 0
                && number.compareTo(java.math.BigDecimal.valueOf(elements.size())) < 0
            ? elements.get(number.intValue())
            : Possible.nothing();
      }
      default -> Functions.anyElement(value);
    };
  }

  private Possible call(FunctionCall call, Bindings names) {
    String name = FileFunctions.name(call);
    switch (name) {
      case "try", "can" -> {
        List<Possible> possible = new ArrayList<>();
        call.arguments().forEach(argument -> possible.add(value(argument, names)));
        return name.equals("can") || call.expandLast()
            ? name.equals("can") ? Possible.condition() : new Unknown("the result of try()")
            : Possible.anyOf(possible);
      }
      case "convert" -> {
        return converted(call, names);
      }
      default -> {}
    }
    List<Possible> arguments = new ArrayList<>();
    for (Expression argument : call.arguments()) {
      arguments.add(value(argument, names));
    }
    boolean expanded = true;
    if (call.expandLast() && !arguments.isEmpty()) {
      Possible last = arguments.removeLast();
      if (last.isPending()) {
        return last;
      }
      if (last instanceof Sequence(var elements, var set) && (!set || elements.size() < 2)) {
        arguments.addAll(elements);
      } else {
        expanded = false;
        arguments.add(last);
      }
    }
    if (FileFunctions.isFollowed(name)) {
      calls.call(name, call, expanded ? arguments : List.of(), this);
    }
    if (!SAME.contains(name)) {
      arguments.replaceAll(
          argument -> argument instanceof Unknown unknown ? unknown.bare() : argument);
    }
    if (expanded) {
      Optional<Possible> result = disk().result(name, arguments);
      if (result.isPresent()) {
        return result.get();
      }
    }
    return functions.result(name, arguments, expanded);
  }

  private DiskFunctions disk() {
    DiskFunctions known = disk;
    if (known == null) {
      RootValues root = module.root();
      known =
          new DiskFunctions(
              root.checkout(),
              root.path(),
              root.hasArchives(),
              root.fileSets(),
              root.decodedFiles(),
              budget);
      disk = known;
    }
    return known;
  }

  /** The second argument of {@code convert} is a type, not a value. */
  private Possible converted(FunctionCall call, Bindings names) {
    if (call.arguments().size() != 2 || call.expandLast()) {
      call.arguments().forEach(argument -> value(argument, names));
      return new Unknown("the result of convert()");
    }
    Expression type = call.arguments().get(1);
    if (calls != FileCalls.NONE && FileFunctions.areCalled(type)) {
      value(type, names);
    }
    return TypeConstraint.convert(value(call.arguments().getFirst(), names), type);
  }

  /**
   * Whether an expression only names or composes values: where it has one, Terraform has it too.
   * Functions and operators fail in ways that are not all followed.
   */
  public static boolean isPlain(Expression expression) {
    boolean[] plain = {true};
    expression.walk(
        inner ->
            plain[0] &=
                switch (inner) {
                  case FunctionCall call -> false;
                  case Expression.Conditional conditional -> false;
                  case Expression.Operation operation -> false;
                  case Expression.Unary unary -> false;
                  case Expression.For loop -> false;
                  case Template template ->
                      template.parts().stream()
                          .allMatch(
                              part ->
                                  part instanceof TemplatePart.Text
                                      || part instanceof TemplatePart.Interpolation);
                  default -> true;
                });
    return plain[0];
  }
}
