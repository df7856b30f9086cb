package dev.tfgate.yaml;

import java.util.List;
import java.util.Optional;

/** A node of a YAML document and where it stands. The end is exclusive. */
public sealed interface YamlNode {
  /** Returns the first character of the node; of a quoted scalar, the quote. */
  Position start();

  /** Returns the place just behind the node. */
  Position end();

  /** Returns what the node is, in words for a message: {@code a mapping}, {@code a list}, … */
  String description();

  /**
   * A mapping.
   *
   * @param entries in the order of the file; duplicates are kept (and were reported)
   */
  record Mapping(List<Entry> entries, Position start, Position end) implements YamlNode {
    public Mapping {
      entries = List.copyOf(entries);
    }

    /** Returns the first value of {@code key}. */
    public Optional<YamlNode> get(String key) {
      for (Entry entry : entries) {
        if (entry.key().text().equals(key)) {
          return Optional.of(entry.value());
        }
      }
      return Optional.empty();
    }

    @Override
    public String description() {
      return "a mapping";
    }
  }

  /** A key and its value. */
  record Entry(Scalar key, YamlNode value) {}

  /** A list. */
  record Sequence(List<YamlNode> items, Position start, Position end) implements YamlNode {
    public Sequence {
      items = List.copyOf(items);
    }

    @Override
    public String description() {
      return "a list";
    }
  }

  /**
   * A scalar.
   *
   * @param text the value after unescaping and folding
   * @param style how it is written
   * @param indent of a literal block ({@code |}): the columns stripped from each line; else 0
   */
  record Scalar(String text, Style style, int indent, Position start, Position end)
      implements YamlNode {

    /** Returns the type that YAML 1.2's core schema gives the scalar: quoted means text. */
    public ScalarType type() {
      return style == Style.PLAIN ? ScalarType.ofPlain(text) : ScalarType.TEXT;
    }

    /**
     * Returns where in the file the character at {@code offset} of {@link #text} stands. Exact for
     * scalars on one line without escapes and for literal blocks; else the start of the scalar.
     *
     * @param offset in UTF-16 code units, as in {@link String#charAt}
     */
    public Position positionOf(int offset) {
      int bounded = Math.clamp(offset, 0, text.length());
      int codePoints = text.codePointCount(0, bounded);
      if (style == Style.LITERAL) {
        int lineStart = bounded == 0 ? 0 : text.lastIndexOf('\n', bounded - 1) + 1;
        int linesBefore = (int) text.substring(0, lineStart).chars().filter(c -> c == '\n').count();
        return new Position(
            start.line() + 1 + linesBefore, indent + text.codePointCount(lineStart, bounded) + 1);
      }
      int quote = style == Style.PLAIN ? 0 : 1;
      int width = text.codePointCount(0, text.length()) + 2 * quote;
      boolean asWritten = start.line() == end.line() && end.column() - start.column() == width;
      return asWritten ? new Position(start.line(), start.column() + quote + codePoints) : start;
    }

    @Override
    public String description() {
      return type().description();
    }
  }

  /** A value under a tag of its own ({@code !reference [a, b]}), where tags are allowed. */
  record Tagged(String tag, YamlNode value) implements YamlNode {
    @Override
    public Position start() {
      return value.start();
    }

    @Override
    public Position end() {
      return value.end();
    }

    @Override
    public String description() {
      return value.description() + " under the tag " + tag;
    }
  }

  /**
   * A reference to another node ({@code *name}) that isn't followed: reported when the file is
   * parsed.
   */
  record Alias(String name, Position start, Position end) implements YamlNode {
    @Override
    public String description() {
      return "an alias";
    }
  }

  /** How a scalar is written. */
  enum Style {
    PLAIN,
    SINGLE_QUOTED,
    DOUBLE_QUOTED,
    /** A block that keeps its line breaks ({@code |}). */
    LITERAL,
    /** A block whose lines are joined ({@code >}). */
    FOLDED
  }
}
