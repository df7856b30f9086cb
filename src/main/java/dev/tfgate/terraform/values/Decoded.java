package dev.tfgate.terraform.values;

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
import dev.tfgate.yaml.Problems;
import dev.tfgate.yaml.ScalarType;
import dev.tfgate.yaml.YamlNode;
import dev.tfgate.yaml.YamlNode.Style;
import dev.tfgate.yaml.YamlParser;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * What {@code jsondecode} and {@code yamldecode} give: of a string that is known, or of a file of
 * the checkout. Of YAML, only what every reader of YAML takes for the same is followed.
 */
public final class Decoded {
  /** Documents nested deeper than this are not followed. */
  private static final int DEEPEST = 100;

  private static final int LARGEST = 1024 * 1024;

  /** Reading so many bytes costs as much as a step. */
  private static final int BYTES_OF_A_STEP = 64;

  private static final Unknown JSON = new Unknown("the result of jsondecode()");
  private static final Unknown YAML = new Unknown("the result of yamldecode()");

  private static final Set<String> BOOLEANS = Set.of("n", "no", "off", "on", "y", "yes");
  private static final Pattern COLON = Pattern.compile(":[,\\[\\]{}?:]");
  private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,14}");

  private final Function<String, Optional<byte[]>> files;
  private final DecodedFiles known;
  private final Budget budget;

  /**
   * A reader of what is encoded.
   *
   * @param files gives the content of a file of the checkout, where it is the same at plan
   * @param known what files gave before
   */
  public Decoded(Function<String, Optional<byte[]>> files, DecodedFiles known, Budget budget) {
    this.files = files;
    this.known = known;
    this.budget = budget;
  }

  /** What {@code jsondecode} gives. */
  public Possible json(Possible text) {
    return text instanceof Text(var pieces)
            && pieces.size() == 1
            && pieces.getFirst() instanceof Hole hole
            && hole.encoded() != null
        ? reread(hole.encoded(), 0)
        : decoded(text, Decoded::jsonDocument, JSON);
  }

  /** A value that was written as JSON: sets are lists then. */
  private static Possible reread(Possible value, int depth) {
    if (depth > DEEPEST) {
      return JSON;
    }
    return switch (value) {
      case Unknown unknown -> unknown.isPending() ? unknown : JSON;
      case Sequence(var elements, var set) when set && elements.size() > 1 ->
          Possible.listOf(reread(Possible.anyOf(elements), depth + 1));
      case Sequence(var elements, var set) ->
          new Sequence(
              elements.stream().map(element -> reread(element, depth + 1)).toList(), false);
      case Mapping(var attributes, var partial) -> {
        Map<String, Possible> parts = new LinkedHashMap<>();
        attributes.forEach((name, element) -> parts.put(name, reread(element, depth + 1)));
        yield new Mapping(parts, partial);
      }
      case Possible.Repeated repeated -> {
        Possible element = reread(repeated.element(), depth + 1);
        yield !repeated.mayBeMap()
            ? Possible.listOf(element)
            : !repeated.mayBeList()
                ? new Possible.Repeated(repeated.key(), element)
                : Possible.either(
                    Possible.listOf(element), new Possible.Repeated(repeated.key(), element));
      }
      case Possible.Choice(var options) ->
          Possible.anyOf(options.stream().map(option -> reread(option, depth)).toList());
      case Fixed fixed -> fixed;
      case Text text -> text;
    };
  }

  /** What {@code yamldecode} gives. */
  public Possible yaml(Possible text) {
    return decoded(text, Decoded::yamlDocument, YAML);
  }

  private Possible decoded(Possible text, Function<byte[], Possible> document, Unknown unknown) {
    if (!(text instanceof Text string)) {
      return text.isNull() ? Possible.nothing() : text instanceof Unknown ? text : unknown;
    }
    if (text.isPending()) {
      return Possible.pending("what is decoded");
    }
    Optional<byte[]> bytes = string.literal().map(all -> all.getBytes(StandardCharsets.UTF_8));
    String key = "";
    if (bytes.isEmpty()) {
      String path =
          string.pieces().size() == 1 && string.pieces().getFirst() instanceof Hole hole
              ? hole.contentOf()
              : null;
      if (path == null) {
        return unknown;
      }
      key = unknown.why() + ' ' + path;
      Possible before = known.get(key);
      if (before != null) {
        return before;
      }
      bytes = files.apply(path);
      if (bytes.isEmpty()) {
        return new Unknown("%s, for '%s' can't be read".formatted(unknown.why(), path));
      }
    }
    budget.spend(bytes.get().length / BYTES_OF_A_STEP);
    Possible value = bytes.filter(all -> all.length <= LARGEST).map(document).orElse(unknown);
    if (!key.isEmpty()) {
      known.keep(key, value, bytes.get().length);
    }
    return value;
  }

  private static Possible jsonDocument(byte[] bytes) {
    try {
      return value(HclParser.parseJson(bytes, "", Limits.DEFAULT).value(), 0);
    } catch (HclSyntaxException e) {
      return JSON;
    }
  }

  /** Of a name that is given twice, it is not known which counts. */
  private static Possible value(JsonValue json, int depth) {
    if (depth > DEEPEST) {
      return JSON;
    }
    return switch (json) {
      case JsonValue.JsonText text -> Possible.text(text.value());
      case JsonValue.JsonNumber number ->
          number.value().signum() == 0
              // Of zero, the sign counts.
              ? Possible.number("a number")
              : new Fixed(new Constant.Numeric(number.value()));
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
          String name = Texts.composed(member.name());
          if (attributes.put(name, value(member.value(), depth + 1)) != null) {
            yield JSON;
          }
        }
        yield new Mapping(attributes);
      }
    };
  }

  private static Possible yamlDocument(byte[] bytes) {
    if (!isCommonText(new String(bytes, StandardCharsets.UTF_8))) {
      return YAML;
    }
    Problems problems = new Problems();
    Optional<YamlNode> document = YamlParser.parse("", bytes, problems);
    return problems.isEmpty() ? document.map(Decoded::value).orElse(YAML) : YAML;
  }

  /**
   * Whether all readers see the same lines and characters in it: YAML 1.1 and 1.2 differ in what
   * ends a line and in the colons of {@code {a:}}, and readers in what they make of tabs, of
   * directives and of what is not printable.
   */
  private static boolean isCommonText(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean common =
          c == '\n'
              || (c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n')
              || (c >= ' ' && c < '\u007f')
              || (c > '\u00a0' && Character.isLetterOrDigit(c))
              || (c >= '\u2010' && c <= '\u2027');
      boolean lineStart = i == 0 || text.charAt(i - 1) == '\n';
      if (!common || (lineStart && c == '%')) {
        return false;
      }
    }
    return !COLON.matcher(text).find();
  }

  private static Possible value(YamlNode node) {
    return switch (node) {
      case YamlNode.Scalar scalar -> scalar(scalar);
      case YamlNode.Alias _, YamlNode.Tagged _ -> YAML;
      case YamlNode.Sequence sequence ->
          new Sequence(sequence.items().stream().map(Decoded::value).toList(), false);
      case YamlNode.Mapping mapping -> {
        Map<String, Possible> attributes = new LinkedHashMap<>();
        for (YamlNode.Entry entry : mapping.entries()) {
          Optional<String> name =
              scalar(entry.key()) instanceof Text text ? text.literal() : Optional.empty();
          if (name.isEmpty()) {
            yield YAML;
          }
          attributes.put(name.get(), value(entry.value()));
        }
        yield new Mapping(attributes);
      }
    };
  }

  private static Possible scalar(YamlNode.Scalar scalar) {
    String text = scalar.text();
    if (!Texts.isPlain(text)) {
      return YAML;
    }
    if (scalar.style() == Style.LITERAL || scalar.style() == Style.FOLDED) {
      // Terraform reads blocks as it reads what is plain.
      boolean known = ScalarType.ofPlain(text) == ScalarType.TEXT && isTextForAll(text);
      return known ? Possible.text(text) : YAML;
    }
    if (scalar.style() != Style.PLAIN) {
      return Possible.text(text);
    }
    return switch (scalar.type()) {
      case NULL -> new Fixed(new Constant.Null());
      case BOOLEAN -> Possible.of(Boolean.parseBoolean(text));
      case INTEGER ->
          NUMBER.matcher(text).matches()
              ? new Fixed(new Constant.Numeric(new BigDecimal(text)))
              : YAML;
      case FLOAT -> YAML;
      case TEXT -> isTextForAll(text) ? Possible.text(text) : YAML;
    };
  }

  /** Booleans, numbers, dates and merge keys have more forms than those of the core schema. */
  private static boolean isTextForAll(String text) {
    char first = text.charAt(0);
    return text.indexOf('/') >= 0
        || (first >= '1' && first <= '9' && text.chars().anyMatch(Decoded::isInNoNumber))
        || ((Character.isLetter(first) || first == '_' || first == '$')
            && !BOOLEANS.contains(text.toLowerCase(Locale.ROOT)));
  }

  /** A letter that no number, date or time in decimals has. */
  private static boolean isInNoNumber(int c) {
    return Character.isLetter(c) && "eEtTzZ".indexOf(c) < 0;
  }
}
