package dev.tfgate.terraform.values;

import dev.tfgate.hcl.Constant;
import dev.tfgate.hcl.ConstantEvaluator;
import dev.tfgate.hcl.Expression;
import dev.tfgate.hcl.Expression.FunctionCall;
import dev.tfgate.hcl.Expression.ObjectValue;
import dev.tfgate.terraform.values.Possible.Fixed;
import dev.tfgate.terraform.values.Possible.Mapping;
import dev.tfgate.terraform.values.Possible.Repeated;
import dev.tfgate.terraform.values.Possible.Sequence;
import dev.tfgate.terraform.values.Possible.Text;
import dev.tfgate.terraform.values.Possible.Unknown;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Converts what a variable can be to its type, defaults of optional attributes filled in. */
public final class TypeConstraint {
  private static final Possible NULL = new Fixed(new Constant.Null());

  private TypeConstraint() {}

  /** The value converted. */
  public static Possible convert(Possible value, Expression type) {
    List<Possible> converted = new ArrayList<>();
    for (Possible option : value.options()) {
      converted.add(option.isNull() ? option : one(option, type));
    }
    return Possible.anyOf(converted);
  }

  private static Possible one(Possible value, Expression type) {
    return switch (type) {
      case Expression.Variable simple -> simple(value, simple.name());
      case Expression.Parenthesized inner -> one(value, inner.inner());
      case Expression.JsonString string ->
          string.template() != null
                  && string.template().parts().size() == 1
                  && string.value().matches("string|number|bool|any")
              ? simple(value, string.value())
              : unknown(value);
      case Expression.Template template when template.literal() != null ->
          simple(value, String.valueOf(template.literal()));
      case FunctionCall call when !call.arguments().isEmpty() ->
          composed(value, call.name(), call.arguments().getFirst());
      default -> unknown(value);
    };
  }

  /** A type that is not understood: what the value turns into isn't either. */
  private static Possible unknown(Possible value) {
    return value instanceof Unknown
        ? value
        : new Unknown("a value of a type that is not understood");
  }

  private static Possible simple(Possible value, String type) {
    return switch (type) {
      case "string" -> Texts.of(value);
      case "number", "bool" ->
          switch (value) {
            case Unknown unknown when unknown.isPending() -> unknown;
            case Unknown unknown ->
                type.equals("bool")
                    ? Possible.either(Possible.condition(), NULL)
                    : Possible.number(unknown.why());
            case Text text when text.isPending() -> text;
            case Text text -> primitive(text, type);
            default -> value;
          };
      case "list" -> Functions.list(value);
      case "set" -> Functions.set(value);
      case "map" -> Functions.map(value);
      default -> value;
    };
  }

  private static Possible primitive(Text text, String type) {
    Optional<String> literal = text.literal();
    if (type.equals("bool")) {
      return text.mayBeNull() ? Possible.either(Possible.condition(), NULL) : Possible.condition();
    }
    return literal.isEmpty() ? Possible.number("a number") : Functions.number(literal.get());
  }

  private static Possible composed(Possible value, String kind, Expression inner) {
    return switch (kind) {
      case "list" -> collection(value, inner, false);
      case "set" -> collection(value, inner, true);
      case "map" -> map(value, inner);
      case "tuple" -> tuple(value, inner);
      case "object" -> object(value, inner);
      default -> unknown(value);
    };
  }

  private static Possible collection(Possible value, Expression element, boolean set) {
    return switch (value) {
      case Sequence(var elements, var wasSet) -> {
        List<Possible> converted = new ArrayList<>();
        elements.forEach(each -> converted.add(convert(each, element)));
        List<Possible> unified = Types.unified(converted);
        yield set
            ? Functions.setOf(unified)
            : wasSet && unified.size() > 1
                ? Possible.listOf(Possible.anyOf(unified))
                : new Sequence(unified, false);
      }
      case Repeated(var key, var each) -> {
        Possible converted = Types.oneOf(convert(each, element).options());
        yield set ? new Repeated(converted, converted) : Possible.listOf(converted);
      }
      case Unknown unknown when unknown.isPending() -> unknown;
      case Unknown unknown -> {
        Possible converted = convert(unknown, element);
        yield set ? new Repeated(converted, converted) : Possible.listOf(converted);
      }
      default -> Possible.nothing();
    };
  }

  private static Possible map(Possible value, Expression element) {
    return switch (value) {
      case Mapping(var attributes, var partial) -> {
        List<Possible> elements = new ArrayList<>();
        attributes.values().forEach(each -> elements.add(convert(each, element)));
        List<Possible> unified = Types.unified(elements);
        Map<String, Possible> converted = new LinkedHashMap<>();
        int i = 0;
        for (String key : attributes.keySet()) {
          converted.put(key, unified.get(i++));
        }
        yield new Mapping(converted, partial);
      }
      case Repeated(var key, var each) ->
          new Repeated(key, Types.oneOf(convert(each, element).options()));
      case Unknown unknown when unknown.isPending() -> unknown;
      case Unknown unknown -> new Repeated(Texts.of(unknown), convert(unknown, element));
      default -> Possible.nothing();
    };
  }

  private static Possible tuple(Possible value, Expression types) {
    if (value instanceof Sequence(var elements, var set)
        && types instanceof Expression.Tuple(var each, var range)
        && each.size() == elements.size()) {
      List<Possible> converted = new ArrayList<>();
      for (int i = 0; i < each.size(); i++) {
        converted.add(convert(elements.get(i), each.get(i)));
      }
      return new Sequence(converted, false);
    }
    return unknown(value);
  }

  private static Possible object(Possible value, Expression attributes) {
    if (!(attributes instanceof ObjectValue(var items, var range))) {
      return unknown(value);
    }
    if (value.isPending()) {
      return value;
    }
    if (!(value instanceof Mapping || value instanceof Unknown || value instanceof Repeated)) {
      return Possible.nothing();
    }
    Map<String, Possible> converted = new LinkedHashMap<>();
    for (ObjectValue.Item item : items) {
      Optional<String> name = key(item.key());
      if (name.isEmpty()) {
        return unknown(value);
      }
      Expression type = item.value();
      Optional<Expression> byDefault = Optional.empty();
      if (type instanceof FunctionCall call && call.name().equals("optional")) {
        byDefault =
            call.arguments().size() > 1 ? Optional.of(call.arguments().get(1)) : Optional.empty();
        type = call.arguments().getFirst();
      }
      converted.put(name.get(), attribute(value, name.get(), type, byDefault));
    }
    Possible object = new Mapping(converted);
    return value.mayBeNull() ? Possible.either(object, NULL) : object;
  }

  private static Possible attribute(
      Possible value, String name, Expression type, Optional<Expression> byDefault) {
    Possible otherwise = byDefault.map(given -> convert(Texts.constant(given), type)).orElse(NULL);
    return switch (value) {
      case Mapping(var attributes, var partial) -> {
        Possible given = attributes.get(name);
        if (given == null) {
          yield otherwise;
        }
        Possible converted = convert(given, type);
        yield partial || converted.mayBeNull() ? Possible.either(converted, otherwise) : converted;
      }
      case Repeated(var key, var element) -> Possible.either(convert(element, type), otherwise);
      default -> Possible.either(convert(value, type), otherwise);
    };
  }

  private static Optional<String> key(ObjectValue.Key key) {
    Optional<String> written =
        switch (key) {
          case ObjectValue.Key.Name name -> Optional.of(name.name());
          case ObjectValue.Key.Computed computed -> ConstantEvaluator.string(computed.expression());
        };
    return written.map(Texts::composed);
  }
}
