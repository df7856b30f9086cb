package dev.tfgate.terraform.values;

import dev.tfgate.hcl.Constant;
import dev.tfgate.terraform.values.Piece.Hole;
import dev.tfgate.terraform.values.Piece.Kind;
import dev.tfgate.terraform.values.Piece.Literal;
import dev.tfgate.terraform.values.Possible.Choice;
import dev.tfgate.terraform.values.Possible.Fixed;
import dev.tfgate.terraform.values.Possible.Mapping;
import dev.tfgate.terraform.values.Possible.Repeated;
import dev.tfgate.terraform.values.Possible.Sequence;
import dev.tfgate.terraform.values.Possible.Text;
import dev.tfgate.terraform.values.Possible.Unknown;
import java.util.List;
import java.util.Map;

/**
 * Whether a value that Terraform computed is among what a value can be: the law of this package. A
 * string with holes stands for what is composed (NFC) of the pieces: a hole that starts with an
 * accent changes the letter before it.
 */
final class Containment {
  private Containment() {}

  static boolean contains(Possible set, Constant real) {
    return switch (set) {
      case Unknown unknown -> !unknown.isPending();
      case Choice(var options) -> options.stream().anyMatch(option -> contains(option, real));
      case Text text -> ofText(text, real);
      case Fixed(Constant.Numeric(var number)) ->
          real instanceof Constant.Numeric(var other) && number.compareTo(other) == 0;
      case Fixed(var value) -> value.equals(real);
      case Sequence(var elements, var isSet) ->
          real instanceof Constant.TupleValue(var values)
              && (isSet ? areAmong(elements, values) : areEach(elements, values));
      case Mapping(var attributes, var partial) ->
          real instanceof Constant.ObjectMap(var values)
              && (partial || values.size() == attributes.size())
              && values.entrySet().stream().allMatch(entry -> holds(attributes, entry));
      case Repeated(var key, var element) ->
          switch (real) {
            case Constant.Null absent -> true;
            case Constant.TupleValue(var values) ->
                values.stream().allMatch(value -> contains(element, value));
            case Constant.ObjectMap(var values) ->
                values.entrySet().stream()
                    .allMatch(
                        entry ->
                            contains(key, new Constant.Text(entry.getKey()))
                                && contains(element, entry.getValue()));
            default -> false;
          };
    };
  }

  private static boolean areEach(List<Possible> elements, List<Constant> values) {
    boolean each = elements.size() == values.size();
    for (int i = 0; each && i < values.size(); i++) {
      each = contains(elements.get(i), values.get(i));
    }
    return each;
  }

  /** Elements of a set may turn out to be equal. */
  private static boolean areAmong(List<Possible> elements, List<Constant> values) {
    return values.size() <= elements.size()
        && (values.isEmpty() == elements.isEmpty())
        && values.stream()
            .allMatch(value -> elements.stream().anyMatch(element -> contains(element, value)));
  }

  private static boolean holds(
      Map<String, Possible> attributes, Map.Entry<String, Constant> entry) {
    Possible value = attributes.get(entry.getKey());
    return value != null && contains(value, entry.getValue());
  }

  private static boolean ofText(Text text, Constant real) {
    if (text.isPending()) {
      return false;
    }
    boolean open =
        !text.pieces().isEmpty() && text.pieces().stream().allMatch(Hole.class::isInstance);
    return switch (real) {
      case Constant.Text(var value) -> matches(text.pieces(), 0, value, 0);
      case Constant.Numeric number -> open && text.pieces().size() == 1;
      case Constant.Bool bool -> open && text.pieces().getFirst().is(Kind.ANY);
      case Constant.Null absent -> text.mayBeNull();
      default -> false;
    };
  }

  private static boolean matches(List<Piece> pieces, int piece, String text, int from) {
    if (piece == pieces.size()) {
      return from == text.length();
    }
    return switch (pieces.get(piece)) {
      case Literal(var known) ->
          (text.startsWith(known, from) && matches(pieces, piece + 1, text, from + known.length()))
              || (piece + 1 < pieces.size() && composesWithNext(pieces, piece, text, from))
              || (piece > 0 && composesWithPrevious(pieces, piece, text, from));
      case Hole hole -> {
        for (int end = from; end <= text.length(); end++) {
          if (fits(hole.kind(), text.substring(from, end))
              && matches(pieces, piece + 1, text, end)) {
            yield true;
          }
        }
        yield false;
      }
    };
  }

  /** The last letter may be one with an accent that the hole after it starts with. */
  private static boolean composesWithNext(List<Piece> pieces, int piece, String text, int from) {
    String known = ((Literal) pieces.get(piece)).text();
    int end = from + known.length() - 1;
    return text.startsWith(known.substring(0, known.length() - 1), from)
        && end < text.length()
        && text.charAt(end) > '~'
        && matches(pieces, piece + 1, text, end + 1);
  }

  /** Accents that it starts with may be part of the last letter of the hole before it. */
  private static boolean composesWithPrevious(
      List<Piece> pieces, int piece, String text, int from) {
    String known = ((Literal) pieces.get(piece)).text();
    int start = 0;
    while (start < known.length() && known.charAt(start) > '~') {
      start++;
    }
    return start > 0
        && from > 0
        && text.charAt(from - 1) > '~'
        && text.startsWith(known.substring(start), from)
        && matches(pieces, piece + 1, text, from + known.length() - start);
  }

  private static boolean fits(Kind kind, String part) {
    return switch (kind) {
      case ANY, OBJECT, MODULE_DIRECTORY -> true;
      case ABSOLUTE_DIRECTORY, HOME, ABOVE -> part.startsWith("/");
      case SEGMENT -> part.indexOf('/') < 0;
      case NUMBER -> part.matches("[-+]?([0-9.]+(e[-+]?[0-9]+)?|Inf|NaN)");
      case NAME -> isName(part);
      case BELOW -> List.of(part.split("/", -1)).stream().allMatch(Containment::isName);
      case WITHIN ->
          !part.startsWith("/") && List.of(part.split("/", -1)).stream().noneMatch(".."::equals);
      case PENDING -> false;
    };
  }

  private static boolean isName(String part) {
    return !part.isEmpty()
        && part.charAt(0) != '.'
        && part.charAt(0) != '~'
        && part.indexOf('/') < 0;
  }
}
