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
      return new Places(this).of(offset);
    }

    @Override
    public String description() {
      return type().description();
    }
  }

  /** Where characters of a scalar stand, told in one pass for offsets that only grow. */
  final class Places {
    private final Scalar scalar;
    private final boolean literal;
    private final boolean exact;
    private int at;
    private int lines;
    private int columns;

    public Places(Scalar scalar) {
      this.scalar = scalar;
      String text = scalar.text();
      int width = text.codePointCount(0, text.length()) + 2 * quote();
      Position start = scalar.start();
      Position end = scalar.end();
      this.literal = scalar.style() == Style.LITERAL;
      this.exact = start.line() == end.line() && end.column() - start.column() == width;
    }

    private int quote() {
      return scalar.style() == Style.PLAIN ? 0 : 1;
    }

    /** As {@link Scalar#positionOf}. */
    public Position of(int offset) {
      String text = scalar.text();
      int bounded = Math.clamp(offset, 0, text.length());
      if (bounded < at) {
        at = 0;
        lines = 0;
        columns = 0;
      }
      while (literal && at < bounded) {
        int next = text.indexOf('\n', at);
        if (next < 0 || next >= bounded) {
          break;
        }
        at = next + 1;
        lines++;
        columns = 0;
      }
      columns += text.codePointCount(at, bounded);
      at = bounded;
      Position start = scalar.start();
      return literal
          ? new Position(start.line() + 1 + lines, scalar.indent() + columns + 1)
          : exact ? new Position(start.line(), start.column() + quote() + columns) : start;
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
