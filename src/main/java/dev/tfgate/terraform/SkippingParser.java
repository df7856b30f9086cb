package dev.tfgate.terraform;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.IOContext;
import com.fasterxml.jackson.core.json.UTF8StreamJsonParser;
import com.fasterxml.jackson.core.sym.ByteQuadsCanonicalizer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Jackson's parser, which passes over what nobody reads in one loop over the bytes: no token, no
 * name and no text is made of it. What is passed over is held to the same grammar, so duplicate
 * keys, depth beyond Jackson's limit, damaged text and damaged numbers are refused there too.
 */
final class SkippingParser extends UTF8StreamJsonParser {
  private static final int BUFFER = 64 * 1024;

  private static final JsonFactory FACTORY =
      new Factory(
          JsonFactory.builder()
              .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
              .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION));

  private static final byte PLAIN = 0;
  private static final byte QUOTE = 1;
  private static final byte ESCAPE = 2;
  private static final byte TWO_BYTES = 3;
  private static final byte THREE_BYTES = 4;
  private static final byte FOUR_BYTES = 5;
  private static final byte CONTROL = 6;
  private static final byte BROKEN = 7;

  /** What each byte is within a string. */
  private static final byte[] IN_STRING = inString();

  private final ObjectKeys keys = new ObjectKeys();

  /** Whether each open array or object is an object. */
  private boolean[] objects = new boolean[64];

  /** What was passed over and has left the buffer, where it is kept. */
  private @Nullable ByteArrayOutputStream kept;

  /** Where in the buffer begins what is kept of it. */
  private int keptFrom;

  /** More bytes than these are not kept. */
  private int mostKept;

  private SkippingParser(
      IOContext context,
      int features,
      InputStream in,
      ByteQuadsCanonicalizer symbols,
      byte[] buffer,
      int end) {
    super(context, features, in, null, symbols, buffer, 0, end, 0, false);
  }

  /**
   * A parser of {@code in}: this one for UTF-8 that begins with an object, as Terraform prints it,
   * and Jackson's own for everything else. Both refuse duplicate keys.
   */
  static JsonParser over(InputStream in) throws IOException {
    return FACTORY.createParser(in);
  }

  private static final class Factory extends JsonFactory {
    private static final long serialVersionUID = 1;

    Factory(com.fasterxml.jackson.core.TSFBuilder<?, ?> builder) {
      super(builder, false);
    }

    @Override
    protected JsonParser _createParser(InputStream in, IOContext context) throws IOException {
      byte[] buffer = new byte[BUFFER];
      int end = in.readNBytes(buffer, 0, 2);
      // A zero would be the second half of a character of two bytes.
      if (end < 2 || buffer[0] != '{' || buffer[1] == 0) {
        return super._createParser(
            new SequenceInputStream(new ByteArrayInputStream(buffer, 0, end), in), context);
      }
      return new SkippingParser(
          context,
          _parserFeatures,
          in,
          _byteSymbolCanonicalizer.makeChildOrPlaceholder(_factoryFeatures),
          buffer,
          end);
    }
  }

  @Override
  public JsonParser skipChildren() throws IOException {
    if (_currToken == JsonToken.START_OBJECT || _currToken == JsonToken.START_ARRAY) {
      passOver(Integer.MAX_VALUE);
      // To the superclass what was passed over is empty.
      nextToken();
    }
    return this;
  }

  /**
   * Passes over the array or object that begins here, and returns its text.
   *
   * @return null where it has more bytes or values than that; the parser is of no use then
   */
  @Nullable Slice slice(int mostBytes, int mostValues) throws IOException {
    ByteArrayOutputStream left = new ByteArrayOutputStream(0);
    kept = left;
    keptFrom = _inputPtr - 1;
    mostKept = mostBytes;
    int values = passOver(mostValues);
    if (values > mostValues || left.size() > mostBytes) {
      return null;
    }
    byte[] bytes;
    if (left.size() == 0) {
      bytes = Arrays.copyOfRange(_inputBuffer, keptFrom, _inputPtr + 1);
    } else {
      left.write(_inputBuffer, keptFrom, _inputPtr + 1 - keptFrom);
      bytes = left.toByteArray();
    }
    kept = null;
    nextToken();
    return bytes.length > mostBytes ? null : new Slice(bytes, values);
  }

  /**
   * An array or an object as it is written.
   *
   * @param json its text in UTF-8
   * @param values how many values stand in it
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
  record Slice(byte[] json, int values) {}

  /**
   * Goes to the end of the array or object that begins here, and stays before the byte that ends
   * it. Returns how many values were met, or more than {@code mostValues} where it gave up.
   */
  private int passOver(int mostValues) throws IOException {
    int outer = _parsingContext.getNestingDepth();
    int depth = 0;
    int values = 0;
    boolean object = _currToken == JsonToken.START_OBJECT;
    boolean first = true;
    if (object) {
      keys.open();
    }
    while (true) {
      int c = significant();
      if (c == (object ? '}' : ']')) {
        if (object) {
          keys.close();
        }
        if (depth == 0) {
          _inputPtr--;
          return values;
        }
        depth--;
        object = objects[depth];
        first = false;
        continue;
      }
      if (!first) {
        if (c != ',') {
          throw damaged("a comma or an end");
        }
        c = significant();
      }
      if (object) {
        if (c != '"') {
          throw damaged("a key");
        }
        if (!keys.add(key())) {
          throw damaged("another key");
        }
        if (significant() != ':') {
          throw damaged("a colon");
        }
        c = significant();
      }
      if (++values > mostValues || (kept != null && kept.size() > mostKept)) {
        return Integer.MAX_VALUE;
      }
      first = false;
      switch (c) {
        case '"' -> string();
        case '{', '[' -> {
          if (depth + 1 == objects.length) {
            objects = Arrays.copyOf(objects, 2 * objects.length);
          }
          objects[depth++] = object;
          _streamReadConstraints.validateNestingDepth(outer + depth);
          object = c == '{';
          first = true;
          if (object) {
            keys.open();
          }
        }
        case 't' -> literal("rue");
        case 'f' -> literal("alse");
        case 'n' -> literal("ull");
        default -> number(c);
      }
    }
  }

  /** Returns the next byte that is no white space, and goes behind it. */
  private int significant() throws IOException {
    while (true) {
      int c = next();
      if (c > ' ') {
        return c;
      }
      switch (c) {
        case ' ', '\t' -> {}
        case '\n' -> newLine();
        case '\r' -> {
          if (peek() == '\n') {
            _inputPtr++;
          }
          newLine();
        }
        default -> {
          // Beyond ASCII too, which is negative.
          return c;
        }
      }
    }
  }

  private void newLine() {
    _currInputRow++;
    _currInputRowStart = _inputPtr;
  }

  /** Returns the next byte and goes behind it. */
  private byte next() throws IOException {
    if (_inputPtr >= _inputEnd) {
      refill();
    }
    return _inputBuffer[_inputPtr++];
  }

  /** Returns the next byte; what is passed over never ends the text. */
  private byte peek() throws IOException {
    if (_inputPtr >= _inputEnd) {
      refill();
    }
    return _inputBuffer[_inputPtr];
  }

  private void refill() throws IOException {
    if (kept != null) {
      kept.write(_inputBuffer, keptFrom, _inputEnd - keptFrom);
      keptFrom = 0;
    }
    if (!_loadMore()) {
      _reportInvalidEOF();
    }
  }

  /** Passes over a string whose quote was read. */
  private void string() throws IOException {
    byte[] buffer = _inputBuffer;
    byte[] kinds = IN_STRING;
    while (true) {
      int at = _inputPtr;
      int end = _inputEnd;
      byte kind = PLAIN;
      while (at < end) {
        kind = kinds[buffer[at++] & 0xff];
        if (kind != PLAIN) {
          break;
        }
      }
      _inputPtr = at;
      if (kind == QUOTE) {
        return;
      }
      if (kind == PLAIN) {
        refill();
      } else if (kind == ESCAPE) {
        escape();
      } else {
        character(kind);
      }
    }
  }

  /** Passes over a key whose quote was read, and returns a number that stands for it. */
  private long key() throws IOException {
    byte[] buffer = _inputBuffer;
    byte[] kinds = IN_STRING;
    long hash = ObjectKeys.EMPTY;
    int length = 0;
    while (true) {
      int from = _inputPtr;
      int at = from;
      int end = _inputEnd;
      byte kind = PLAIN;
      while (at < end) {
        byte c = buffer[at++];
        kind = kinds[c & 0xff];
        if (kind != PLAIN) {
          break;
        }
        hash = ObjectKeys.with(hash, c);
      }
      _inputPtr = at;
      length += at - from;
      if (length > MOST_OF_A_KEY) {
        _streamReadConstraints.validateNameLength(length);
      }
      if (kind == QUOTE) {
        return hash;
      }
      if (kind == PLAIN) {
        refill();
      } else if (kind == ESCAPE) {
        hash = ObjectKeys.with(hash, escape());
      } else {
        int point = character(kind);
        if (point >= 0x10000) {
          hash = ObjectKeys.with(hash, Character.highSurrogate(point));
          hash = ObjectKeys.with(hash, Character.lowSurrogate(point));
        } else {
          hash = ObjectKeys.with(hash, (char) point);
        }
      }
    }
  }

  private static final int MOST_OF_A_KEY = 10_000;

  /** Returns the character of an escape whose backslash was read. */
  private char escape() throws IOException {
    byte c = next();
    return switch (c) {
      case '"', '\\', '/' -> (char) c;
      case 'b' -> '\b';
      case 't' -> '\t';
      case 'n' -> '\n';
      case 'f' -> '\f';
      case 'r' -> '\r';
      case 'u' -> {
        int code = 0;
        for (int i = 0; i < 4; i++) {
          int digit = Character.digit(next(), 16);
          if (digit < 0) {
            throw damaged("a hexadecimal digit");
          }
          code = 16 * code + digit;
        }
        yield (char) code;
      }
      default -> throw damaged("an escape");
    };
  }

  /** Returns the character beyond ASCII whose first byte was read. */
  private int character(byte kind) throws IOException {
    int first = _inputBuffer[_inputPtr - 1];
    return switch (kind) {
      case TWO_BYTES -> (first & 0x1f) << 6 | continuation();
      case THREE_BYTES -> (first & 0xf) << 12 | continuation() << 6 | continuation();
      case FOUR_BYTES ->
          (first & 7) << 18 | continuation() << 12 | continuation() << 6 | continuation();
      default -> throw damaged("text in UTF-8 without control characters");
    };
  }

  private int continuation() throws IOException {
    byte c = next();
    if ((c & 0xc0) != 0x80) {
      throw damaged("the next byte of a character in UTF-8");
    }
    return c & 0x3f;
  }

  private void literal(String rest) throws IOException {
    for (int i = 0; i < rest.length(); i++) {
      if (next() != rest.charAt(i)) {
        throw damaged("true, false or null");
      }
    }
  }

  /** Passes over a number whose first byte was read. */
  private void number(int first) throws IOException {
    int c = first == '-' ? next() : first;
    if (c < '0' || c > '9') {
      throw damaged("a value");
    }
    int length = c == '0' ? 1 : 1 + digits();
    if (peek() == '.') {
      _inputPtr++;
      length += requireDigits();
    }
    if ((peek() | 0x20) == 'e') {
      _inputPtr++;
      if (peek() == '+' || peek() == '-') {
        _inputPtr++;
      }
      length += requireDigits();
    }
    _streamReadConstraints.validateFPLength(length);
  }

  private int requireDigits() throws IOException {
    int digits = digits();
    if (digits == 0) {
      throw damaged("a digit");
    }
    return digits;
  }

  private int digits() throws IOException {
    int digits = 0;
    while (peek() >= '0' && peek() <= '9') {
      _inputPtr++;
      digits++;
    }
    return digits;
  }

  private IOException damaged(String expected) throws IOException {
    return _constructReadException("should be " + expected, currentLocation());
  }

  private static byte[] inString() {
    byte[] kinds = new byte[256];
    Arrays.fill(kinds, 0, ' ', CONTROL);
    kinds['"'] = QUOTE;
    kinds['\\'] = ESCAPE;
    Arrays.fill(kinds, 0x80, 0xc0, BROKEN);
    Arrays.fill(kinds, 0xc0, 0xe0, TWO_BYTES);
    Arrays.fill(kinds, 0xe0, 0xf0, THREE_BYTES);
    Arrays.fill(kinds, 0xf0, 0xf8, FOUR_BYTES);
    Arrays.fill(kinds, 0xf8, 0x100, BROKEN);
    return kinds;
  }
}
