package dev.tfgate.hcl;

import dev.tfgate.hcl.Expression.BooleanLiteral;
import dev.tfgate.hcl.Expression.Conditional;
import dev.tfgate.hcl.Expression.For;
import dev.tfgate.hcl.Expression.FunctionCall;
import dev.tfgate.hcl.Expression.NullLiteral;
import dev.tfgate.hcl.Expression.NumberLiteral;
import dev.tfgate.hcl.Expression.ObjectValue;
import dev.tfgate.hcl.Expression.Operation;
import dev.tfgate.hcl.Expression.Parenthesized;
import dev.tfgate.hcl.Expression.Step;
import dev.tfgate.hcl.Expression.Template;
import dev.tfgate.hcl.Expression.Traversal;
import dev.tfgate.hcl.Expression.Tuple;
import dev.tfgate.hcl.Expression.Unary;
import dev.tfgate.hcl.Expression.Variable;
import dev.tfgate.text.Whitespace;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The grammar of the native syntax over the scanner's tokens, by recursive descent. Accepts what
 * the parser of hcl v2 accepts; stops at the first error.
 */
final class NativeParser {
  /** Of a number that a long holds for sure. */
  private static final int MOST_DIGITS = 18;

  private final String fileName;
  private final byte[] bytes;
  private final Positions positions;
  private final Tokens tokens;
  private final int nesting;

  /** The token that comes next, a comment's or an ignored newline never. */
  private int next;

  /** Newlines mean something in bodies and object values; in brackets they don't. */
  private boolean newlines = true;

  // The file's body and the value of an argument are no nesting: only what stands inside them is.
  private int depth = -2;
  // The same few names come again and again: a table by hash saves making each of them anew.
  private final @Nullable String[] names;
  private final Set<String> functions = new HashSet<>(0);

  NativeParser(String fileName, byte[] bytes, Positions positions, Tokens tokens, Limits limits) {
    this.fileName = fileName;
    this.bytes = bytes;
    this.positions = positions;
    this.tokens = tokens;
    this.nesting = limits.nesting();
    this.names = new String[Integer.highestOneBit(Math.clamp(bytes.length / 8, 64, 1024))];
  }

  /** Parses a whole file. */
  Body file() throws HclSyntaxException {
    return body(Tokens.END, positions.all());
  }

  /** The names of the functions that were called so far. */
  Set<String> functions() {
    return functions;
  }

  /** Parses a template without delimiters, from {@code start} to the end of {@code content}. */
  static Template template(
      byte[] content, String fileName, int start, Positions positions, Limits limits)
      throws HclSyntaxException {
    Tokens tokens = Scanner.template(fileName, content, start, positions, limits);
    return new NativeParser(fileName, content, positions, tokens, limits).template();
  }

  private Template template() throws HclSyntaxException {
    int first = next;
    List<TemplatePart> parts = new TemplateParser(false).parts(Tokens.END);
    int end = bytes.length;
    return new Template(
        Template.Form.BARE,
        parts,
        positions.range(tokens.line(first), tokens.start(first), positions.line(end), end));
  }

  // Bodies

  private Body body(byte end, @Nullable SourceRange known) throws HclSyntaxException {
    enter();
    int open = next - 1;
    List<Attribute> attributes = new ArrayList<>(4);
    List<Block> blocks = known != null ? new ArrayList<>() : new ArrayList<>(0);
    @Nullable Map<String, Attribute> byName = null;
    while (type() != end) {
      if (type() == Tokens.NEWLINE) {
        next++;
        continue;
      }
      if (type() != Tokens.IDENTIFIER) {
        throw bodyItemError(end);
      }
      int name = next;
      advance();
      switch (type()) {
        case Tokens.ASSIGN -> {
          Attribute attribute = attribute(name);
          if (type() != Tokens.NEWLINE && type() != Tokens.END) {
            throw expected(
                type() == Tokens.COMMA
                    ? "a newline after the argument; arguments are separated by newlines, not"
                        + " commas"
                    : "a newline after the argument");
          }
          @Nullable Attribute earlier = null;
          if (byName != null) {
            earlier = byName.putIfAbsent(attribute.name(), attribute);
          } else {
            for (Attribute other : attributes) {
              if (other.name().equals(attribute.name())) {
                earlier = other;
              }
            }
            if (attributes.size() == 16) {
              byName = new HashMap<>();
              for (Attribute other : attributes) {
                byName.put(other.name(), other);
              }
              byName.put(attribute.name(), attribute);
            }
          }
          if (earlier != null) {
            throw new HclSyntaxException(
                fileName,
                attribute.nameRange(),
                "the argument \"%s\" was already set in line %d; an argument may be set only once"
                    .formatted(attribute.name(), earlier.nameRange().startLine()));
          }
          attributes.add(attribute);
        }
        case Tokens.OPEN_QUOTE, Tokens.OPEN_BRACE, Tokens.IDENTIFIER -> blocks.add(block(name));
        default ->
            throw expected(
                "\"=\" for an argument, or \"{\" or labels for a block, after \"%s\""
                    .formatted(text(name)));
      }
    }
    int close = next;
    advance();
    leave();
    SourceRange range =
        known != null
            ? known
            : positions.range(
                tokens.line(open), tokens.end(open), tokens.line(close), tokens.start(close));
    return new Body(attributes, blocks, range);
  }

  private HclSyntaxException bodyItemError(byte end) {
    if (type() == Tokens.END) {
      return error(next, "a block is not closed: expected \"}\" before the end of the file");
    }
    if (type() == Tokens.OPEN_QUOTE) {
      return error(
          next,
          "names of arguments and types of blocks stand without quotes: expected a name, found a"
              + " string");
    }
    return expected(
        end == Tokens.CLOSE_BRACE
            ? "an argument, a block or the closing \"}\""
            : "an argument or a block");
  }

  private Attribute attribute(int name) throws HclSyntaxException {
    advance();
    Expression value = expression();
    SourceRange nameRange = range(name);
    return new Attribute(
        name(name), nameRange, value, SourceRange.covering(nameRange, value.range()));
  }

  private Block block(int name) throws HclSyntaxException {
    List<Label> labels = new ArrayList<>(2);
    while (type() != Tokens.OPEN_BRACE) {
      switch (type()) {
        case Tokens.OPEN_QUOTE -> labels.add(quotedLabel());
        case Tokens.IDENTIFIER -> {
          labels.add(new Label(name(next), range(next)));
          advance();
        }
        case Tokens.ASSIGN ->
            throw error(
                next,
                "an argument has no labels: expected \"{\" for a block, or one name before \"=\"");
        case Tokens.NEWLINE ->
            throw error(next, "expected \"{\" on the same line as the block's type and labels");
        default -> throw expected("a label or \"{\"");
      }
    }
    advance();
    Body body =
        switch (type()) {
          case Tokens.NEWLINE, Tokens.END, Tokens.CLOSE_BRACE -> body(Tokens.CLOSE_BRACE, null);
          default -> singleLineBody();
        };
    int close = next - 1;
    while (tokens.type(close) != Tokens.CLOSE_BRACE) {
      close--;
    }
    if (type() != Tokens.NEWLINE && type() != Tokens.END) {
      throw expected("a newline after the block's closing \"}\"");
    }
    SourceRange typeRange = range(name);
    return new Block(
        name(name), typeRange, labels, body, SourceRange.covering(typeRange, range(close)));
  }

  private Body singleLineBody() throws HclSyntaxException {
    enter();
    int open = next - 1;
    if (type() != Tokens.IDENTIFIER) {
      throw expected("an argument, or a newline after \"{\"");
    }
    int name = next;
    advance();
    if (type() != Tokens.ASSIGN) {
      throw expected("\"=\": a block in one line holds at most one argument and no other block");
    }
    Attribute attribute = attribute(name);
    if (type() != Tokens.CLOSE_BRACE) {
      throw expected(
          "\"}\": a block in one line holds at most one argument; write several in lines of their"
              + " own");
    }
    int close = next;
    advance();
    leave();
    return new Body(
        List.of(attribute),
        List.of(),
        positions.range(
            tokens.line(open), tokens.end(open), tokens.line(close), tokens.start(close)));
  }

  private Label quotedLabel() throws HclSyntaxException {
    int open = next;
    if (tokens.type(open + 1) == Tokens.QUOTED_TEXT
        && tokens.type(open + 2) == Tokens.CLOSE_QUOTE
        && isPlain(open + 1)) {
      next = open + 3;
      return new Label(name(open + 1), range(open, open + 2));
    }
    next++;
    StringBuilder value = new StringBuilder();
    while (type() != Tokens.CLOSE_QUOTE) {
      switch (type()) {
        case Tokens.QUOTED_TEXT -> {
          appendQuoted(next, value);
          next++;
        }
        case Tokens.INTERPOLATION, Tokens.DIRECTIVE ->
            throw error(
                next,
                "a label is constant text and can't hold a template sequence; double the marker to"
                    + " mean it literally");
        default -> throw error(open, "the label is not closed: expected '\"'");
      }
    }
    int close = next;
    next++;
    skip();
    return new Label(value.toString(), range(open, close));
  }

  // Expressions

  private Expression expression() throws HclSyntaxException {
    enter();
    Expression condition = operation(1);
    if (type() != Tokens.QUESTION) {
      leave();
      return condition;
    }
    advance();
    Expression whenTrue = expression();
    if (type() != Tokens.COLON) {
      throw expected("\":\" and the value for a false condition");
    }
    advance();
    Expression whenFalse = expression();
    leave();
    return new Conditional(
        condition, whenTrue, whenFalse, SourceRange.covering(condition.range(), whenFalse.range()));
  }

  private Expression operation(int loosest) throws HclSyntaxException {
    Expression left = operand();
    while (true) {
      BinaryOperator operator = binaryOperator();
      if (operator == null || operator.precedence() < loosest) {
        return left;
      }
      int precedence = operator.precedence();
      List<Operation.Term> terms = new ArrayList<>(1);
      while (operator != null && operator.precedence() == precedence) {
        advance();
        terms.add(new Operation.Term(operator, operation(precedence + 1)));
        operator = binaryOperator();
      }
      left =
          new Operation(
              left, terms, SourceRange.covering(left.range(), terms.getLast().operand().range()));
    }
  }

  private @Nullable BinaryOperator binaryOperator() {
    return switch (type()) {
      case Tokens.OR -> BinaryOperator.OR;
      case Tokens.AND -> BinaryOperator.AND;
      case Tokens.EQUAL -> BinaryOperator.EQUAL;
      case Tokens.NOT_EQUAL -> BinaryOperator.NOT_EQUAL;
      case Tokens.GREATER -> BinaryOperator.GREATER;
      case Tokens.GREATER_OR_EQUAL -> BinaryOperator.GREATER_OR_EQUAL;
      case Tokens.LESS -> BinaryOperator.LESS;
      case Tokens.LESS_OR_EQUAL -> BinaryOperator.LESS_OR_EQUAL;
      case Tokens.PLUS -> BinaryOperator.ADD;
      case Tokens.MINUS -> BinaryOperator.SUBTRACT;
      case Tokens.STAR -> BinaryOperator.MULTIPLY;
      case Tokens.SLASH -> BinaryOperator.DIVIDE;
      case Tokens.PERCENT -> BinaryOperator.MODULO;
      default -> null;
    };
  }

  /** A term and the steps behind it. */
  private Expression operand() throws HclSyntaxException {
    Expression term = term();
    boolean attributeSplat = false;
    @Nullable List<Step> steps = null;
    while (type() == Tokens.DOT || type() == Tokens.OPEN_BRACKET) {
      if (steps == null) {
        steps = new ArrayList<>(4);
      }
      Step step = type() == Tokens.DOT ? dotStep() : bracketStep();
      if (step instanceof Step.AttributeSplat) {
        if (attributeSplat) {
          throw new HclSyntaxException(
              fileName, step.range(), "\".*\" can't follow another \".*\"; write [*]");
        }
        attributeSplat = true;
      } else if (step instanceof Step.Index || step instanceof Step.Splat) {
        attributeSplat = false;
      }
      steps.add(step);
    }
    if (steps == null) {
      return term;
    }
    return new Traversal(term, steps, SourceRange.covering(term.range(), steps.getLast().range()));
  }

  private Step dotStep() throws HclSyntaxException {
    int dot = next;
    advance();
    int token = next;
    switch (type()) {
      case Tokens.IDENTIFIER -> {
        advance();
        return new Step.Attribute(name(token), range(dot, token));
      }
      case Tokens.NUMBER -> {
        String digits = text(token);
        if (digits.indexOf('.') >= 0) {
          throw error(
              token,
              "the old index syntax \".0\" can't be chained without brackets: write [%s]"
                  .formatted(digits.replace(".", "][")));
        }
        BigDecimal index = number(token);
        advance();
        return new Step.LegacyIndex(index, range(dot, token));
      }
      case Tokens.STAR -> {
        advance();
        return new Step.AttributeSplat(range(dot, token));
      }
      default -> throw expected("the name of an attribute after \".\"");
    }
  }

  private Step bracketStep() throws HclSyntaxException {
    int open = next;
    advance();
    if (type() == Tokens.STAR) {
      advance();
      int close = next;
      if (type() != Tokens.CLOSE_BRACKET) {
        throw expected("\"]\" right after the star: [*]");
      }
      advance();
      return new Step.Splat(range(open, close));
    }
    boolean outer = ignoreNewlines();
    Expression key = expression();
    int close = next;
    if (type() != Tokens.CLOSE_BRACKET) {
      throw expected("\"]\" after the index");
    }
    restoreNewlines(outer);
    return new Step.Index(key, range(open, close));
  }

  private Expression term() throws HclSyntaxException {
    int token = next;
    switch (type()) {
      case Tokens.IDENTIFIER -> {
        advance();
        if (type() == Tokens.OPEN_PAREN || type() == Tokens.DOUBLE_COLON) {
          return functionCall(token);
        }
        return switch (name(token)) {
          case "true" -> new BooleanLiteral(true, range(token));
          case "false" -> new BooleanLiteral(false, range(token));
          case "null" -> new NullLiteral(range(token));
          default -> new Variable(name(token), range(token));
        };
      }
      case Tokens.NUMBER -> {
        Number value = isSmall(token) ? small(token) : number(token);
        advance();
        return new NumberLiteral(value, range(token));
      }
      case Tokens.OPEN_QUOTE, Tokens.OPEN_HEREDOC -> {
        return delimitedTemplate();
      }
      case Tokens.OPEN_PAREN -> {
        boolean outer = ignoreNewlines();
        advance();
        Expression inner = expression();
        int close = next;
        if (type() != Tokens.CLOSE_PAREN) {
          throw expected("\")\" to close the expression");
        }
        restoreNewlines(outer);
        return new Parenthesized(inner, range(token, close));
      }
      case Tokens.MINUS, Tokens.NOT -> {
        UnaryOperator operator = type() == Tokens.MINUS ? UnaryOperator.NEGATE : UnaryOperator.NOT;
        enter();
        advance();
        Expression operand = operand();
        leave();
        return new Unary(operator, operand, SourceRange.covering(range(token), operand.range()));
      }
      case Tokens.OPEN_BRACKET -> {
        return tuple();
      }
      case Tokens.OPEN_BRACE -> {
        return object();
      }
      default -> throw expected("an expression");
    }
  }

  private Expression functionCall(int first) throws HclSyntaxException {
    int last = first;
    String name = name(first);
    while (type() == Tokens.DOUBLE_COLON) {
      advance();
      if (type() != Tokens.IDENTIFIER) {
        throw expected("the name of a function after \"::\"");
      }
      last = next;
      name = name + "::" + name(last);
      advance();
    }
    if (type() != Tokens.OPEN_PAREN) {
      throw expected("\"(\" after the name of a function");
    }
    functions.add(name);
    SourceRange nameRange = range(first, last);
    boolean outer = ignoreNewlines();
    advance();
    List<Expression> arguments = new ArrayList<>(2);
    boolean expandLast = false;
    while (type() != Tokens.CLOSE_PAREN) {
      arguments.add(expression());
      if (type() == Tokens.COMMA) {
        advance();
      } else if (type() == Tokens.ELLIPSIS) {
        advance();
        expandLast = true;
        if (type() != Tokens.CLOSE_PAREN) {
          throw expected("\")\" right after \"...\"");
        }
      } else if (type() != Tokens.CLOSE_PAREN) {
        throw expected("\",\" or \")\" after an argument of %s".formatted(name));
      }
    }
    int close = next;
    restoreNewlines(outer);
    return new FunctionCall(name, nameRange, arguments, expandLast, range(first, close));
  }

  private Expression tuple() throws HclSyntaxException {
    int open = next;
    boolean outer = ignoreNewlines();
    advance();
    if (isWord("for")) {
      return forExpression(open, Tokens.CLOSE_BRACKET, outer);
    }
    List<Expression> elements = new ArrayList<>();
    while (type() != Tokens.CLOSE_BRACKET) {
      elements.add(expression());
      if (type() == Tokens.COMMA) {
        advance();
      } else if (type() != Tokens.CLOSE_BRACKET) {
        throw expected("\",\" or \"]\" after an element");
      }
    }
    int close = next;
    restoreNewlines(outer);
    return new Tuple(elements, range(open, close));
  }

  private Expression object() throws HclSyntaxException {
    int open = next;
    boolean outer = newlines;
    newlines = false;
    advance();
    if (isWord("for")) {
      return forExpression(open, Tokens.CLOSE_BRACE, outer);
    }
    newlines = true;
    next = open;
    advance();
    List<ObjectValue.Item> items = new ArrayList<>();
    while (type() != Tokens.CLOSE_BRACE) {
      if (type() == Tokens.NEWLINE) {
        advance();
        continue;
      }
      boolean parenthesized = type() == Tokens.OPEN_PAREN;
      Expression key = expression();
      if (type() != Tokens.ASSIGN && type() != Tokens.COLON) {
        throw expected(
            type() == Tokens.END
                ? "\"}\" to close the object"
                : "\"=\" or \":\" and a value after the key");
      }
      advance();
      Expression value = expression();
      items.add(new ObjectValue.Item(key(key, parenthesized), value));
      if (type() == Tokens.COMMA || type() == Tokens.NEWLINE) {
        advance();
      } else if (type() != Tokens.CLOSE_BRACE) {
        throw expected("a newline, \",\" or \"}\" after the value");
      }
    }
    int close = next;
    restoreNewlines(outer);
    return new ObjectValue(items, range(open, close));
  }

  /** A bare word as a key is text, {@code true} and {@code null} too. */
  private static ObjectValue.Key key(Expression key, boolean parenthesized) {
    if (!parenthesized) {
      if (key instanceof Variable variable) {
        return new ObjectValue.Key.Name(variable.name(), variable.range());
      }
      if (key instanceof BooleanLiteral literal) {
        return new ObjectValue.Key.Name(literal.value() ? "true" : "false", literal.range());
      }
      if (key instanceof NullLiteral literal) {
        return new ObjectValue.Key.Name("null", literal.range());
      }
    }
    return new ObjectValue.Key.Computed(key);
  }

  /** What stands behind {@code for}, in expressions and templates. */
  private record Loop(@Nullable String keyVariable, String valueVariable, Expression collection) {}

  /** Behind {@code for}. */
  private Loop loop() throws HclSyntaxException {
    if (type() != Tokens.IDENTIFIER) {
      throw expected("the name of a variable after \"for\"");
    }
    @Nullable String keyVariable = null;
    String valueVariable = name(next);
    advance();
    if (type() == Tokens.COMMA) {
      advance();
      if (type() != Tokens.IDENTIFIER) {
        throw expected("the name of the second variable after \",\"");
      }
      keyVariable = valueVariable;
      valueVariable = name(next);
      advance();
    }
    if (!isWord("in")) {
      throw expected("\"in\" and a collection");
    }
    advance();
    return new Loop(keyVariable, valueVariable, expression());
  }

  /** At {@code for}, behind the opening bracket; newlines are ignored already. */
  private Expression forExpression(int open, byte closeType, boolean outer)
      throws HclSyntaxException {
    boolean building = closeType == Tokens.CLOSE_BRACE;
    advance();
    Loop loop = loop();
    if (type() != Tokens.COLON) {
      throw expected("\":\" after the collection");
    }
    advance();
    @Nullable Expression key = null;
    Expression value = expression();
    if (type() == Tokens.FAT_ARROW) {
      int arrow = next;
      advance();
      key = value;
      value = expression();
      if (!building) {
        throw error(arrow, "a tuple has no keys: expected one value, or braces around the \"for\"");
      }
    } else if (building) {
      throw expected("\"=>\" and a value, for an object needs keys");
    }
    boolean grouping = false;
    if (type() == Tokens.ELLIPSIS) {
      if (!building) {
        throw error(next, "\"...\" groups values of an object and is not valid in a tuple");
      }
      grouping = true;
      advance();
    }
    @Nullable Expression condition = null;
    if (isWord("if")) {
      advance();
      condition = expression();
    }
    int close = next;
    if (type() != closeType) {
      throw expected((building ? "\"}\"" : "\"]\"") + " to close the \"for\" expression");
    }
    restoreNewlines(outer);
    return new For(
        loop.keyVariable(),
        loop.valueVariable(),
        loop.collection(),
        key,
        value,
        grouping,
        condition,
        range(open, close));
  }

  // Templates

  private Template delimitedTemplate() throws HclSyntaxException {
    int open = next;
    boolean quoted = type() == Tokens.OPEN_QUOTE;
    if (quoted) {
      @Nullable Template plain = plainString(open);
      if (plain != null) {
        return plain;
      }
    }
    boolean indented = !quoted && bytes[tokens.start(open) + 2] == '-';
    byte closeType = quoted ? Tokens.CLOSE_QUOTE : Tokens.CLOSE_HEREDOC;
    next++;
    List<TemplatePart> parts = new TemplateParser(indented).parts(closeType);
    int close = next - 1;
    skip();
    Template.Form form =
        quoted
            ? Template.Form.QUOTED
            : indented ? Template.Form.INDENTED_HEREDOC : Template.Form.HEREDOC;
    return new Template(form, parts, range(open, close));
  }

  /**
   * The string at {@code open} where it is one piece of text without escapes, as most are; else
   * null.
   */
  private @Nullable Template plainString(int open) {
    int text = open + 1;
    int close = text;
    List<TemplatePart> parts = List.of();
    if (tokens.type(text) == Tokens.QUOTED_TEXT) {
      close = text + 1;
      if (tokens.type(close) != Tokens.CLOSE_QUOTE || !isPlain(text)) {
        return null;
      }
      parts =
          List.of(
              new TemplatePart.Text(interned(tokens.start(text), tokens.end(text)), range(text)));
    } else if (tokens.type(text) != Tokens.CLOSE_QUOTE) {
      return null;
    }
    next = close + 1;
    skip();
    return new Template(Template.Form.QUOTED, parts, range(open, close));
  }

  private boolean isPlain(int token) {
    int start = tokens.start(token);
    int end = tokens.end(token);
    if (isEscapedSequence(start, end)) {
      return false;
    }
    for (int i = start; i < end; i++) {
      if (bytes[i] == '\\') {
        return false;
      }
    }
    return true;
  }

  /** A piece of a template as scanned, before directives are paired. */
  private sealed interface Piece {
    record Text(String value, SourceRange range) implements Piece {}

    record Value(Expression expression, SourceRange range) implements Piece {}

    record If(Expression condition, SourceRange range) implements Piece {}

    record For(
        @Nullable String keyVariable,
        String valueVariable,
        Expression collection,
        SourceRange range)
        implements Piece {}

    record End(String keyword, SourceRange range) implements Piece {}
  }

  /** Reads one template up to its closing token. */
  private final class TemplateParser {
    private final boolean indented;
    private final List<Piece> pieces = new ArrayList<>(4);
    private int position;
    private int directives;

    TemplateParser(boolean indented) {
      this.indented = indented;
    }

    List<TemplatePart> parts(byte closeType) throws HclSyntaxException {
      collect(closeType);
      if (indented) {
        removeIndentation();
      }
      join();
      List<TemplatePart> parts = new ArrayList<>(pieces.size());
      while (position < pieces.size()) {
        parts.add(part());
      }
      return parts;
    }

    /** Reads the pieces; {@code next} is behind the closing token afterwards. */
    private void collect(byte closeType) throws HclSyntaxException {
      int open = Math.max(0, next - 1);
      boolean trimNext = false;
      while (type() != closeType) {
        boolean trim = trimNext;
        trimNext = false;
        int token = next;
        switch (type()) {
          case Tokens.QUOTED_TEXT, Tokens.PLAIN_TEXT -> {
            String text = decoded(token);
            int endLine =
                bytes[tokens.end(token) - 1] == '\n' ? tokens.line(token) + 1 : tokens.line(token);
            pieces.add(
                new Piece.Text(
                    trim ? Whitespace.stripLeading(text) : text,
                    positions.range(
                        tokens.line(token), tokens.start(token), endLine, tokens.end(token))));
            next++;
          }
          case Tokens.INTERPOLATION -> {
            trimPrevious(token);
            boolean outer = ignoreNewlines();
            advance();
            Expression expression = expression();
            trimNext = closeSequence(token, expression, outer);
          }
          case Tokens.DIRECTIVE -> {
            trimPrevious(token);
            trimNext = directive(token);
          }
          default ->
              throw error(
                  open,
                  closeType == Tokens.CLOSE_HEREDOC
                      ? "the heredoc is not closed: expected a line that holds nothing but its"
                          + " marker"
                      : "the string is not closed: expected '\"'");
        }
      }
      next++;
    }

    private boolean closeSequence(int open, Expression expression, boolean outer)
        throws HclSyntaxException {
      int close = next;
      if (type() != Tokens.SEQUENCE_END) {
        throw expected("\"}\" to end the interpolation; to mean \"${\" literally, write \"$${\"");
      }
      newlines = outer;
      next++;
      pieces.add(new Piece.Value(expression, range(open, close)));
      return bytes[tokens.start(close)] == '~';
    }

    private boolean directive(int open) throws HclSyntaxException {
      boolean outer = ignoreNewlines();
      advance();
      if (type() != Tokens.IDENTIFIER) {
        throw expected(
            "if, else, endif, for or endfor after \"%{\"; to mean it literally, write \"%%{\"");
      }
      String keyword = name(next);
      int word = next;
      advance();
      @Nullable Expression condition = null;
      @Nullable String keyVariable = null;
      @Nullable String valueVariable = null;
      switch (keyword) {
        case "if" -> condition = expression();
        case "for" -> {
          Loop loop = loop();
          keyVariable = loop.keyVariable();
          valueVariable = loop.valueVariable();
          condition = loop.collection();
        }
        case "else", "endif", "endfor" -> {}
        default ->
            throw error(
                word,
                "\"%s\" is not a template directive: expected if, else, endif, for or endfor"
                    .formatted(keyword));
      }
      int close = next;
      if (type() != Tokens.SEQUENCE_END) {
        throw expected("\"}\" to end the directive");
      }
      newlines = outer;
      next++;
      SourceRange range = range(open, close);
      if (condition == null) {
        pieces.add(new Piece.End(keyword, range));
      } else if (valueVariable == null) {
        pieces.add(new Piece.If(condition, range));
      } else {
        pieces.add(new Piece.For(keyVariable, valueVariable, condition, range));
      }
      return bytes[tokens.start(close)] == '~';
    }

    /** <code>${~</code> takes away the white space before it, within the same piece of text. */
    private void trimPrevious(int token) {
      boolean trims = tokens.end(token) - tokens.start(token) == 3;
      if (trims
          && !pieces.isEmpty()
          && pieces.getLast() instanceof Piece.Text(var value, var range)) {
        pieces.set(pieces.size() - 1, new Piece.Text(Whitespace.stripTrailing(value), range));
      }
    }

    /** {@code <<-}: takes the smallest indentation of all lines away from each of them. */
    private void removeIndentation() {
      int least = Integer.MAX_VALUE;
      boolean lineStart = true;
      List<Integer> indented = new ArrayList<>();
      for (int i = 0; i < pieces.size(); i++) {
        Piece piece = pieces.get(i);
        if (lineStart) {
          lineStart = false;
          if (piece instanceof Piece.Text(var value, var range)) {
            int spaces = value.length() - Whitespace.stripLeading(value).length();
            if (spaces < value.length() || !value.endsWith("\n")) {
              indented.add(i);
              least = Math.min(least, spaces);
            }
          } else {
            least = 0;
          }
        }
        if (piece instanceof Piece.Text(var value, var range) && value.endsWith("\n")) {
          lineStart = true;
        }
      }
      for (int i : indented) {
        if (pieces.get(i) instanceof Piece.Text(var value, var range)) {
          pieces.set(i, new Piece.Text(value.substring(least), range));
        }
      }
    }

    private void join() {
      boolean needed = false;
      for (int i = 1; i < pieces.size() && !needed; i++) {
        needed = pieces.get(i) instanceof Piece.Text && pieces.get(i - 1) instanceof Piece.Text;
      }
      if (!needed) {
        return;
      }
      List<Piece> joined = new ArrayList<>(pieces.size());
      int i = 0;
      while (i < pieces.size()) {
        if (!(pieces.get(i) instanceof Piece.Text(var value, var range))
            || i + 1 == pieces.size()
            || !(pieces.get(i + 1) instanceof Piece.Text)) {
          joined.add(pieces.get(i++));
          continue;
        }
        StringBuilder text = new StringBuilder(value);
        SourceRange covered = range;
        i++;
        while (i < pieces.size() && pieces.get(i) instanceof Piece.Text(var more, var moreRange)) {
          text.append(more);
          covered = SourceRange.covering(covered, moreRange);
          i++;
        }
        joined.add(new Piece.Text(text.toString(), covered));
      }
      pieces.clear();
      pieces.addAll(joined);
    }

    private TemplatePart part() throws HclSyntaxException {
      Piece piece = pieces.get(position++);
      return switch (piece) {
        case Piece.Text(var value, var range) -> new TemplatePart.Text(value, range);
        case Piece.Value(var expression, var range) ->
            new TemplatePart.Interpolation(expression, range);
        case Piece.If open -> ifDirective(open);
        case Piece.For open -> forDirective(open);
        case Piece.End(var keyword, var range) ->
            throw new HclSyntaxException(
                fileName,
                range,
                "nothing is open here that \"%{" + keyword + "}\" could belong to");
      };
    }

    private TemplatePart ifDirective(Piece.If open) throws HclSyntaxException {
      enterDirective(open.range());
      List<TemplatePart> then = new ArrayList<>();
      List<TemplatePart> otherwise = new ArrayList<>();
      boolean inElse = false;
      while (true) {
        if (position == pieces.size()) {
          throw new HclSyntaxException(
              fileName, open.range(), "\"%{if}\" is not closed: expected \"%{endif}\"");
        }
        if (pieces.get(position) instanceof Piece.End(var keyword, var range)) {
          position++;
          if (keyword.equals("endif")) {
            directives--;
            return new TemplatePart.If(
                open.condition(), then, otherwise, SourceRange.covering(open.range(), range));
          }
          if (!keyword.equals("else") || inElse) {
            throw new HclSyntaxException(
                fileName,
                range,
                "expected \"%{endif}\" for the \"%{if}\" in line " + open.range().startLine());
          }
          inElse = true;
          continue;
        }
        (inElse ? otherwise : then).add(part());
      }
    }

    private TemplatePart forDirective(Piece.For open) throws HclSyntaxException {
      enterDirective(open.range());
      List<TemplatePart> content = new ArrayList<>();
      while (true) {
        if (position == pieces.size()) {
          throw new HclSyntaxException(
              fileName, open.range(), "\"%{for}\" is not closed: expected \"%{endfor}\"");
        }
        if (pieces.get(position) instanceof Piece.End(var keyword, var range)) {
          position++;
          if (!keyword.equals("endfor")) {
            throw new HclSyntaxException(
                fileName,
                range,
                "expected \"%{endfor}\" for the \"%{for}\" in line " + open.range().startLine());
          }
          directives--;
          return new TemplatePart.For(
              open.keyVariable(),
              open.valueVariable(),
              open.collection(),
              content,
              SourceRange.covering(open.range(), range));
        }
        content.add(part());
      }
    }

    private void enterDirective(SourceRange range) throws HclSyntaxException {
      if (++directives + depth > nesting) {
        throw tooDeep(range);
      }
    }
  }

  // Literals

  /** Whether the number is a few digits. */
  private boolean isSmall(int token) {
    int end = tokens.end(token);
    if (end - tokens.start(token) > MOST_DIGITS) {
      return false;
    }
    for (int i = tokens.start(token); i < end; i++) {
      if (bytes[i] < '0' || bytes[i] > '9') {
        return false;
      }
    }
    return true;
  }

  private Long small(int token) {
    long value = 0;
    for (int i = tokens.start(token); i < tokens.end(token); i++) {
      value = value * 10 + (bytes[i] - '0');
    }
    return value;
  }

  private BigDecimal number(int token) throws HclSyntaxException {
    try {
      return new BigDecimal(text(token));
    } catch (NumberFormatException e) {
      throw error(token, "\"%s\" is not a number".formatted(text(token)));
    }
  }

  private String decoded(int token) throws HclSyntaxException {
    int start = tokens.start(token);
    int end = tokens.end(token);
    if (isEscapedSequence(start, end)) {
      return interned(start + 1, end);
    }
    if (type(token) == Tokens.PLAIN_TEXT || isPlain(token)) {
      return interned(start, end);
    }
    StringBuilder value = new StringBuilder(end - start);
    appendQuoted(token, value);
    return value.toString();
  }

  /** Decodes a piece of a quoted string. */
  private void appendQuoted(int token, StringBuilder target) throws HclSyntaxException {
    int start = tokens.start(token);
    int end = tokens.end(token);
    if (isEscapedSequence(start, end)) {
      appendText(start + 1, end, target);
      return;
    }
    int plain = start;
    int i = start;
    while (i < end) {
      if (bytes[i] != '\\') {
        i++;
        continue;
      }
      appendText(plain, i, target);
      char selector = (char) bytes[i + 1];
      int length = 2;
      switch (selector) {
        case 'n' -> target.append('\n');
        case 'r' -> target.append('\r');
        case 't' -> target.append('\t');
        case '"' -> target.append('"');
        case '\\' -> target.append('\\');
        case 'u', 'U' -> {
          int digits = selector == 'u' ? 4 : 8;
          target.appendCodePoint(codePoint(i, digits, end));
          length = 2 + digits;
        }
        default ->
            throw new HclSyntaxException(
                fileName,
                positions.range(i, i + 1 + Math.max(1, Positions.characterLength(bytes, i + 1))),
                "not a valid escape; there are \\n \\r \\t \\\" \\\\ \\uNNNN \\UNNNNNNNN");
      }
      i += length;
      plain = i;
    }
    appendText(plain, end, target);
  }

  private int codePoint(int backslash, int digits, int end) throws HclSyntaxException {
    int value = 0;
    for (int i = 0; i < digits; i++) {
      int at = backslash + 2 + i;
      int digit = at < end ? Character.digit(bytes[at], 16) : -1;
      if (digit < 0) {
        throw new HclSyntaxException(
            fileName,
            positions.range(backslash, Math.min(end, at)),
            "\\%c is followed by %s hexadecimal digits"
                .formatted(bytes[backslash + 1], digits == 4 ? "four" : "eight"));
      }
      value = value << 4 | digit;
    }
    if (value < 0 || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff)) {
      throw new HclSyntaxException(
          fileName,
          positions.range(backslash, backslash + 2 + digits),
          "there is no character with this number");
    }
    return value;
  }

  /** Whether the text is a doubled marker and a brace: the scanner makes a token of it alone. */
  private boolean isEscapedSequence(int start, int end) {
    return end - start >= 3
        && (bytes[start] == '$' || bytes[start] == '%')
        && bytes[start + 1] == bytes[start]
        && bytes[start + 2] == '{';
  }

  private void appendText(int start, int end, StringBuilder target) {
    if (start < end) {
      target.append(new String(bytes, start, end - start, StandardCharsets.UTF_8));
    }
  }

  // Tokens

  private byte type() {
    return tokens.type(next);
  }

  private void advance() {
    if (next + 1 < tokens.count()) {
      next++;
    }
    skip();
  }

  private void skip() {
    if (!newlines) {
      while (tokens.type(next) == Tokens.NEWLINE) {
        next++;
      }
    }
  }

  /** Newlines mean nothing from here; returns what {@link #restoreNewlines} needs. */
  private boolean ignoreNewlines() {
    boolean outer = newlines;
    newlines = false;
    skip();
    return outer;
  }

  /** Moves past a closing token, behind which newlines mean what they meant before. */
  private void restoreNewlines(boolean outer) {
    newlines = outer;
    advance();
  }

  private boolean isWord(String word) {
    if (type() != Tokens.IDENTIFIER || tokens.end(next) - tokens.start(next) != word.length()) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      if (bytes[tokens.start(next) + i] != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private String text(int token) {
    return new String(
        bytes,
        tokens.start(token),
        tokens.end(token) - tokens.start(token),
        StandardCharsets.UTF_8);
  }

  private String name(int token) {
    return interned(tokens.start(token), tokens.end(token));
  }

  private String interned(int start, int end) {
    int hash = 0;
    for (int i = start; i < end; i++) {
      hash = hash * 31 + bytes[i];
    }
    int slot = (hash ^ hash >>> 10) & names.length - 1;
    @Nullable String known = names[slot];
    if (known != null && isAscii(known, start, end)) {
      return known;
    }
    String made = new String(bytes, start, end - start, StandardCharsets.UTF_8);
    names[slot] = made;
    return made;
  }

  private boolean isAscii(String text, int start, int end) {
    if (text.length() != end - start) {
      return false;
    }
    for (int i = start; i < end; i++) {
      if (bytes[i] < 0 || bytes[i] != text.charAt(i - start)) {
        return false;
      }
    }
    return true;
  }

  private SourceRange range(int token) {
    return range(token, token);
  }

  /** From the start of one token to the end of another; neither ends with a newline. */
  private SourceRange range(int first, int last) {
    return positions.range(
        tokens.line(first), tokens.start(first), tokens.line(last), tokens.end(last));
  }

  private void enter() throws HclSyntaxException {
    if (++depth > nesting) {
      throw tooDeep(positions.range(tokens.start(next), tokens.start(next)));
    }
  }

  private void leave() {
    depth--;
  }

  private HclSyntaxException tooDeep(SourceRange range) {
    return HclSyntaxException.overLimit(
        fileName, range, "nested deeper than " + nesting + " levels, the limit");
  }

  private HclSyntaxException expected(String what) {
    return error(next, "expected " + what + ", found " + found(next));
  }

  private HclSyntaxException error(int token, String message) {
    int start = tokens.start(token);
    int end =
        type(token) == Tokens.NEWLINE || type(token) == Tokens.OPEN_HEREDOC
            ? start
            : tokens.end(token);
    return new HclSyntaxException(fileName, positions.range(start, Math.max(start, end)), message);
  }

  private byte type(int token) {
    return tokens.type(token);
  }

  private String found(int token) {
    return switch (type(token)) {
      case Tokens.END -> "the end of the file";
      case Tokens.NEWLINE -> "the end of the line";
      case Tokens.OPEN_QUOTE, Tokens.CLOSE_QUOTE -> "'\"'";
      case Tokens.OPEN_HEREDOC, Tokens.CLOSE_HEREDOC -> "a heredoc";
      case Tokens.QUOTED_TEXT, Tokens.PLAIN_TEXT -> "text";
      default -> {
        String text = text(token);
        yield "\"" + (text.length() > 40 ? text.substring(0, 40) + "…" : text) + "\"";
      }
    };
  }
}
