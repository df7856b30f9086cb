package dev.tfgate.webhook;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The few facts of a payload that are looked at, taken from the stream: payloads have megabytes,
 * and no address in them is ever followed.
 *
 * @param facts text and numbers by their place: {@code pull_request.base.ref}; a value of {@code
 *     null} is not there
 */
record Payload(Map<String, String> facts) {
  /** Of a text that is looked at; a comment at GitHub has at most 65,536 characters. */
  private static final int LONGEST_TEXT = 1 << 20;

  Payload {
    facts = Map.copyOf(facts);
  }

  /**
   * Reads an object.
   *
   * @param wanted places of the facts
   * @throws IOException where it is no JSON object, names a key twice or nests too deeply
   */
  static Payload read(InputStream body, Set<String> wanted) throws IOException {
    JsonFactory factory =
        JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(100)
                    .maxStringLength(LONGEST_TEXT)
                    .build())
            .build();
    Map<String, String> facts = new HashMap<>();
    try (JsonParser parser = factory.createParser(body)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("expected a JSON object");
      }
      object(parser, "", wanted, facts);
      if (parser.nextToken() != null) {
        throw new IOException("something follows the JSON object");
      }
    }
    return new Payload(facts);
  }

  private static void object(
      JsonParser parser, String place, Set<String> wanted, Map<String, String> facts)
      throws IOException {
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String here = place + parser.currentName();
      switch (parser.nextToken()) {
        case START_OBJECT -> {
          if (wanted.contains(here)) {
            facts.put(here, "{}");
          }
          object(parser, here + ".", wanted, facts);
        }
        case START_ARRAY -> parser.skipChildren();
        case VALUE_NULL -> {}
        case null -> throw new IOException("the JSON ends too early");
        default -> {
          if (wanted.contains(here)) {
            facts.put(here, parser.getText());
          }
        }
      }
    }
  }

  /** Returns a fact; empty text where it is not there. */
  String get(String place) {
    return facts.getOrDefault(place, "");
  }
}
