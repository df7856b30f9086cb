package dev.tfgate.terraform;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** JSON that is gone through in one pass and never kept; what has another shape is refused. */
final class JsonStream implements AutoCloseable {
  private final JsonParser parser;
  private final String kind;

  /**
   * JSON from {@code in}.
   *
   * @param kind what it should be, for messages: {@code a state}
   */
  JsonStream(InputStream in, String kind) throws IOException {
    this.parser = SkippingParser.over(in);
    this.kind = kind;
  }

  /** What happens at the first token of a value; afterwards the parser stands on its last token. */
  interface ValueAction {
    void run() throws IOException, PlanFormatException;
  }

  /** The same for the value of a key. */
  interface MemberAction {
    void run(String key) throws IOException, PlanFormatException;
  }

  /** Returns the parser, which stands where the last action began or ended. */
  JsonParser parser() {
    return parser;
  }

  /** Does {@code action} at each element of the array that begins here; null has none. */
  void elements(ValueAction action) throws IOException, PlanFormatException {
    if (parser.currentToken() == JsonToken.VALUE_NULL) {
      return;
    }
    require(JsonToken.START_ARRAY, "a list");
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      action.run();
    }
  }

  /** Does {@code action} at each value of the object that begins here; null has none. */
  void members(MemberAction action) throws IOException, PlanFormatException {
    if (parser.currentToken() == JsonToken.VALUE_NULL) {
      return;
    }
    require(JsonToken.START_OBJECT, "an object");
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      parser.nextToken();
      action.run(key);
    }
  }

  /** Returns the string that stands here. */
  String text() throws IOException, PlanFormatException {
    require(JsonToken.VALUE_STRING, "a string");
    return parser.getText();
  }

  /** Returns the boolean that stands here. */
  boolean flag() throws PlanFormatException {
    return switch (parser.currentToken()) {
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> throw unexpected("true or false");
    };
  }

  /** How much of one resource is kept to be read later. */
  static final class Budget {
    private int bytes = JsonValues.MAX_CHARACTERS;
    private int values = JsonValues.MAX_NODES;
  }

  /** Returns the value that begins here, to be asked of {@link LaterValue#read}. */
  @Nullable Object later(Budget budget) throws IOException, PlanFormatException {
    if (!(parser instanceof SkippingParser skipping) || !parser.currentToken().isStructStart()) {
      return JsonValues.read(parser);
    }
    SkippingParser.Slice slice = skipping.slice(budget.bytes, budget.values);
    if (slice == null) {
      throw JsonValues.tooLarge();
    }
    budget.bytes -= slice.json().length;
    budget.values -= slice.values();
    return new LaterValue(slice.json());
  }

  @Override
  public void close() throws IOException {
    parser.close();
  }

  private void require(JsonToken token, String expected) throws PlanFormatException {
    if (parser.currentToken() != token) {
      throw unexpected(expected);
    }
  }

  private PlanFormatException unexpected(String expected) {
    return new PlanFormatException(
        "not %s: line %d, column %d should be %s"
            .formatted(
                kind,
                parser.currentTokenLocation().getLineNr(),
                parser.currentTokenLocation().getColumnNr(),
                expected));
  }
}
