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
import dev.tfgate.text.ByBytes;
import dev.tfgate.text.Whitespace;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Terraform's functions give: the table of those that are computed. What the others give is
 * not known, but for numbers, booleans and hashes, which hold no path. Functions that look at the
 * disk, or at where Terraform runs, are {@code terraform.files}'s.
 */
public final class Functions {
  private static final Set<String> CONDITIONS =
      Set.of(
          "alltrue",
          "anytrue",
          "can",
          "contains",
          "endswith",
          "fileexists",
          "issensitive",
          "startswith",
          "strcontains");

  private static final Set<String> NUMBERS =
      Set.of(
          "abs",
          "ceil",
          "floor",
          "index",
          "length",
          "log",
          "max",
          "min",
          "parseint",
          "pow",
          "signum",
          "sum",
          "timecmp");

  private static final Set<String> WORDS =
      Set.of(
          "filemd5",
          "filesha1",
          "filesha256",
          "filesha512",
          "md5",
          "sha1",
          "sha256",
          "sha512",
          "uuid",
          "uuidv5");

  /** What these give may be known although an argument is not. */
  private static final Set<String> OPEN =
      Set.of(
          "coalesce",
          "coalescelist",
          "concat",
          "flatten",
          "keys",
          "lookup",
          "merge",
          "setproduct",
          "setunion",
          "tolist",
          "tomap",
          "toset",
          "values",
          "zipmap");

  private static final Pattern VERB = Pattern.compile("%((?:0[1-9]|0[1-9][0-9])?)([dsv%])");
  private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,15}(\\.[0-9]{1,15})?");

  /** Words that Go takes for a number without a digit. */
  private static final Pattern INFINITE = Pattern.compile("(?i)[+-]?inf(inity)?");

  private static final int LONGEST = 1 << 16;
  private static final int LONGEST_SEARCHED = 4_096;

  /**
   * Patterns of plain characters, classes and simple repetition: nothing that repeats a group by a
   * number.
   */
  private static final Pattern SIMPLE = Pattern.compile("(?:[ -~&&[^{}?(]]|\\((?!\\?)){1,100}");

  private static final Possible NONE = Possible.pending("an element of nothing");

  private final Budget budget;

  /** Functions whose work is paid by {@code budget}. */
  public Functions(Budget budget) {
    this.budget = budget;
  }

  /**
   * What the function gives.
   *
   * @param complete whether {@code arguments} are all of them, one by one
   */
  public Possible result(String name, List<Possible> arguments, boolean complete) {
    if (!OPEN.contains(name)) {
      for (Possible argument : arguments) {
        if (argument.isPending()) {
          return Possible.pending("the result of " + name + "()");
        }
      }
    }
    if (CONDITIONS.contains(name)) {
      return Possible.condition();
    }
    if (NUMBERS.contains(name)) {
      return Possible.number(name + "()");
    }
    if (WORDS.contains(name)) {
      return Possible.word(name + "()");
    }
    if (!complete) {
      return expanded(name, arguments);
    }
    if (arguments.isEmpty()) {
      return unknown(name);
    }
    Possible first = arguments.getFirst();
    return switch (name) {
      case "chomp" -> Texts.map(Texts.of(first), text -> literally(text, Functions::chomped));
      case "trimspace" -> Texts.map(Texts.of(first), text -> literally(text, Whitespace::strip));
      case "coalesce" -> coalesced(arguments, option -> option.equals(Possible.text("")));
      case "coalescelist" ->
          coalesced(
              arguments,
              option -> option instanceof Sequence(var elements, var set) && elements.isEmpty());
      case "chunklist" ->
          Texts.map(first, list -> Possible.listOf(Possible.listOf(anyElement(list(list)))));
      case "compact", "distinct", "sort", "reverse" ->
          Texts.map(first, list -> reordered(name, list));
      case "concat" -> concat(arguments);
      case "element" -> Texts.map(first, Functions::anyElement);
      case "flatten" -> Texts.map(first, this::flatten);
      case "format" -> format(arguments);
      case "join" -> join(arguments);
      case "jsonencode" -> encoded(first);
      case "base64decode" ->
          first instanceof Unknown ? first : Texts.map(Texts.of(first), Functions::decoded);
      case "base64encode" -> Texts.map(Texts.of(first), Functions::base64);
      case "regex" -> matched(arguments);
      case "regexall" -> Possible.listOf(matched(arguments));
      case "keys" -> Texts.map(first, Functions::keys);
      case "lookup" -> lookup(arguments);
      case "lower" ->
          Texts.map(Texts.of(first), text -> letters(text, t -> t.toLowerCase(Locale.ROOT)));
      case "upper" ->
          Texts.map(Texts.of(first), text -> letters(text, t -> t.toUpperCase(Locale.ROOT)));
      case "matchkeys" -> Texts.map(first, list -> Possible.listOf(anyElement(list(list))));
      case "title" -> Texts.map(Texts.of(first), text -> literally(text, Functions::title));
      case "merge" -> merge(arguments);
      case "nonsensitive", "sensitive" -> first;
      case "ephemeralasnull" -> Possible.either(first, Possible.absent());
      case "one" -> Texts.map(first, Functions::one);
      case "range" -> Possible.listOf(Possible.number("range()"));
      case "replace" -> replace(arguments);
      case "setproduct" -> product(arguments);
      case "setunion", "setintersection", "setsubtract" -> sets(name, arguments);
      case "slice" -> Texts.map(first, list -> sliced(list, arguments));
      case "split" -> split(arguments);
      case "strrev" ->
          Texts.map(
              Texts.of(first),
              text -> literally(text, known -> new StringBuilder(known).reverse().toString()));
      case "substr" -> Texts.map(Texts.of(first), text -> part(text, arguments));
      case "trim" -> Texts.map(Texts.of(first), text -> trimmedOf(text, arguments));
      case "tobool" -> Texts.map(first, Functions::bool);
      case "tolist" -> Texts.map(first, Functions::list);
      case "tomap" -> Texts.map(first, Functions::map);
      case "toset" -> Texts.map(first, Functions::set);
      case "tonumber" -> Texts.map(Texts.of(first), Functions::number);
      case "tostring" -> Texts.of(first);
      case "trimprefix" -> trimmed(arguments, true);
      case "trimsuffix" -> trimmed(arguments, false);
      case "values" -> Texts.map(first, Functions::values);
      case "zipmap" -> zipmap(arguments);
      default -> unknown(name);
    };
  }

  private static Possible unknown(String name) {
    return new Unknown("the result of " + name + "()");
  }

  /** The last argument is a collection of arguments, of any length. */
  private static Possible expanded(String name, List<Possible> arguments) {
    if (!name.equals("merge") && !name.equals("concat")) {
      return unknown(name);
    }
    List<Possible> keys = new ArrayList<>();
    List<Possible> elements = new ArrayList<>();
    List<Possible> parts = new ArrayList<>();
    for (Possible argument : arguments.subList(0, Math.max(0, arguments.size() - 1))) {
      parts.addAll(argument.options());
    }
    Possible last = arguments.isEmpty() ? unknown(name) : arguments.getLast();
    for (Possible option : last.options()) {
      if (option instanceof Unknown) {
        return option.isPending() ? option : unknown(name);
      }
      parts.addAll(anyElement(option).options());
    }
    for (Possible part : parts) {
      if (!spread(part, keys, elements)) {
        return unknown(name);
      }
    }
    return name.equals("concat")
        ? Possible.listOf(Types.oneOf(elements))
        : Possible.mapOf(Possible.anyOf(keys), Types.oneOf(elements));
  }

  /** Any element of a list, a set or a map; of an empty one Terraform gives none to a function. */
  public static Possible anyElement(Possible collection) {
    return switch (collection) {
      case Sequence(var elements, var set) when elements.isEmpty() -> NONE;
      case Mapping(var attributes, var partial) when attributes.isEmpty() -> NONE;
      case Fixed fixed when fixed.isNull() -> NONE;
      case Sequence(var elements, var set) -> Possible.anyOf(elements);
      case Mapping(var attributes, var partial) -> Possible.anyOf(attributes.values());
      case Repeated(var key, var element) -> element;
      case Unknown unknown -> unknown.bare();
      default -> Possible.nothing();
    };
  }

  private static boolean spread(Possible collection, List<Possible> keys, List<Possible> elements) {
    switch (collection) {
      case Mapping(var attributes, var partial) ->
          attributes.forEach(
              (key, value) -> {
                keys.add(Possible.text(key));
                elements.add(value);
              });
      case Sequence(var each, var set) -> {
        keys.add(Possible.index());
        elements.addAll(each);
      }
      case Repeated(var key, var element) -> {
        keys.add(key);
        elements.add(element);
      }
      case Fixed absent -> {}
      case Unknown unknown -> {
        keys.add(unknown);
        elements.add(unknown);
        return unknown.isPending();
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  /** The number that a string stands for, as Terraform converts it. */
  public static Possible number(String text) {
    if (DECIMAL.matcher(text).matches()) {
      BigDecimal number = new BigDecimal(text);
      return number.signum() == 0 && text.startsWith("-")
          ? Possible.number("a number")
          : new Fixed(new Constant.Numeric(number));
    }
    boolean none =
        text.chars().noneMatch(c -> c >= '0' && c <= '9') && !INFINITE.matcher(text).matches();
    return none ? Possible.nothing() : Possible.number("a number");
  }

  private static Possible number(Possible text) {
    return text instanceof Text known && known.literal().isPresent()
        ? number(known.literal().get())
        : text instanceof Text ? Possible.number("a number") : text;
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
    if (known.isPending()
        || (known.pieces().size() == 1 && known.pieces().getFirst().is(Kind.OBJECT))) {
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
                  // Infinity has letters, and so has an exponent.
                  case NUMBER -> new Hole(Kind.NAME, hole.why());
                  case NAME, BELOW, WITHIN, SEGMENT, PENDING -> hole;
                  default -> new Hole(Kind.ANY, hole.reason());
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

  private static String chomped(String text) {
    int end = text.length();
    while (end > 0 && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) {
      end--;
    }
    return text.substring(0, end);
  }

  private static Possible sliced(Possible list, List<Possible> arguments) {
    Optional<Integer> from = arguments.size() == 3 ? whole(arguments.get(1)) : Optional.empty();
    Optional<Integer> to = arguments.size() == 3 ? whole(arguments.get(2)) : Optional.empty();
    return list instanceof Sequence(var elements, var set)
            && !set
            && from.isPresent()
            && to.isPresent()
            && from.get() <= to.get()
            && to.get() <= elements.size()
        ? new Sequence(elements.subList(from.get(), to.get()), false)
        : repeated(list);
  }

  /** A number of elements or letters; empty where it isn't known. */
  private static Optional<Integer> whole(Possible number) {
    return number instanceof Fixed(Constant.Numeric(var value))
            && Operators.isWhole(value)
            && value.signum() >= 0
            && value.compareTo(BigDecimal.valueOf(LONGEST)) < 0
        ? Optional.of(value.intValue())
        : Optional.empty();
  }

  private static Possible part(Possible text, List<Possible> arguments) {
    Optional<Integer> from = arguments.size() == 3 ? whole(arguments.get(1)) : Optional.empty();
    boolean rest = arguments.size() == 3 && arguments.get(2).equals(Possible.of(-1));
    Optional<Integer> length = arguments.size() == 3 ? whole(arguments.get(2)) : Optional.empty();
    return from.isEmpty() || (length.isEmpty() && !rest)
        ? mixed(text)
        : literally(
            text,
            known -> {
              int start = Math.min(from.get(), known.length());
              int end = rest ? known.length() : Math.min(known.length(), start + length.get());
              return known.substring(start, end);
            });
  }

  private static Possible trimmedOf(Possible text, List<Possible> arguments) {
    Optional<String> cutset =
        arguments.size() == 2 && Texts.of(arguments.get(1)) instanceof Text part
            ? part.literal().filter(Texts::isPlain)
            : Optional.empty();
    return cutset.isEmpty()
        ? mixed(text)
        : literally(
            text,
            known -> {
              int start = 0;
              int end = known.length();
              while (start < end && cutset.get().indexOf(known.charAt(start)) >= 0) {
                start++;
              }
              while (end > start && cutset.get().indexOf(known.charAt(end - 1)) >= 0) {
                end--;
              }
              return known.substring(start, end);
            });
  }

  private static Possible base64(Possible text) {
    return text instanceof Text known && known.literal().filter(Texts::isPlain).isPresent()
        ? Possible.text(
            Base64.getEncoder()
                .encodeToString(known.literal().get().getBytes(StandardCharsets.UTF_8)))
        : text.isPending() ? text : unknown("base64encode");
  }

  private static Possible decoded(Possible text) {
    if (!(text instanceof Text known) || known.literal().filter(Texts::isPlain).isEmpty()) {
      return text.isPending() ? text : unknown("base64decode");
    }
    try {
      String plain =
          new String(Base64.getDecoder().decode(known.literal().get()), StandardCharsets.UTF_8);
      boolean canonical =
          Base64.getEncoder()
              .encodeToString(plain.getBytes(StandardCharsets.UTF_8))
              .equals(known.literal().get());
      return canonical && Texts.isPlain(plain) ? Possible.text(plain) : unknown("base64decode");
    } catch (IllegalArgumentException e) {
      return unknown("base64decode");
    }
  }

  /** Any of the arguments that is neither null nor empty. */
  private static Possible coalesced(List<Possible> arguments, Predicate<Possible> isEmpty) {
    List<Possible> kept = new ArrayList<>();
    for (Possible argument : Types.unified(arguments)) {
      for (Possible option : argument.options()) {
        if (!option.isNull() && !isEmpty.test(option)) {
          kept.add(option);
        }
      }
    }
    return Possible.anyOf(kept);
  }

  private static Possible one(Possible list) {
    return switch (list) {
      case Sequence(var elements, var set) when elements.isEmpty() -> Possible.absent();
      case Sequence(var elements, var set) when elements.size() == 1 -> elements.getFirst();
      case Unknown unknown -> unknown;
      default -> Possible.either(anyElement(list), Possible.absent());
    };
  }

  private static Possible bool(Possible value) {
    return value instanceof Fixed(Constant.Bool known) || value.isNull()
        ? value
        : value.mayBeNull()
            ? Possible.either(Possible.condition(), Possible.absent())
            : Possible.condition();
  }

  private static Possible encoded(Possible value) {
    return new Text(List.of(new Hole(Kind.ANY, "the result of jsonencode()", null, value, null)));
  }

  private static Possible reordered(String name, Possible list) {
    return switch (list) {
      case Sequence(var given, var set) -> {
        List<Possible> elements =
            switch (name) {
              case "reverse" -> given;
              case "distinct" -> Types.unified(given);
              default -> given.stream().map(Texts::of).toList();
            };
        boolean ordered = !set || elements.size() < 2;
        boolean told = Texts.areTold(elements);
        List<Possible> exact =
            switch (name) {
              case "reverse" -> ordered ? elements.reversed() : null;
              case "sort" -> told ? sorted(elements) : null;
              case "distinct" ->
                  ordered && told ? new ArrayList<>(new LinkedHashSet<>(elements)) : null;
              default ->
                  ordered && told
                      ? elements.stream().filter(each -> !each.equals(Possible.text(""))).toList()
                      : null;
            };
        yield exact == null
            ? Possible.listOf(Possible.anyOf(elements))
            : new Sequence(exact, false);
      }
      case Repeated repeated ->
          Possible.listOf(
              switch (name) {
                case "sort", "compact" -> Texts.of(repeated.element());
                // A tuple turns into a list, whose elements have one type.
                case "distinct" -> Types.oneOf(repeated.element().options());
                default -> repeated.element();
              });
      default -> list;
    };
  }

  private static List<Possible> sorted(List<Possible> told) {
    TreeMap<String, List<Possible>> byText = new TreeMap<>(ByBytes.ORDER);
    for (Possible each : told) {
      byText
          .computeIfAbsent(((Text) each).literal().orElseThrow(), text -> new ArrayList<>())
          .add(each);
    }
    return byText.values().stream().flatMap(List::stream).toList();
  }

  private static Possible repeated(Possible list) {
    return list instanceof Sequence(var elements, var set)
        ? Possible.listOf(Possible.anyOf(elements))
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
          case Unknown unknown when unknown.isPending() -> exact = false;
          case Unknown unknown -> {
            return unknown;
          }
          // Terraform fails on anything else, if it gets it at all.
          default -> exact = false;
        }
      }
    }
    boolean seen =
        exact
            && arguments.stream()
                .allMatch(each -> each instanceof Sequence(var some, var set) && !some.isEmpty());
    List<Possible> unified = seen ? Types.unified(elements) : Types.unifiedWithOthers(elements);
    return exact ? new Sequence(unified, false) : Possible.listOf(Possible.anyOf(unified));
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
              case Repeated each -> {
                exact = false;
                flat.add(each.element());
                if (option instanceof Repeated given && given.mayBeMap()) {
                  flat.add(option);
                }
              }
              default -> {
                exact &= !(inner instanceof Unknown);
                flat.add(inner);
              }
            }
          }
        }
        yield exact ? new Sequence(flat, false) : Possible.listOf(Possible.anyOf(flat));
      }
      case Repeated(var key, var element) -> {
        List<Possible> inner = new ArrayList<>();
        for (Possible option : element.options()) {
          switch (flatten(option)) {
            case Sequence(var each, var set) -> inner.addAll(each);
            case Repeated(var innerKey, var each) -> {
              inner.add(each);
              if (option instanceof Repeated given && given.mayBeMap()) {
                inner.add(option);
              }
            }
            case Possible other -> inner.add(other);
          }
        }
        yield Possible.listOf(Possible.anyOf(inner));
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
          if (!verb.group(1).isEmpty()) {
            return unknown("format");
          }
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
              case Text text when !verb.equals("d") -> width.isEmpty() ? text : mixed(text);
              case Text text -> whole(number(text), width);
              case Fixed(Constant.Numeric number) when verb.equals("s") -> whole(option, width);
              case Fixed(Constant.Numeric number) when verb.equals("d") -> whole(option, width);
              case Fixed(Constant.Numeric number) -> Possible.number("a number");
              case Fixed(Constant.Bool bool) when width.isEmpty() && !verb.equals("d") ->
                  Texts.of(option);
              default ->
                  verb.equals("d")
                      ? Possible.number("a number")
                      : Possible.hole(Kind.ANY, "the result of format()");
            });
  }

  private static Possible whole(Possible number, String width) {
    if (!(number instanceof Fixed(Constant.Numeric(var value))) || !Operators.isWhole(value)) {
      return number.isPending() ? number : Possible.number("a number");
    }
    if (width.isEmpty()) {
      return Texts.of(number);
    }
    String digits = value.toBigInteger().toString();
    return value.signum() < 0
        ? Possible.number("a number")
        : Possible.text(
            "0".repeat(Math.max(0, Integer.parseInt(width) - digits.length())) + digits);
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
    if (separator.isPending()) {
      return separator;
    }
    if (element.isPending()) {
      // A list of nothing is empty.
      return Possible.text("");
    }
    boolean segments = true;
    for (Possible part : Possible.either(Texts.of(element), separator).options()) {
      segments &= part instanceof Text text && text.isSegment();
    }
    return Possible.hole(segments ? Kind.SEGMENT : Kind.ANY, "a list of unknown length or order");
  }

  private static Possible keys(Possible map) {
    return switch (map) {
      case Mapping(var attributes, var partial) ->
          inOrder(
              attributes,
              partial,
              ordered(attributes).keySet().stream().map(Possible::text).toList());
      case Repeated(var key, var element) -> Possible.listOf(key);
      default -> map;
    };
  }

  private static Possible values(Possible map) {
    return switch (map) {
      case Mapping(var attributes, var partial) ->
          inOrder(attributes, partial, List.copyOf(ordered(attributes).values()));
      case Repeated(var key, var element) -> Possible.listOf(element);
      default -> map;
    };
  }

  /** The attributes in the order that Terraform gives them. */
  public static Map<String, Possible> ordered(Map<String, Possible> attributes) {
    TreeMap<String, Possible> ordered = new TreeMap<>(ByBytes.ORDER);
    ordered.putAll(attributes);
    return ordered;
  }

  private static Possible inOrder(
      Map<String, Possible> attributes, boolean partial, List<Possible> elements) {
    return !partial && Texts.arePlain(attributes.keySet())
        ? new Sequence(elements, false)
        : Possible.listOf(Possible.anyOf(elements));
  }

  private static Possible lookup(List<Possible> arguments) {
    List<Possible> found = new ArrayList<>();
    for (Possible map : arguments.getFirst().options()) {
      found.add(anyElement(map));
    }
    if (arguments.size() > 2) {
      found.add(Types.converted(arguments.get(2)));
    }
    return Possible.anyOf(Types.unifiedWithOthers(found));
  }

  private static Possible merge(List<Possible> arguments) {
    List<Possible> keys = new ArrayList<>();
    List<Possible> elements = new ArrayList<>();
    Map<String, List<Possible>> merged = new LinkedHashMap<>();
    boolean exact = true;
    boolean partial = false;
    for (Possible argument : arguments) {
      List<Possible> options = argument.options();
      boolean all = options.size() == 1;
      for (Possible option : options) {
        switch (option) {
          case Mapping(var attributes, var some) -> {
            boolean certain = all && !some;
            partial |= !certain;
            exact &= Texts.arePlain(attributes.keySet());
            for (Map.Entry<String, Possible> attribute : attributes.entrySet()) {
              List<Possible> possible =
                  merged.computeIfAbsent(attribute.getKey(), name -> new ArrayList<>());
              if (certain) {
                possible.clear();
              }
              possible.add(attribute.getValue());
            }
          }
          case Unknown unknown when unknown.isPending() -> partial = true;
          case Unknown unknown -> {
            return unknown;
          }
          default -> exact &= option.isNull();
        }
        spread(option, keys, elements);
      }
    }
    if (exact) {
      Map<String, Possible> attributes = new LinkedHashMap<>();
      merged.forEach((name, all) -> attributes.put(name, Possible.anyOf(all)));
      return new Mapping(attributes, partial);
    }
    return Possible.mapOf(Possible.anyOf(keys), Types.oneOf(elements));
  }

  private static Possible product(List<Possible> arguments) {
    List<Possible> parts = new ArrayList<>();
    for (Possible argument : arguments) {
      for (Possible option : argument.options()) {
        if (option instanceof Unknown) {
          return option;
        }
      }
      parts.add(Possible.anyOf(argument.options().stream().map(Functions::anyElement).toList()));
    }
    return Possible.listOf(new Sequence(Types.unified(parts), false));
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
          if (!(option instanceof Text text) || text.isPending()) {
            return option;
          }
          boolean pattern =
              wanted.isEmpty()
                  || (wanted.get().length() > 1
                      && wanted.get().startsWith("/")
                      && wanted.get().endsWith("/"));
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
            return grows(literal.get(), wanted.get(), replacement.get())
                ? unknown("replace")
                : Possible.text(literal.get().replace(wanted.get(), replacement.get()));
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

  private static boolean grows(String text, String part, String by) {
    long most = (long) text.length() / Math.max(1, part.length()) + 1;
    return most * by.length() + text.length() > LONGEST;
  }

  /** The pattern stands between slashes. */
  private static Possible replaced(String text, String pattern, String by) {
    String inner = pattern.substring(1, pattern.length() - 1);
    if (!SIMPLE.matcher(inner).matches()
        || inner.contains("\\p")
        || inner.contains("\\P")
        || text.length() > LONGEST_SEARCHED) {
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
          Possible group = Possible.either(part, Possible.absent());
          return Possible.anyOf(
              List.of(
                  part,
                  Possible.listOf(group),
                  new Repeated(Possible.hole(Kind.SEGMENT, "a group"), group)));
        });
  }

  private static Possible sets(String name, List<Possible> arguments) {
    List<Possible> elements = new ArrayList<>();
    boolean exact = name.equals("setunion");
    for (Possible argument : arguments) {
      exact &= argument.options().size() == 1;
      for (Possible option : argument.options()) {
        switch (option) {
          case Sequence(var each, var set) -> elements.addAll(each);
          case Repeated(var key, var element) -> {
            exact = false;
            elements.add(element);
          }
          case Unknown unknown when unknown.isPending() -> exact = false;
          case Unknown unknown -> {
            return unknown;
          }
          default -> exact = false;
        }
      }
    }
    elements = Types.unifiedWithOthers(elements);
    Possible any = Possible.anyOf(elements);
    return exact ? setOf(elements) : new Repeated(any, any);
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

  static Possible list(Possible value) {
    return switch (value) {
      case Sequence(var elements, var set) ->
          set && elements.size() > 1
              ? repeated(value)
              : new Sequence(Types.unified(elements), false);
      case Repeated(var key, var element) -> Possible.listOf(Types.oneOf(element.options()));
      default -> value;
    };
  }

  /** A set of these; only those are taken for one that are known to be equal. */
  static Possible setOf(List<Possible> elements) {
    Set<Possible> seen = new HashSet<>();
    return new Sequence(
        elements.stream().filter(each -> seen.add(each) || !isKnown(each)).toList(), true);
  }

  /** Whether it is one value and no other. */
  private static boolean isKnown(Possible value) {
    return switch (value) {
      case Fixed fixed -> true;
      case Text text -> text.literal().isPresent();
      case Sequence(var elements, var set) ->
          (!set || elements.size() < 2) && elements.stream().allMatch(Functions::isKnown);
      case Mapping(var attributes, var partial) ->
          !partial && attributes.values().stream().allMatch(Functions::isKnown);
      default -> false;
    };
  }

  static Possible map(Possible value) {
    if (value instanceof Repeated(var key, var element)) {
      return new Repeated(key, Types.oneOf(element.options()));
    }
    if (!(value instanceof Mapping(var attributes, var partial))) {
      return value;
    }
    List<Possible> values = Types.unified(List.copyOf(attributes.values()));
    Map<String, Possible> converted = new LinkedHashMap<>();
    int i = 0;
    for (String name : attributes.keySet()) {
      converted.put(name, values.get(i++));
    }
    return new Mapping(converted, partial);
  }

  static Possible set(Possible value) {
    return switch (value) {
      case Sequence(var elements, var set) -> setOf(Types.unified(elements));
      case Repeated(var key, var element) -> {
        Possible unified = Types.oneOf(element.options());
        yield new Repeated(unified, unified);
      }
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
          if (!(option instanceof Text text) || text.pieces().isEmpty() || text.isPending()) {
            return option;
          }
          if (cut.filter(Texts::isPlain).isEmpty()) {
            return mixed(text);
          }
          Piece edge = start ? text.pieces().getFirst() : text.pieces().getLast();
          if (!(edge instanceof Literal(var literal))
              || !Texts.isPlain(literal)
              || (literal.length() < cut.get().length() && text.pieces().size() > 1)) {
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
          return Possible.mapOf(Texts.of(Possible.anyOf(keys)), Possible.anyOf(elements));
        }
        attributes.merge(key.get(), elements.get(i), Possible::either);
      }
      return Texts.arePlain(attributes.keySet())
          ? new Mapping(attributes)
          : Possible.mapOf(Texts.of(Possible.anyOf(keys)), Possible.anyOf(elements));
    }
    return unknown("zipmap");
  }
}
