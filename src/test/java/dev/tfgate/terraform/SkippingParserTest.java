package dev.tfgate.terraform;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is passed over is refused exactly where Jackson, token by token, refuses it. */
class SkippingParserTest {
  private static final JsonFactory JACKSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private static final String[] PIECES = {
    "\"",
    "\\",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"a\":",
    "\"b\":1",
    "\\u0061",
    "\\u00",
    "\\n",
    "\\x",
    "1",
    "-",
    "0",
    "01",
    "1.",
    ".5",
    "1e5",
    "1E+",
    "-0.0e-1",
    "true",
    "tru",
    "null",
    "false",
    " ",
    "\n",
    "\r\n",
    "\t",
    "\f",
    "/",
    "NaN",
    "ä",
    "€",
    "😀",
    "\\ud83d\\ude00",
    "{\"a\":1,\"a\":2}",
    "{\"ä\":1,\"\\u00e4\":2}",
    "{\"😀\":1,\"\\ud83d\\ude00\":2}",
    "{\"\":1,\"\":2}",
    "[[]]",
    "{}"
  };

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "[1,]",
        "[,1]",
        "[1 2]",
        "{\"a\":1,}",
        "{\"a\" 1}",
        "{a:1}",
        "{\"a\":{\"a\":1},\"b\":[{\"a\":1},{\"a\":1}]}",
        "{\"a\":{\"b\":1,\"b\":1}}",
        "{\"a\":1,\"\\u0061\":1}",
        "{\"a\":[{\"x\":1},{\"y\":1}],\"a\":1}",
        "[01]",
        "[-]",
        "[1.]",
        "[1.e1]",
        "[1e]",
        "[-0]",
        "[1E-7,0.5e+3]",
        "[.5]",
        "[+1]",
        "[truex]",
        "[nul]",
        "[\"\t\"]",
        "[\"\\'\"]",
        "[\"\\u12g4\"]",
        "[}",
        "{]",
        "[\"open",
        "[[",
        "{\"a\":1}}",
      })
  void acceptsWhatJacksonAccepts(String value) throws IOException {
    assertSame(value.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void objectOfManyKeys_hasEachOnce() throws IOException {
    StringBuilder keys = new StringBuilder("{");
    for (int i = 0; i < 5_000; i++) {
      keys.append("\"k").append(i).append("\":{\"a\":").append(i).append("},");
    }
    assertSame((keys + "\"x\":1}").getBytes(StandardCharsets.UTF_8));
    assertThat(passes((keys + "\"x\":1}").getBytes(StandardCharsets.UTF_8), true)).isTrue();
    for (int twice : new int[] {0, 7, 15, 16, 17, 4_999}) {
      assertThat(passes((keys + "\"k" + twice + "\":1}").getBytes(StandardCharsets.UTF_8), true))
          .isFalse();
    }
  }

  @Test
  void depthBeyondJacksonsLimit_isRefused() throws IOException {
    for (int depth : new int[] {900, 997, 998, 999, 1_000, 1_001, 1_002, 5_000}) {
      assertSame(("[".repeat(depth) + "]".repeat(depth)).getBytes(StandardCharsets.UTF_8));
      assertSame(
          ("{\"a\":".repeat(depth) + "1" + "}".repeat(depth)).getBytes(StandardCharsets.UTF_8));
    }
  }

  @Test
  void longNumbersAndKeys_areRefused() throws IOException {
    for (int length : new int[] {999, 1_000, 1_001, 100_000}) {
      assertSame(("[" + "1".repeat(length) + "]").getBytes(StandardCharsets.UTF_8));
    }
    for (int length : new int[] {49_000, 51_000, 200_000}) {
      assertSame(("{\"" + "k".repeat(length) + "\":1}").getBytes(StandardCharsets.UTF_8));
    }
    assertSame(("[\"" + "s".repeat(300_000) + "\"]").getBytes(StandardCharsets.UTF_8));
  }

  /** Pieces of JSON in a row, and plans with bytes that were changed. */
  @Test
  void randomText_isRefusedWhereJacksonRefusesIt() throws IOException {
    Random random = new Random(24);
    byte[] plan = Files.readAllBytes(Path.of("src/test/corpus/terraform-json/google-plan.json"));
    int accepted = 0;
    for (int i = 0; i < 6_000; i++) {
      accepted += assertSame(i % 4 == 0 ? changed(plan, random) : pieces(random)) ? 1 : 0;
    }
    assertThat(accepted).isBetween(100, 5_500);
  }

  @Test
  void slice_isTheTextOfAValue() throws IOException {
    String value = "{\"a\": [1, {\"ä\": \"" + "x".repeat(200_000) + "\"}], \"b\": null}";
    byte[] text = ("{\"v\": " + value + " , \"w\":\n 2}").getBytes(StandardCharsets.UTF_8);
    for (int most : new int[] {1, 7, 4_096, 1 << 20}) {
      SkippingParser parser = at(text, most);
      SkippingParser.Slice slice = Objects.requireNonNull(parser.slice(1 << 20, 10));
      assertThat(new String(slice.json(), StandardCharsets.UTF_8)).isEqualTo(value);
      assertThat(slice.values()).isEqualTo(5);
      assertThat(parser.nextFieldName()).isEqualTo("w");
      assertThat(parser.currentTokenLocation().getLineNr()).isEqualTo(1);
      assertThat(parser.nextIntValue(0)).isEqualTo(2);
      assertThat(parser.currentTokenLocation().getLineNr()).isEqualTo(2);
    }
    assertThat(at(text, 4_096).slice(1 << 20, 4)).isNull();
    assertThat(at(text, 4_096).slice(150_000, 10)).isNull();
    assertThat(at(text, 1 << 20).slice(150_000, 10)).isNull();
  }

  @Test
  void otherEncodings_areReadByJackson() throws IOException {
    String plan = "{\"v\":{\"a\":1}}";
    for (byte[] text :
        List.of(
            plan.getBytes(StandardCharsets.UTF_16LE),
            ("\ufeff" + plan).getBytes(StandardCharsets.UTF_8))) {
      try (JsonParser parser = SkippingParser.over(new ByteArrayInputStream(text))) {
        assertThat(parser).isNotInstanceOf(SkippingParser.class);
        assertThat(parser.nextToken()).isEqualTo(JsonToken.START_OBJECT);
        parser.skipChildren();
        assertThat(parser.nextToken()).isNull();
      }
    }
  }

  private static SkippingParser at(byte[] text, int most) throws IOException {
    SkippingParser parser = (SkippingParser) SkippingParser.over(new Chunks(text, most));
    assertThat(parser.nextToken()).isEqualTo(JsonToken.START_OBJECT);
    assertThat(parser.nextToken()).isEqualTo(JsonToken.FIELD_NAME);
    assertThat(parser.nextToken()).isEqualTo(JsonToken.START_OBJECT);
    return parser;
  }

  private static byte[] pieces(Random random) {
    StringBuilder text = new StringBuilder(random.nextBoolean() ? "[" : "{\"a\":");
    for (int n = random.nextInt(8); n > 0; n--) {
      text.append(PIECES[random.nextInt(PIECES.length)]);
      if (random.nextInt(3) == 0) {
        text.append(text.charAt(0) == '[' ? "," : ",\"k" + n + "\":");
      }
    }
    text.append(text.charAt(0) == '[' ? ']' : '}');
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] changed(byte[] plan, Random random) {
    int from = random.nextInt(plan.length);
    byte[] text = new byte[plan.length];
    System.arraycopy(plan, 0, text, 0, plan.length);
    int changes = 1 + random.nextInt(2);
    for (int i = 0; i < changes; i++) {
      int at = Math.min(plan.length - 1, from + random.nextInt(50));
      text[at] =
          random.nextInt(3) == 0 ? (byte) random.nextInt(256) : plan[random.nextInt(plan.length)];
    }
    return text;
  }

  /** Returns whether both accept it. */
  private static boolean assertSame(byte[] value) throws IOException {
    boolean expected = passes(value, false);
    assertThat(passes(value, true))
        .as(new String(value, StandardCharsets.UTF_8))
        .isEqualTo(expected);
    return expected;
  }

  /** Whether an object with this value is read to its end, passed over or token by token. */
  private static boolean passes(byte[] value, boolean passedOver) throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    text.writeBytes("{\"v\":".getBytes(StandardCharsets.UTF_8));
    text.writeBytes(value);
    text.writeBytes(",\"w\":[]}".getBytes(StandardCharsets.UTF_8));
    InputStream in = new Chunks(text.toByteArray(), 1 + value.length % 61);
    try (JsonParser parser = passedOver ? SkippingParser.over(in) : JACKSON.createParser(in)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token.isStructStart()
            && passedOver
            && parser.getParsingContext().getNestingDepth() > 1) {
          parser.skipChildren();
        } else if (token == JsonToken.VALUE_STRING) {
          String _ = parser.getText();
        } else if (token.isNumeric()) {
          String _ = parser.getText();
        }
      }
      return true;
    } catch (JsonProcessingException e) {
      return false;
    }
  }

  /** Gives few bytes at a time. */
  private static final class Chunks extends InputStream {
    private final byte[] bytes;
    private final int most;
    private int at;

    Chunks(byte[] bytes, int most) {
      this.bytes = bytes;
      this.most = most;
    }

    @Override
    public int read() {
      return at < bytes.length ? bytes[at++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      if (at == bytes.length) {
        return -1;
      }
      int n = Math.min(Math.min(length, most), bytes.length - at);
      System.arraycopy(bytes, at, target, offset, n);
      at += n;
      return n;
    }
  }
}
