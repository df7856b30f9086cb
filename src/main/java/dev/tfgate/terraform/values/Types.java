package dev.tfgate.terraform.values;

import dev.tfgate.hcl.Constant;
import dev.tfgate.terraform.values.Possible.Choice;
import dev.tfgate.terraform.values.Possible.Fixed;
import dev.tfgate.terraform.values.Possible.Mapping;
import dev.tfgate.terraform.values.Possible.Repeated;
import dev.tfgate.terraform.values.Possible.Sequence;
import dev.tfgate.terraform.values.Possible.Text;
import dev.tfgate.terraform.values.Possible.Unknown;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What Terraform makes of values that must have one type: the branches of a condition, the elements
 * of a list. Numbers and booleans beside anything else may turn into strings, and lists into sets.
 */
public final class Types {
  private static final int DEEPEST = 100;

  private enum Kind {
    TEXT,
    NUMBER,
    BOOLEAN,
    OPEN,
    SET,
    LIST
  }

  private Types() {}

  /** One of several values that are given one type. */
  public static Possible oneOf(List<Possible> values) {
    return Possible.anyOf(unified(values));
  }

  /**
   * The values as they are, or may be, once they have one type with others: a collection that turns
   * out to be empty has a type too.
   */
  public static List<Possible> unifiedWithOthers(List<Possible> values) {
    List<Possible> all = new ArrayList<>(values);
    all.add(Possible.text(""));
    return unified(all).subList(0, values.size());
  }

  /** The values as they are, or may be, once they have one type. */
  public static List<Possible> unified(List<Possible> values) {
    if (values.size() < 2 && values.stream().allMatch(Types::isOne)) {
      return values;
    }
    Seen seen = new Seen();
    values.forEach(value -> seen.add(value, 0));
    boolean texts = seen.mayTurnIntoText();
    boolean sets = seen.mayTurnIntoSets();
    boolean fewer = seen.mayLoseAttributes();
    if (!texts && !sets && !fewer) {
      return values;
    }
    List<Possible> converted = new ArrayList<>();
    for (Possible value : values) {
      converted.add(new Widening(texts, sets, fewer).of(value, 0));
    }
    return converted;
  }

  /**
   * What a value may be once it is converted to a type that isn't known, as the default of {@code
   * lookup} is to the type of the elements: strings may turn into numbers and booleans.
   */
  static Possible converted(Possible value) {
    return converted(value, 0);
  }

  private static Possible converted(Possible value, int depth) {
    if (depth > DEEPEST) {
      return new Unknown("a value that is nested too deep");
    }
    return switch (value) {
      case Text text -> scalar(text);
      case Sequence(var elements, var set) ->
          new Sequence(elements.stream().map(each -> converted(each, depth + 1)).toList(), set);
      case Mapping(var attributes, var partial) -> {
        Map<String, Possible> inner = new LinkedHashMap<>();
        attributes.forEach((name, each) -> inner.put(name, converted(each, depth + 1)));
        yield new Mapping(inner, partial);
      }
      case Repeated(var key, var element) -> new Repeated(key, converted(element, depth + 1));
      case Choice(var options) ->
          Possible.anyOf(options.stream().map(each -> converted(each, depth)).toList());
      default -> value;
    };
  }

  private static Possible scalar(Text text) {
    Optional<String> literal = text.literal();
    if (literal.isPresent()) {
      Possible number =
          isPlain(literal.get()) ? Functions.number(literal.get()) : Possible.nothing();
      return literal.get().matches("true|false|0|1")
          ? Possible.anyOf(List.of(text, number, Possible.condition()))
          : Possible.either(text, number);
    }
    boolean plain =
        text.pieces().stream()
            .allMatch(piece -> !(piece instanceof Piece.Literal(var part)) || isPlain(part));
    return plain && !text.isPending()
        ? Possible.anyOf(List.of(text, Possible.number("a number"), Possible.condition()))
        : text;
  }

  /** Whether it can be part of a number or of a boolean. */
  private static boolean isPlain(String part) {
    return part.chars()
        .allMatch(c -> (c < 128 && Character.isLetterOrDigit(c)) || "+-.".indexOf(c) >= 0);
  }

  /** Whether it stands for one value alone, and not for each of many. */
  private static boolean isOne(Possible value) {
    return value.options().size() < 2
        && switch (value) {
          case Repeated _ -> false;
          case Sequence(var elements, _) -> elements.stream().allMatch(Types::isOne);
          case Mapping(var attributes, _) -> attributes.values().stream().allMatch(Types::isOne);
          default -> true;
        };
  }

  /** The kinds of some values and of what is in them. */
  private static final class Seen {
    private final Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    private final Set<Set<String>> objects = new HashSet<>();
    private int deepest = -1;
    private int firstOpen = Integer.MAX_VALUE;

    boolean mayTurnIntoText() {
      Set<Kind> scalars = EnumSet.copyOf(kinds.isEmpty() ? Set.of(Kind.TEXT) : kinds);
      scalars.removeAll(Set.of(Kind.SET, Kind.LIST));
      return scalars.size() > 1
          && (scalars.contains(Kind.NUMBER) || scalars.contains(Kind.BOOLEAN));
    }

    /**
     * Lists turn into sets beside sets, and sets into lists; what is not known may be either, and
     * so turn those that are as deep, or deeper.
     */
    boolean mayTurnIntoSets() {
      return kinds.containsAll(Set.of(Kind.SET, Kind.LIST)) || firstOpen <= deepest;
    }

    boolean mayLoseAttributes() {
      return objects.size() > 1 || (!objects.isEmpty() && kinds.contains(Kind.OPEN));
    }

    private void open(int depth) {
      kinds.add(Kind.OPEN);
      firstOpen = Math.min(firstOpen, depth);
    }

    private void collection(Kind kind, int depth) {
      kinds.add(kind);
      deepest = Math.max(deepest, depth);
    }

    void add(Possible value, int depth) {
      if (depth > DEEPEST) {
        open(depth);
        return;
      }
      switch (value) {
        case Unknown unknown -> {
          if (!unknown.isPending()) {
            open(depth);
          }
        }
        case Text text -> {
          kinds.add(Kind.TEXT);
          if (text.pieces().size() == 1 && text.pieces().getFirst().is(Piece.Kind.NUMBER)) {
            // A number that is not known, or a string that one was turned into.
            kinds.add(Kind.NUMBER);
          }
        }
        case Fixed(Constant.Numeric number) -> kinds.add(Kind.NUMBER);
        case Fixed(Constant.Bool bool) -> kinds.add(Kind.BOOLEAN);
        // Null and what is empty may have a type that is not seen.
        case Fixed absent -> open(depth);
        case Sequence(var elements, var set) -> {
          collection(set ? Kind.SET : Kind.LIST, depth);
          if (elements.isEmpty()) {
            open(depth + 1);
          }
          elements.forEach(element -> add(element, depth + 1));
        }
        case Mapping(var attributes, var partial) -> {
          if (attributes.isEmpty()) {
            open(depth + 1);
          }
          objects.add(attributes.keySet());
          attributes.values().forEach(element -> add(element, depth + 1));
        }
        case Repeated repeated -> {
          if (repeated.mayBeList()) {
            collection(repeated.mayBeMap() ? Kind.SET : Kind.LIST, depth);
          }
          if (repeated.element().options().isEmpty()) {
            open(depth + 1);
          }
          add(repeated.element(), depth + 1);
        }
        case Choice(var options) -> {
          if (options.isEmpty()) {
            // What goes wrong has a type all the same.
            open(depth);
          }
          options.forEach(option -> add(option, depth));
        }
      }
    }
  }

  /**
   * What may be converted.
   *
   * @param texts whether numbers and booleans may turn into strings
   * @param sets whether lists may turn into sets
   * @param fewer whether objects may lose attributes that others don't have
   */
  private record Widening(boolean texts, boolean sets, boolean fewer) {
    Possible of(Possible value, int depth) {
      if (depth > DEEPEST) {
        return new Unknown("a value that is nested too deep");
      }
      return switch (value) {
        case Unknown unknown -> unknown;
        case Text text -> text;
        case Fixed fixed ->
            texts && !fixed.isNull() ? Possible.either(fixed, Texts.of(fixed)) : fixed;
        case Sequence(var elements, var set) -> {
          List<Possible> inner = elements.stream().map(element -> of(element, depth + 1)).toList();
          Possible any = Possible.anyOf(inner);
          if (!sets) {
            yield new Sequence(inner, set);
          }
          // What is empty stays so: a loop over it has no element.
          yield inner.isEmpty()
              ? Possible.either(new Sequence(inner, false), new Sequence(inner, true))
              : Possible.either(Possible.listOf(any), new Repeated(any, any));
        }
        case Mapping(var attributes, var partial) -> {
          Map<String, Possible> inner = new LinkedHashMap<>();
          attributes.forEach((name, element) -> inner.put(name, of(element, depth + 1)));
          yield new Mapping(inner, partial || fewer);
        }
        case Repeated repeated -> {
          Possible inner = of(repeated.element(), depth + 1);
          Repeated same = new Repeated(repeated.key(), inner);
          yield sets && repeated.mayBeList() && !inner.options().isEmpty()
              ? Possible.anyOf(List.of(same, Possible.listOf(inner), new Repeated(inner, inner)))
              : same;
        }
        case Choice(var options) ->
            Possible.anyOf(options.stream().map(option -> of(option, depth)).toList());
      };
    }
  }
}
