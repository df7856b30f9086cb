package dev.tfgate.terraform.values;

import dev.tfgate.hcl.BinaryOperator;
import dev.tfgate.hcl.Constant;
import dev.tfgate.hcl.Expression;
import dev.tfgate.hcl.Expression.FunctionCall;
import dev.tfgate.hcl.Expression.ObjectValue;
import dev.tfgate.hcl.Expression.Step;
import dev.tfgate.hcl.Expression.Template;
import dev.tfgate.hcl.TemplatePart;
import dev.tfgate.hcl.UnaryOperator;
import dev.tfgate.terraform.values.Piece.Kind;
import dev.tfgate.terraform.values.Possible.Fixed;
import dev.tfgate.terraform.values.Possible.Mapping;
import dev.tfgate.terraform.values.Possible.Repeated;
import dev.tfgate.terraform.values.Possible.Sequence;
import dev.tfgate.terraform.values.Possible.Text;
import dev.tfgate.terraform.values.Possible.Unknown;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Computes what an expression can be, seen from one module below one root. Never too little: where
 * something is not known, or takes too much to follow, the value is unknown.
 */
public final class Evaluation {
  private final ModuleValues module;
  private final FileCalls calls;
  private final Budget budget;
  private boolean reached = true;
  private int attempts;
  private int unsure;

  Evaluation(ModuleValues module, FileCalls calls, Budget budget) {
    this.module = module;
    this.calls = calls;
    this.budget = budget;
  }

  /** The module that the expression stands in. */
  public ModuleValues module() {
    return module;
  }

  /** Whether an error in what is followed now is caught by {@code try} or {@code can}. */
  public boolean isAttempt() {
    return attempts > 0;
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
      Set<String> used = new java.util.TreeSet<>();
      template.walk(
          inner -> {
            if (inner instanceof Expression.Variable variable) {
              used.add(variable.name());
            }
          });
      for (String name : used) {
        Possible value = new Unknown("the template's argument " + name);
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
    Possible value =
        switch (expression) {
          case Expression.BooleanLiteral literal -> Possible.of(literal.value());
          case Expression.NullLiteral literal -> new Fixed(new Constant.Null());
          case Expression.NumberLiteral literal -> new Fixed(new Constant.Numeric(literal.value()));
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
          case Expression.Conditional conditional -> conditional(conditional, names);
          case Expression.Operation operation -> operation(operation, names);
          case Expression.Unary unary -> unary(unary, names);
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
    budget.leave();
    return value;
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
          Possible condition = value(directive.condition(), names);
          texts.add(
              chosen(
                  condition,
                  () -> text(directive.then(), names),
                  () -> text(directive.otherwise(), names)));
        }
        case TemplatePart.For directive -> {
          Possible collection = value(directive.collection(), names);
          List<Possible> bodies = new ArrayList<>();
          boolean exact =
              Order.KNOWN
                  == forEach(
                      collection,
                      directive.keyVariable(),
                      directive.valueVariable(),
                      names,
                      (key, inner) -> bodies.add(text(directive.body(), inner)));
          texts.add(
              exact ? Texts.join(bodies, budget) : new Unknown("text that a template repeats"));
        }
      }
    }
    return Texts.join(texts, budget);
  }

  private Possible conditional(Expression.Conditional conditional, Bindings names) {
    return chosen(
        value(conditional.condition(), names),
        () -> value(conditional.whenTrue(), names),
        () -> value(conditional.whenFalse(), names));
  }

  /** What is not chosen is followed too, for its calls. */
  private Possible chosen(
      Possible condition,
      java.util.function.Supplier<Possible> whenTrue,
      java.util.function.Supplier<Possible> whenFalse) {
    Optional<Boolean> known = known(condition);
    if (known.isEmpty()) {
      return Possible.either(whenTrue.get(), whenFalse.get());
    }
    boolean before = reached;
    reached = before && known.get();
    Possible first = whenTrue.get();
    reached = before && !known.get();
    Possible second = whenFalse.get();
    reached = before;
    return known.get() ? first : second;
  }

  /** Whether a condition is true or false; empty where it may be either. */
  private static Optional<Boolean> known(Possible condition) {
    return switch (condition) {
      case Fixed(Constant.Bool(var value)) -> Optional.of(value);
      case Text text when text.literal().isPresent() ->
          switch (text.literal().get()) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> Optional.empty();
          };
      default -> Optional.empty();
    };
  }

  private Possible operation(Expression.Operation operation, Bindings names) {
    Possible left = value(operation.first(), names);
    for (Expression.Operation.Term term : operation.rest()) {
      left = operate(term.operator(), left, value(term.operand(), names));
    }
    return left;
  }

  private Possible operate(BinaryOperator operator, Possible left, Possible right) {
    List<Possible> results = new ArrayList<>();
    budget.spend(left.options().size() * right.options().size());
    for (Possible first : left.options()) {
      for (Possible second : right.options()) {
        results.add(Operators.apply(operator, first, second));
      }
    }
    return Possible.anyOf(results);
  }

  private Possible unary(Expression.Unary unary, Bindings names) {
    Possible operand = value(unary.operand(), names);
    return switch (unary.operator()) {
      case UnaryOperator.NOT ->
          Texts.map(
              operand,
              option ->
                  known(option)
                      .map(value -> Possible.of(!value))
                      .orElse(Possible.word("a condition")));
      case UnaryOperator.NEGATE ->
          Texts.map(
              operand,
              option ->
                  option instanceof Fixed(Constant.Numeric(var number)) && number.signum() != 0
                      ? new Fixed(new Constant.Numeric(number.negate()))
                      : Possible.word("a number"));
    };
  }

  private Possible object(ObjectValue object, Bindings names) {
    Map<String, Possible> attributes = new LinkedHashMap<>();
    List<Possible> keys = new ArrayList<>();
    boolean exact = true;
    for (ObjectValue.Item item : object.items()) {
      Possible key =
          switch (item.key()) {
            case ObjectValue.Key.Name name -> Possible.text(name.name());
            case ObjectValue.Key.Computed computed -> Texts.of(value(computed.expression(), names));
          };
      Possible value = value(item.value(), names);
      keys.add(key);
      Optional<String> literal = key instanceof Text text ? text.literal() : Optional.empty();
      exact &= literal.isPresent();
      attributes.put(literal.orElse("\0" + keys.size()), value);
    }
    return exact
        ? new Mapping(attributes)
        : new Repeated(Possible.anyOf(keys), Possible.anyOf(attributes.values()));
  }

  private interface Iteration {
    void with(Possible key, Bindings names);
  }

  /** What is known of the elements of a collection. */
  private enum Order {
    /** Each, and their order. */
    KNOWN,
    /** Each. */
    OPEN,
    /** Not how many there are. */
    NONE
  }

  private Order forEach(
      Possible collection,
      @Nullable String keyVariable,
      String valueVariable,
      Bindings names,
      Iteration iteration) {
    boolean exact = collection.options().size() == 1;
    boolean ordered = true;
    for (Possible option : collection.options()) {
      switch (option) {
        case Sequence(var elements, var set) -> {
          ordered = !set || elements.size() < 2;
          for (int i = 0; i < elements.size(); i++) {
            Possible key =
                set ? elements.get(i) : new Fixed(new Constant.Numeric(BigDecimal.valueOf(i)));
            iteration.with(key, bound(names, keyVariable, key, valueVariable, elements.get(i)));
          }
        }
        case Mapping(var attributes) -> {
          ordered = Texts.arePlain(attributes.keySet());
          new TreeMap<>(attributes)
              .forEach(
                  (name, value) -> {
                    Possible key = Possible.text(name);
                    iteration.with(key, bound(names, keyVariable, key, valueVariable, value));
                  });
        }
        case Repeated(var key, var element) -> {
          exact = false;
          iteration.with(key, bound(names, keyVariable, key, valueVariable, element));
        }
        case Fixed nothing -> exact = false;
        default -> {
          exact = false;
          iteration.with(option, bound(names, keyVariable, option, valueVariable, option));
        }
      }
    }
    return exact ? ordered ? Order.KNOWN : Order.OPEN : Order.NONE;
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
    Possible collection = value(loop.collection(), names);
    List<Possible> keys = new ArrayList<>();
    List<Possible> values = new ArrayList<>();
    boolean[] certain = {true};
    Order order =
        forEach(
            collection,
            loop.keyVariable(),
            loop.valueVariable(),
            names,
            (key, inner) -> {
              Optional<Boolean> taken =
                  loop.condition() == null
                      ? Optional.of(true)
                      : known(value(loop.condition(), inner));
              boolean before = reached;
              reached = before && taken.orElse(true);
              Possible name = loop.key() == null ? key : Texts.of(value(loop.key(), inner));
              Possible value = value(loop.value(), inner);
              reached = before;
              if (taken.orElse(true)) {
                keys.add(name);
                values.add(value);
                certain[0] &= taken.isPresent();
              }
            });
    if (loop.key() == null) {
      return order == Order.KNOWN && certain[0]
          ? new Sequence(values, false)
          : new Repeated(Possible.word("an index"), Possible.anyOf(values));
    }
    boolean exact = loop.grouping() ? order == Order.KNOWN : order != Order.NONE;
    return mapping(keys, values, loop.grouping(), exact && certain[0]);
  }

  private static Possible mapping(
      List<Possible> keys, List<Possible> values, boolean grouping, boolean exact) {
    Map<String, List<Possible>> groups = new TreeMap<>();
    boolean literal = exact;
    for (int i = 0; i < keys.size(); i++) {
      Optional<String> key = keys.get(i) instanceof Text text ? text.literal() : Optional.empty();
      literal &= key.isPresent();
      groups.computeIfAbsent(key.orElse(""), unused -> new ArrayList<>()).add(values.get(i));
    }
    if (!literal) {
      Possible element = Possible.anyOf(values);
      return new Repeated(
          Possible.anyOf(keys),
          grouping ? new Repeated(Possible.word("an index"), element) : element);
    }
    Map<String, Possible> attributes = new LinkedHashMap<>();
    groups.forEach(
        (name, group) ->
            attributes.put(name, grouping ? new Sequence(group, false) : Possible.anyOf(group)));
    return new Mapping(attributes);
  }

  private Possible traversal(Expression.Traversal traversal, Bindings names) {
    String name = traversal.rootName();
    List<Step> steps = traversal.steps();
    Possible bound = name == null ? null : names.get(name);
    if (name == null || bound != null) {
      Possible source = bound == null ? value(traversal.source(), names) : bound;
      return steps(source, steps, names);
    }
    if (names.closed()) {
      return steps(new Unknown(name), steps, names);
    }
    indexes(steps, names);
    String first = steps.getFirst() instanceof Step.Attribute attribute ? attribute.name() : "";
    List<Step> rest = steps.subList(1, steps.size());
    return switch (name) {
      case "var" -> steps(module.variable(first, budget), rest, names);
      case "local" -> steps(module.local(first, budget), rest, names);
      case "module" -> output(first, rest, names);
      case "path" -> steps(path(first), rest, names);
      case "terraform" -> Possible.hole(Kind.SEGMENT, "terraform." + first);
      case "each", "count", "self" -> new Unknown(name + "." + first);
      case "run" -> new Unknown("run." + first);
      default -> object(name, first, steps, names);
    };
  }

  private Possible object(String name, String first, List<Step> steps, Bindings names) {
    boolean managed = !name.equals("data");
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
    return new Unknown(name + "." + first, !passesThrough(name, first) && !isWritten(name, steps));
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
    return names.size() > 3
        && module.module().declarations(names.getFirst()).stream()
            .filter(
                declared ->
                    declared.block().label(0).equals(names.get(1))
                        && declared.block().label(1).equals(names.get(2)))
            .anyMatch(declared -> declared.argument(names.get(3)).isPresent());
  }

  /** Index expressions may hold calls of their own. */
  private void indexes(List<Step> steps, Bindings names) {
    for (Step step : steps) {
      if (step instanceof Step.Index index) {
        value(index.key(), names);
      }
    }
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

  private Possible path(String name) {
    String root = module.root().path();
    return switch (name) {
      case "root" -> Possible.text(".");
      case "cwd" -> workingDirectory(root);
      case "module" ->
          root == null
              ? Possible.hole(Kind.MODULE_DIRECTORY, module.path())
              : Possible.text(FilePath.relative(root, module.path()));
      default -> Possible.nothing();
    };
  }

  /**
   * The directory that Terraform was started in: with {@code -chdir} it is another than the one
   * that it runs in, such as the top of the checkout.
   */
  private static Possible workingDirectory(@Nullable String root) {
    Possible here = Possible.hole(Kind.ROOT_DIRECTORY, "path.cwd");
    if (root == null || root.equals(".")) {
      return here;
    }
    List<Possible> options = new ArrayList<>(List.of(here));
    String up = "";
    for (int i = root.split("/").length; i > 0; i--) {
      up += "/..";
      options.add(
          new Text(
              List.of(new Piece.Hole(Kind.ROOT_DIRECTORY, "path.cwd"), new Piece.Literal(up))));
    }
    return Possible.anyOf(options);
  }

  private Possible output(String call, List<Step> steps, Bindings names) {
    Optional<ModuleValues> called =
        module.root().path() == null ? Optional.empty() : module.called(call);
    int at = 0;
    while (at < steps.size()
        && (steps.get(at) instanceof Step.Index || steps.get(at) instanceof Step.LegacyIndex)) {
      at++;
    }
    boolean known = called.isPresent() && !module.root().hasOverriddenModules();
    if (known && at == steps.size() && (at == 1 || at == 0 && !isRepeated(call))) {
      return called.get().outputs(budget);
    }
    if (!known
        || at >= steps.size()
        || !(steps.get(at) instanceof Step.Attribute(var output, var range))) {
      // Of a module that is here, the output could be followed: it may be written in it.
      return new Unknown("module." + call, module.root().path() != null || !isLocal(call));
    }
    return steps(called.get().output(output, budget), steps.subList(at + 1, steps.size()), names);
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
            current = Texts.map(current, option -> step(option, Possible.text(name)));
        case Step.LegacyIndex(var index, var range) ->
            current =
                Texts.map(current, option -> step(option, new Fixed(new Constant.Numeric(index))));
        case Step.Index(var key, var range) -> {
          Possible keys = value(key, names);
          List<Possible> found = new ArrayList<>();
          for (Possible option : current.options()) {
            for (Possible each : keys.options()) {
              found.add(step(option, each));
            }
          }
          budget.spend(found.size());
          current = Possible.anyOf(found);
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
    }
    return current;
  }

  private Possible splat(Possible value, List<Step> rest, Bindings names) {
    return switch (value) {
      case Sequence(var elements, var set) when set && elements.size() > 1 ->
          new Repeated(Possible.word("an index"), steps(Possible.anyOf(elements), rest, names));
      case Sequence(var elements, var set) ->
          new Sequence(
              elements.stream().map(element -> steps(element, rest, names)).toList(), false);
      case Repeated(var key, var element) ->
          new Repeated(Possible.word("an index"), steps(element, rest, names));
      case Fixed absent when absent.isNull() -> new Sequence(List.of(), false);
      case Unknown unknown -> unknown;
      default -> new Sequence(List.of(steps(value, rest, names)), false);
    };
  }

  private Possible step(Possible value, Possible key) {
    if (!isFound(value, key)) {
      unsure++;
    }
    return element(value, key);
  }

  /** Whether there certainly is such an element, so that asking for it can't fail. */
  static boolean isFound(Possible value, Possible key) {
    return switch (value) {
      case Mapping(var attributes) ->
          Texts.arePlain(attributes.keySet())
              && key instanceof Text text
              && text.literal().filter(attributes::containsKey).isPresent();
      case Sequence(var elements, var set) ->
          !set
              && key instanceof Fixed(Constant.Numeric(var number))
              && isIndex(number, elements.size());
      default -> false;
    };
  }

  private static boolean isIndex(BigDecimal number, int size) {
    return number.signum() >= 0
        && number.compareTo(BigDecimal.valueOf(size)) < 0
        && number.stripTrailingZeros().scale() <= 0;
  }

  /** An element of a collection or an attribute of an object. */
  static Possible element(Possible value, Possible key) {
    return switch (value) {
      case Unknown unknown -> unknown;
      case Repeated(var keys, var element) -> element;
      case Mapping(var attributes) -> {
        Possible name = Texts.of(key);
        if (name instanceof Text text) {
          Optional<String> literal =
              text.literal()
                  .filter(Texts::isPlain)
                  .filter(k -> Texts.arePlain(attributes.keySet()));
          yield literal.isPresent()
              ? attributes.getOrDefault(literal.get(), Possible.nothing())
              : Possible.anyOf(attributes.values());
        }
        yield Possible.nothing();
      }
      case Sequence(var elements, var set) when set -> Possible.nothing();
      case Sequence(var elements, var set) -> {
        Possible index =
            key instanceof Text text && text.literal().isPresent()
                ? Functions.number(text.literal().get())
                : key;
        if (index.equals(Possible.nothing())) {
          yield index;
        }
        if (index instanceof Fixed(Constant.Numeric(var number))) {
          yield isIndex(number, elements.size())
              ? elements.get(number.intValue())
              : Possible.nothing();
        }
        yield Possible.anyOf(elements);
      }
      default -> Possible.nothing();
    };
  }

  private Possible call(FunctionCall call, Bindings names) {
    String name = FileFunctions.name(call);
    if (name.equals("try")) {
      return attempt(call, names);
    }
    if (name.equals("can")) {
      attempts++;
      call.arguments().forEach(argument -> value(argument, names));
      attempts--;
      return Possible.word("can()");
    }
    List<Possible> arguments = new ArrayList<>();
    for (Expression argument : call.arguments()) {
      arguments.add(value(argument, names));
    }
    boolean expanded = true;
    if (call.expandLast() && !arguments.isEmpty()) {
      Possible last = arguments.removeLast();
      if (last instanceof Sequence(var elements, var set) && (!set || elements.size() < 2)) {
        arguments.addAll(elements);
      } else {
        expanded = false;
        arguments.add(last);
      }
    }
    if (FileFunctions.isFollowed(name)) {
      calls.call(name, call, expanded ? arguments : List.of(), reached, this);
    }
    return new Functions(module, budget).result(name, arguments, expanded);
  }

  private Possible attempt(FunctionCall call, Bindings names) {
    List<Possible> possible = new ArrayList<>();
    boolean decided = false;
    for (Expression argument : call.arguments()) {
      int before = unsure;
      attempts++;
      Possible value = value(argument, names);
      attempts--;
      if (!decided) {
        possible.add(value);
        decided = isPlain(argument) && isCertain(value) && unsure == before;
      }
    }
    return Possible.anyOf(possible);
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

  /** Whether evaluation can't fail. */
  private static boolean isCertain(Possible value) {
    return switch (value) {
      case Fixed fixed -> true;
      case Text text -> text.literal().isPresent();
      case Sequence(var elements, var set) -> elements.stream().allMatch(Evaluation::isCertain);
      case Mapping(var attributes) -> attributes.values().stream().allMatch(Evaluation::isCertain);
      default -> false;
    };
  }
}
