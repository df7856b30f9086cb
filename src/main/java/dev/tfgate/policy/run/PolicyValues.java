package dev.tfgate.policy.run;

import dev.tfgate.cel.FieldMap;
import dev.tfgate.cel.ItemList;
import dev.tfgate.cel.Unknown;
import dev.tfgate.hcl.Constant;
import dev.tfgate.terraform.values.Cause;
import dev.tfgate.terraform.values.Piece;
import dev.tfgate.terraform.values.Possible;
import dev.tfgate.text.ByBytes;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a value can be, as policies see it: one of several choices, or unknown with what is known of
 * it. What may be missing is null in one of the choices.
 */
final class PolicyValues {
  /** Gives the JSON of policy documents that are written as data sources. */
  interface Documents {
    @Nullable Object of(Possible.ObjectAttribute attribute, String cause);
  }

  private final Documents documents;
  private final Cause expression;

  /**
   * @param expression is to blame for what nothing else is blamed for
   */
  PolicyValues(Documents documents, Cause expression) {
    this.documents = documents;
    this.expression = expression;
  }

  @Nullable Object of(Possible value) {
    return switch (value) {
      case Possible.Unknown unknown -> unknown(unknown);
      case Possible.Text text -> text(text);
      case Possible.Fixed(Constant constant) -> of(constant);
      case Possible.Sequence(var elements, var set) -> {
        Collection<Possible> ordered = set ? inOrder(elements) : elements;
        if (ordered.size() < elements.size()) {
          Possible any = Possible.anyOf(elements);
          yield repeated(new Possible.Repeated(any, any));
        }
        List<@Nullable Object> list = new ArrayList<>();
        ordered.forEach(element -> list.add(of(element)));
        yield new ItemList(list, null);
      }
      case Possible.Mapping(var attributes, var partial) -> {
        Map<String, @Nullable Object> parts = new LinkedHashMap<>();
        attributes.forEach(
            (name, element) ->
                parts.put(name, of(partial ? Possible.either(element, NULL) : element)));
        yield new FieldMap(parts, partial ? expression.text() : null);
      }
      case Possible.Choice(var options) -> choices(options);
      case Possible.Repeated repeated -> repeated(repeated);
    };
  }

  private static final Possible NULL = Possible.absent();

  /**
   * Terraform goes over the strings of a set in the order of their bytes. Of a set with anything
   * else in it neither the order nor the number of its elements is known: fewer are given then.
   */
  private static Collection<Possible> inOrder(List<Possible> elements) {
    if (elements.size() < 2) {
      return elements;
    }
    TreeMap<String, Possible> byText = new TreeMap<>(ByBytes.ORDER);
    for (Possible element : elements) {
      if (element instanceof Possible.Text known && known.literal().isPresent()) {
        byText.put(known.literal().get(), element);
      }
    }
    return byText.values();
  }

  private @Nullable Object repeated(Possible.Repeated repeated) {
    String cause = expression.text();
    if (repeated.mayBeMap() && !repeated.mayBeList()) {
      return Unknown.of(cause);
    }
    if (repeated.element().options().isEmpty()) {
      return new ItemList(List.of(), cause);
    }
    List<@Nullable Object> elements = new ArrayList<>();
    elements.add(of(Possible.either(repeated.element(), NULL)));
    return new ItemList(elements, cause);
  }

  private @Nullable Object choices(List<Possible> options) {
    List<@Nullable Object> choices = new ArrayList<>();
    Set<String> causes = new LinkedHashSet<>();
    boolean open = options.isEmpty();
    for (Possible option : options) {
      Object choice = of(option);
      if (choice instanceof Unknown unknown) {
        open |= unknown.choices().isEmpty();
        choices.addAll(unknown.choices());
        causes.addAll(unknown.causes());
      } else {
        choices.add(choice);
      }
    }
    if (causes.isEmpty()) {
      causes.add(expression.text());
    }
    return open ? Unknown.text(causes, "", "") : Unknown.oneOf(String.join(", ", causes), choices);
  }

  private @Nullable Object unknown(Possible.Unknown unknown) {
    String cause = name(unknown.cause());
    return unknown.attribute() == null
        ? Unknown.of(cause)
        : documents.of(unknown.attribute(), cause);
  }

  private String name(@Nullable Cause cause) {
    return (cause == null ? expression : cause).text();
  }

  private Object text(Possible.Text text) {
    StringBuilder prefix = new StringBuilder();
    StringBuilder suffix = new StringBuilder();
    Set<String> causes = new LinkedHashSet<>();
    for (Piece piece : text.pieces()) {
      switch (piece) {
        case Piece.Literal(var known) -> (causes.isEmpty() ? prefix : suffix).append(known);
        case Piece.Hole hole -> {
          Object encoded =
              hole.encoded() == null || text.pieces().size() > 1 ? null : of(hole.encoded());
          if (encoded != null) {
            return Unknown.json(name(hole.cause()), encoded);
          }
          causes.add(name(hole.cause()));
          suffix.setLength(0);
        }
      }
    }
    if (causes.isEmpty()) {
      return prefix.toString();
    }
    if (text.pieces().size() < 2 || !text.pieces().get(1).is(Piece.Kind.NUMBER)) {
      cutAtComposition(prefix);
    }
    int start = 0;
    while (start < suffix.length() && suffix.charAt(start) > '~') {
      start++;
    }
    return Unknown.text(causes, prefix.toString(), suffix.substring(start));
  }

  /**
   * Takes from the end what an accent at the start of the unknown part would change: Terraform
   * composes an {@code e} and an accent to one letter.
   */
  private static void cutAtComposition(StringBuilder prefix) {
    int end = prefix.length();
    while (end > 0 && prefix.charAt(end - 1) > '~') {
      end--;
    }
    if (end > 0) {
      char last = prefix.charAt(end - 1);
      boolean composes =
          (last >= 'A' && last <= 'Z')
              || (last >= 'a' && last <= 'z')
              || (last >= '<' && last <= '>');
      end -= composes ? 1 : 0;
    }
    prefix.setLength(end);
  }

  /** Returns a constant as policies see it. */
  static @Nullable Object of(Constant constant) {
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
}
