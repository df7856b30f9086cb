package dev.tfgate.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import org.jspecify.annotations.Nullable;

/**
 * JSON as every command of tfgate writes it: indented but for lines, ASCII only, so that no
 * character of a checkout can drive a terminal or be lost in another encoding.
 */
public final class Json {
  private Json() {}

  /** Writes the one value of a document. */
  @FunctionalInterface
  public interface Document {
    /** Writes the value. */
    void write(JsonGenerator json) throws IOException;
  }

  /**
   * Writes a document and a line feed to {@code out}, which stays open.
   *
   * @throws IOException where {@code out} can't be written
   */
  public static void write(Writer out, Document document) throws IOException {
    JsonFactory factory =
        JsonFactory.builder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .build();
    try (JsonGenerator json = factory.createGenerator(out)) {
      DefaultIndenter indent = new DefaultIndenter("  ", "\n");
      DefaultPrettyPrinter printer =
          new DefaultPrettyPrinter(
              Separators.createDefaultInstance()
                  .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                  .withObjectEmptySeparator("")
                  .withArrayEmptySeparator(""));
      printer.indentArraysWith(indent);
      printer.indentObjectsWith(indent);
      json.setPrettyPrinter(printer);
      json.setCharacterEscapes(new Escapes());
      document.write(json);
    }
    out.write('\n');
    out.flush();
  }

  /** Returns a document as one line without its end, as JSON Lines wants it. */
  public static String line(Document document) {
    StringWriter out = new StringWriter();
    try (JsonGenerator json =
        JsonFactory.builder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .build()
            .createGenerator(out)) {
      json.setCharacterEscapes(new Escapes());
      document.write(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString();
  }

  /** Escapes {@code #} too: {@code ##[…]} in a log is a command for some CI systems. */
  private static final class Escapes extends CharacterEscapes {
    private static final long serialVersionUID = 1L;

    @Override
    public int[] getEscapeCodesForAscii() {
      int[] codes = standardAsciiEscapesForJSON();
      codes['#'] = ESCAPE_STANDARD;
      codes[0x7f] = ESCAPE_STANDARD;
      return codes;
    }

    @Override
    public @Nullable SerializableString getEscapeSequence(int c) {
      return null;
    }
  }
}
