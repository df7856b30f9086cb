package dev.tfgate.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link JsonReport} wrote, by {@code docs/schema/check.schema.json}. A report comes
 * from another machine: what does not follow the schema, or contradicts itself, is refused.
 */
public final class ReportReader {
  private static final String ID = "[a-z][a-z0-9]*(-[a-z0-9]+)*";

  private final String where;
  private final Map<String, @Nullable Object> fields;
  private final Set<String> read = new HashSet<>();

  private ReportReader(String where, @Nullable Object value) throws ReportFormatException {
    this.where = where;
    if (!(value instanceof Map<?, ?>)) {
      throw new ReportFormatException(where + " is not an object");
    }
    this.fields = new LinkedHashMap<>();
    for (Map.Entry<?, ?> field : ((Map<?, ?>) value).entrySet()) {
      fields.put((String) field.getKey(), field.getValue());
    }
  }

  /**
   * Returns the report that {@code json} holds, with the digest of the tree as a constant.
   *
   * @throws ReportFormatException where it is not one report of tfgate, whole and in itself
   *     consistent
   */
  public static Report read(byte[] json) throws ReportFormatException {
    @Nullable Object value;
    JsonFactory factory =
        JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
    try (JsonParser parser = factory.createParser(json)) {
      if (parser.nextToken() == null) {
        throw new ReportFormatException("it is empty");
      }
      value = value(parser);
      if (parser.nextToken() != null) {
        throw new ReportFormatException("something follows the report");
      }
    } catch (JsonProcessingException e) {
      throw new ReportFormatException("it is not JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new ReportFormatException("it is not JSON: " + e.getMessage());
    }
    return new ReportReader("the report", value).report();
  }

  private static @Nullable Object value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String name = parser.currentName();
          parser.nextToken();
          fields.put(name, value(parser));
        }
        yield fields;
      }
      case START_ARRAY -> {
        List<@Nullable Object> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          elements.add(value(parser));
        }
        yield elements;
      }
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT -> parser.getNumberValue();
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> null;
    };
  }

  private Report report() throws ReportFormatException {
    ReportReader tool = object("tool");
    if (!tool.text("name").equals("tfgate")) {
      throw new ReportFormatException("it is a report of another tool");
    }
    String version = tool.text("version");
    tool.requireNoOther();
    String verdict = text("verdict");
    Mode mode = mode(text("mode"));
    List<Finding> findings = new ArrayList<>();
    for (ReportReader finding : objects("findings")) {
      findings.add(finding.finding());
    }
    List<Undecided> undecided = new ArrayList<>();
    for (ReportReader one : objects("undecided")) {
      undecided.add(
          new Undecided(one.filled("path"), one.matching("reason", ID), one.text("message")));
      one.requireNoOther();
    }
    List<RootSummary> roots = new ArrayList<>();
    for (ReportReader root : objects("roots")) {
      roots.add(root.root());
    }
    @Nullable String digest = textOrNull("treeDigest");
    if (digest != null && !digest.matches("sha256:[0-9a-f]{64}")) {
      throw wrong("treeDigest", "a digest");
    }
    List<String> notes = texts("notes");
    ReportReader summary = object("summary");
    Report report =
        new Report(
            version,
            mode,
            findings,
            undecided,
            roots,
            digest == null ? null : () -> digest,
            summary.count("files"),
            notes,
            summary.fields.containsKey("changes") ? summary.count("changes") : null);
    Report.Counts counts = report.counts();
    if (!report.verdict().word().equals(verdict)
        || summary.count("roots") != roots.size()
        || summary.count("mandatory") != counts.mandatory()
        || summary.count("advisory") != counts.advisory()
        || summary.count("excepted") != counts.excepted()) {
      throw new ReportFormatException(
          "its verdict or its summary does not fit its findings, so it was cut or changed");
    }
    summary.requireNoOther();
    requireNoOther();
    return report;
  }

  private Finding finding() throws ReportFormatException {
    @Nullable Region region = region();
    @Nullable ReportReader exception = objectOrNull("exception");
    Finding finding =
        new Finding(
            matching("rule", ID),
            enforcement(text("enforcement")),
            filled("path"),
            region,
            textOrNull("root"),
            filled("message"),
            matching("fingerprint", "[0-9a-f]{1,64}"),
            exception == null
                ? null
                : new Finding.Lifted(exception.text("reason"), exception.date("expires")));
    if (exception != null) {
      exception.requireNoOther();
    }
    requireNoOther();
    return finding;
  }

  private @Nullable Region region() throws ReportFormatException {
    List<@Nullable Integer> positions = new ArrayList<>();
    for (String name : List.of("line", "column", "endLine", "endColumn")) {
      positions.add(required(name) == null ? null : count(name));
    }
    Integer line = positions.get(0);
    Integer column = positions.get(1);
    Integer endLine = positions.get(2);
    Integer endColumn = positions.get(3);
    if (line == null && column == null && endLine == null && endColumn == null) {
      return null;
    }
    if (line == null || column == null || endLine == null || endColumn == null) {
      throw wrong("line", "set or null with column, endLine and endColumn");
    }
    try {
      return new Region(line, column, endLine, endColumn);
    } catch (IllegalArgumentException e) {
      throw wrong("line", "before its end");
    }
  }

  private RootSummary root() throws ReportFormatException {
    List<RootSummary.Provider> providers = new ArrayList<>();
    for (ReportReader provider : objects("providers")) {
      providers.add(
          new RootSummary.Provider(
              provider.filled("source"),
              provider.texts("constraints"),
              provider.textOrNull("pinned")));
      provider.requireNoOther();
    }
    List<RootSummary.Call> calls = new ArrayList<>();
    for (ReportReader call : objects("calls")) {
      calls.add(
          new RootSummary.Call(
              call.filled("from"), call.textOrNull("module"), call.textOrNull("version")));
      call.requireNoOther();
    }
    RootSummary root =
        new RootSummary(
            filled("path"), textOrNull("program"), textOrNull("version"), providers, calls);
    requireNoOther();
    return root;
  }

  private Mode mode(String word) throws ReportFormatException {
    for (Mode mode : Mode.values()) {
      if (mode.word().equals(word)) {
        return mode;
      }
    }
    throw wrong("mode", "local or ci");
  }

  private Enforcement enforcement(String word) throws ReportFormatException {
    for (Enforcement enforcement : List.of(Enforcement.MANDATORY, Enforcement.ADVISORY)) {
      if (enforcement.word().equals(word)) {
        return enforcement;
      }
    }
    throw wrong("enforcement", "mandatory or advisory");
  }

  private LocalDate date(String name) throws ReportFormatException {
    try {
      return LocalDate.parse(text(name));
    } catch (DateTimeException e) {
      throw wrong(name, "a date");
    }
  }

  private @Nullable Object required(String name) throws ReportFormatException {
    if (!fields.containsKey(name)) {
      throw new ReportFormatException("%s has no '%s'".formatted(where, name));
    }
    read.add(name);
    return fields.get(name);
  }

  private String text(String name) throws ReportFormatException {
    @Nullable String text = textOrNull(name);
    if (text == null) {
      throw wrong(name, "a text");
    }
    return text;
  }

  private String filled(String name) throws ReportFormatException {
    String text = text(name);
    if (text.isEmpty()) {
      throw wrong(name, "filled");
    }
    return text;
  }

  private String matching(String name, String pattern) throws ReportFormatException {
    String text = text(name);
    if (!text.matches(pattern)) {
      throw wrong(name, pattern);
    }
    return text;
  }

  private @Nullable String textOrNull(String name) throws ReportFormatException {
    @Nullable Object value = required(name);
    if (value != null && !(value instanceof String)) {
      throw wrong(name, "a text");
    }
    return (String) value;
  }

  private int count(String name) throws ReportFormatException {
    if (required(name) instanceof Integer count && count >= 0) {
      return count;
    }
    throw wrong(name, "a count");
  }

  private ReportReader object(String name) throws ReportFormatException {
    return new ReportReader("'%s' of %s".formatted(name, where), required(name));
  }

  private @Nullable ReportReader objectOrNull(String name) throws ReportFormatException {
    return required(name) == null ? null : object(name);
  }

  private List<ReportReader> objects(String name) throws ReportFormatException {
    List<ReportReader> objects = new ArrayList<>();
    for (Object element : elements(name)) {
      objects.add(new ReportReader("'%s[%d]'".formatted(name, objects.size()), element));
    }
    return objects;
  }

  private List<String> texts(String name) throws ReportFormatException {
    List<String> texts = new ArrayList<>();
    for (Object element : elements(name)) {
      if (!(element instanceof String text)) {
        throw wrong(name, "a list of texts");
      }
      texts.add(text);
    }
    return texts;
  }

  private List<?> elements(String name) throws ReportFormatException {
    if (required(name) instanceof List<?> list) {
      return list;
    }
    throw wrong(name, "a list");
  }

  private void requireNoOther() throws ReportFormatException {
    for (String name : fields.keySet()) {
      if (!read.contains(name)) {
        throw new ReportFormatException(
            "%s has '%s', which this tfgate does not know".formatted(where, name));
      }
    }
  }

  private ReportFormatException wrong(String name, String expected) {
    return new ReportFormatException("'%s' of %s is not %s".formatted(name, where, expected));
  }
}
