package dev.tfgate.yaml;

import dev.tfgate.yaml.Problem.Kind;
import dev.tfgate.yaml.YamlNode.Alias;
import dev.tfgate.yaml.YamlNode.Entry;
import dev.tfgate.yaml.YamlNode.Mapping;
import dev.tfgate.yaml.YamlNode.Scalar;
import dev.tfgate.yaml.YamlNode.Sequence;
import dev.tfgate.yaml.YamlNode.Style;
import dev.tfgate.yaml.YamlNode.Tagged;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.Event.ID;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * Reads YAML into a tree with positions.
 *
 * <p>{@link #parse} reads what decides trust: what parsers read differently is a problem there
 * (duplicate keys, anchors and aliases, tags, a second document). {@link #documents} reads what
 * others wrote for their own programs: aliases stand for what they name, merge keys are merged,
 * tags are kept and every document counts; only what has no single meaning is a problem. Reading
 * goes on after problems, so that one run reports them all; it stops at a syntax error, at text
 * that isn't UTF-8, at nesting deeper than {@value #MAX_DEPTH} and at more values than {@value
 * #MOST_VALUES}. It works on snakeyaml's events because they carry what Jackson's token stream on
 * top of them leaves out: scalar styles, tags and anchors of keys, and where a document starts.
 */
public final class YamlParser {
  /** The deepest nesting of mappings and lists that is read. */
  public static final int MAX_DEPTH = 64;

  /** The most values that are read where aliases multiply them. */
  public static final int MOST_VALUES = 200_000;

  private static final String MERGE = "<<";
  private static final String CORE_TAG = "tag:yaml.org,2002:";

  private static final int LINE_BREAK_COLUMN = 1;

  private final String file;
  private final String source;
  private final Problems problems;
  private final @Nullable Problems spelling;
  private final ParserImpl events;
  private final Map<String, Anchored> anchors = new HashMap<>();
  private String @Nullable [] sourceLines;
  private int @Nullable [] codePoints;
  private @Nullable Boolean questionMark;
  private int values;
  private int deepest;

  /** What an anchor names, the number of values in it and its height. */
  private record Anchored(YamlNode node, int size, int height) {}

  private YamlParser(String file, String source, Problems problems, @Nullable Problems spelling) {
    this.file = file;
    this.source = source;
    this.problems = problems;
    this.spelling = spelling;
    LoaderOptions options = new LoaderOptions();
    options.setProcessComments(false);
    options.setCodePointLimit(Integer.MAX_VALUE);
    this.events = new ParserImpl(new StreamReader(source), options);
  }

  /**
   * Parses {@code bytes}. The caller bounds their number.
   *
   * @param file the file's name as the user knows it
   * @param problems takes everything that is wrong
   * @return the first document; empty where there is none or reading had to stop (then there is a
   *     problem)
   */
  public static Optional<YamlNode> parse(String file, byte[] bytes, Problems problems) {
    List<YamlNode> documents = read(file, bytes, problems, null);
    return documents.isEmpty() ? Optional.empty() : Optional.of(documents.getFirst());
  }

  /**
   * Reads every document of {@code bytes} as the values that it means. The caller bounds their
   * number.
   *
   * @param file the file's name as the user knows it
   * @param problems takes what has no single meaning
   * @param spelling takes what is understood and yet read differently by some parsers: aliases,
   *     tags, further documents
   * @return the documents that aren't empty; none where reading had to stop (then there is a
   *     problem)
   */
  public static List<YamlNode> documents(
      String file, byte[] bytes, Problems problems, Problems spelling) {
    return read(file, bytes, problems, spelling);
  }

  private static List<YamlNode> read(
      String file, byte[] bytes, Problems problems, @Nullable Problems spelling) {
    Optional<String> decoded = decode(file, bytes, problems);
    if (decoded.isEmpty()) {
      return List.of();
    }
    String source = withoutEscapedSlashes(decoded.get());
    try {
      return new YamlParser(file, source, problems, spelling).all();
    } catch (MarkedYAMLException e) {
      Mark mark = e.getProblemMark() != null ? e.getProblemMark() : e.getContextMark();
      Position position = mark == null ? null : position(mark);
      problems.add(new Problem(Kind.SYNTAX, file, position, "not valid YAML: " + explain(e)));
    } catch (ReaderException e) {
      Position position = positionAt(source, e.getPosition());
      String message = "the character U+%04X is not allowed in YAML".formatted(e.getCodePoint());
      problems.add(new Problem(Kind.SYNTAX, file, position, message));
    } catch (LimitException e) {
      problems.add(new Problem(Kind.LIMIT, file, e.position, e.limit));
    } catch (YAMLException e) {
      problems.add(new Problem(Kind.SYNTAX, file, null, "not valid YAML: " + e.getMessage()));
    } catch (IllegalArgumentException e) {
      // The scanner takes an escape that the end of the file cuts off for a number.
      problems.add(
          new Problem(Kind.SYNTAX, file, null, "not valid YAML: an escape is not complete"));
    }
    return List.of();
  }

  private static Optional<String> decode(String file, byte[] bytes, Problems problems) {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length + 1);
    CoderResult result = decoder.decode(in, out, true);
    out.flip();
    String text = out.toString();
    if (result.isError()) {
      Position position = positionAt(text, text.codePointCount(0, text.length()));
      String message = "the byte 0x%02x is not UTF-8".formatted(bytes[in.position()] & 0xff);
      problems.add(new Problem(Kind.ENCODING, file, position, message));
      return Optional.empty();
    }
    return Optional.of(text.startsWith("\uFEFF") ? text.substring(1) : text);
  }

  /**
   * Returns JSON with {@code /} for {@code \/}, which YAML 1.1 does not know; any other text as it
   * is.
   */
  private static String withoutEscapedSlashes(String source) {
    if (source.indexOf("\\/") < 0 || !source.stripLeading().startsWith("{")) {
      return source;
    }
    StringBuilder out = new StringBuilder(source.length());
    boolean quoted = false;
    for (int i = 0; i < source.length(); i++) {
      char c = source.charAt(i);
      if (quoted && c == '\\' && i + 1 < source.length()) {
        i++;
        if (source.charAt(i) != '/') {
          out.append(c);
        }
        out.append(source.charAt(i));
        continue;
      }
      if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && "'#&*!|>%@`?".indexOf(c) >= 0) {
        return source;
      }
      out.append(c);
    }
    return out.toString();
  }

  private List<YamlNode> all() {
    List<YamlNode> documents = new ArrayList<>();
    expect(ID.StreamStart);
    for (int i = 0; !events.checkEvent(ID.StreamEnd); i++) {
      if (i > 0) {
        Position next = position(events.peekEvent().getStartMark());
        report(Kind.DOCUMENTS, next, "a second document starts here; the file must hold one");
        if (spelling == null) {
          return documents;
        }
      }
      anchors.clear();
      expect(ID.DocumentStart);
      YamlNode root = node(0);
      expect(ID.DocumentEnd);
      boolean empty = root instanceof Scalar scalar && scalar.type() == ScalarType.NULL;
      if (!empty || spelling == null) {
        documents.add(root);
      }
    }
    return documents;
  }

  private YamlNode node(int depth) {
    Event event = events.getEvent();
    Position start = position(event.getStartMark());
    if (event instanceof NodeEvent node) {
      checkAnchorAndTag(node, start);
    }
    return spelling == null ? asWritten(event, start, depth) : asMeant(event, start, depth);
  }

  private YamlNode asWritten(Event event, Position start, int depth) {
    return switch (event) {
      case AliasEvent alias -> new Alias(alias.getAnchor(), start, position(alias.getEndMark()));
      case ScalarEvent scalar -> scalar(scalar, start);
      case SequenceStartEvent _ -> sequence(start, deeper(depth, start));
      case MappingStartEvent _ -> mapping(start, deeper(depth, start));
      default -> throw new YAMLException("unexpected " + event);
    };
  }

  /** The node with the nodes that aliases name in their place, and with its tag. */
  private YamlNode asMeant(Event event, Position start, int depth) {
    if (event instanceof AliasEvent alias) {
      return named(alias, start, depth);
    }
    @Nullable String anchor = event instanceof NodeEvent node ? node.getAnchor() : null;
    if (anchor != null) {
      anchors.remove(anchor);
    }
    int before = values;
    int outer = deepest;
    deepest = depth;
    count(1, start);
    YamlNode node = tagged(tag(event), asWritten(event, start, depth));
    if (anchor != null) {
      anchors.put(anchor, new Anchored(node, values - before, deepest - depth));
    }
    deepest = Math.max(outer, deepest);
    return node;
  }

  private YamlNode named(AliasEvent alias, Position start, int depth) {
    @Nullable Anchored target = anchors.get(alias.getAnchor());
    if (target == null) {
      String message =
          "the alias *%s names no value that ends above it".formatted(alias.getAnchor());
      problems.add(new Problem(Kind.ALIAS, file, start, message));
      return new Alias(alias.getAnchor(), start, position(alias.getEndMark()));
    }
    count(target.size(), start);
    if (depth + target.height() > MAX_DEPTH) {
      throw tooDeep(start);
    }
    deepest = Math.max(deepest, depth + target.height());
    return target.node();
  }

  private void count(int more, Position position) {
    if (values > MOST_VALUES - more && spelling != null) {
      throw new LimitException(
          "aliases make more than %d values of the file".formatted(MOST_VALUES), position);
    }
    values += more;
  }

  private static YamlNode tagged(@Nullable String tag, YamlNode node) {
    if (tag == null) {
      return node;
    }
    boolean core = tag.startsWith(CORE_TAG) && !tag.equals(CORE_TAG + "binary");
    if (!core && !tag.equals("!")) {
      return new Tagged(tag, node);
    }
    if (!(node instanceof Scalar scalar)) {
      return node;
    }
    // A type that isn't text is that of the plain spelling; everything else is text.
    Style style =
        switch (tag.substring(tag.equals("!") ? 1 : CORE_TAG.length())) {
          case "int", "float", "bool", "null" -> Style.PLAIN;
          default -> scalar.style() == Style.PLAIN ? Style.DOUBLE_QUOTED : scalar.style();
        };
    return new Scalar(scalar.text(), style, scalar.indent(), scalar.start(), scalar.end());
  }

  private static int deeper(int depth, Position position) {
    if (depth >= MAX_DEPTH) {
      throw tooDeep(position);
    }
    return depth + 1;
  }

  private static LimitException tooDeep(Position position) {
    return new LimitException("nested more than " + MAX_DEPTH + " levels deep", position);
  }

  private static @Nullable String tag(Event event) {
    return switch (event) {
      case ScalarEvent scalar -> scalar.getTag();
      case CollectionStartEvent collection -> collection.getTag();
      default -> null;
    };
  }

  private void checkAnchorAndTag(NodeEvent event, Position start) {
    String anchor = event.getAnchor();
    if (event instanceof AliasEvent) {
      String message =
          "the alias *%s: aliases are not allowed, write the value out".formatted(anchor);
      report(Kind.ALIAS, start, message);
    } else if (anchor != null) {
      String message =
          "the anchor &%s: anchors are not allowed, write the values out".formatted(anchor);
      report(Kind.ALIAS, start, message);
    }
    @Nullable String tag = tag(event);
    if (tag != null) {
      report(Kind.TAG, start, "the tag %s: tags are not allowed".formatted(tag));
    }
  }

  private Sequence sequence(Position start, int depth) {
    List<YamlNode> items = new ArrayList<>();
    while (!events.checkEvent(ID.SequenceEnd)) {
      items.add(node(depth));
    }
    return new Sequence(items, start, position(events.getEvent().getEndMark()));
  }

  /**
   * A merge key.
   *
   * @param above the keys that stand above it
   */
  private record Merge(YamlNode value, Set<String> above) {}

  private Mapping mapping(Position start, int depth) {
    List<Entry> entries = new ArrayList<>();
    List<Merge> merges = new ArrayList<>();
    Map<String, Position> seen = new HashMap<>();
    while (!events.checkEvent(ID.MappingEnd)) {
      checkQuestionMark(events.peekEvent().getStartMark());
      YamlNode key = node(depth);
      YamlNode value = node(depth);
      if (key instanceof Scalar name) {
        boolean merge = spelling != null && name.text().equals(MERGE);
        if (merge && name.style() == Style.PLAIN) {
          if (!merges.isEmpty()) {
            report(
                Kind.DUPLICATE_KEY,
                name.start(),
                "the key << stands twice: some parsers merge both, others refuse it");
          }
          merges.add(new Merge(value, Set.copyOf(seen.keySet())));
          continue;
        }
        if (merge && !(value instanceof Scalar)) {
          contradiction(name.start(), "a key << in quotes merges for some parsers, not for all");
        }
        Position first = seen.putIfAbsent(name.text(), name.start());
        if (first != null) {
          String message =
              "the key \"%s\" stands twice, first on line %d".formatted(name.text(), first.line());
          problems.add(new Problem(Kind.DUPLICATE_KEY, file, name.start(), message));
        }
        entries.add(new Entry(name, value));
      } else if (!(key instanceof Alias)) {
        problems.add(
            new Problem(
                Kind.CONTENT,
                file,
                key.start(),
                "a key must be plain text, found " + key.description()));
      }
    }
    int own = entries.size();
    for (Merge merge : merges) {
      Map<String, Entry> earlier = new HashMap<>();
      entries.subList(own, entries.size()).forEach(entry -> earlier.put(entry.key().text(), entry));
      merge(merge.value(), entries, seen, merge.above(), earlier);
    }
    return new Mapping(entries, start, position(events.getEvent().getEndMark()));
  }

  /**
   * Adds what a merge key brings: of several mappings the first that has a key counts.
   *
   * @param above the keys that stand above the merge key
   * @param earlier what merge keys above it brought
   */
  private void merge(
      YamlNode value,
      List<Entry> entries,
      Map<String, Position> seen,
      Set<String> above,
      Map<String, Entry> earlier) {
    switch (value) {
      case Mapping mapping -> {
        for (Entry entry : mapping.entries()) {
          String key = entry.key().text();
          Entry other = earlier.get(key);
          if (seen.putIfAbsent(key, entry.key().start()) == null) {
            entries.add(entry);
          } else if (above.contains(key)) {
            String message =
                "the key \"%s\" stands above a << that brings it, too: some parsers take the one, some the other"
                    .formatted(key);
            contradiction(seen.get(key), message);
          } else if (other != null && other.value() != entry.value()) {
            String message =
                "two << bring the key \"%s\": some parsers take the one, some the other"
                    .formatted(key);
            contradiction(entry.key().start(), message);
          }
        }
      }
      case Sequence sequence when sequence.items().stream().allMatch(Mapping.class::isInstance) ->
          sequence.items().forEach(item -> merge(item, entries, seen, above, earlier));
      case Alias _ -> {}
      default ->
          problems.add(
              new Problem(
                  Kind.CONTENT,
                  file,
                  value.start(),
                  "<< merges mappings, found " + value.description()));
    }
  }

  private void contradiction(Position position, String message) {
    problems.add(new Problem(Kind.CONTENT, file, position, message));
  }

  /**
   * A question mark that touches a key of braces: a sign that a key follows to some parsers, the
   * key's first letter to others.
   */
  private void checkQuestionMark(Mark key) {
    if (questionMark == null) {
      questionMark = source.indexOf('?') >= 0;
    }
    if (key.getIndex() == 0 || !questionMark) {
      return;
    }
    int[] text = codePoints;
    if (text == null) {
      text = source.codePoints().toArray();
      codePoints = text;
    }
    if (key.getIndex() <= text.length && text[key.getIndex() - 1] == '?') {
      problems.add(
          new Problem(
              Kind.CONTENT,
              file,
              position(key),
              "some parsers take the ? in front of this key for a part of it, others don't; put"
                  + " the key in quotes"));
    }
  }

  private Scalar scalar(ScalarEvent event, Position start) {
    Style style =
        switch (event.getScalarStyle()) {
          case SINGLE_QUOTED -> Style.SINGLE_QUOTED;
          case DOUBLE_QUOTED -> Style.DOUBLE_QUOTED;
          case LITERAL -> Style.LITERAL;
          case FOLDED -> Style.FOLDED;
          case PLAIN, JSON_SCALAR_STYLE -> Style.PLAIN;
        };
    String text = event.getValue();
    int indent = style == Style.LITERAL ? indent(text, start) : 0;
    return new Scalar(text, style, indent, start, position(event.getEndMark()));
  }

  /**
   * The columns that a literal block's lines lose: what the file has in front of the first line
   * that isn't blank.
   */
  private int indent(String text, Position start) {
    String[] textLines = text.split("\n", -1);
    String[] lines = sourceLines;
    if (lines == null) {
      lines = source.split("\r\n|[\n\r\u0085\u2028\u2029]", -1);
      sourceLines = lines;
    }
    for (int i = 0; i < textLines.length; i++) {
      if (!textLines[i].isBlank() && start.line() + i < lines.length) {
        return Math.max(0, lines[start.line() + i].length() - textLines[i].length());
      }
    }
    return 0;
  }

  private void expect(ID id) {
    Event event = events.getEvent();
    if (!event.is(id)) {
      throw new YAMLException("expected " + id + ", found " + event);
    }
  }

  /** What is a matter of spelling where values count, and a problem where spelling does. */
  private void report(Kind kind, Position position, String message) {
    (spelling == null ? problems : spelling).add(new Problem(kind, file, position, message));
  }

  private static Position position(Mark mark) {
    return new Position(mark.getLine() + 1, mark.getColumn() + 1);
  }

  private static Position positionAt(String text, int codePoint) {
    int line = 1;
    int column = LINE_BREAK_COLUMN;
    int index = 0;
    for (int i = 0; i < codePoint && index < text.length(); i++) {
      int current = text.codePointAt(index);
      index += Character.charCount(current);
      if (current == '\n') {
        line++;
        column = LINE_BREAK_COLUMN;
      } else {
        column++;
      }
    }
    return new Position(line, column);
  }

  private static String explain(MarkedYAMLException e) {
    String problem = e.getProblem() == null ? "unreadable" : e.getProblem();
    return e.getContext() == null ? problem : e.getContext() + ": " + problem;
  }

  private static final class LimitException extends YAMLException {
    private static final long serialVersionUID = 1L;
    private final String limit;
    private final transient Position position;

    LimitException(String message, Position position) {
      super(message);
      this.limit = message;
      this.position = position;
    }
  }
}
