package dev.tfgate.terraform.values;

import dev.tfgate.checkout.UnreadableFileException;
import dev.tfgate.hcl.Constant;
import dev.tfgate.hcl.HclParser;
import dev.tfgate.hcl.HclSyntaxException;
import dev.tfgate.hcl.JsonValue;
import dev.tfgate.hcl.Limits;
import dev.tfgate.terraform.values.Piece.Hole;
import dev.tfgate.terraform.values.Possible.Fixed;
import dev.tfgate.terraform.values.Possible.Mapping;
import dev.tfgate.terraform.values.Possible.Sequence;
import dev.tfgate.terraform.values.Possible.Text;
import dev.tfgate.terraform.values.Possible.Unknown;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What {@code jsondecode} gives: of a string that is known, or of a file of the checkout. */
final class DecodedJson {
  /** Documents nested deeper than this are not followed. */
  private static final int DEEPEST = 100;

  private static final int LARGEST = 1024 * 1024;

  private static final Unknown UNKNOWN = new Unknown("the result of jsondecode()");

  private final ModuleValues module;

  DecodedJson(ModuleValues module) {
    this.module = module;
  }

  Possible of(Possible text) {
    if (!(text instanceof Text known)) {
      return text instanceof Unknown ? text : UNKNOWN;
    }
    try {
      return content(known)
          .filter(bytes -> bytes.length <= LARGEST)
          .map(DecodedJson::document)
          .orElse(UNKNOWN);
    } catch (UnreadableFileException e) {
      return UNKNOWN;
    }
  }

  private Optional<byte[]> content(Text text) throws UnreadableFileException {
    Optional<String> literal = text.literal();
    if (literal.isPresent()) {
      return Optional.of(literal.get().getBytes(StandardCharsets.UTF_8));
    }
    return text.pieces().size() == 1
            && text.pieces().getFirst() instanceof Hole(var kind, var why, var path)
            && path != null
        ? Optional.of(module.root().checkout().read(path))
        : Optional.empty();
  }

  private static Possible document(byte[] bytes) {
    try {
      return value(HclParser.parseJson(bytes, "", Limits.DEFAULT).value(), 0);
    } catch (HclSyntaxException e) {
      return UNKNOWN;
    }
  }

  /** Of a name that is given twice, it is not known which counts. */
  private static Possible value(JsonValue json, int depth) {
    if (depth > DEEPEST) {
      return UNKNOWN;
    }
    return switch (json) {
      case JsonValue.JsonText text -> Possible.text(text.value());
      case JsonValue.JsonNumber number -> new Fixed(new Constant.Numeric(number.value()));
      case JsonValue.JsonBoolean bool -> Possible.of(bool.value());
      case JsonValue.JsonNull absent -> new Fixed(new Constant.Null());
      case JsonValue.JsonArray array -> {
        List<Possible> elements = new ArrayList<>();
        array.elements().forEach(element -> elements.add(value(element, depth + 1)));
        yield new Sequence(elements, false);
      }
      case JsonValue.JsonObject object -> {
        Map<String, Possible> attributes = new LinkedHashMap<>();
        for (JsonValue.JsonObject.Member member : object.members()) {
          if (attributes.put(member.name(), value(member.value(), depth + 1)) != null) {
            yield UNKNOWN;
          }
        }
        yield new Mapping(attributes);
      }
    };
  }
}
