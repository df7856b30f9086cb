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
    Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    Set<Set<String>> objects = new HashSet<>();
    values.forEach(value -> collect(value, kinds, objects, 0));
    boolean sets = kinds.contains(Kind.SET) && kinds.contains(Kind.LIST);
    boolean fewer = objects.size() > 1 || !objects.isEmpty() && kinds.contains(Kind.OPEN);
    kinds.removeAll(Set.of(Kind.SET, Kind.LIST));
    boolean texts =
        kinds.size() > 1 && (kinds.contains(Kind.NUMBER) || kinds.contains(Kind.BOOLEAN));
    if (!texts && !sets && !fewer) {
      return values;
    }
    List<Possible> converted = new ArrayList<>();
    for (Possible value : values) {
      converted.add(new Widening(texts, sets, fewer).of(value, 0));
    }
    return converted;
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

  private static void collect(
      Possible value, Set<Kind> kinds, Set<Set<String>> objects, int depth) {
    if (depth > DEEPEST) {
      kinds.add(Kind.OPEN);
      return;
    }
    switch (value) {
      case Unknown unknown -> {
        if (!unknown.isPending()) {
          kinds.add(Kind.OPEN);
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
      case Fixed absent -> kinds.add(Kind.OPEN);
      case Sequence(var elements, var set) -> {
        kinds.add(set ? Kind.SET : Kind.LIST);
        if (elements.isEmpty()) {
          kinds.add(Kind.OPEN);
        }
        elements.forEach(element -> collect(element, kinds, objects, depth + 1));
      }
      case Mapping(var attributes, var partial) -> {
        if (attributes.isEmpty()) {
          kinds.add(Kind.OPEN);
        }
        objects.add(attributes.keySet());
        attributes.values().forEach(element -> collect(element, kinds, objects, depth + 1));
      }
      case Repeated repeated -> {
        if (repeated.mayBeList()) {
          kinds.add(repeated.mayBeMap() ? Kind.SET : Kind.LIST);
        }
        if (repeated.element().options().isEmpty()) {
          kinds.add(Kind.OPEN);
        }
        collect(repeated.element(), kinds, objects, depth + 1);
      }
      case Choice(var options) -> options.forEach(option -> collect(option, kinds, objects, depth));
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
          yield sets
              ? Possible.either(Possible.listOf(any), new Repeated(any, any))
              : new Sequence(inner, set);
        }
        case Mapping(var attributes, var partial) -> {
          Map<String, Possible> inner = new LinkedHashMap<>();
          attributes.forEach((name, element) -> inner.put(name, of(element, depth + 1)));
          yield new Mapping(inner, partial || fewer);
        }
        case Repeated(var key, var element) -> new Repeated(key, of(element, depth + 1));
        case Choice(var options) ->
            Possible.anyOf(options.stream().map(option -> of(option, depth)).toList());
      };
    }
  }
}
