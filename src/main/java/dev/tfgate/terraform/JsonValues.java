package dev.tfgate.terraform;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON value into plain Java objects, within a budget: one resource must not fill the
 * memory that a whole plan is to be read in.
 */
public final class JsonValues {
  /** Characters of strings and keys of one value. */
  static final int MAX_CHARACTERS = 16 * 1024 * 1024;

  /** Maps, lists and scalars of one value. */
  static final int MAX_NODES = 500_000;

  private static final JsonFactory FACTORY = new JsonFactory();

  private int characters;
  private int nodes;

  private JsonValues() {}

  /**
   * Returns the value whose first token the parser stands on: maps in the order of the text, lists,
   * {@link String}, {@link Long}, {@link Double}, {@link Boolean} and null.
   *
   * @throws PlanFormatException where it is larger than the budget
   */
  public static @Nullable Object read(JsonParser parser) throws IOException, PlanFormatException {
    return new JsonValues().value(parser);
  }

  /**
   * Returns the value of a text that was found to be well-formed, without duplicate keys and within
   * the budget.
   */
  static @Nullable Object read(byte[] json) {
    try (JsonParser parser = FACTORY.createParser(json)) {
      parser.nextToken();
      return read(parser);
    } catch (IOException | PlanFormatException e) {
      // Its message could quote the plan, which may hold secrets.
      throw new IllegalStateException("a value of the plan changed after it was checked");
    }
  }

  /** Returns the object whose first token the parser stands on; anything else is an empty map. */
  static Map<String, @Nullable Object> readObject(JsonParser parser)
      throws IOException, PlanFormatException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return Map.of();
    }
    return new JsonValues().object(parser);
  }

  private @Nullable Object value(JsonParser parser) throws IOException, PlanFormatException {
    nodes++;
    check();
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> list(parser);
      case VALUE_STRING -> text(parser.getText());
      case VALUE_NUMBER_INT -> integer(parser);
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      default -> throw new PlanFormatException("the JSON is damaged");
    };
  }

  private Map<String, @Nullable Object> object(JsonParser parser)
      throws IOException, PlanFormatException {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = text(parser.currentName());
      parser.nextToken();
      object.put(key, value(parser));
    }
    return object;
  }

  private List<@Nullable Object> list(JsonParser parser) throws IOException, PlanFormatException {
    List<@Nullable Object> list = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      list.add(value(parser));
    }
    return list;
  }

  private static Object integer(JsonParser parser) throws IOException {
    return switch (parser.getNumberType()) {
      case INT, LONG -> parser.getLongValue();
      default -> parser.getDoubleValue();
    };
  }

  private String text(String text) throws PlanFormatException {
    characters += text.length();
    check();
    return text;
  }

  private void check() throws PlanFormatException {
    if (nodes > MAX_NODES || characters > MAX_CHARACTERS) {
      throw tooLarge();
    }
  }

  /** What is said of a resource beyond the budget. */
  static PlanFormatException tooLarge() {
    return new PlanFormatException(
        "one resource of the plan is larger than %d values or %d MB of text, so it can't be judged"
            .formatted(MAX_NODES, MAX_CHARACTERS / 1024 / 1024));
  }
}
