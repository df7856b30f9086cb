package dev.tfgate.laws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.tfgate.hcl.Constant;
import dev.tfgate.terraform.values.Piece;
import dev.tfgate.terraform.values.Possible;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Whether a value that Terraform computed is one of those that the analysis says are possible.
 *
 * @param checkout the absolute path of the top of the checkout
 */
record Membership(Path checkout) {

  /**
   * Whether it is.
   *
   * @param type as Terraform's state writes it: {@code "string"}, {@code ["set", "string"]}, …
   */
  boolean holds(Possible possible, JsonNode type, JsonNode value) {
    return switch (possible) {
      case Possible.Unknown unknown -> !unknown.isPending();
      case Possible.Choice(var options) ->
          options.stream().anyMatch(option -> holds(option, type, value));
      case Possible.Fixed(var constant) -> isEqual(constant, value);
      case Possible.Text text -> isText(text, value);
      case Possible.Sequence(var elements, var set) -> isSequence(elements, set, type, value);
      case Possible.Mapping(var attributes, var partial) ->
          isMapping(attributes, partial, type, value);
      case Possible.Repeated(var key, var element) -> isRepeated(key, element, type, value);
    };
  }

  private static boolean isEqual(Constant constant, JsonNode value) {
    return switch (constant) {
      case Constant.Null none -> value.isNull();
      case Constant.Bool(var known) -> value.isBoolean() && value.booleanValue() == known;
      case Constant.Numeric(var number) ->
          value.isNumber() && value.decimalValue().compareTo(number) == 0;
      default -> throw new IllegalArgumentException("not a simple constant: " + constant);
    };
  }

  private boolean isText(Possible.Text text, JsonNode value) {
    List<Piece> pieces = text.pieces();
    if (value.isNull()) {
      return text.mayBeNull();
    }
    // A number or boolean that is not known is a string of one hole.
    boolean one = pieces.size() == 1 && pieces.getFirst() instanceof Piece.Hole;
    String written =
        value.isTextual()
            ? value.textValue()
            : one && (value.isNumber() || value.isBoolean()) ? plain(value) : null;
    return written != null && pattern(text).matcher(written).matches();
  }

  private static String plain(JsonNode value) {
    return value.isNumber() ? value.decimalValue().toPlainString() : value.asText();
  }

  private Pattern pattern(Possible.Text text) {
    StringBuilder expression = new StringBuilder("(?s)");
    for (int i = 0; i < text.pieces().size(); i++) {
      switch (text.pieces().get(i)) {
        case Piece.Literal(var literal) ->
            expression.append(composed(literal, i > 0, i + 1 < text.pieces().size()));
        case Piece.Hole hole ->
            expression.append(
                switch (hole.kind()) {
                  case NUMBER -> "[-+]?([0-9.]+(e[-+]?[0-9]+)?|Inf)";
                  case NAME -> "[^/.~][^/]*";
                  case BELOW -> "[^/.~][^/]*(/[^/.~][^/]*)*";
                  case WITHIN -> "(?!/)(?!(.*/)?\\.\\.(/|\\z)).*";
                  case SEGMENT -> "[^/]*";
                  case ANY, OBJECT, MODULE_DIRECTORY -> ".*";
                  case ABSOLUTE_DIRECTORY -> Pattern.quote(directory(hole.why()));
                  case HOME -> "/.*";
                  case ABOVE -> "/.*";
                  case PENDING -> "(?!)";
                });
      }
    }
    return Pattern.compile(expression.toString());
  }

  private String directory(String path) {
    // A path of the JVM holds no NUL, but a string of Terraform does.
    return path.indexOf(0) < 0
        ? checkout.resolve(path).normalize().toString()
        : checkout + "/" + path;
  }

  /** An accent at the start of what follows changes the last letter of what is before it. */
  private static String composed(String literal, boolean afterHole, boolean beforeHole) {
    String rest = literal.replaceFirst("^[^\\x00-~]+", "");
    return "(?:"
        + Pattern.quote(literal)
        + (beforeHole
            ? "|" + Pattern.quote(literal.substring(0, literal.length() - 1)) + "[^\\x00-~]"
            : "")
        + (afterHole && !rest.equals(literal) ? "|(?<=[^\\x00-~])" + Pattern.quote(rest) : "")
        + ")";
  }

  private boolean isSequence(List<Possible> elements, boolean set, JsonNode type, JsonNode value) {
    if (!value.isArray() || set != is(type, "set")) {
      return false;
    }
    List<JsonNode> types = elementTypes(type, value.size());
    if (set) {
      // As many, or fewer where some can be equal; each is one of them.
      if (value.size() > elements.size() || (value.isEmpty() && !elements.isEmpty())) {
        return false;
      }
      for (int i = 0; i < value.size(); i++) {
        JsonNode each = value.get(i);
        JsonNode of = types.get(i);
        if (elements.stream().noneMatch(element -> holds(element, of, each))) {
          return false;
        }
      }
      return true;
    }
    if (value.size() != elements.size()) {
      return false;
    }
    for (int i = 0; i < value.size(); i++) {
      if (!holds(elements.get(i), types.get(i), value.get(i))) {
        return false;
      }
    }
    return true;
  }

  private boolean isMapping(
      Map<String, Possible> attributes, boolean partial, JsonNode type, JsonNode value) {
    if (!value.isObject() || (!partial && value.size() != attributes.size())) {
      return false;
    }
    for (Map.Entry<String, JsonNode> entry : value.properties()) {
      Possible known = attributes.get(entry.getKey());
      if (known == null || !holds(known, attributeType(type, entry.getKey()), entry.getValue())) {
        return false;
      }
    }
    return true;
  }

  private boolean isRepeated(Possible key, Possible element, JsonNode type, JsonNode value) {
    if (value.isNull()) {
      return true;
    }
    if (value.isArray()) {
      List<JsonNode> types = elementTypes(type, value.size());
      for (int i = 0; i < value.size(); i++) {
        if (!holds(element, types.get(i), value.get(i))) {
          return false;
        }
      }
      return true;
    }
    if (!value.isObject()) {
      return false;
    }
    JsonNode string = TextNode.valueOf("string");
    for (Map.Entry<String, JsonNode> entry : value.properties()) {
      JsonNode name = TextNode.valueOf(entry.getKey());
      if (!holds(key, string, name)
          || !holds(element, attributeType(type, entry.getKey()), entry.getValue())) {
        return false;
      }
    }
    return true;
  }

  private static boolean is(JsonNode type, String kind) {
    return type.isArray() && type.get(0).asText().equals(kind);
  }

  private static List<JsonNode> elementTypes(JsonNode type, int size) {
    List<JsonNode> types = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      types.add(is(type, "tuple") ? type.get(1).get(i) : type.get(1));
    }
    return types;
  }

  private static JsonNode attributeType(JsonNode type, String name) {
    return is(type, "object") ? type.get(1).get(name) : type.get(1);
  }
}
