package dev.tfgate.hcl;

import dev.tfgate.hcl.JsonValue.JsonArray;
import dev.tfgate.hcl.JsonValue.JsonBoolean;
import dev.tfgate.hcl.JsonValue.JsonNull;
import dev.tfgate.hcl.JsonValue.JsonNumber;
import dev.tfgate.hcl.JsonValue.JsonObject;
import dev.tfgate.hcl.JsonValue.JsonText;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON (RFC 8259) with positions, repeated names kept. Its stack lies on the heap: nesting is
 * bounded by the file.
 */
final class JsonParser {
  private final String fileName;
  private final byte[] bytes;
  private final Positions positions;
  private int position;

  JsonParser(String fileName, byte[] bytes, Positions positions) {
    this.fileName = fileName;
    this.bytes = bytes;
    this.positions = positions;
  }

  /** An object or array that is open. */
  private static final class Open {
    final int start;
    final boolean object;
    final List<JsonObject.Member> members = new ArrayList<>();
    final List<JsonValue> elements = new ArrayList<>();
    @Nullable JsonText name;

    Open(int start, boolean object) {
      this.start = start;
      this.object = object;
    }
  }

  JsonValue parse() throws HclSyntaxException {
    Deque<Open> open = new ArrayDeque<>();
    skipSpace();
    while (true) {
      @Nullable JsonValue value = null;
      int start = position;
      int b = peek();
      if (b == '{') {
        position++;
        skipSpace();
        Open object = new Open(start, true);
        if (peek() == '}') {
          position++;
          value = new JsonObject(List.of(), range(start));
        } else {
          open.push(object);
          readName(object);
          continue;
        }
      } else if (b == '[') {
        position++;
        skipSpace();
        if (peek() == ']') {
          position++;
          value = new JsonArray(List.of(), range(start));
        } else {
          open.push(new Open(start, false));
          continue;
        }
      } else {
        value = scalar();
      }
      while (true) {
        skipSpace();
        @Nullable Open container = open.peek();
        if (container == null) {
          if (position < bytes.length) {
            throw expected("the end of the file: one JSON value is all that a file holds");
          }
          return value;
        }
        if (container.object) {
          JsonText name = container.name;
          if (name == null) {
            throw new IllegalStateException();
          }
          container.members.add(new JsonObject.Member(name.value(), name.range(), value));
        } else {
          container.elements.add(value);
        }
        int separator = peek();
        if (separator == ',') {
          position++;
          skipSpace();
          if (container.object) {
            readName(container);
          }
          break;
        }
        if (separator != (container.object ? '}' : ']')) {
          throw expected(container.object ? "\",\" or \"}\"" : "\",\" or \"]\"");
        }
        position++;
        open.pop();
        value =
            container.object
                ? new JsonObject(container.members, range(container.start))
                : new JsonArray(container.elements, range(container.start));
      }
    }
  }

  private void readName(Open object) throws HclSyntaxException {
    if (peek() != '"') {
      throw expected("a name in double quotes");
    }
    object.name = text();
    skipSpace();
    if (peek() != ':') {
      throw expected("\":\" after the name");
    }
    position++;
    skipSpace();
  }

  private JsonValue scalar() throws HclSyntaxException {
    int start = position;
    int b = peek();
    if (b == '"') {
      return text();
    }
    if (b == '-' || (b >= '0' && b <= '9')) {
      return number();
    }
    if (word("true")) {
      return new JsonBoolean(true, range(start));
    }
    if (word("false")) {
      return new JsonBoolean(false, range(start));
    }
    if (word("null")) {
      return new JsonNull(range(start));
    }
    throw expected("a JSON value");
  }

  private boolean word(String word) {
    int end = position + word.length();
    if (end > bytes.length) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      if (bytes[position + i] != word.charAt(i)) {
        return false;
      }
    }
    if (end < bytes.length && isWordPart(bytes[end])) {
      return false;
    }
    position = end;
    return true;
  }

  private static boolean isWordPart(byte b) {
    return (b >= 'a' && b <= 'z')
        || (b >= 'A' && b <= 'Z')
        || (b >= '0' && b <= '9')
        || b == '_'
        || b < 0;
  }

  private JsonNumber number() throws HclSyntaxException {
    int start = position;
    if (peek() == '-') {
      position++;
    }
    if (peek() == '0') {
      position++;
    } else {
      digits(start);
    }
    if (peek() == '.') {
      position++;
      digits(start);
    }
    if (peek() == 'e' || peek() == 'E') {
      position++;
      if (peek() == '+' || peek() == '-') {
        position++;
      }
      digits(start);
    }
    String text = new String(bytes, start, position - start, StandardCharsets.US_ASCII);
    if (position < bytes.length && (isWordPart(bytes[position]) || bytes[position] == '.')) {
      throw error(start, position + 1, "\"" + text + "…\" is not a JSON number");
    }
    try {
      return new JsonNumber(new BigDecimal(text), range(start));
    } catch (NumberFormatException e) {
      throw error(start, position, "this number is out of range");
    }
  }

  private void digits(int start) throws HclSyntaxException {
    int first = position;
    while (peek() >= '0' && peek() <= '9') {
      position++;
    }
    if (position == first) {
      throw error(start, position, "expected a digit in this number");
    }
  }

  private JsonText text() throws HclSyntaxException {
    int start = position;
    position++;
    int plain = position;
    @Nullable StringBuilder decoded = null;
    while (true) {
      int b = peek();
      if (b == '"') {
        break;
      }
      if (b == -1) {
        throw error(start, start + 1, "this string is not closed: expected '\"'");
      }
      if (b >= 0 && b < 0x20) {
        throw error(
            position,
            position + 1,
            "a control character in a string must be escaped: \\n, \\t, \\u00NN");
      }
      if (b != '\\') {
        position++;
        continue;
      }
      if (decoded == null) {
        decoded = new StringBuilder();
      }
      append(plain, decoded);
      escape(decoded);
      plain = position;
    }
    String value;
    if (decoded == null) {
      value = new String(bytes, plain, position - plain, StandardCharsets.UTF_8);
    } else {
      append(plain, decoded);
      value = withoutLoneSurrogates(decoded);
    }
    position++;
    return new JsonText(value, range(start));
  }

  private void append(int from, StringBuilder target) {
    target.append(new String(bytes, from, position - from, StandardCharsets.UTF_8));
  }

  private void escape(StringBuilder target) throws HclSyntaxException {
    int start = position;
    position++;
    int selector = peek();
    position++;
    switch (selector) {
      case '"', '\\', '/' -> target.append((char) selector);
      case 'b' -> target.append('\b');
      case 'f' -> target.append('\f');
      case 'n' -> target.append('\n');
      case 'r' -> target.append('\r');
      case 't' -> target.append('\t');
      case 'u' -> {
        int value = 0;
        for (int i = 0; i < 4; i++) {
          int digit = peek() < 0 ? -1 : Character.digit(peek(), 16);
          if (digit < 0) {
            throw error(start, position, "\\u is followed by four hexadecimal digits");
          }
          value = value << 4 | digit;
          position++;
        }
        target.append((char) value);
      }
      default ->
          throw error(
              start,
              Math.min(position, bytes.length),
              "not a valid escape; there are \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uNNNN");
    }
  }

  /** Half of a surrogate pair becomes U+FFFD, as in Go's reader. */
  private static String withoutLoneSurrogates(StringBuilder text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        text.setCharAt(i, '\ufffd');
      }
    }
    return text.toString();
  }

  private void skipSpace() {
    while (position < bytes.length) {
      byte b = bytes[position];
      if (b != ' ' && b != '\t' && b != '\n' && b != '\r') {
        return;
      }
      position++;
    }
  }

  /** The next byte, -1 at the end; other bytes of UTF-8 sequences are below -1. */
  private int peek() {
    if (position >= bytes.length) {
      return -1;
    }
    byte b = bytes[position];
    return b == -1 ? -2 : b;
  }

  private SourceRange range(int start) {
    return positions.range(start, position);
  }

  private HclSyntaxException expected(String what) {
    if (position >= bytes.length) {
      return error(position, position, "expected " + what + ", found the end of the file");
    }
    int length = Math.max(1, Positions.characterLength(bytes, position));
    String character = new String(bytes, position, length, StandardCharsets.UTF_8);
    if (character.equals("\ufeff")) {
      return error(
          position, position + length, "a JSON file must not start with a byte order mark");
    }
    return error(position, position + length, "expected " + what + ", found \"" + character + "\"");
  }

  private HclSyntaxException error(int start, int end, String message) {
    return new HclSyntaxException(fileName, positions.range(start, end), message);
  }
}
