package dev.tfgate.yaml;

import dev.tfgate.yaml.Problem.Kind;
import dev.tfgate.yaml.YamlNode.Alias;
import dev.tfgate.yaml.YamlNode.Entry;
import dev.tfgate.yaml.YamlNode.Mapping;
import dev.tfgate.yaml.YamlNode.Scalar;
import dev.tfgate.yaml.YamlNode.Sequence;
import dev.tfgate.yaml.YamlNode.Style;
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
 * Reads one YAML document into a tree with positions.
 *
 * <p>What parsers read differently is reported: duplicate keys, anchors and aliases, tags, a second
 * document. Reading goes on after those, so that one run reports them all; it stops at a syntax
 * error, at text that isn't UTF-8, and at nesting deeper than {@value #MAX_DEPTH}. It works on
 * snakeyaml's events because they carry what Jackson's token stream on top of them leaves out:
 * scalar styles, tags and anchors of keys, and where a second document starts.
 */
public final class YamlParser {
  /** The deepest nesting of mappings and lists that is read. */
  public static final int MAX_DEPTH = 64;

  private static final int LINE_BREAK_COLUMN = 1;

  private final String file;
  private final String source;
  private final Problems problems;
  private final ParserImpl events;
  private String @Nullable [] sourceLines;

  private YamlParser(String file, String source, Problems problems) {
    this.file = file;
    this.source = source;
    this.problems = problems;
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
    return decode(file, bytes, problems)
        .flatMap(
            source -> {
              try {
                return new YamlParser(file, source, problems).document();
              } catch (MarkedYAMLException e) {
                Mark mark = e.getProblemMark() != null ? e.getProblemMark() : e.getContextMark();
                Position position = mark == null ? null : position(mark);
                problems.add(
                    new Problem(Kind.SYNTAX, file, position, "not valid YAML: " + explain(e)));
              } catch (ReaderException e) {
                Position position = positionAt(source, e.getPosition());
                String message =
                    "the character U+%04X is not allowed in YAML".formatted(e.getCodePoint());
                problems.add(new Problem(Kind.SYNTAX, file, position, message));
              } catch (TooDeepException e) {
                String message = "nested more than " + MAX_DEPTH + " levels deep";
                problems.add(new Problem(Kind.LIMIT, file, e.position, message));
              } catch (YAMLException e) {
                problems.add(
                    new Problem(Kind.SYNTAX, file, null, "not valid YAML: " + e.getMessage()));
              } catch (IllegalArgumentException e) {
                // The scanner takes an escape that the end of the file cuts off for a number.
                problems.add(
                    new Problem(
                        Kind.SYNTAX, file, null, "not valid YAML: an escape is not complete"));
              }
              return Optional.empty();
            });
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

  private Optional<YamlNode> document() {
    expect(ID.StreamStart);
    if (events.checkEvent(ID.StreamEnd)) {
      return Optional.empty();
    }
    expect(ID.DocumentStart);
    YamlNode root = node(0);
    expect(ID.DocumentEnd);
    if (!events.checkEvent(ID.StreamEnd)) {
      Position second = position(events.getEvent().getStartMark());
      report(Kind.DOCUMENTS, second, "a second document starts here; the file must hold one");
    }
    return Optional.of(root);
  }

  private YamlNode node(int depth) {
    Event event = events.getEvent();
    Position start = position(event.getStartMark());
    if (event instanceof NodeEvent node) {
      checkAnchorAndTag(node, start);
    }
    return switch (event) {
      case AliasEvent alias -> new Alias(alias.getAnchor(), start, position(alias.getEndMark()));
      case ScalarEvent scalar -> scalar(scalar, start);
      case SequenceStartEvent _ -> sequence(start, deeper(depth, start));
      case MappingStartEvent _ -> mapping(start, deeper(depth, start));
      default -> throw new YAMLException("unexpected " + event);
    };
  }

  private static int deeper(int depth, Position position) {
    if (depth >= MAX_DEPTH) {
      throw new TooDeepException(position);
    }
    return depth + 1;
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
    String tag =
        switch (event) {
          case ScalarEvent scalar -> scalar.getTag();
          case CollectionStartEvent collection -> collection.getTag();
          default -> null;
        };
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

  private Mapping mapping(Position start, int depth) {
    List<Entry> entries = new ArrayList<>();
    Map<String, Position> seen = new HashMap<>();
    while (!events.checkEvent(ID.MappingEnd)) {
      YamlNode key = node(depth);
      YamlNode value = node(depth);
      if (key instanceof Scalar name) {
        Position first = seen.putIfAbsent(name.text(), name.start());
        if (first != null) {
          String message =
              "the key \"%s\" stands twice, first on line %d".formatted(name.text(), first.line());
          report(Kind.DUPLICATE_KEY, name.start(), message);
        }
        entries.add(new Entry(name, value));
      } else if (!(key instanceof Alias)) {
        report(Kind.CONTENT, key.start(), "a key must be plain text, found " + key.description());
      }
    }
    return new Mapping(entries, start, position(events.getEvent().getEndMark()));
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

  private void report(Kind kind, Position position, String message) {
    problems.add(new Problem(kind, file, position, message));
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

  private static final class TooDeepException extends YAMLException {
    private static final long serialVersionUID = 1L;
    private final transient Position position;

    TooDeepException(Position position) {
      super("nested too deeply");
      this.position = position;
    }
  }
}
