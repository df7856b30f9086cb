package dev.tfgate.hcl;

import dev.tfgate.text.Whitespace;
import java.util.Arrays;

/**
 * Splits native syntax into tokens, as the scanner of hcl v2 does. Where a template ends is decided
 * by counting braces, not by the grammar, so this is a pass of its own. Comments are dropped; the
 * newline that ends one stays.
 */
final class Scanner {
  private static final byte MAIN = 0;
  private static final byte QUOTED = 1;
  private static final byte HEREDOC = 2;
  private static final byte BARE = 3;

  private final String fileName;
  private final byte[] bytes;
  private final Positions positions;
  private final Tokens tokens;
  private final int nesting;

  private int position;
  private int line;

  // What the scanner is inside of. A template sequence inside a string pushes MAIN, and so on.
  private byte[] modes = new byte[16];
  private int depth;
  // For a MAIN that is a template sequence: open braces inside it.
  private int[] braces = new int[16];
  // For a HEREDOC: where its marker stands, and whether nothing of the current line is scanned yet.
  private int[] markerStarts = new int[16];
  private int[] markerEnds = new int[16];
  private boolean[] atLineStart = new boolean[16];

  private Scanner(
      String fileName, byte[] bytes, int start, Positions positions, Limits limits, byte mode) {
    this.fileName = fileName;
    this.bytes = bytes;
    this.position = start;
    this.line = 1;
    this.positions = positions;
    this.nesting = limits.nesting();
    this.tokens = new Tokens(Math.max(64, bytes.length / 3));
    modes[0] = mode;
  }

  static Tokens file(String fileName, byte[] bytes, int start, Positions positions, Limits limits)
      throws HclSyntaxException {
    return new Scanner(fileName, bytes, start, positions, limits, MAIN).scan();
  }

  static Tokens template(
      String fileName, byte[] bytes, int start, Positions positions, Limits limits)
      throws HclSyntaxException {
    return new Scanner(fileName, bytes, start, positions, limits, BARE).scan();
  }

  private Tokens scan() throws HclSyntaxException {
    while (position < bytes.length) {
      switch (modes[depth]) {
        case MAIN -> main();
        case QUOTED -> quoted();
        case HEREDOC -> heredoc();
        default -> bare();
      }
    }
    add(Tokens.END, bytes.length);
    return tokens;
  }

  private void main() throws HclSyntaxException {
    int start = position;
    byte b = bytes[position];
    switch (b) {
      case ' ', '\t' -> position++;
      case '\n' -> newline(1);
      case '\r' -> {
        if (at(1) != '\n') {
          throw error(1, "a lone carriage return is not a line end; use \\n or \\r\\n");
        }
        newline(2);
      }
      case '#' -> lineComment();
      case '/' -> {
        if (at(1) == '/') {
          lineComment();
        } else if (at(1) == '*') {
          blockComment();
        } else {
          add(Tokens.SLASH, start + 1);
        }
      }
      case '"' -> {
        add(Tokens.OPEN_QUOTE, start + 1);
        push(QUOTED);
      }
      case '{' -> {
        add(Tokens.OPEN_BRACE, start + 1);
        braces[depth]++;
      }
      case '}' -> {
        if (depth > 0 && braces[depth] == 0) {
          add(Tokens.SEQUENCE_END, start + 1);
          depth--;
        } else {
          add(Tokens.CLOSE_BRACE, start + 1);
          braces[depth]--;
        }
      }
      case '~' -> {
        if (at(1) != '}' || depth == 0 || braces[depth] != 0) {
          throw error(1, "'~' may stand only at the edge of a template sequence: \"${~ x ~}\"");
        }
        add(Tokens.SEQUENCE_END, start + 2);
        depth--;
      }
      case '[' -> add(Tokens.OPEN_BRACKET, start + 1);
      case ']' -> add(Tokens.CLOSE_BRACKET, start + 1);
      case '(' -> add(Tokens.OPEN_PAREN, start + 1);
      case ')' -> add(Tokens.CLOSE_PAREN, start + 1);
      case ',' -> add(Tokens.COMMA, start + 1);
      case '?' -> add(Tokens.QUESTION, start + 1);
      case '+' -> add(Tokens.PLUS, start + 1);
      case '-' -> add(Tokens.MINUS, start + 1);
      case '%' -> add(Tokens.PERCENT, start + 1);
      case '*' -> {
        if (at(1) == '*') {
          throw error(2, "there is no operator \"**\"; pow(base, exponent) computes powers");
        }
        add(Tokens.STAR, start + 1);
      }
      case '.' -> {
        if (at(1) == '.' && at(2) == '.') {
          add(Tokens.ELLIPSIS, start + 3);
        } else {
          add(Tokens.DOT, start + 1);
        }
      }
      case ':' -> {
        if (at(1) == ':') {
          add(Tokens.DOUBLE_COLON, start + 2);
        } else {
          add(Tokens.COLON, start + 1);
        }
      }
      case '=' -> {
        if (at(1) == '=') {
          add(Tokens.EQUAL, start + 2);
        } else if (at(1) == '>') {
          add(Tokens.FAT_ARROW, start + 2);
        } else {
          add(Tokens.ASSIGN, start + 1);
        }
      }
      case '!' -> {
        if (at(1) == '=') {
          add(Tokens.NOT_EQUAL, start + 2);
        } else {
          add(Tokens.NOT, start + 1);
        }
      }
      case '>' -> {
        if (at(1) == '=') {
          add(Tokens.GREATER_OR_EQUAL, start + 2);
        } else {
          add(Tokens.GREATER, start + 1);
        }
      }
      case '<' -> {
        if (at(1) == '=') {
          add(Tokens.LESS_OR_EQUAL, start + 2);
        } else if (at(1) != '<' || !openHeredoc()) {
          add(Tokens.LESS, start + 1);
        }
      }
      case '&' -> {
        if (at(1) != '&') {
          throw error(1, "there are no bitwise operators; logical AND is \"&&\"");
        }
        add(Tokens.AND, start + 2);
      }
      case '|' -> {
        if (at(1) != '|') {
          throw error(1, "there are no bitwise operators; logical OR is \"||\"");
        }
        add(Tokens.OR, start + 2);
      }
      case '\'' -> throw error(1, "single quotes are not valid; strings stand in double quotes");
      case '`' -> throw error(1, "backticks are not valid; a heredoc (<<EOT) holds several lines");
      case ';' -> throw error(1, "';' is not valid; arguments and blocks end with a newline");
      default -> {
        if (b >= '0' && b <= '9') {
          number();
        } else {
          int end = identifierEnd(position);
          if (end == position) {
            throw unexpectedCharacter();
          }
          add(Tokens.IDENTIFIER, end);
        }
      }
    }
  }

  private void quoted() throws HclSyntaxException {
    byte b = bytes[position];
    if (b == '"') {
      add(Tokens.CLOSE_QUOTE, position + 1);
      depth--;
      return;
    }
    if (b == '\n' || b == '\r') {
      throw error(
          1, "the string is not closed in its line; close it with '\"', or use a heredoc (<<EOT)");
    }
    if (b == '$' || b == '%') {
      sequence(Tokens.QUOTED_TEXT);
      return;
    }
    int end = position;
    while (end < bytes.length) {
      b = bytes[end];
      if (b == '"' || b == '$' || b == '%' || b == '\n' || b == '\r') {
        break;
      }
      if (b == '\\') {
        if (end + 1 >= bytes.length || bytes[end + 1] == '\n' || bytes[end + 1] == '\r') {
          position = end;
          throw error(
              1,
              "a backslash must be followed by an escape: \\n"
                  + " \\r"
                  + " \\t \\\" \\\\ \\uNNNN \\UNNNNNNNN");
        }
        end++;
      }
      end++;
    }
    add(Tokens.QUOTED_TEXT, end);
  }

  private void heredoc() throws HclSyntaxException {
    byte b = bytes[position];
    if (b == '$' || b == '%') {
      sequence(Tokens.PLAIN_TEXT);
      return;
    }
    int end = position;
    while (end < bytes.length) {
      b = bytes[end];
      if (b == '$' || b == '%' || b == '\n' || b == '\r') {
        break;
      }
      end++;
    }
    if (end == bytes.length || b == '$' || b == '%') {
      atLineStart[depth] = false;
      add(Tokens.PLAIN_TEXT, end);
      return;
    }
    int newline = end;
    if (b == '\r') {
      if (end + 1 >= bytes.length || bytes[end + 1] != '\n') {
        position = end;
        throw error(1, "a lone carriage return is not a line end; use \\n or \\r\\n");
      }
      newline++;
    }
    if (atLineStart[depth] && isMarker(position, end)) {
      add(Tokens.CLOSE_HEREDOC, end);
      depth--;
      newline(newline + 1 - end);
      return;
    }
    atLineStart[depth] = true;
    add(Tokens.PLAIN_TEXT, newline + 1);
    line++;
  }

  private void bare() throws HclSyntaxException {
    byte b = bytes[position];
    if (b == '$' || b == '%') {
      sequence(Tokens.PLAIN_TEXT);
      return;
    }
    int end = position;
    while (end < bytes.length && bytes[end] != '$' && bytes[end] != '%') {
      if (bytes[end++] == '\n') {
        add(Tokens.PLAIN_TEXT, end);
        line++;
        return;
      }
    }
    add(Tokens.PLAIN_TEXT, end);
  }

  /** At {@code $} or {@code %}: the start of a sequence, an escaped one, or just the character. */
  private void sequence(byte text) throws HclSyntaxException {
    int start = position;
    byte marker = bytes[start];
    atLineStart[depth] = false;
    if (at(1) == '{') {
      add(marker == '$' ? Tokens.INTERPOLATION : Tokens.DIRECTIVE, start + (at(2) == '~' ? 3 : 2));
      push(MAIN);
    } else if (at(1) == marker && at(2) == '{') {
      add(text, start + (at(3) == '~' ? 4 : 3));
    } else {
      add(text, start + 1);
    }
  }

  private boolean openHeredoc() throws HclSyntaxException {
    int start = position + 2;
    if (start < bytes.length && bytes[start] == '-') {
      start++;
    }
    int end = identifierEnd(start);
    if (end == start || end >= bytes.length) {
      return false;
    }
    int newline = end;
    if (bytes[newline] == '\r') {
      newline++;
    }
    if (newline >= bytes.length || bytes[newline] != '\n') {
      return false;
    }
    add(Tokens.OPEN_HEREDOC, newline + 1);
    line++;
    push(HEREDOC);
    markerStarts[depth] = start;
    markerEnds[depth] = end;
    atLineStart[depth] = true;
    return true;
  }

  private boolean isMarker(int start, int end) {
    while (start < end && spaceLength(start, end) > 0) {
      start += spaceLength(start, end);
    }
    int length = markerEnds[depth] - markerStarts[depth];
    if (end - start < length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (bytes[start + i] != bytes[markerStarts[depth] + i]) {
        return false;
      }
    }
    int rest = start + length;
    while (rest < end && spaceLength(rest, end) > 0) {
      rest += spaceLength(rest, end);
    }
    return rest == end;
  }

  /** The length of the white space character at {@code i}, 0 where there is none. */
  private int spaceLength(int i, int end) {
    byte b = bytes[i];
    if (b >= 0) {
      return b == ' ' || (b >= '\t' && b <= '\r') ? 1 : 0;
    }
    int length = Positions.characterLength(bytes, i);
    return i + length <= end && Whitespace.is(codePoint(i, length)) ? length : 0;
  }

  private void lineComment() {
    int end = position;
    while (end < bytes.length && bytes[end] != '\n') {
      end++;
    }
    position = end;
    if (end < bytes.length) {
      newline(1);
    }
  }

  private void blockComment() throws HclSyntaxException {
    int lines = 0;
    for (int i = position + 2; i + 1 < bytes.length; i++) {
      if (bytes[i] == '*' && bytes[i + 1] == '/') {
        position = i + 2;
        line += lines;
        return;
      }
      if (bytes[i] == '\n') {
        lines++;
      }
    }
    throw error(2, "this comment is not closed; expected \"*/\" before the end of the file");
  }

  /**
   * A number may hold dots and exponents, but not end with a dot: {@code 1..} is a number and an
   * ellipsis's start.
   */
  private void number() {
    int end = position + 1;
    int last = end;
    while (end < bytes.length) {
      byte b = bytes[end];
      if (b >= '0' && b <= '9') {
        end++;
        last = end;
      } else if (b == '.') {
        end++;
      } else if (b == 'e' || b == 'E') {
        int digit = end + 1;
        if (digit < bytes.length && (bytes[digit] == '+' || bytes[digit] == '-')) {
          digit++;
        }
        if (digit >= bytes.length || bytes[digit] < '0' || bytes[digit] > '9') {
          break;
        }
        end = digit + 1;
        last = end;
      } else {
        break;
      }
    }
    add(Tokens.NUMBER, last);
  }

  private int identifierEnd(int start) {
    int i = start;
    while (i < bytes.length) {
      byte b = bytes[i];
      if (b >= 0) {
        boolean letter = (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || b == '_';
        boolean digit = (b >= '0' && b <= '9') || b == '-';
        if (!letter && !(digit && i > start)) {
          break;
        }
        i++;
      } else {
        int length = Positions.characterLength(bytes, i);
        int codePoint = codePoint(i, length);
        boolean fits =
            i == start
                ? Character.isUnicodeIdentifierStart(codePoint)
                : Character.isUnicodeIdentifierPart(codePoint)
                    && !Character.isIdentifierIgnorable(codePoint);
        if (!fits) {
          break;
        }
        i += length;
      }
    }
    return i;
  }

  private int codePoint(int i, int length) {
    return switch (length) {
      case 1 -> bytes[i];
      case 2 -> (bytes[i] & 0x1f) << 6 | (bytes[i + 1] & 0x3f);
      case 3 -> (bytes[i] & 0x0f) << 12 | (bytes[i + 1] & 0x3f) << 6 | (bytes[i + 2] & 0x3f);
      default ->
          (bytes[i] & 0x07) << 18
              | (bytes[i + 1] & 0x3f) << 12
              | (bytes[i + 2] & 0x3f) << 6
              | (bytes[i + 3] & 0x3f);
    };
  }

  private void newline(int length) {
    tokens.add(Tokens.NEWLINE, position, position + length, line);
    position += length;
    line++;
  }

  private void add(byte type, int end) {
    tokens.add(type, position, end, line);
    position = end;
  }

  private void push(byte mode) throws HclSyntaxException {
    // Each level of a template is at least one of the parser's levels, so this refuses nothing it
    // would take.
    if (depth > 2 * nesting + 2) {
      throw HclSyntaxException.overLimit(
          fileName,
          positions.range(position, position),
          "nested deeper than " + nesting + " levels, the limit");
    }
    depth++;
    if (depth == modes.length) {
      modes = Arrays.copyOf(modes, depth * 2);
      braces = Arrays.copyOf(braces, depth * 2);
      markerStarts = Arrays.copyOf(markerStarts, depth * 2);
      markerEnds = Arrays.copyOf(markerEnds, depth * 2);
      atLineStart = Arrays.copyOf(atLineStart, depth * 2);
    }
    modes[depth] = mode;
    braces[depth] = 0;
  }

  private int at(int ahead) {
    return position + ahead < bytes.length ? bytes[position + ahead] : -1;
  }

  private HclSyntaxException unexpectedCharacter() {
    int length = Math.max(1, Positions.characterLength(bytes, position));
    int codePoint = codePoint(position, length);
    if (codePoint == 0) {
      return error(1, "a NUL byte is not valid in a configuration file");
    }
    if (codePoint == 0x201c || codePoint == 0x201d) {
      return error(length, "curly quotes are not valid; strings stand in straight double quotes");
    }
    if (codePoint == 0xfeff) {
      return error(length, "a byte order mark may stand only at the start of the file");
    }
    return error(
        length,
        codePoint >= 0x21 && codePoint < 0x7f
            ? "the character '" + (char) codePoint + "' is not used in this language"
            : "the character U+%04X is not used in this language".formatted(codePoint));
  }

  private HclSyntaxException error(int length, String message) {
    return new HclSyntaxException(fileName, positions.range(position, position + length), message);
  }
}
