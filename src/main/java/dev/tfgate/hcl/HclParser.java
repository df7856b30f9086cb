package dev.tfgate.hcl;

import dev.tfgate.hcl.Expression.Template;
import java.math.BigDecimal;

/**
 * Reads files of HCL. Accepts what the parser of hcl v2 (version 2.23) accepts, but for bytes that
 * are no strict UTF-8 and for what is over a limit. Pure functions: no file is read, nothing is
 * evaluated.
 */
public final class HclParser {
  private HclParser() {}

  /** Loads the JDK's decimal numbers, so that the first literal needn't wait for that. */
  public static void loadNumbers() {
    BigDecimal _ = BigDecimal.ONE;
  }

  /**
   * Parses a file in the native syntax.
   *
   * @param content the bytes of the file: UTF-8, with or without a byte order mark
   * @param fileName for messages and for {@link HclFile#name()}
   * @throws HclSyntaxException where the file isn't valid, or is over a limit
   */
  public static HclFile parseNative(byte[] content, String fileName, Limits limits)
      throws HclSyntaxException {
    checkSize(content, fileName, limits);
    int start = byteOrderMark(content);
    Positions positions = new Positions(fileName, content, start);
    Tokens tokens = Scanner.file(fileName, content, start, positions, limits);
    NativeParser parser = new NativeParser(fileName, content, positions, tokens, limits);
    Body body = parser.file();
    return new HclFile(
        fileName, HclFile.Syntax.NATIVE, new Source(content), body, parser.functions());
  }

  /**
   * Parses a template file: text with interpolations and directives, without delimiters.
   *
   * @param content the bytes of the file: UTF-8
   * @param fileName for messages
   * @throws HclSyntaxException where the file isn't a valid template, or is over a limit
   */
  public static Template parseTemplate(byte[] content, String fileName, Limits limits)
      throws HclSyntaxException {
    checkSize(content, fileName, limits);
    int start = byteOrderMark(content);
    Positions positions = new Positions(fileName, content, start);
    return NativeParser.template(content, fileName, start, positions, limits);
  }

  /**
   * Parses a file in the JSON syntax. {@link JsonFile#interpret} makes blocks and arguments of it.
   *
   * @param content the bytes of the file: UTF-8, without a byte order mark
   * @param fileName for messages
   * @throws HclSyntaxException where the file isn't valid JSON, or is over a limit
   */
  public static JsonFile parseJson(byte[] content, String fileName, Limits limits)
      throws HclSyntaxException {
    checkSize(content, fileName, limits);
    Positions positions = new Positions(fileName, content, 0);
    JsonValue value = new JsonParser(fileName, content, positions).parse();
    if (!(value instanceof JsonValue.JsonObject || value instanceof JsonValue.JsonArray)) {
      throw new HclSyntaxException(
          fileName, value.range(), "a file holds an object, or an array of objects");
    }
    return new JsonFile(fileName, new Source(content), value, limits);
  }

  private static void checkSize(byte[] content, String fileName, Limits limits)
      throws HclSyntaxException {
    if (content.length > limits.fileBytes()) {
      throw HclSyntaxException.overLimit(
          fileName,
          new SourceRange(1, 1, 0, 1, 1, 0),
          "the file has %d bytes, over the limit of %d"
              .formatted(content.length, limits.fileBytes()));
    }
  }

  private static int byteOrderMark(byte[] content) {
    boolean present =
        content.length >= 3
            && content[0] == (byte) 0xef
            && content[1] == (byte) 0xbb
            && content[2] == (byte) 0xbf;
    return present ? 3 : 0;
  }
}
