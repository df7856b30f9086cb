package dev.tfgate.terraform.values;

import dev.tfgate.hcl.Constant;
import dev.tfgate.hcl.ConstantEvaluator;
import dev.tfgate.hcl.Expression;
import dev.tfgate.terraform.values.Piece.Hole;
import dev.tfgate.terraform.values.Piece.Kind;
import dev.tfgate.terraform.values.Piece.Literal;
import dev.tfgate.terraform.values.Possible.Fixed;
import dev.tfgate.terraform.values.Possible.Mapping;
import dev.tfgate.terraform.values.Possible.Sequence;
import dev.tfgate.terraform.values.Possible.Text;
import dev.tfgate.terraform.values.Possible.Unknown;
import java.math.BigDecimal;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Strings with holes. */
public final class Texts {
  private static final int LONGEST = 1 << 20;
  private static final int MOST_PIECES = 1_000;
  private static final int MOST_DIGITS = 15;

  private Texts() {}

  /** The value converted to a string; {@code null} stays what it is. */
  public static Possible of(Possible value) {
    return map(
        value,
        option ->
            switch (option) {
              case Text text -> text;
              case Unknown unknown -> new Text(List.of(hole(unknown)));
              case Fixed(Constant.Numeric(var number)) -> number(number);
              case Fixed(Constant.Bool(var bool)) -> Possible.text(String.valueOf(bool));
              case Fixed absent -> absent;
              default -> Possible.nothing();
            });
  }

  private static Hole hole(Unknown unknown) {
    Kind kind =
        switch (unknown.origin()) {
          case OBJECT -> Kind.OBJECT;
          case PENDING -> Kind.PENDING;
          case OTHER -> Kind.ANY;
        };
    return new Hole(kind, unknown.why(), null, null, unknown.cause());
  }

  /**
   * Letters and accents composed, as Terraform does with every string: with the names of attributes
   * and outputs too, and with all of a template.
   */
  public static String composed(String text) {
    return isPlain(text) ? text : Normalizer.normalize(text, Normalizer.Form.NFC);
  }

  /** Each option turned into another. */
  public static Possible map(Possible value, UnaryOperator<Possible> operation) {
    if (!(value instanceof Possible.Choice(var options))) {
      return operation.apply(value);
    }
    List<Possible> mapped = new ArrayList<>(options.size());
    options.forEach(option -> mapped.add(operation.apply(option)));
    return Possible.anyOf(mapped);
  }

  /** The value of a constant expression, or unknown where it isn't one. */
  public static Possible constant(Expression expression) {
    return ConstantEvaluator.evaluate(expression)
        .map(Texts::of)
        .orElse(new Unknown("a default that is not constant"));
  }

  /** The value that a constant is. */
  public static Possible of(Constant constant) {
    return switch (constant) {
      case Constant.Text(var text) -> Possible.text(text);
      case Constant.TupleValue(var elements) ->
          new Sequence(elements.stream().map(Texts::of).toList(), false);
      case Constant.ObjectMap(var attributes) -> {
        Map<String, Possible> values = new LinkedHashMap<>();
        attributes.forEach((name, value) -> values.put(name, of(value)));
        yield new Mapping(values);
      }
      default -> new Fixed(constant);
    };
  }

  /**
   * What a number is written as: of few digits, for Terraform calculates in binary and writes what
   * is large or small in ways of its own.
   */
  private static Possible number(BigDecimal number) {
    boolean common =
        number.precision() <= MOST_DIGITS
            && Math.abs((long) number.scale()) <= MOST_DIGITS
            && number.signum() != 0;
    return number.signum() == 0 && number.scale() == 0
        ? Possible.text("0")
        : common
            ? Possible.text(number.stripTrailingZeros().toPlainString())
            : Possible.number("a number");
  }

  /** The strings that follow from putting one of each behind the other. */
  public static Possible join(List<Possible> parts, Budget budget) {
    Possible joined = Possible.text("");
    StringBuilder known = new StringBuilder();
    for (Possible part : parts) {
      Possible text = of(part);
      Optional<String> literal = text instanceof Text one ? one.literal() : Optional.empty();
      if (literal.isPresent() && known.length() < LONGEST) {
        known.append(literal.get());
      } else {
        joined = concat(joined, Possible.text(known.toString()), budget);
        known.setLength(0);
        joined = concat(joined, text, budget);
      }
    }
    return known.isEmpty() ? joined : concat(joined, Possible.text(known.toString()), budget);
  }

  private static Possible concat(Possible first, Possible second, Budget budget) {
    List<Possible> heads = texts(first);
    List<Possible> tails = texts(second);
    if (isAbsent(first) || isAbsent(second)) {
      return Possible.hole(Kind.PENDING, "a string of null");
    }
    if ((long) heads.size() * tails.size() > Possible.MOST_OPTIONS) {
      heads = heads.size() > 1 ? Possible.summary(heads).options() : heads;
      heads = texts(of(heads.getFirst()));
      tails = tails.size() > 1 ? texts(of(Possible.summary(tails))) : tails;
    }
    budget.spend(heads.size() * tails.size());
    List<Possible> joined = new ArrayList<>(heads.size() * tails.size());
    for (Possible head : heads) {
      for (Possible tail : tails) {
        joined.add(concat((Text) head, (Text) tail));
      }
    }
    return Possible.anyOf(joined);
  }

  /** Whether it is null: no string is made of it. */
  private static boolean isAbsent(Possible value) {
    List<Possible> options = value.options();
    for (Possible option : options) {
      if (!option.isNull()) {
        return false;
      }
    }
    return !options.isEmpty();
  }

  private static List<Possible> texts(Possible value) {
    List<Possible> texts = new ArrayList<>(1);
    for (Possible option : value.options()) {
      if (option instanceof Text) {
        texts.add(option);
      }
    }
    return texts;
  }

  public static Text concat(Text first, Text second) {
    if (first.pieces().isEmpty()) {
      return second;
    }
    List<Piece> pieces = new ArrayList<>(first.pieces());
    for (Piece piece : second.pieces()) {
      if (piece instanceof Literal(var tail)
          && !pieces.isEmpty()
          && pieces.getLast() instanceof Literal(var head)) {
        pieces.set(pieces.size() - 1, new Literal(composed(head + tail)));
      } else {
        pieces.add(piece);
      }
    }
    return isLong(pieces)
        ? new Text(List.of(new Hole(Kind.ANY, "a string that is too long to follow")))
        : new Text(pieces);
  }

  private static boolean isLong(List<Piece> pieces) {
    int length = 0;
    for (Piece piece : pieces) {
      length += piece instanceof Literal(var text) ? text.length() : 1;
    }
    return length > LONGEST || pieces.size() > MOST_PIECES;
  }

  /**
   * Whether a string has none but ASCII characters: of others Go and Terraform have notions of
   * their own (what is one letter, a space, upper case, the same, before another).
   */
  public static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > '~') {
        return false;
      }
    }
    return true;
  }

  /** Whether none of the strings is more than plain text. */
  public static boolean arePlain(Collection<String> texts) {
    return texts.stream().allMatch(Texts::isPlain);
  }

  /** Whether each is a string that is known and plain, so that it can be told from the others. */
  public static boolean areTold(Collection<Possible> values) {
    return values.stream()
        .allMatch(
            value ->
                value instanceof Text text && text.literal().filter(Texts::isPlain).isPresent());
  }

  /** What of the string is not known, for messages; empty where all of it is. */
  public static String why(Text text) {
    for (Piece piece : text.pieces()) {
      if (piece instanceof Hole hole) {
        return hole.reason();
      }
    }
    return "";
  }
}
