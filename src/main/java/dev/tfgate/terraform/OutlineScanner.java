package dev.tfgate.terraform;

import dev.tfgate.hcl.Limits;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the outline of a file in the native syntax in one pass over its bytes, without tokens or a
 * tree: some ten times as fast as the parser. It knows a part of the language and gives up at the
 * first byte that it isn't sure of, so that what it takes, the parser takes too: no byte beyond
 * ASCII, no rare escape, no old index, no call that may read a file by a computed path.
 */
final class OutlineScanner {
  /** Deeper than this the parser is asked, whatever its limit. */
  private static final int DEEPEST = 60;

  /** The parser counts the file and the value of an argument as no nesting. */
  private static final int UNCOUNTED = 2;

  private static final int MOST_ATTRIBUTES = 256;

  private static final byte NONE = 0;
  private static final byte LETTER = 1;
  private static final byte DIGIT = 2;

  private static final byte[] KINDS = kinds();

  private static final byte[] FOR = ascii("for");
  private static final byte[] IN = ascii("in");
  private static final byte[] IF = ascii("if");
  private static final byte[] ELSE = ascii("else");
  private static final byte[] END_IF = ascii("endif");
  private static final byte[] END_FOR = ascii("endfor");
  private static final byte[] FILE = ascii("file");
  private static final byte[] TEMPLATE_FILE = ascii("templatefile");
  private static final byte[] FILE_SET = ascii("fileset");
  private static final byte[] PATH_MODULE = ascii("${path.module}");
  private static final byte[] TERRAFORM = ascii("terraform");
  private static final byte[] BACKEND = ascii("backend");
  private static final byte[] CLOUD = ascii("cloud");
  private static final byte[] PROVIDER = ascii("provider");
  private static final byte[] ALIAS = ascii("alias");
  private static final byte[] VERSION = ascii("version");
  private static final byte[] MODULE = ascii("module");
  private static final byte[] SOURCE = ascii("source");
  private static final byte[] ARCHIVE = ascii("archive_file");
  private static final byte[] REMOTE_STATE = ascii("terraform_remote_state");
  private static final byte[] SUFFIX = ascii(".tf");
  private static final byte[] LOCK = ascii(".terraform.lock");

  private final byte[] bytes;
  private final int length;
  private final int deepest;
  private int position;
  private int depth;

  /** Whether newlines mean something here: in bodies and object values they do. */
  private boolean newlines = true;

  // Where the names of the arguments of the bodies around stand, so that none is set twice.
  private int[] nameStarts = new int[32];
  private int[] nameEnds = new int[32];
  private int names;

  private final List<String> states = new ArrayList<>(1);
  private final List<String> sources = new ArrayList<>(1);
  private @Nullable String configured;
  private boolean readsFolders;
  private boolean readsState;
  private boolean climbs;

  private OutlineScanner(byte[] bytes, int length, int deepest) {
    this.bytes = bytes;
    this.length = length;
    this.deepest = deepest;
  }

  /** Returns the outline of a file in the native syntax; null where only the parser can tell. */
  static @Nullable FileOutline outline(byte[] bytes, Limits limits) {
    return outline(bytes, bytes.length, limits);
  }

  /**
   * As above.
   *
   * @param length how many of the bytes are the file's
   */
  static @Nullable FileOutline outline(byte[] bytes, int length, Limits limits) {
    if (length > limits.fileBytes()) {
      return null;
    }
    OutlineScanner scanner =
        new OutlineScanner(bytes, length, Math.min(DEEPEST, limits.nesting()) - UNCOUNTED);
    return scanner.file()
        ? new FileOutline(
                List.copyOf(scanner.states),
                scanner.configured,
                List.copyOf(scanner.sources),
                scanner.readsFolders,
                scanner.readsState,
                scanner.climbs)
            .shared()
        : null;
  }

  // Bodies

  private boolean file() {
    while (true) {
      if (!skipLines()) {
        return false;
      }
      if (position == length) {
        return true;
      }
      int name = position;
      int end = identifier();
      if (end == name || !skip()) {
        return false;
      }
      boolean fits = isAssignment() ? attribute(name, end, 0) : block(name, end);
      if (!fits || !atLineEnd()) {
        return false;
      }
    }
  }

  private boolean block(int name, int nameEnd) {
    int firstLabel = -1;
    int firstLabelEnd = -1;
    int labels = 0;
    while (at(position) != '{') {
      int start = position;
      int end;
      if (at(position) == '"') {
        start++;
        end = start;
        byte b = at(end);
        while (b != '"') {
          if (b < ' ' || b == '\\' || b == '$' || b == '%') {
            return false;
          }
          b = at(++end);
        }
        position = end + 1;
      } else {
        end = identifier();
        if (end == start) {
          return false;
        }
      }
      if (labels++ == 0) {
        firstLabel = start;
        firstLabelEnd = end;
      }
      if (!skip()) {
        return false;
      }
    }
    position++;
    boolean top = depth == 0;
    if (labels > 0) {
      if (top && is(ARCHIVE, firstLabel, firstLabelEnd)) {
        readsFolders = true;
      }
      if (depth <= 1 && is(REMOTE_STATE, firstLabel, firstLabelEnd)) {
        readsState = true;
      }
    }
    if (!top) {
      return body(Kind.OTHER);
    }
    if (is(MODULE, name, nameEnd)) {
      return labels == 1 && body(Kind.MODULE);
    }
    if (is(PROVIDER, name, nameEnd)) {
      providerConfigured = false;
      if (labels == 0 || !body(Kind.PROVIDER)) {
        return false;
      }
      if (providerConfigured && configured == null) {
        configured = text(firstLabel, firstLabelEnd);
      }
      return true;
    }
    return body(is(TERRAFORM, name, nameEnd) ? Kind.TERRAFORM : Kind.OTHER);
  }

  private boolean providerConfigured;

  /** What of a block at the top is told. */
  private enum Kind {
    MODULE,
    PROVIDER,
    TERRAFORM,
    OTHER
  }

  /** Behind the opening brace; ends behind the closing one. */
  private boolean body(Kind kind) {
    if (++depth > deepest || !skip()) {
      return false;
    }
    int outer = names;
    byte first = at(position);
    boolean lines = first == '\n' || first == '\r' || first == '}';
    while (true) {
      if (lines && !skipLines()) {
        return false;
      }
      if (at(position) == '}') {
        position++;
        names = outer;
        depth--;
        return true;
      }
      int name = position;
      int end = identifier();
      if (end == name || !skip()) {
        return false;
      }
      if (isAssignment()) {
        if (kind == Kind.PROVIDER && !is(ALIAS, name, end) && !is(VERSION, name, end)) {
          providerConfigured = true;
        }
        boolean fits =
            (kind == Kind.MODULE && is(SOURCE, name, end))
                ? source(name, end, outer)
                : attribute(name, end, outer);
        if (!fits) {
          return false;
        }
      } else if (!lines) {
        return false;
      } else {
        if (kind == Kind.PROVIDER) {
          providerConfigured = true;
        } else if (kind == Kind.TERRAFORM) {
          if (is(BACKEND, name, end)) {
            states.add("backend");
          } else if (is(CLOUD, name, end)) {
            states.add("cloud");
          }
        }
        if (!block(name, end)) {
          return false;
        }
      }
      if (lines ? !atLineEnd() : !skip() || at(position) != '}') {
        return false;
      }
    }
  }

  /** Whether an argument follows its name: a single equals sign. */
  private boolean isAssignment() {
    return at(position) == '=' && at(position + 1) != '=' && at(position + 1) != '>';
  }

  /**
   * At the equals sign.
   *
   * @param first index of the first name of the body
   */
  private boolean attribute(int name, int end, int first) {
    for (int i = first; i < names; i++) {
      if (nameEnds[i] - nameStarts[i] == end - name
          && Arrays.equals(bytes, nameStarts[i], nameEnds[i], bytes, name, end)) {
        return false;
      }
    }
    if (names - first == MOST_ATTRIBUTES) {
      return false;
    }
    if (names == nameStarts.length) {
      nameStarts = Arrays.copyOf(nameStarts, names * 2);
      nameEnds = Arrays.copyOf(nameEnds, names * 2);
    }
    nameStarts[names] = name;
    nameEnds[names++] = end;
    position++;
    return skip() && expression();
  }

  /** The source of a module: text that is written out, which is no path that a function reads. */
  private boolean source(int name, int nameEnd, int first) {
    boolean climbing = climbs;
    int start = position + 1;
    while (at(start) == ' ') {
      start++;
    }
    if (at(start) != '"' || !attribute(name, nameEnd, first)) {
      return false;
    }
    climbs = climbing;
    int close = start + 1;
    while (at(close) != '"') {
      if (bytes[close] == '\\' || bytes[close] == '$' || bytes[close] == '%') {
        return false;
      }
      close++;
    }
    int end = position;
    position = close + 1;
    if (!skip() || position != end) {
      return false;
    }
    sources.add(text(start + 1, close));
    return true;
  }

  // Expressions

  /** Ends behind the white space that follows. */
  private boolean expression() {
    if (++depth > deepest || !operation()) {
      return false;
    }
    if (at(position) == '?') {
      position++;
      if (!skip() || !expression() || !isColon()) {
        return false;
      }
      position++;
      if (!skip() || !expression()) {
        return false;
      }
    }
    depth--;
    return true;
  }

  private boolean isColon() {
    return at(position) == ':' && at(position + 1) != ':';
  }

  private boolean operation() {
    while (true) {
      if (!operand()) {
        return false;
      }
      byte next = at(position + 1);
      switch (at(position)) {
        case '+', '-', '/', '%' -> position++;
        case '*' -> {
          if (next == '*') {
            return false;
          }
          position++;
        }
        case '>' -> position += next == '=' ? 2 : 1;
        case '<' -> {
          if (next == '<') {
            return false;
          }
          position += next == '=' ? 2 : 1;
        }
        case '=', '!' -> {
          if (next != '=') {
            return true;
          }
          position += 2;
        }
        case '&', '|' -> {
          if (next != bytes[position]) {
            return false;
          }
          position += 2;
        }
        default -> {
          return true;
        }
      }
      if (!skip()) {
        return false;
      }
    }
  }

  /** A term and the steps behind it, and the white space behind these. */
  private boolean operand() {
    if (!term()) {
      return false;
    }
    boolean splat = false;
    while (true) {
      byte b = at(position);
      if (b == '.') {
        if (at(position + 1) == '.') {
          return at(position + 2) == '.';
        }
        position++;
        if (!skip()) {
          return false;
        }
        if (at(position) == '*') {
          if (splat) {
            return false;
          }
          splat = true;
          position++;
        } else {
          int start = position;
          if (identifier() == start && !index()) {
            return false;
          }
        }
        if (!skip()) {
          return false;
        }
      } else if (b == '[') {
        splat = false;
        position++;
        if (!skip()) {
          return false;
        }
        if (at(position) == '*') {
          position++;
          if (!skip() || at(position) != ']') {
            return false;
          }
          position++;
          if (!skip()) {
            return false;
          }
        } else {
          boolean outer = newlines;
          newlines = false;
          if (!skip() || !expression() || !close((byte) ']', outer)) {
            return false;
          }
        }
      } else {
        return true;
      }
    }
  }

  /** Digits as a step: {@code a.0.b}. */
  private boolean index() {
    int start = position;
    while (kind(position) == DIGIT) {
      position++;
    }
    if (position == start || at(position) == 'e' || at(position) == 'E') {
      return false;
    }
    byte next = at(position + 1);
    return at(position) != '.' || (kind(position + 1) == LETTER && next != 'e' && next != 'E');
  }

  private boolean close(byte bracket, boolean outer) {
    if (at(position) != bracket) {
      return false;
    }
    position++;
    newlines = outer;
    return skip();
  }

  private boolean term() {
    int start = position;
    byte b = at(start);
    switch (b) {
      case '"' -> {
        position++;
        return quoted() && skip();
      }
      case '(' -> {
        boolean outer = newlines;
        newlines = false;
        position++;
        return skip() && expression() && close((byte) ')', outer);
      }
      case '[' -> {
        position++;
        return tuple();
      }
      case '{' -> {
        position++;
        return object();
      }
      case '-', '!' -> {
        if (at(start + 1) == '=' && b == '!') {
          return false;
        }
        position++;
        if (++depth > deepest || !skip() || !operand()) {
          return false;
        }
        depth--;
        return true;
      }
      case '<' -> {
        return heredoc() && skip();
      }
      default -> {
        byte kind = kind(start);
        if (kind == DIGIT) {
          return number() && skip();
        }
        int end = identifier();
        if (end == start || !skip()) {
          return false;
        }
        byte next = at(position);
        if (next == '(') {
          return call(start, end);
        }
        return next != ':' || at(position + 1) != ':';
      }
    }
  }

  private boolean number() {
    while (kind(position) == DIGIT) {
      position++;
    }
    if (at(position) == '.' && kind(position + 1) == DIGIT) {
      position++;
      while (kind(position) == DIGIT) {
        position++;
      }
    }
    byte b = at(position);
    return b != '.' && b != 'e' && b != 'E';
  }

  /** At the parenthesis. */
  private boolean call(int name, int nameEnd) {
    boolean outer = newlines;
    newlines = false;
    position++;
    if (!skip()) {
      return false;
    }
    if (endsWith(FILE_SET, name, nameEnd)) {
      return false;
    }
    boolean reads = startsWith(FILE, name, nameEnd) || startsWith(TEMPLATE_FILE, name, nameEnd);
    if (reads && at(position) != ')' && !staysBelow()) {
      return false;
    }
    while (at(position) != ')') {
      if (!expression()) {
        return false;
      }
      byte b = at(position);
      if (b == ',') {
        position++;
        if (!skip()) {
          return false;
        }
      } else if (b == '.') {
        // operand() stops at three dots alone.
        position += 3;
        if (!skip() || at(position) != ')') {
          return false;
        }
      } else if (b != ')') {
        return false;
      }
    }
    return close((byte) ')', outer);
  }

  /** Whether a path is written out, behind {@code path.module} or not, and doesn't climb. */
  private boolean staysBelow() {
    if (at(position) != '"') {
      return false;
    }
    int i = position + 1;
    if (startsWith(PATH_MODULE, i, length)) {
      i += PATH_MODULE.length;
    }
    if (at(i) == '~') {
      return false;
    }
    byte b = at(i);
    while (b != '"') {
      if (b < ' ' || b == '\\' || b == '$' || b == '%' || (b == '.' && at(i + 1) == '.')) {
        return false;
      }
      b = at(++i);
    }
    int after = i + 1;
    while (at(after) == ' ' || at(after) == '\n') {
      after++;
    }
    return at(after) == ',' || at(after) == ')';
  }

  /** Behind the bracket. */
  private boolean tuple() {
    boolean outer = newlines;
    newlines = false;
    if (!skip()) {
      return false;
    }
    if (isWord(FOR)) {
      return loop(false, outer);
    }
    while (at(position) != ']') {
      if (!expression()) {
        return false;
      }
      if (at(position) == ',') {
        position++;
        if (!skip()) {
          return false;
        }
      } else if (at(position) != ']') {
        return false;
      }
    }
    return close((byte) ']', outer);
  }

  /** Behind the brace. */
  private boolean object() {
    boolean outer = newlines;
    int start = position;
    newlines = false;
    if (!skip()) {
      return false;
    }
    if (isWord(FOR)) {
      return loop(true, outer);
    }
    newlines = true;
    position = start;
    while (true) {
      if (!skipLines()) {
        return false;
      }
      if (at(position) == '}') {
        return close((byte) '}', outer);
      }
      if (!expression() || !(isAssignment() || isColon())) {
        return false;
      }
      position++;
      if (!skip() || !expression()) {
        return false;
      }
      byte b = at(position);
      if (b == ',') {
        position++;
      } else if (b != '}' && b != '\n' && b != '\r') {
        return false;
      }
    }
  }

  /** At {@code for}, newlines ignored. */
  private boolean loop(boolean building, boolean outer) {
    if (!header() || !isColon()) {
      return false;
    }
    position++;
    if (!skip() || !expression()) {
      return false;
    }
    if (building) {
      if (at(position) != '=' || at(position + 1) != '>') {
        return false;
      }
      position += 2;
      if (!skip() || !expression()) {
        return false;
      }
      if (at(position) == '.') {
        position += 3;
        if (!skip()) {
          return false;
        }
      }
    }
    if (isWord(IF)) {
      position += IF.length;
      if (!skip() || !expression()) {
        return false;
      }
    }
    return close((byte) (building ? '}' : ']'), outer);
  }

  /** From {@code for} to the end of the collection. */
  private boolean header() {
    position += FOR.length;
    if (!skip()) {
      return false;
    }
    int name = position;
    if (identifier() == name || !skip()) {
      return false;
    }
    if (at(position) == ',') {
      position++;
      if (!skip()) {
        return false;
      }
      name = position;
      if (identifier() == name || !skip()) {
        return false;
      }
    }
    if (!isWord(IN)) {
      return false;
    }
    position += IN.length;
    return skip() && expression();
  }

  // Templates

  /** Behind the opening quote; ends behind the closing one. */
  private boolean quoted() {
    int open = 0;
    while (true) {
      byte b = at(position);
      switch (b) {
        case '"' -> {
          position++;
          return open == 0;
        }
        case '\\' -> {
          byte escaped = at(position + 1);
          if (escaped != 'n'
              && escaped != '"'
              && escaped != '\\'
              && escaped != 't'
              && escaped != 'r') {
            return false;
          }
          position += 2;
        }
        case '$', '%' -> {
          open = sequence(b, open);
          if (open < 0) {
            return false;
          }
        }
        case '.' -> {
          if (!dot(open)) {
            return false;
          }
        }
        default -> {
          if (b < ' ' && b != '\t') {
            return false;
          }
          position++;
        }
      }
    }
  }

  /** A dot in text: it may begin the name of a file of Terraform, or climb. */
  private boolean dot(int open) {
    byte next = at(position + 1);
    if (next == '.') {
      climbs = true;
    } else if (next == 't'
        && (startsWith(SUFFIX, position, length) || startsWith(LOCK, position, length))) {
      if (open != 0) {
        return false;
      }
      readsFolders = true;
    }
    position++;
    return true;
  }

  /** Directives that are open: two bits each, the innermost lowest. */
  private static final int OPEN_IF = 1;

  private static final int OPEN_ELSE = 2;
  private static final int OPEN_FOR = 3;
  private static final int MOST_OPEN = 1 << 24;

  /**
   * At a dollar or percent sign.
   *
   * @return what is open behind it; negative where that isn't sure
   */
  private int sequence(byte marker, int open) {
    byte next = at(position + 1);
    if (next == marker) {
      return -1;
    }
    if (next != '{') {
      position++;
      return open;
    }
    position += at(position + 2) == '~' ? 3 : 2;
    boolean outer = newlines;
    newlines = false;
    if (!skip()) {
      return -1;
    }
    int after = open;
    if (marker == '$') {
      if (!expression()) {
        return -1;
      }
    } else {
      after = directive(open);
      if (after < 0) {
        return -1;
      }
    }
    newlines = outer;
    if (at(position) == '~') {
      // What follows may lose its white space and climb then.
      climbs |= marker == '$';
      position++;
    }
    if (at(position) != '}') {
      return -1;
    }
    position++;
    if (at(position) == '.' && (at(position + 1) == '/' || at(position + 1) == '"')) {
      climbs = true;
    }
    return after;
  }

  private int directive(int open) {
    int word = position;
    int end = identifier();
    boolean opens = is(IF, word, end) || is(FOR, word, end);
    int after;
    if (opens) {
      if (open > MOST_OPEN || ++depth > deepest) {
        return -1;
      }
      after = open << 2 | (is(IF, word, end) ? OPEN_IF : OPEN_FOR);
      position = word;
      boolean fits;
      if (is(IF, word, end)) {
        position = end;
        fits = skip() && expression();
      } else {
        fits = header();
      }
      if (!fits) {
        return -1;
      }
    } else {
      int innermost = open & 3;
      if (is(ELSE, word, end) && innermost == OPEN_IF) {
        after = (open & ~3) | OPEN_ELSE;
      } else if ((is(END_IF, word, end) && (innermost == OPEN_IF || innermost == OPEN_ELSE))
          || (is(END_FOR, word, end) && innermost == OPEN_FOR)) {
        after = open >> 2;
        depth--;
      } else {
        return -1;
      }
      if (!skip()) {
        return -1;
      }
    }
    return after;
  }

  /** At the first angle bracket; ends before the newline behind the closing marker. */
  private boolean heredoc() {
    if (at(position + 1) != '<') {
      return false;
    }
    position += at(position + 2) == '-' ? 3 : 2;
    int marker = position;
    int markerEnd = identifier();
    if (markerEnd == marker || at(position) != '\n') {
      return false;
    }
    position++;
    int open = 0;
    boolean lineStart = true;
    while (true) {
      if (lineStart) {
        int start = position;
        while (at(start) == ' ' || at(start) == '\t') {
          start++;
        }
        int end = start + markerEnd - marker;
        if (end <= length && Arrays.equals(bytes, start, end, bytes, marker, markerEnd)) {
          byte b = at(end);
          if (b == '\n') {
            position = end;
            return open == 0;
          }
          if (kind(end) == NONE) {
            return false;
          }
        }
        lineStart = false;
      }
      byte b = at(position);
      switch (b) {
        case '\n' -> {
          position++;
          lineStart = true;
        }
        case '$', '%' -> {
          open = sequence(b, open);
          if (open < 0) {
            return false;
          }
        }
        case '.' -> {
          if (!dot(open)) {
            return false;
          }
        }
        default -> {
          if (b < ' ' && b != '\t') {
            return false;
          }
          position++;
        }
      }
    }
  }

  // Bytes

  /** Passes white space and comments, and newlines where they mean nothing. */
  private boolean skip() {
    while (true) {
      switch (at(position)) {
        case ' ', '\t' -> position++;
        case '\n' -> {
          if (newlines) {
            return true;
          }
          position++;
        }
        case '\r' -> {
          if (at(position + 1) != '\n') {
            return false;
          }
          if (newlines) {
            return true;
          }
          position += 2;
        }
        case '#' -> {
          if (!comment()) {
            return false;
          }
        }
        case '/' -> {
          byte next = at(position + 1);
          if (next == '*') {
            if (!blockComment()) {
              return false;
            }
          } else if (next != '/') {
            return true;
          } else if (!comment()) {
            return false;
          }
        }
        default -> {
          return true;
        }
      }
    }
  }

  private boolean skipLines() {
    while (skip()) {
      byte b = at(position);
      if (b == '\n') {
        position++;
      } else if (b == '\r') {
        position += 2;
      } else {
        return true;
      }
    }
    return false;
  }

  /** To the newline, or to the end of the file. */
  private boolean comment() {
    int i = position;
    while (i < length && bytes[i] != '\n') {
      if (bytes[i++] < 0) {
        return false;
      }
    }
    position = i;
    return true;
  }

  private boolean blockComment() {
    for (int i = position + 2; i + 1 < length; i++) {
      if (bytes[i] < 0) {
        return false;
      }
      if (bytes[i] == '*' && bytes[i + 1] == '/') {
        position = i + 2;
        return true;
      }
    }
    return false;
  }

  private boolean atLineEnd() {
    if (!skip()) {
      return false;
    }
    byte b = at(position);
    return position == length || b == '\n' || b == '\r';
  }

  /** Passes an identifier, and returns its end. */
  private int identifier() {
    int i = position;
    if (kind(i) == LETTER) {
      i++;
      while (kind(i) != NONE || at(i) == '-') {
        i++;
      }
      position = i;
    }
    return i;
  }

  private boolean isWord(byte[] word) {
    int end = position + word.length;
    return startsWith(word, position, length) && kind(end) == NONE && at(end) != '-';
  }

  /** Behind the last byte there is none that fits anywhere: a NUL. */
  private byte at(int i) {
    return i < length ? bytes[i] : 0;
  }

  private byte kind(int i) {
    return i < length ? KINDS[bytes[i] & 0xff] : NONE;
  }

  private boolean is(byte[] word, int start, int end) {
    return end - start == word.length && Arrays.equals(bytes, start, end, word, 0, word.length);
  }

  private boolean startsWith(byte[] word, int start, int end) {
    return end - start >= word.length
        && Arrays.equals(bytes, start, start + word.length, word, 0, word.length);
  }

  private boolean endsWith(byte[] word, int start, int end) {
    return end - start >= word.length
        && Arrays.equals(bytes, end - word.length, end, word, 0, word.length);
  }

  private String text(int start, int end) {
    return new String(bytes, start, end - start, StandardCharsets.US_ASCII);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] kinds() {
    byte[] kinds = new byte[256];
    for (int c = 0; c < kinds.length; c++) {
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
      kinds[c] = letter ? LETTER : c >= '0' && c <= '9' ? DIGIT : NONE;
    }
    return kinds;
  }
}
