package dev.tfgate.cel;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.tfgate.text.PolicyNames;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Text that holds JSON. */
final class JsonText {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .build();
  private static final int DEEPEST = 100;

  private JsonText() {}

  /** Returns the one value that {@code text} holds. */
  static @Nullable Object decode(Frame frame, String text) throws EvaluationException {
    frame.work(text.length());
    try (JsonParser parser = FACTORY.createParser(text)) {
      if (parser.nextToken() == null) {
        throw bad();
      }
      Object value = value(frame, parser, 0);
      if (parser.nextToken() != null) {
        throw bad();
      }
      return value;
    } catch (JsonProcessingException e) {
      throw bad();
    } catch (IOException e) {
      throw bad();
    }
  }

  /** A decoded policy of IAM, with its names in their own case. */
  static @Nullable Object policy(@Nullable Object decoded) throws EvaluationException {
    switch (decoded) {
      case FieldMap(var parts, var open) -> {
        Map<String, @Nullable Object> named = new LinkedHashMap<>();
        for (Map.Entry<String, @Nullable Object> part : parts.entrySet()) {
          String name = PolicyNames.of(part.getKey());
          if (named.containsKey(name)) {
            throw new EvaluationException(
                "iam_policy needs each name once, and '%s' is there twice".formatted(name));
          }
          named.put(name, policy(part.getValue()));
        }
        return new FieldMap(named, open);
      }
      case Unknown unknown -> {
        List<@Nullable Object> named = new ArrayList<>();
        for (Object choice : unknown.choices()) {
          named.add(policy(choice));
        }
        return new Unknown(unknown.causes(), unknown.prefix(), unknown.suffix(), null, named);
      }
      case ItemList(var elements, var open, var certain) -> {
        List<@Nullable Object> named = new ArrayList<>();
        for (Object element : elements) {
          named.add(policy(element));
        }
        return new ItemList(named, open, certain);
      }
      case null, default -> {
        return decoded;
      }
    }
  }

  private static EvaluationException bad() {
    return new EvaluationException("json_decode needs text that is one JSON value");
  }

  private static @Nullable Object value(Frame frame, JsonParser parser, int depth)
      throws IOException, EvaluationException {
    frame.element();
    if (depth > DEEPEST) {
      throw EvaluationException.exhausted("JSON nested deeper than %d levels".formatted(DEEPEST));
    }
    return switch (parser.currentToken()) {
      case START_OBJECT -> {
        Map<String, @Nullable Object> parts = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String name = parser.currentName();
          parser.nextToken();
          parts.put(name, value(frame, parser, depth + 1));
        }
        yield new FieldMap(parts);
      }
      case START_ARRAY -> {
        List<@Nullable Object> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          elements.add(value(frame, parser, depth + 1));
        }
        yield new ItemList(elements, null);
      }
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT ->
          switch (parser.getNumberType()) {
            case INT, LONG -> (Object) parser.getLongValue();
            default -> parser.getDoubleValue();
          };
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      default -> throw bad();
    };
  }
}
