package dev.tfgate.terraform.values;

import dev.tfgate.hcl.Constant;
import dev.tfgate.terraform.values.Piece.Hole;
import dev.tfgate.terraform.values.Piece.Kind;
import dev.tfgate.terraform.values.Piece.Literal;
import dev.tfgate.terraform.values.Possible.Fixed;
import dev.tfgate.terraform.values.Possible.Mapping;
import dev.tfgate.terraform.values.Possible.Repeated;
import dev.tfgate.terraform.values.Possible.Sequence;
import dev.tfgate.terraform.values.Possible.Text;
import dev.tfgate.terraform.values.Possible.Unknown;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Terraform's functions give. Those that paths are commonly made with are followed; what the
 * others give is not known, but for numbers, booleans and hashes, which hold no path.
 */
final class Functions {
  private static final Set<String> WORDS =
      Set.of(
          "abs",
          "alltrue",
          "anytrue",
          "ceil",
          "contains",
          "endswith",
          "fileexists",
          "filemd5",
          "filesha1",
          "filesha256",
          "filesha512",
          "floor",
          "index",
          "issensitive",
          "log",
          "max",
          "md5",
          "min",
          "parseint",
          "pow",
          "sha1",
          "sha256",
          "sha512",
          "signum",
          "startswith",
          "strcontains",
          "sum",
          "timecmp",
          "tobool",
          "tonumber",
          "uuid",
          "uuidv5");

  private static final Pattern VERB = Pattern.compile("%(-?0?\\d*)([a-zA-Z%])");
  private static final Pattern NEWLINES = Pattern.compile("[\\r\\n]+\\z");
  private static final Pattern SPACES =
      Pattern.compile("\\A[\\t\\n\\u000b\\f\\r ]+|[\\t\\n\\u000b\\f\\r ]+\\z");
  private static final Pattern WHOLE = Pattern.compile("0|-?[1-9][0-9]{0,14}");
  private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,15}(\\.[0-9]{1,15})?");

  /** Words that Go takes for a number without a digit. */
  private static final Pattern INFINITE = Pattern.compile("(?i)[+-]?inf(inity)?");

  private static final int LONGEST = 1 << 16;

  private final ModuleValues module;
  private final Budget budget;

  Functions(ModuleValues module, Budget budget) {
    this.module = module;
    this.budget = budget;
  }

  /**
   * What the function gives.
   *
   * @param complete whether {@code arguments} are all of them, one by one
   */
  Possible result(String name, List<Possible> arguments, boolean complete) {
    if (!complete) {
      return expanded(name, arguments);
    }
    if (arguments.isEmpty()) {
      return WORDS.contains(name) ? Possible.word(name + "()") : unknown(name);
    }
    Possible first = arguments.getFirst();
    return switch (name) {
      case "abspath" -> Texts.map(Texts.of(first), this::absolute);
      case "basename" -> Texts.map(Texts.of(first), this::basename);
      case "chomp" ->
          Texts.map(
              Texts.of(first),
              text -> literally(text, known -> NEWLINES.matcher(known).replaceAll("")));
      case "trimspace" ->
          Texts.map(
              Texts.of(first),
              text -> literally(text, known -> SPACES.matcher(known).replaceAll("")));
      case "coalesce" -> coalesce(arguments);
      case "coalescelist" -> Possible.anyOf(arguments);
      case "compact", "distinct", "sort", "reverse" ->
          Texts.map(first, list -> reordered(name, list));
      case "concat" -> concat(arguments);
      case "dirname" -> Texts.map(Texts.of(first), this::dirname);
      case "element" -> pick(arguments);
      case "file" -> Texts.map(Texts.of(first), this::content);
      case "fileset" -> new FileSet(module, budget).of(arguments);
      case "flatten" -> Texts.map(first, this::flatten);
      case "format" -> format(arguments);
      case "join" -> join(arguments);
      case "base64decode" -> first instanceof Unknown ? first : unknown(name);
      case "jsondecode" -> Texts.map(first, new Decoded(module, budget)::json);
      case "yamldecode" -> Texts.map(first, new Decoded(module, budget)::yaml);
      case "regex" -> matched(arguments);
      case "regexall" -> new Repeated(Possible.word("an index"), matched(arguments));
      case "keys" -> Texts.map(first, Functions::keys);
      case "length" -> Texts.map(first, Functions::length);
      case "lookup" -> lookup(arguments);
      case "lower" ->
          Texts.map(Texts.of(first), text -> letters(text, t -> t.toLowerCase(Locale.ROOT)));
      case "upper" ->
          Texts.map(Texts.of(first), text -> letters(text, t -> t.toUpperCase(Locale.ROOT)));
      case "title" -> Texts.map(Texts.of(first), text -> literally(text, Functions::title));
      case "merge" -> merge(arguments);
      case "nonsensitive", "sensitive", "ephemeralasnull" -> first;
      case "one" -> Texts.map(first, Functions::one);
      case "pathexpand" -> Texts.map(Texts.of(first), Functions::expand);
      case "range" -> new Repeated(Possible.word("an index"), Possible.word("range()"));
      case "replace" -> replace(arguments);
      case "setunion", "setintersection", "setsubtract" -> sets(name, arguments);
      case "slice" -> Texts.map(first, Functions::repeated);
      case "split" -> split(arguments);
      case "substr", "strrev" -> Texts.map(Texts.of(first), Functions::mixed);
      case "tolist", "tomap" -> Texts.map(first, Functions::plainCollection);
      case "toset" -> Texts.map(first, Functions::set);
      case "tostring" -> Texts.of(first);
      case "trimprefix" -> trimmed(arguments, true);
      case "trimsuffix" -> trimmed(arguments, false);
      case "trim" -> Texts.map(Texts.of(first), Functions::mixed);
      case "values" -> Texts.map(first, Functions::values);
      case "zipmap" -> zipmap(arguments);
      case "startswith", "endswith", "strcontains" -> contained(name, arguments);
      case "contains" -> contains(arguments);
      case "tonumber" -> Texts.map(Texts.of(first), Functions::number);
      default -> WORDS.contains(name) ? Possible.word(name + "()") : unknown(name);
    };
  }

  private static Possible unknown(String name) {
    return new Unknown("the result of " + name + "()");
  }

  /** The last argument is a collection of arguments, of any length. */
  private static Possible expanded(String name, List<Possible> arguments) {
    if (name.equals("merge") || name.equals("concat")) {
      List<Possible> keys = new ArrayList<>();
      List<Possible> elements = new ArrayList<>();
      Possible last =
          arguments.isEmpty() ? new Unknown("the arguments of " + name) : arguments.getLast();
      for (Possible option : last.options()) {
        if (!(option instanceof Repeated(var index, var collection))) {
          return unknown(name);
        }
        for (Possible part : collection.options()) {
          if (!spread(part, keys, elements)) {
            return unknown(name);
          }
        }
      }
      for (Possible argument : arguments.subList(0, Math.max(0, arguments.size() - 1))) {
        for (Possible part : argument.options()) {
          if (!spread(part, keys, elements)) {
            return unknown(name);
          }
        }
      }
      return new Repeated(Possible.anyOf(keys), Possible.anyOf(elements));
    }
    return WORDS.contains(name) ? Possible.word(name + "()") : unknown(name);
  }

  private static boolean spread(Possible collection, List<Possible> keys, List<Possible> elements) {
    switch (collection) {
      case Mapping(var attributes) ->
          attributes.forEach(
              (key, value) -> {
                keys.add(Possible.text(key));
                elements.add(value);
              });
      case Sequence(var each, var set) -> {
        keys.add(Possible.word("an index"));
        elements.addAll(each);
      }
      case Repeated(var key, var element) -> {
        keys.add(key);
        elements.add(element);
      }
      case Fixed absent -> {}
      default -> {
        return false;
      }
    }
    return true;
  }

  /** The number that a string stands for, as Terraform converts it. */
  static Possible number(String text) {
    if (DECIMAL.matcher(text).matches()) {
      BigDecimal number = new BigDecimal(text);
      return number.signum() == 0 && text.startsWith("-")
          ? Possible.word("a number")
          : new Fixed(new Constant.Numeric(number));
    }
    boolean none =
        text.chars().noneMatch(c -> c >= '0' && c <= '9') && !INFINITE.matcher(text).matches();
    return none ? Possible.nothing() : Possible.word("a number");
  }

  private static Possible number(Possible text) {
    return text instanceof Text known && known.literal().isPresent()
        ? number(known.literal().get())
        : text instanceof Text ? Possible.word("a number") : text;
  }

  /** Applies to a string that is known; of one with holes only some kinds survive. */
  private static Possible literally(Possible text, UnaryOperator<String> operation) {
    if (!(text instanceof Text known)) {
      return text;
    }
    Optional<String> literal = known.literal().filter(Texts::isPlain);
    return literal.isPresent() ? Possible.text(operation.apply(literal.get())) : mixed(text);
  }

  /** Some of the characters of a string, in whatever order. */
  private static Possible mixed(Possible text) {
    if (!(text instanceof Text known)) {
      return text;
    }
    if (known.pieces().size() == 1 && known.pieces().getFirst().is(Kind.OBJECT)) {
      return known;
    }
    return Possible.hole(
        known.isSegment() ? Kind.SEGMENT : Kind.ANY,
        known.literal().isPresent() ? "a part of a string" : Texts.why(known));
  }

  private static Possible letters(Possible text, UnaryOperator<String> operation) {
    if (!(text instanceof Text known)) {
      return text;
    }
    List<Piece> pieces = new ArrayList<>();
    for (Piece piece : known.pieces()) {
      pieces.add(
          switch (piece) {
            case Literal(var literal) when Texts.isPlain(literal) ->
                new Literal(operation.apply(literal));
            case Literal(var literal) ->
                new Hole(literal.indexOf('/') < 0 ? Kind.SEGMENT : Kind.ANY, "letters of a string");
            case Hole hole ->
                switch (hole.kind()) {
                  case NAME, BELOW, SEGMENT -> hole;
                  default -> new Hole(Kind.ANY, hole.why());
                };
          });
    }
    return new Text(pieces);
  }

  private static String title(String text) {
    StringBuilder out = new StringBuilder();
    char before = ' ';
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean inWord = before == '_' || Character.isLetterOrDigit(before);
      out.append(inWord ? c : Character.toUpperCase(c));
      before = c;
    }
    return out.toString();
  }

  /** The path as an absolute one, cleaned of {@code ..}. */
  private Possible absolute(Possible path) {
    if (!(path instanceof Text text) || text.pieces().isEmpty()) {
      return path instanceof Text ? Possible.hole(Kind.ROOT_DIRECTORY, "path.cwd") : path;
    }
    if (text.pieces().getFirst() instanceof Literal(var start)
        && (start.startsWith("/") || start.startsWith("~"))) {
      return text;
    }
    if (text.pieces().getFirst() instanceof Hole(var kind, var why, var content)
        && (kind == Kind.ROOT_DIRECTORY || kind == Kind.MODULE_DIRECTORY)) {
      return text;
    }
    Text root = (Text) Possible.hole(Kind.ROOT_DIRECTORY, "path.cwd");
    return Texts.concat(root, Texts.concat((Text) Possible.text("/"), text));
  }

  private static Possible expand(Possible path) {
    if (path.equals(Possible.text("~"))) {
      return Possible.hole(Kind.ANY, "the home directory");
    }
    return path instanceof Text text
            && text.pieces().size() == 1
            && text.pieces().getFirst().is(Kind.ANY)
        ? Possible.hole(Kind.ANY, Texts.why(text))
        : path;
  }

  private Possible basename(Possible path) {
    if (!(path instanceof Text text)) {
      return path;
    }
    if (startsAtRoot(text)) {
      return FilePath.absolute(text, module.root().path())
          .filter(parts -> !parts.isEmpty())
          .map(parts -> Possible.text(parts.getLast()))
          .orElse(Possible.hole(Kind.SEGMENT, "basename() of " + Texts.why(text)));
    }
    Optional<String> literal = text.literal();
    if (literal.isPresent()) {
      String trimmed = literal.get().replaceAll("/+\\z", "");
      return Possible.text(
          literal.get().isEmpty()
              ? "."
              : trimmed.isEmpty() ? "/" : trimmed.substring(trimmed.lastIndexOf('/') + 1));
    }
    List<Piece> last = new ArrayList<>();
    for (Piece piece : text.pieces()) {
      switch (piece) {
        case Literal(var part) -> {
          int slash = part.lastIndexOf('/');
          if (slash >= 0) {
            last.clear();
            part = part.substring(slash + 1);
          }
          if (!part.isEmpty()) {
            last.add(new Literal(part));
          }
        }
        case Hole hole -> {
          Kind kind =
              switch (hole.kind()) {
                case NAME -> Kind.NAME;
                case BELOW -> {
                  last.clear();
                  yield Kind.NAME;
                }
                case SEGMENT -> Kind.SEGMENT;
                default -> {
                  last.clear();
                  yield Kind.SEGMENT;
                }
              };
          last.add(new Hole(kind, hole.why()));
        }
      }
    }
    Possible name = last.isEmpty() ? Possible.hole(Kind.SEGMENT, Texts.why(text)) : new Text(last);
    return mayBeSlashes(text) ? Possible.either(name, Possible.text("/")) : name;
  }

  /** Whether it can be slashes and nothing else: their base is a slash. */
  private static boolean mayBeSlashes(Text text) {
    return text.pieces().stream()
            .allMatch(
                piece ->
                    switch (piece) {
                      case Literal(var part) -> part.chars().allMatch(c -> c == '/');
                      case Hole hole ->
                          hole.kind() == Kind.SEGMENT
                              || hole.kind() == Kind.ANY
                              || hole.kind() == Kind.OBJECT;
                    })
        && !text.isSegment();
  }

  private static boolean startsAtRoot(Text text) {
    return !text.pieces().isEmpty() && text.pieces().getFirst().is(Kind.ROOT_DIRECTORY);
  }

  private Possible dirname(Possible path) {
    if (!(path instanceof Text text)) {
      return path;
    }
    if (startsAtRoot(text)) {
      Possible root = Possible.hole(Kind.ROOT_DIRECTORY, "path.cwd");
      String runs = module.root().path();
      Optional<List<String>> parts =
          runs == null ? Optional.empty() : FilePath.absolute(text, runs);
      if (runs == null || parts.isEmpty()) {
        return Possible.hole(Kind.ANY, "dirname() of " + Texts.why(text));
      }
      String above =
          parts.get().size() < 2
              ? FilePath.relative(runs, ".") + (parts.get().isEmpty() ? "/.." : "")
              : FilePath.relative(
                  runs, String.join("/", parts.get().subList(0, parts.get().size() - 1)));
      return Texts.concat((Text) root, (Text) Possible.text("/" + above));
    }
    Optional<String> literal = text.literal();
    if (literal.isPresent()) {
      return Possible.text(cleaned(literal.get().substring(0, literal.get().lastIndexOf('/') + 1)));
    }
    if (!isClean(text)) {
      return Possible.hole(Kind.ANY, "dirname() of " + Texts.why(text));
    }
    if (text.pieces().getLast() instanceof Literal(var tail) && tail.indexOf('/') >= 0) {
      List<Piece> pieces = new ArrayList<>(text.pieces());
      String rest = tail.substring(0, tail.lastIndexOf('/'));
      pieces.removeLast();
      if (!rest.isEmpty()) {
        pieces.add(new Literal(rest));
      }
      return new Text(pieces);
    }
    if (text.pieces().size() > 1
        && text.pieces().getLast() instanceof Hole(var kind, var why, var content)
        && kind == Kind.NAME
        && text.pieces().get(text.pieces().size() - 2) instanceof Literal(var head)
        && head.indexOf('/') > 0) {
      List<Piece> pieces = new ArrayList<>(text.pieces().subList(0, text.pieces().size() - 2));
      pieces.add(new Literal(head.substring(0, head.lastIndexOf('/'))));
      return new Text(pieces);
    }
    return Possible.hole(Kind.ANY, "dirname() of " + Texts.why(text));
  }

  /**
   * Whether cleaning changes nothing of it but a dot at the start, whatever stands in its holes.
   */
  private static boolean isClean(Text text) {
    StringBuilder path = new StringBuilder();
    for (Piece piece : text.pieces()) {
      switch (piece) {
        case Literal(var part) -> path.append(part);
        case Hole hole -> {
          switch (hole.kind()) {
            case NAME, BELOW, MODULE_DIRECTORY -> path.append('x');
            default -> {
              return false;
            }
          }
        }
      }
    }
    String plain = path.toString();
    String rest = plain.startsWith("./") ? plain.substring(2) : plain;
    return cleaned(rest).equals(rest);
  }

  /** The path as Go cleans it. */
  private static String cleaned(String path) {
    boolean rooted = path.startsWith("/");
    List<String> parts = new ArrayList<>();
    for (String part : path.split("/")) {
      if (part.equals("..") && !parts.isEmpty() && !parts.getLast().equals("..")) {
        parts.removeLast();
      } else if (!part.isEmpty() && !part.equals(".") && !(rooted && part.equals(".."))) {
        parts.add(part);
      }
    }
    String joined = String.join("/", parts);
    return rooted ? "/" + joined : joined.isEmpty() ? "." : joined;
  }

  private Possible content(Possible path) {
    if (!(path instanceof Text text)) {
      return path.isNull() ? Possible.nothing() : path;
    }
    Optional<String> file = FilePath.inside(text, module.root().path(), module.root().checkout());
    return new Text(List.of(new Hole(Kind.ANY, "the content of a file", file.orElse(null))));
  }

  private static Possible coalesce(List<Possible> arguments) {
    List<Possible> possible = new ArrayList<>();
    for (Possible argument : arguments) {
      boolean skipped = false;
      for (Possible option : argument.options()) {
        if (option.isNull() || option.equals(Possible.text(""))) {
          skipped = true;
        } else {
          possible.add(option);
          skipped |= option.mayBeNull() || option instanceof Text text && text.literal().isEmpty();
        }
      }
      if (!skipped && !argument.options().isEmpty()) {
        break;
      }
    }
    return Possible.anyOf(possible);
  }

  private static Possible reordered(String name, Possible list) {
    return switch (list) {
      case Sequence(var elements, var set) -> {
        List<Possible> kept = new ArrayList<>(elements);
        if (name.equals("compact")) {
          kept.removeIf(each -> each.isNull() || each.equals(Possible.text("")));
        }
        if (name.equals("reverse")) {
          kept = kept.reversed();
        }
        boolean exact =
            switch (name) {
              case "compact", "distinct" ->
                  Texts.areTold(elements) && (!set || elements.size() < 2);
              case "reverse" -> !set || elements.size() < 2;
              default -> false;
            };
        yield exact
            ? new Sequence(
                name.equals("distinct") ? new ArrayList<>(new LinkedHashSet<>(kept)) : kept, false)
            : new Repeated(Possible.word("an index"), Possible.anyOf(kept));
      }
      case Repeated repeated -> new Repeated(Possible.word("an index"), repeated.element());
      default -> list;
    };
  }

  private static Possible repeated(Possible list) {
    return list instanceof Sequence(var elements, var set)
        ? new Repeated(Possible.word("an index"), Possible.anyOf(elements))
        : list;
  }

  private static Possible concat(List<Possible> arguments) {
    List<Possible> elements = new ArrayList<>();
    boolean exact = true;
    for (Possible argument : arguments) {
      exact &= argument.options().size() == 1;
      for (Possible option : argument.options()) {
        switch (option) {
          case Sequence(var each, var set) -> {
            exact &= !set || each.size() < 2;
            elements.addAll(each);
          }
          case Repeated(var key, var element) -> {
            exact = false;
            elements.add(element);
          }
          case Unknown unknown -> {
            return unknown;
          }
          // Terraform fails on anything else, if it gets it at all.
          default -> exact = false;
        }
      }
    }
    return exact
        ? new Sequence(elements, false)
        : new Repeated(Possible.word("an index"), Possible.anyOf(elements));
  }

  private static Possible pick(List<Possible> arguments) {
    if (arguments.size() != 2) {
      return Possible.nothing();
    }
    return Texts.map(
        arguments.getFirst(),
        list ->
            switch (list) {
              case Sequence(var elements, var set) -> {
                if (arguments.get(1) instanceof Fixed(Constant.Numeric(var index))
                    && !set
                    && !elements.isEmpty()
                    && index.signum() >= 0
                    && index.compareTo(BigDecimal.valueOf(1 << 20)) < 0) {
                  yield elements.get(index.intValue() % elements.size());
                }
                yield Possible.anyOf(elements);
              }
              case Repeated(var key, var element) -> element;
              default -> list;
            });
  }

  private Possible flatten(Possible list) {
    return switch (list) {
      case Sequence(var elements, var set) -> {
        List<Possible> flat = new ArrayList<>();
        boolean exact = !set || elements.size() < 2;
        budget.spend(elements.size());
        for (Possible element : elements) {
          exact &= element.options().size() == 1;
          for (Possible option : element.options()) {
            Possible inner = flatten(option);
            switch (inner) {
              case Sequence(var each, var innerSet) -> flat.addAll(each);
              case Repeated(var key, var each) -> {
                exact = false;
                flat.add(each);
              }
              default -> {
                exact &= !(inner instanceof Unknown);
                flat.add(inner);
              }
            }
          }
        }
        yield exact
            ? new Sequence(flat, false)
            : new Repeated(Possible.word("an index"), Possible.anyOf(flat));
      }
      case Repeated(var key, var element) -> {
        List<Possible> inner = new ArrayList<>();
        for (Possible option : element.options()) {
          switch (flatten(option)) {
            case Sequence(var each, var set) -> inner.addAll(each);
            case Repeated(var innerKey, var each) -> inner.add(each);
            case Possible other -> inner.add(other);
          }
        }
        yield new Repeated(Possible.word("an index"), Possible.anyOf(inner));
      }
      default -> list;
    };
  }

  private Possible format(List<Possible> arguments) {
    Possible pattern = Texts.of(arguments.getFirst());
    List<Possible> results = new ArrayList<>();
    for (Possible option : pattern.options()) {
      Optional<String> literal = option instanceof Text text ? text.literal() : Optional.empty();
      if (literal.isEmpty()) {
        return unknown("format");
      }
      List<Possible> parts = new ArrayList<>();
      Matcher verb = VERB.matcher(literal.get());
      int end = 0;
      int next = 1;
      while (verb.find()) {
        String between = literal.get().substring(end, verb.start());
        if (between.indexOf('%') >= 0) {
          return unknown("format");
        }
        parts.add(Possible.text(between));
        end = verb.end();
        if (verb.group(2).equals("%")) {
          parts.add(Possible.text("%"));
          continue;
        }
        if (next >= arguments.size()) {
          return Possible.nothing();
        }
        parts.add(formatted(verb.group(1), verb.group(2), arguments.get(next++)));
      }
      String tail = literal.get().substring(end);
      if (tail.indexOf('%') >= 0) {
        return unknown("format");
      }
      parts.add(Possible.text(tail));
      results.add(Texts.join(parts, budget));
    }
    return Possible.anyOf(results);
  }

  private static Possible formatted(String width, String verb, Possible value) {
    return Texts.map(
        value,
        option ->
            switch (option) {
              case Unknown unknown -> Texts.of(unknown);
              case Text text when verb.equals("s") || verb.equals("v") ->
                  width.isEmpty() ? text : mixed(text);
              case Text text when verb.equals("d") && width.isEmpty() -> decimal(text);
              case Fixed(Constant.Numeric(var number)) when "svd".contains(verb) ->
                  number(number, width, verb.equals("d"));
              case Fixed(Constant.Bool bool) when width.isEmpty() && "sv".contains(verb) ->
                  Texts.of(option);
              default ->
                  "bdoxXfeEgGt".contains(verb)
                      ? Possible.word("a number")
                      : Possible.hole(Kind.ANY, "the result of format()");
            });
  }

  private static Possible decimal(Text text) {
    return text.literal().filter(known -> WHOLE.matcher(known).matches()).isPresent()
        ? text
        : Possible.word("a number");
  }

  private static Possible number(BigDecimal number, String width, boolean decimal) {
    if (width.isEmpty() && (Operators.isWhole(number) || !decimal)) {
      return Texts.of(new Fixed(new Constant.Numeric(number)));
    }
    return Operators.isWhole(number) && width.matches("0?\\d{1,2}")
        ? Possible.text(String.format(Locale.ROOT, "%" + width + "d", number.longValueExact()))
        : Possible.hole(Kind.SEGMENT, "a number");
  }

  private Possible join(List<Possible> arguments) {
    if (arguments.size() != 2) {
      return unknown("join");
    }
    Possible separator = Texts.of(arguments.getFirst());
    return Texts.map(
        arguments.get(1),
        list ->
            switch (list) {
              case Sequence(var elements, var set) when !set || elements.size() < 2 -> {
                List<Possible> parts = new ArrayList<>();
                for (Possible element : elements) {
                  if (!parts.isEmpty()) {
                    parts.add(separator);
                  }
                  parts.add(element);
                }
                yield Texts.join(parts, budget);
              }
              case Sequence(var elements, var set) -> joined(Possible.anyOf(elements), separator);
              case Repeated(var key, var element) -> joined(element, separator);
              case Unknown unknown -> unknown;
              default -> Possible.nothing();
            });
  }

  private static Possible joined(Possible element, Possible separator) {
    boolean segments = true;
    for (Possible part : Possible.either(Texts.of(element), separator).options()) {
      segments &= part instanceof Text text && text.isSegment();
    }
    return Possible.hole(segments ? Kind.SEGMENT : Kind.ANY, "a list of unknown length or order");
  }

  private static Possible keys(Possible map) {
    return switch (map) {
      case Mapping(var attributes) ->
          inOrder(
              attributes, new TreeSet<>(attributes.keySet()).stream().map(Possible::text).toList());
      case Repeated(var key, var element) -> new Repeated(Possible.word("an index"), key);
      default -> map;
    };
  }

  private static Possible values(Possible map) {
    return switch (map) {
      case Mapping(var attributes) ->
          inOrder(attributes, List.copyOf(new java.util.TreeMap<>(attributes).values()));
      case Repeated(var key, var element) -> new Repeated(Possible.word("an index"), element);
      default -> map;
    };
  }

  /** Of names that are not plain, the order is not known. */
  private static Possible inOrder(Map<String, Possible> attributes, List<Possible> elements) {
    return Texts.arePlain(attributes.keySet())
        ? new Sequence(elements, false)
        : new Repeated(Possible.word("an index"), Possible.anyOf(elements));
  }

  /** Terraform counts what readers take for one letter, and {@code \r\n} is one. */
  private static Possible length(Possible value) {
    return switch (value) {
      case Mapping(var attributes) when Texts.arePlain(attributes.keySet()) ->
          whole(attributes.size());
      case Sequence(var elements, var set)
          when !set || elements.isEmpty() || Texts.areTold(elements) ->
          whole(elements.size());
      case Text text
          when text.literal()
              .filter(known -> Texts.isPlain(known) && known.indexOf('\r') < 0)
              .isPresent() ->
          whole(text.literal().get().length());
      default -> Possible.word("length()");
    };
  }

  private static Possible whole(int number) {
    return new Fixed(new Constant.Numeric(BigDecimal.valueOf(number)));
  }

  private static Possible lookup(List<Possible> arguments) {
    if (arguments.size() < 2) {
      return Possible.nothing();
    }
    List<Possible> found = new ArrayList<>();
    for (Possible map : arguments.getFirst().options()) {
      for (Possible key : arguments.get(1).options()) {
        Possible element = Evaluation.element(map, key);
        found.add(element);
        if (!Evaluation.isFound(map, key) && arguments.size() > 2) {
          found.add(arguments.get(2));
        }
      }
    }
    return Possible.anyOf(found);
  }

  private static Possible merge(List<Possible> arguments) {
    List<Possible> keys = new ArrayList<>();
    List<Possible> elements = new ArrayList<>();
    Map<String, Possible> merged = new LinkedHashMap<>();
    boolean exact = true;
    for (Possible argument : arguments) {
      exact &= argument.options().size() == 1;
      for (Possible option : argument.options()) {
        if (option instanceof Mapping(var attributes)) {
          merged.putAll(attributes);
        } else {
          exact &= option.isNull();
        }
        if (option instanceof Unknown) {
          return option;
        }
        if (!spread(option, keys, elements)) {
          exact = false;
        }
      }
    }
    return exact
        ? new Mapping(merged)
        : new Repeated(Possible.anyOf(keys), Possible.anyOf(elements));
  }

  private static Possible one(Possible list) {
    return switch (list) {
      case Sequence(var elements, var set) ->
          elements.isEmpty()
              ? new Fixed(new Constant.Null())
              : set || elements.size() == 1 ? Possible.anyOf(elements) : Possible.nothing();
      case Repeated(var key, var element) ->
          Possible.either(element, new Fixed(new Constant.Null()));
      default -> list;
    };
  }

  private Possible replace(List<Possible> arguments) {
    if (arguments.size() != 3) {
      return Possible.nothing();
    }
    Possible search = Texts.of(arguments.get(1));
    Possible by = Texts.of(arguments.get(2));
    Optional<String> wanted = search instanceof Text text ? text.literal() : Optional.empty();
    Optional<String> replacement = by instanceof Text text ? text.literal() : Optional.empty();
    return Texts.map(
        Texts.of(arguments.getFirst()),
        option -> {
          if (!(option instanceof Text text)) {
            return option;
          }
          boolean pattern =
              wanted.isEmpty()
                  || wanted.get().length() > 1
                      && wanted.get().startsWith("/")
                      && wanted.get().endsWith("/");
          Optional<String> literal = text.literal();
          if (pattern
              && wanted.isPresent()
              && literal.filter(Texts::isPlain).isPresent()
              && replacement
                  .filter(by2 -> Texts.isPlain(by2) && by2.indexOf('$') < 0)
                  .isPresent()) {
            return replaced(literal.get(), wanted.get(), replacement.get());
          }
          if (!pattern
              && literal.filter(Texts::isPlain).isPresent()
              && replacement.filter(Texts::isPlain).isPresent()
              && Texts.isPlain(wanted.get())) {
            String result = literal.get().replace(wanted.get(), replacement.get());
            return result.length() > LONGEST ? unknown("replace") : Possible.text(result);
          }
          boolean segment =
              by instanceof Text with
                  && with.isSegment()
                  && (text.isSegment() || wanted.equals(Optional.of("/")));
          return Possible.hole(
              segment ? Kind.SEGMENT : Kind.ANY,
              literal.isPresent() ? "the result of replace()" : Texts.why(text));
        });
  }

  /** The pattern stands between slashes. */
  private static Possible replaced(String text, String pattern, String by) {
    String inner = pattern.substring(1, pattern.length() - 1);
    if (!Texts.isPlain(inner)) {
      return unknown("replace");
    }
    try {
      com.google.re2j.Matcher matcher = com.google.re2j.Pattern.compile(inner).matcher(text);
      StringBuilder result = new StringBuilder();
      int end = 0;
      boolean first = true;
      while (matcher.find() && result.length() <= LONGEST) {
        // Go passes over an empty match right behind another one.
        if (first || matcher.end() > matcher.start() || matcher.start() > end) {
          result.append(text, end, matcher.start()).append(by);
          end = matcher.end();
          first = false;
        }
      }
      result.append(text, end, text.length());
      return result.length() > LONGEST ? unknown("replace") : Possible.text(result.toString());
    } catch (com.google.re2j.PatternSyntaxException e) {
      return unknown("replace");
    }
  }

  /** A part of the string, or, where the pattern has groups, several. */
  private static Possible matched(List<Possible> arguments) {
    if (arguments.size() != 2) {
      return unknown("regex");
    }
    Optional<String> pattern =
        Texts.of(arguments.getFirst()) instanceof Text text ? text.literal() : Optional.empty();
    return Texts.map(
        Texts.of(arguments.get(1)),
        option -> {
          Possible part = mixed(option);
          if (pattern.filter(known -> known.indexOf('(') < 0).isPresent()) {
            return part;
          }
          Possible group = Possible.either(part, new Fixed(new Constant.Null()));
          return Possible.either(part, new Repeated(Possible.word("a group"), group));
        });
  }

  private static Possible sets(String name, List<Possible> arguments) {
    List<Possible> elements = new ArrayList<>();
    boolean exact = name.equals("setunion");
    for (Possible argument : name.equals("setunion") ? arguments : arguments.subList(0, 1)) {
      exact &= argument.options().size() == 1;
      for (Possible option : argument.options()) {
        switch (option) {
          case Sequence(var each, var set) -> elements.addAll(each);
          case Repeated(var key, var element) -> {
            exact = false;
            elements.add(element);
          }
          case Unknown unknown -> {
            return unknown;
          }
          default -> exact = false;
        }
      }
    }
    Possible any = Possible.anyOf(elements);
    return exact
        ? new Sequence(new ArrayList<>(new LinkedHashSet<>(elements)), true)
        : new Repeated(any, any);
  }

  private static Possible split(List<Possible> arguments) {
    if (arguments.size() != 2) {
      return Possible.nothing();
    }
    Possible separator = Texts.of(arguments.getFirst());
    Optional<String> by = separator instanceof Text text ? text.literal() : Optional.empty();
    return Texts.map(
        Texts.of(arguments.get(1)),
        option -> {
          if (!(option instanceof Text text)) {
            return option;
          }
          Optional<String> literal = text.literal();
          if (literal.filter(Texts::isPlain).isPresent()
              && by.filter(Texts::isPlain).isPresent()
              && !by.get().isEmpty()) {
            return new Sequence(
                Arrays.stream(literal.get().split(Pattern.quote(by.get()), -1))
                    .map(Possible::text)
                    .toList(),
                false);
          }
          boolean segments = text.isSegment() || by.equals(Optional.of("/"));
          return new Repeated(
              Possible.word("an index"),
              Possible.hole(
                  segments ? Kind.SEGMENT : Kind.ANY,
                  literal.isPresent() ? "a part of a string" : Texts.why(text)));
        });
  }

  private static Possible plainCollection(Possible value) {
    return switch (value) {
      case Sequence(var elements, var set) ->
          set && elements.size() > 1 ? repeated(value) : new Sequence(elements, false);
      case Repeated(var key, var element) -> value;
      default -> value;
    };
  }

  private static Possible set(Possible value) {
    return switch (value) {
      case Sequence(var elements, var set) ->
          new Sequence(new ArrayList<>(new LinkedHashSet<>(elements)), true);
      case Repeated(var key, var element) -> new Repeated(element, element);
      default -> value;
    };
  }

  private static Possible trimmed(List<Possible> arguments, boolean start) {
    if (arguments.size() != 2) {
      return Possible.nothing();
    }
    Possible part = Texts.of(arguments.get(1));
    Optional<String> cut = part instanceof Text text ? text.literal() : Optional.empty();
    return Texts.map(
        Texts.of(arguments.getFirst()),
        option -> {
          if (!(option instanceof Text text) || text.pieces().isEmpty()) {
            return option;
          }
          if (cut.filter(Texts::isPlain).isEmpty()) {
            return mixed(text);
          }
          Piece edge = start ? text.pieces().getFirst() : text.pieces().getLast();
          if (!(edge instanceof Literal(var literal))
              || !Texts.isPlain(literal)
              || literal.length() < cut.get().length() && text.pieces().size() > 1) {
            return mixed(text);
          }
          List<Piece> pieces = new ArrayList<>(text.pieces());
          String rest =
              start
                  ? literal.startsWith(cut.get()) ? literal.substring(cut.get().length()) : literal
                  : literal.endsWith(cut.get())
                      ? literal.substring(0, literal.length() - cut.get().length())
                      : literal;
          int at = start ? 0 : pieces.size() - 1;
          if (rest.isEmpty()) {
            pieces.remove(at);
          } else {
            pieces.set(at, new Literal(rest));
          }
          return new Text(pieces);
        });
  }

  private static Possible zipmap(List<Possible> arguments) {
    if (arguments.size() != 2) {
      return Possible.nothing();
    }
    Possible values = arguments.get(1);
    if (arguments.getFirst() instanceof Sequence(var keys, var set)
        && values instanceof Sequence(var elements, var valueSet)
        && !set
        && !valueSet
        && keys.size() == elements.size()) {
      Map<String, Possible> attributes = new LinkedHashMap<>();
      for (int i = 0; i < keys.size(); i++) {
        Optional<String> key =
            Texts.of(keys.get(i)) instanceof Text text ? text.literal() : Optional.empty();
        if (key.isEmpty()) {
          return new Repeated(Possible.anyOf(keys), Possible.anyOf(elements));
        }
        attributes.put(key.get(), elements.get(i));
      }
      return new Mapping(attributes);
    }
    return unknown("zipmap");
  }

  private static Possible contained(String name, List<Possible> arguments) {
    if (arguments.size() == 2
        && arguments.getFirst() instanceof Text text
        && arguments.get(1) instanceof Text part
        && text.literal().filter(Texts::isPlain).isPresent()
        && part.literal().filter(Texts::isPlain).isPresent()) {
      String whole = text.literal().get();
      String wanted = part.literal().get();
      return Possible.of(
          switch (name) {
            case "startswith" -> whole.startsWith(wanted);
            case "endswith" -> whole.endsWith(wanted);
            default -> whole.contains(wanted);
          });
    }
    return Possible.word("a condition");
  }

  private static Possible contains(List<Possible> arguments) {
    if (arguments.size() == 2 && arguments.getFirst() instanceof Sequence(var elements, var set)) {
      boolean all = true;
      for (Possible element : elements) {
        Optional<Boolean> same = Operators.equal(element, arguments.get(1));
        if (same.equals(Optional.of(true))) {
          return Possible.of(true);
        }
        all &= same.isPresent();
      }
      if (all) {
        return Possible.of(false);
      }
    }
    return Possible.word("contains()");
  }
}
