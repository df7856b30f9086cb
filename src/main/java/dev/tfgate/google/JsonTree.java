package dev.tfgate.google;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.tfgate.text.PolicyNames;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A JSON value that is written again as it was read: keys in their order, strings and numbers in
 * their own spelling. So a policy goes back with everything that this program knows nothing of.
 */
public sealed interface JsonTree {
  /** An object; each key is there once. */
  record Fields(Map<String, JsonTree> of) implements JsonTree {
    public Fields {
      of = Collections.unmodifiableMap(new LinkedHashMap<>(of));
    }

    /** Returns the value of {@code key} where it is a string. */
    public Optional<String> text(String key) {
      return of.get(key) instanceof Text text ? Optional.of(text.value()) : Optional.empty();
    }

    /** Returns the items of {@code key}; none where it is no array. */
    public List<JsonTree> items(String key) {
      return of.get(key) instanceof Items items ? items.of() : List.of();
    }

    /** Returns the object with {@code key} set: in its place, or at the end where it is new. */
    public Fields with(String key, JsonTree value) {
      Map<String, JsonTree> members = new LinkedHashMap<>(of);
      members.put(key, value);
      return new Fields(members);
    }
  }

  /** An array. */
  record Items(List<JsonTree> of) implements JsonTree {
    public Items {
      of = List.copyOf(of);
    }
  }

  /**
   * A string.
   *
   * @param value what it means
   * @param source how it was written, with its quotes
   */
  record Text(String value, String source) implements JsonTree {
    /** Returns the string as this program writes it. */
    public static Text of(String value) {
      return new Text(value, quoted(value));
    }
  }

  /** A number, {@code true}, {@code false} or {@code null}, as it was written. */
  record Plain(String source) implements JsonTree {}

  /**
   * Reads the one value of a document.
   *
   * @throws IOException where it is not JSON, names a key twice, nests too deeply or goes on
   */
  static JsonTree parse(String document) throws IOException {
    JsonFactory factory =
        JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(100).build())
            .build();
    try (JsonParser parser = factory.createParser(document)) {
      parser.nextToken();
      JsonTree tree = value(parser, document);
      if (parser.nextToken() != null) {
        throw new IOException("something follows the JSON value");
      }
      return tree;
    }
  }

  private static JsonTree value(JsonParser parser, String document) throws IOException {
    JsonToken token = parser.currentToken();
    return switch (token) {
      case START_OBJECT -> {
        Map<String, JsonTree> members = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String key = parser.currentName();
          parser.nextToken();
          members.put(key, value(parser, document));
        }
        yield new Fields(members);
      }
      case START_ARRAY -> {
        List<JsonTree> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          items.add(value(parser, document));
        }
        yield new Items(items);
      }
      case VALUE_STRING -> {
        int start = (int) parser.currentTokenLocation().getCharOffset();
        String text = parser.getText();
        int end = (int) parser.currentLocation().getCharOffset();
        yield new Text(text, document.substring(start, end));
      }
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_TRUE, VALUE_FALSE, VALUE_NULL ->
          new Plain(parser.getText());
      case null, default -> throw new IOException("no JSON value");
    };
  }

  /**
   * Returns the value as a policy of IAM: its names are taken in any case, as the provider google
   * takes them, and have their own here.
   *
   * @throws IOException where a name is there twice, in whichever case
   */
  default JsonTree asPolicy() throws IOException {
    return switch (this) {
      case Fields(var members) -> {
        Map<String, JsonTree> named = new LinkedHashMap<>();
        for (Map.Entry<String, JsonTree> member : members.entrySet()) {
          String name = PolicyNames.of(member.getKey());
          if (named.put(name, member.getValue().asPolicy()) != null) {
            throw new IOException("the name '" + name + "' is there twice");
          }
        }
        yield new Fields(named);
      }
      case Items(var items) -> {
        List<JsonTree> named = new ArrayList<>();
        for (JsonTree item : items) {
          named.add(item.asPolicy());
        }
        yield new Items(named);
      }
      case Text text -> text;
      case Plain plain -> plain;
    };
  }

  /** Returns the value as compact JSON. */
  default String toJson() {
    StringBuilder json = new StringBuilder();
    write(this, json);
    return json.toString();
  }

  private static void write(JsonTree tree, StringBuilder json) {
    switch (tree) {
      case Fields fields -> {
        String separator = "{";
        for (Map.Entry<String, JsonTree> member : fields.of().entrySet()) {
          json.append(separator).append(quoted(member.getKey())).append(':');
          write(member.getValue(), json);
          separator = ",";
        }
        json.append(fields.of().isEmpty() ? "{}" : "}");
      }
      case Items items -> {
        String separator = "[";
        for (JsonTree item : items.of()) {
          json.append(separator);
          write(item, json);
          separator = ",";
        }
        json.append(items.of().isEmpty() ? "[]" : "]");
      }
      case Text text -> json.append(text.source());
      case Plain plain -> json.append(plain.source());
    }
  }

  private static String quoted(String value) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c < ' ' || c > '~') {
        quoted.append("\\u%04x".formatted((int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }
}
