package dev.tfgate.cel;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.tfgate.cel.Function.Body;
import dev.tfgate.text.Glob;
import dev.tfgate.text.Version;
import dev.tfgate.text.VersionConstraints;
import dev.tfgate.text.Whitespace;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The functions and operators of the language: CEL's own, its extensions', and Terraform's. */
final class FunctionTable {
  private static final int LONGEST_PATTERN = 1_000;
  private static final Set<String> NO_DIGITS = Set.of("NaN", "Infinity", "-Infinity");
  private static final Set<String> TRUE = Set.of("1", "t", "TRUE", "True");
  private static final Set<String> FALSE = Set.of("0", "f", "FALSE", "False");

  private final Map<String, Function> byName = new HashMap<>();

  /** Returns the one of that name, as a checked expression calls it; empty where there is none. */
  Optional<Function> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** Returns the names that a user writes. */
  Set<String> names() {
    Set<String> names = new TreeSet<>();
    for (String name : byName.keySet()) {
      if (Character.isLetter(name.charAt(0)) && name.indexOf('@') < 0) {
        names.add(name);
      }
    }
    return names;
  }

  FunctionTable() {
    operators();
    texts();
    lists();
    sets();
    numbers();
    optionals();
    terraform();
  }

  private void add(String name, Body body) {
    byName.put(name, new Function(name, body, null));
  }

  private void add(String name, Body body, Body partial) {
    byName.put(name, new Function(name, body, partial));
  }

  private void operators() {
    Body equal = (frame, a) -> Equality.same(frame, a[0], a[1]);
    Body unequal = (frame, a) -> not(Equality.same(frame, a[0], a[1]));
    add("_==_", equal, equal);
    add("_!=_", unequal, unequal);
    add("!_", (frame, a) -> not(Logic.truth(a[0], -1)));
    add("_<_", (frame, a) -> Equality.ordered(a[0], a[1], order -> order < 0));
    add("_<=_", (frame, a) -> Equality.ordered(a[0], a[1], order -> order <= 0));
    add("_>_", (frame, a) -> Equality.ordered(a[0], a[1], order -> order > 0));
    add("_>=_", (frame, a) -> Equality.ordered(a[0], a[1], order -> order >= 0));
    Body in = FunctionTable::in;
    add("@in", in, in);
    add("_+_", FunctionTable::plus, FunctionTable::plusUnknown);
    add("_-_", (frame, a) -> arithmetic(a, Math::subtractExact, (x, y) -> x - y));
    add("_*_", (frame, a) -> arithmetic(a, Math::multiplyExact, (x, y) -> x * y));
    add("_/_", (frame, a) -> arithmetic(a, FunctionTable::divide, (x, y) -> x / y));
    add("_%_", (frame, a) -> arithmetic(a, FunctionTable::modulo, (x, y) -> x % y));
    add("-_", (frame, a) -> arithmetic(new Object[] {0L, a[0]}, Math::subtractExact, (x, y) -> -y));
    add("dyn", (frame, a) -> a[0]);
  }

  private static Object not(Object truth) {
    return truth instanceof Boolean known ? (Object) !known : truth;
  }

  private static Object in(Frame frame, @Nullable Object[] a) throws EvaluationException {
    return switch (a[1]) {
      case null -> false;
      case Unknown unknown -> a[0] instanceof Unknown more ? unknown.and(more) : unknown.bare();
      case Items items -> Equality.in(frame, a[0], items);
      case Fields fields ->
          a[0] instanceof Unknown unknown
              ? unknown.bare()
              : Text.of(a[0]).map(name -> Reading.has(frame, fields, name)).orElse(false);
      default -> throw new EvaluationException("'in' needs a list or a map on its right");
    };
  }

  private static Object plus(Frame frame, @Nullable Object[] a) throws EvaluationException {
    if (a[0] instanceof Items left && a[1] instanceof Items right) {
      frame.work(left.size() + right.size());
      List<@Nullable Object> all = new ArrayList<>(left.size() + right.size());
      addAll(frame, left, all);
      addAll(frame, right, all);
      boolean known = left.open() == null;
      return new ItemList(
          all, known ? right.open() : left.open(), left.certain() + (known ? right.certain() : 0));
    }
    if (a[0] instanceof String || a[1] instanceof String) {
      String left = Text.of(a[0], -1);
      String right = Text.of(a[1], -1);
      frame.work(left.length() + right.length());
      return frame.made(left + right);
    }
    return arithmetic(a, Math::addExact, Double::sum);
  }

  private static Object plusUnknown(Frame frame, @Nullable Object[] a) throws EvaluationException {
    Unknown causes =
        a[0] instanceof Unknown left
            ? (a[1] instanceof Unknown right ? left.and(right) : left.bare())
            : ((Unknown) require(a[1])).bare();
    String prefix = a[0] instanceof String text ? text : "";
    String suffix = a[1] instanceof String text ? text : "";
    if (a[0] instanceof Unknown left && !(a[1] instanceof Items)) {
      prefix = left.prefix();
      suffix = a[1] instanceof String text ? left.suffix() + text : suffix;
    }
    if (a[1] instanceof Unknown right && !(a[0] instanceof Items)) {
      suffix = right.suffix();
      prefix = a[0] instanceof String text ? text + right.prefix() : prefix;
    }
    return Unknown.text(causes.causes(), prefix, suffix);
  }

  private static Object require(@Nullable Object value) throws EvaluationException {
    if (value == null) {
      throw new EvaluationException("the value is not set: test it with has(…)");
    }
    return value;
  }

  private interface Whole {
    long apply(long left, long right);
  }

  private interface Real {
    double apply(double left, double right);
  }

  private static Object arithmetic(@Nullable Object[] a, Whole whole, Real real)
      throws EvaluationException {
    Number left = Equality.number(a[0]);
    Number right = Equality.number(a[1]);
    try {
      if (left instanceof Long x && right instanceof Long y) {
        return whole.apply(x, y);
      }
      return real.apply(left.doubleValue(), right.doubleValue());
    } catch (ArithmeticException e) {
      throw new EvaluationException("the numbers give no result: overflow or division by zero");
    }
  }

  private static long divide(long left, long right) {
    return Math.divideExact(left, right);
  }

  private static long modulo(long left, long right) {
    return left % right;
  }

  private void texts() {
    add("size", (frame, a) -> size(a[0]));
    add(
        "startsWith",
        (frame, a) -> text(a, 0).startsWith(text(a, 1)),
        (frame, a) ->
            a[0] instanceof Unknown value && a[1] instanceof String start
                ? startsWith(value, start)
                : causes(a));
    add(
        "endsWith",
        (frame, a) -> text(a, 0).endsWith(text(a, 1)),
        (frame, a) ->
            a[0] instanceof Unknown value && a[1] instanceof String end
                ? endsWith(value, end)
                : causes(a));
    add(
        "contains",
        (frame, a) -> {
          frame.work(text(a, 0).length());
          return text(a, 0).contains(text(a, 1));
        },
        (frame, a) ->
            a[0] instanceof Unknown value
                    && a[1] instanceof String part
                    && (value.prefix().contains(part) || value.suffix().contains(part))
                ? (Object) true
                : causes(a));
    add("matches", (frame, a) -> matches(frame, text(a, 0), text(a, 1)));
    add("string", (frame, a) -> text(a, 0));
    add("int", (frame, a) -> whole(a[0]));
    add(
        "double",
        (frame, a) ->
            a[0] instanceof String text && NO_DIGITS.contains(text)
                ? Double.parseDouble(text)
                : Equality.number(a[0]).doubleValue());
    add("bool", (frame, a) -> truth(a[0]));
    Body lower = (frame, a) -> frame.made(lowered(text(a, 0)));
    Body upper = (frame, a) -> frame.made(raised(text(a, 0)));
    add(
        "lowerAscii",
        lower,
        (frame, a) -> {
          Unknown value = (Unknown) require(a[0]);
          return Unknown.text(value.causes(), lowered(value.prefix()), lowered(value.suffix()));
        });
    add("upperAscii", upper);
    add("trim", (frame, a) -> frame.made(Whitespace.strip(text(a, 0))));
    add("format", TextFormat::apply);
    add("strings.quote", (frame, a) -> frame.made(TextFormat.quoted(text(a, 0))));
    add("reverse", FunctionTable::reverse);
    add(
        "charAt",
        (frame, a) -> {
          String text = text(a, 0);
          int at = offset(text, whole(a[1]));
          return at == text.length() ? "" : Character.toString(text.codePointAt(at));
        });
    add(
        "substring",
        (frame, a) ->
            substring(
                frame,
                text(a, 0),
                whole(a[1]),
                a.length > 2 ? whole(a[2]) : text(a, 0).codePointCount(0, text(a, 0).length())));
    add(
        "indexOf",
        (frame, a) -> {
          String text = text(a, 0);
          frame.work(text.length());
          int from = a.length > 2 ? offset(text, whole(a[2])) : 0;
          int found = text.indexOf(text(a, 1), from);
          return found < 0 ? -1L : (long) text.codePointCount(0, found);
        });
    add(
        "lastIndexOf",
        (frame, a) -> {
          String text = text(a, 0);
          frame.work(text.length());
          int found =
              a.length > 2
                  ? text.lastIndexOf(text(a, 1), offset(text, whole(a[2])))
                  : text.lastIndexOf(text(a, 1));
          return found < 0 ? -1L : (long) text.codePointCount(0, found);
        });
    add("replace", FunctionTable::replace);
    add("split", FunctionTable::split, FunctionTable::splitUnknown);
    add("join", FunctionTable::join);
    add(
        "base64.encode",
        (frame, a) ->
            frame.made(
                Base64.getEncoder().encodeToString(text(a, 0).getBytes(StandardCharsets.UTF_8))));
    add(
        "base64.decode",
        (frame, a) -> {
          try {
            byte[] bytes = Base64.getDecoder().decode(text(a, 0));
            return frame.made(
                StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
          } catch (IllegalArgumentException | CharacterCodingException e) {
            throw new EvaluationException("not text in base64");
          }
        });
  }

  private static Object truth(@Nullable Object value) throws EvaluationException {
    return switch (value) {
      case String text when TRUE.contains(text) -> true;
      case String text when FALSE.contains(text) -> false;
      case null, default -> Logic.truth(value, -1);
    };
  }

  private static String lowered(String text) {
    return mapped(text, 'A', 'Z', 'a' - 'A');
  }

  private static String raised(String text) {
    return mapped(text, 'a', 'z', 'A' - 'a');
  }

  private static String mapped(String text, char from, char to, int by) {
    char[] letters = text.toCharArray();
    for (int i = 0; i < letters.length; i++) {
      if (letters[i] >= from && letters[i] <= to) {
        letters[i] = (char) (letters[i] + by);
      }
    }
    return new String(letters);
  }

  private static Unknown causes(@Nullable Object[] arguments) {
    Unknown merged = null;
    for (Object argument : arguments) {
      if (argument instanceof Unknown unknown) {
        merged = merged == null ? unknown.bare() : merged.and(unknown);
      }
    }
    return merged == null ? Unknown.of("a value") : merged;
  }

  private static Object startsWith(Unknown value, String start) {
    if (value.prefix().startsWith(start)) {
      return true;
    }
    return start.startsWith(value.prefix()) ? value.bare() : false;
  }

  private static Object endsWith(Unknown value, String end) {
    if (value.suffix().endsWith(end)) {
      return true;
    }
    return end.endsWith(value.suffix()) ? value.bare() : false;
  }

  private static String text(@Nullable Object[] arguments, int index) throws EvaluationException {
    return Text.of(arguments[index], -1);
  }

  private static long whole(@Nullable Object value) throws EvaluationException {
    Number number = Equality.number(value);
    if (number instanceof Double real && !(Math.abs(real) < 9.2e18)) {
      throw new EvaluationException("the number is too large for an int");
    }
    return number.longValue();
  }

  private static Object size(@Nullable Object value) throws EvaluationException {
    return switch (value) {
      case null -> 0L;
      case String text -> (long) text.codePointCount(0, text.length());
      case Items items ->
          items.open() == null ? (Object) (long) items.size() : Unknown.of(items.open());
      case Fields fields ->
          fields.open() == null ? (Object) (long) fields.names().size() : Unknown.of(fields.open());
      default -> throw new EvaluationException("%s has no size".formatted(Reading.describe(value)));
    };
  }

  static Pattern pattern(String pattern) throws EvaluationException {
    if (pattern.length() > LONGEST_PATTERN) {
      throw EvaluationException.exhausted(
          "a regular expression of more than %d characters".formatted(LONGEST_PATTERN));
    }
    try {
      return Pattern.compile(pattern);
    } catch (PatternSyntaxException e) {
      throw new EvaluationException("not a regular expression in RE2 syntax: " + e.getMessage());
    }
  }

  private static Object matches(Frame frame, String text, String pattern)
      throws EvaluationException {
    return matches(frame, text, pattern(pattern));
  }

  /** Whether the pattern is found in the text; RE2's time grows with text times pattern. */
  static boolean matches(Frame frame, String text, Pattern pattern) throws EvaluationException {
    frame.work(Math.multiplyExact(text.length() / 16 + 1, pattern.pattern().length() + 1));
    return pattern.matcher(text).find();
  }

  private static int offset(String text, long codePoints) throws EvaluationException {
    if (codePoints < 0 || codePoints > text.codePointCount(0, text.length())) {
      throw new EvaluationException("the index lies outside of the text");
    }
    return text.offsetByCodePoints(0, (int) codePoints);
  }

  private static String substring(Frame frame, String text, long from, long to)
      throws EvaluationException {
    int start = offset(text, from);
    int end = offset(text, to);
    if (start > end) {
      throw new EvaluationException("the text's start lies behind its end");
    }
    return frame.made(text.substring(start, end));
  }

  private static Object reverse(Frame frame, @Nullable Object[] a) throws EvaluationException {
    if (!(a[0] instanceof Items items)) {
      return frame.made(new StringBuilder(text(a, 0)).reverse().toString());
    }
    List<@Nullable Object> all = new ArrayList<>();
    addAll(frame, items, all);
    return new ItemList(all.reversed(), items.open());
  }

  private static Object replace(Frame frame, @Nullable Object[] a) throws EvaluationException {
    String text = text(a, 0);
    String from = text(a, 1);
    String to = text(a, 2);
    long times = a.length > 3 ? whole(a[3]) : -1;
    long longest = (long) (text.length() + 1) * (to.length() + 1);
    frame.work((int) Math.min(longest, Integer.MAX_VALUE));
    if (from.isEmpty()) {
      return frame.made(interspersed(text, to, times));
    }
    if (times < 0) {
      return frame.made(text.replace(from, to));
    }
    StringBuilder replaced = new StringBuilder();
    int start = 0;
    for (long i = 0; i < times; i++) {
      int found = text.indexOf(from, start);
      if (found < 0) {
        break;
      }
      replaced.append(text, start, found).append(to);
      start = found + from.length();
    }
    return frame.made(replaced.append(text, start, text.length()).toString());
  }

  /** The text with another in front of each of its letters, and at its end. */
  private static String interspersed(String text, String between, long times) {
    StringBuilder made = new StringBuilder();
    long left = times < 0 ? Long.MAX_VALUE : times;
    int at = 0;
    while (left-- > 0) {
      made.append(between);
      if (at == text.length()) {
        return made.toString();
      }
      int next = text.offsetByCodePoints(at, 1);
      made.append(text, at, next);
      at = next;
    }
    return made.append(text, at, text.length()).toString();
  }

  private static Object split(Frame frame, @Nullable Object[] a) throws EvaluationException {
    String text = text(a, 0);
    String separator = text(a, 1);
    long most = a.length > 2 ? whole(a[2]) : Long.MAX_VALUE;
    most = most < 0 ? Long.MAX_VALUE : most;
    frame.work(text.length());
    List<@Nullable Object> parts = new ArrayList<>();
    if (most == 0 || (most > 1 && text.isEmpty() && separator.isEmpty())) {
      return new ItemList(parts, null);
    }
    int start = 0;
    while (parts.size() < most - 1) {
      int found;
      if (separator.isEmpty()) {
        found = start >= text.length() ? -1 : text.offsetByCodePoints(start, 1);
        found = found >= text.length() ? -1 : found;
      } else {
        found = text.indexOf(separator, start);
      }
      if (found < 0) {
        break;
      }
      frame.element();
      parts.add(text.substring(start, found));
      start = found + separator.length();
    }
    parts.add(text.substring(start));
    return new ItemList(parts, null);
  }

  /** Of a text whose start is known, the first parts are known. */
  private static Object splitUnknown(Frame frame, @Nullable Object[] a) throws EvaluationException {
    if (!(a[0] instanceof Unknown value)
        || !(a[1] instanceof String separator)
        || a.length > 2
        || separator.isEmpty()
        || value.prefix().isEmpty()) {
      return causes(a);
    }
    List<@Nullable Object> parts = new ArrayList<>();
    int start = 0;
    for (int found = value.prefix().indexOf(separator);
        found >= 0;
        found = value.prefix().indexOf(separator, start)) {
      frame.step();
      parts.add(value.prefix().substring(start, found));
      start = found + separator.length();
    }
    parts.add(Unknown.text(value.causes(), value.prefix().substring(start), ""));
    return new ItemList(parts, value.names(), parts.size());
  }

  private static Object join(Frame frame, @Nullable Object[] a) throws EvaluationException {
    if (!(a[0] instanceof Items items)) {
      return a[0] == null ? "" : text(a, 0);
    }
    Unknown unknown = unknownIn(frame, items);
    if (unknown != null) {
      return unknown;
    }
    String separator = a.length > 1 ? text(a, 1) : "";
    StringBuilder joined = new StringBuilder();
    for (int i = 0; i < items.size(); i++) {
      String part = Text.of(frame.see(items.get(i)), -1);
      frame.made(part);
      joined.append(i == 0 ? "" : separator).append(part);
    }
    return frame.made(joined.toString());
  }

  /** What isn't known of a list, or null where all of it is. */
  private static @Nullable Unknown unknownIn(Frame frame, Items items) throws EvaluationException {
    Unknown unknown = Unknown.numberOf(items);
    for (int i = 0; i < items.size(); i++) {
      frame.step();
      if (items.get(i) instanceof Unknown more) {
        unknown = unknown == null ? more.bare() : unknown.and(more);
      }
    }
    return unknown;
  }

  private static void addAll(Frame frame, Items items, List<@Nullable Object> to)
      throws EvaluationException {
    for (int i = 0; i < items.size(); i++) {
      frame.element();
      to.add(frame.see(items.get(i)));
    }
  }

  private static Items items(@Nullable Object value) throws EvaluationException {
    return switch (value) {
      case null -> ItemList.EMPTY;
      case Items items -> items;
      default ->
          throw new EvaluationException(
              "a list is due here, found %s".formatted(Reading.describe(value)));
    };
  }

  private void lists() {
    add(
        "distinct",
        (frame, a) -> {
          Items items = items(a[0]);
          List<@Nullable Object> distinct = new ArrayList<>();
          for (int i = 0; i < items.size(); i++) {
            Object element = frame.see(items.get(i));
            if (!Boolean.TRUE.equals(Equality.in(frame, element, new ItemList(distinct, null)))) {
              distinct.add(element);
            }
          }
          return new ItemList(distinct, items.open());
        });
    add(
        "flatten",
        (frame, a) -> {
          List<@Nullable Object> flat = new ArrayList<>();
          long depth = a.length > 1 ? whole(a[1]) : 1;
          if (depth < 0) {
            throw new EvaluationException("the depth to flatten is not negative");
          }
          return new ItemList(flat, flatten(frame, items(a[0]), depth, flat));
        });
    add(
        "slice",
        (frame, a) -> {
          Items items = items(a[0]);
          long from = whole(a[1]);
          long to = whole(a[2]);
          if (items.open() != null && from >= 0 && from <= to && to > items.certain()) {
            return Unknown.of(items.open());
          }
          if (from < 0 || from > to || to > items.size()) {
            throw new EvaluationException("the slice lies outside of the list");
          }
          List<@Nullable Object> all = new ArrayList<>();
          addAll(frame, items, all);
          return new ItemList(all.subList((int) from, (int) to), null);
        });
    add("sort", (frame, a) -> sorted(frame, items(a[0]), items(a[0])));
    add(
        "lists.@sortByAssociatedKeys",
        (frame, a) -> {
          // The macro makes pairs of a key and its element.
          Items pairs = items(a[0]);
          List<@Nullable Object> keys = new ArrayList<>();
          List<@Nullable Object> elements = new ArrayList<>();
          for (int i = 0; i < pairs.size(); i++) {
            if (!(pairs.get(i) instanceof Items pair) || pair.size() != 2) {
              return causes(new Object[] {pairs.get(i)});
            }
            keys.add(frame.see(pair.get(0)));
            elements.add(frame.see(pair.get(1)));
          }
          return sorted(
              frame, new ItemList(elements, pairs.open()), new ItemList(keys, pairs.open()));
        });
    add(
        "lists.range",
        (frame, a) -> {
          long size = whole(a[0]);
          List<@Nullable Object> numbers = new ArrayList<>();
          for (long i = 0; i < size; i++) {
            frame.element();
            numbers.add(i);
          }
          return new ItemList(numbers, null);
        });
    add("first", (frame, a) -> end(frame, items(a[0]), true));
    add("last", (frame, a) -> end(frame, items(a[0]), false));
    add(
        "cel.@mapInsert",
        (frame, a) -> {
          if (a.length == 3
              && a[0] instanceof FieldMap(Map<String, @Nullable Object> parts, String open)) {
            if (parts.put(text(a, 1), a[2]) != null) {
              throw new EvaluationException("the map would have a key twice");
            }
            frame.element();
            return a[0];
          }
          if (a[0] instanceof FieldMap(Map<String, @Nullable Object> parts, String open)
              && a[1] instanceof Fields more
              && more.open() == null) {
            for (String name : more.names()) {
              frame.step();
              parts.put(name, more.get(name));
            }
            return a[0];
          }
          throw new EvaluationException("a map can't be made of this");
        });
  }

  private static @Nullable String flatten(
      Frame frame, Items items, long depth, List<@Nullable Object> to) throws EvaluationException {
    String open = items.open();
    for (int i = 0; i < items.size(); i++) {
      frame.element();
      Object element = frame.see(items.get(i));
      if (element instanceof Items inner && depth > 0) {
        String inside = flatten(frame, inner, depth - 1, to);
        open = open == null ? inside : open;
      } else if (element instanceof Unknown unknown && depth > 0) {
        to.add(unknown);
        open = open == null ? unknown.names() : open;
      } else {
        to.add(element);
      }
    }
    return open;
  }

  /** Elements by the order of their keys, which are all texts, all numbers or all booleans. */
  private static Object sorted(Frame frame, Items items, Items keys) throws EvaluationException {
    Unknown unknown = unknownIn(frame, keys);
    unknown = unknown == null ? Unknown.numberOf(items) : unknown;
    if (unknown != null) {
      return unknown;
    }
    List<@Nullable Object> elements = new ArrayList<>();
    List<@Nullable Object> by = new ArrayList<>();
    addAll(frame, items, elements);
    addAll(frame, keys, by);
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < elements.size(); i++) {
      order.add(i);
      Object key = by.get(i);
      boolean fits =
          key instanceof Number
              ? by.getFirst() instanceof Number
              : (key instanceof String || key instanceof Boolean)
                  && key.getClass().isInstance(by.getFirst());
      if (!fits) {
        throw new EvaluationException(
            "only texts, only numbers or only booleans can be put in order");
      }
    }
    frame.work(16 * order.size());
    try {
      order.sort((a, b) -> ordered(by.get(a), by.get(b)));
    } catch (UncheckedEvaluation e) {
      throw e.cause;
    }
    List<@Nullable Object> sorted = new ArrayList<>();
    order.forEach(i -> sorted.add(elements.get(i)));
    return new ItemList(sorted, null);
  }

  private static int ordered(@Nullable Object left, @Nullable Object right) {
    try {
      return Equality.order(left, right);
    } catch (EvaluationException e) {
      throw new UncheckedEvaluation(e);
    }
  }

  private static final class UncheckedEvaluation extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient EvaluationException cause;

    UncheckedEvaluation(EvaluationException cause) {
      super(cause);
      this.cause = cause;
    }
  }

  private static Object end(Frame frame, Items items, boolean first) {
    Unknown number = Unknown.numberOf(items);
    if (number != null && (!first || items.certain() == 0)) {
      return number;
    }
    if (items.size() == 0) {
      return Maybe.NONE;
    }
    return Maybe.of(frame.see(items.get(first ? 0 : items.size() - 1)));
  }

  private void sets() {
    add("sets.contains", (frame, a) -> containsAll(frame, items(a[0]), items(a[1])));
    add(
        "sets.intersects",
        (frame, a) -> {
          Items few = items(a[1]);
          Unknown unknown = Unknown.numberOf(few);
          for (int i = 0; i < few.size(); i++) {
            Object found = Equality.in(frame, frame.see(few.get(i)), items(a[0]));
            if (found.equals(true)) {
              String open = few.open();
              return open == null || i < few.certain() ? true : frame.mayMiss(true, false, open);
            }
            if (found instanceof Unknown more) {
              unknown = unknown == null ? more : unknown.and(more);
            }
          }
          return unknown == null ? (Object) false : unknown;
        });
    add(
        "sets.equivalent",
        (frame, a) -> {
          Object there = containsAll(frame, items(a[0]), items(a[1]));
          Object back = containsAll(frame, items(a[1]), items(a[0]));
          if (there.equals(false) || back.equals(false)) {
            return false;
          }
          return there instanceof Unknown ? there : back;
        });
  }

  private static Object containsAll(Frame frame, Items all, Items some) throws EvaluationException {
    Unknown unknown = Unknown.numberOf(some);
    for (int i = 0; i < some.size(); i++) {
      Object found = Equality.in(frame, frame.see(some.get(i)), all);
      if (found.equals(false) && i < some.certain()) {
        return false;
      }
      if (found instanceof Unknown more) {
        unknown = unknown == null ? more : unknown.and(more);
      }
    }
    return unknown == null ? (Object) true : unknown;
  }

  private void numbers() {
    add("math.@max", (frame, a) -> extreme(frame, a, 1));
    add("math.@min", (frame, a) -> extreme(frame, a, -1));
    add(
        "math.abs",
        (frame, a) ->
            a[0] instanceof Long whole
                ? (Object) (whole == Long.MIN_VALUE ? overflow() : Math.abs(whole))
                : (Object) Math.abs(Equality.number(a[0]).doubleValue()));
    add("math.ceil", (frame, a) -> Math.ceil(Equality.number(a[0]).doubleValue()));
    add("math.floor", (frame, a) -> Math.floor(Equality.number(a[0]).doubleValue()));
    add("math.round", (frame, a) -> rounded(Equality.number(a[0]).doubleValue()));
    add("math.trunc", (frame, a) -> truncated(Equality.number(a[0]).doubleValue()));
    add("math.sqrt", (frame, a) -> Math.sqrt(Equality.number(a[0]).doubleValue()));
    add(
        "math.sign",
        (frame, a) -> {
          Number number = Equality.number(a[0]);
          return number instanceof Long whole
              ? (Object) (long) Long.signum(whole)
              : (Object) Math.signum(number.doubleValue());
        });
    add("math.isNaN", (frame, a) -> Double.isNaN(Equality.number(a[0]).doubleValue()));
    add("math.isInf", (frame, a) -> Double.isInfinite(Equality.number(a[0]).doubleValue()));
    add("math.isFinite", (frame, a) -> Double.isFinite(Equality.number(a[0]).doubleValue()));
    add("math.bitAnd", (frame, a) -> bits(a[0]) & bits(a[1]));
    add("math.bitOr", (frame, a) -> bits(a[0]) | bits(a[1]));
    add("math.bitXor", (frame, a) -> bits(a[0]) ^ bits(a[1]));
    add("math.bitNot", (frame, a) -> ~bits(a[0]));
    add("math.bitShiftLeft", (frame, a) -> shifted(bits(a[0]), bits(a[1]), true));
    add("math.bitShiftRight", (frame, a) -> shifted(bits(a[0]), bits(a[1]), false));
  }

  private static long overflow() throws EvaluationException {
    throw new EvaluationException("the number is too large for an int");
  }

  private static double rounded(double number) {
    // Halves go away from zero; what has no fraction stays, also where it is infinite or none.
    double whole = truncated(number);
    return Math.abs(number - whole) >= 0.5 ? whole + Math.signum(number) : whole;
  }

  private static double truncated(double number) {
    return number < 0 ? Math.ceil(number) : Math.floor(number);
  }

  private static long bits(@Nullable Object value) throws EvaluationException {
    Number number = Equality.number(value);
    if (number.doubleValue() != Math.rint(number.doubleValue())) {
      throw new EvaluationException("a whole number is due here");
    }
    return whole(number);
  }

  private static long shifted(long bits, long by, boolean left) throws EvaluationException {
    if (by < 0) {
      throw new EvaluationException("bits are shifted by a number that isn't negative");
    }
    return by > 63 ? 0 : left ? bits << by : bits >>> by;
  }

  private static Object extreme(Frame frame, @Nullable Object[] a, int sign)
      throws EvaluationException {
    List<@Nullable Object> values = new ArrayList<>();
    for (Object argument : a) {
      if (argument instanceof Items items) {
        Unknown unknown = unknownIn(frame, items);
        if (unknown != null) {
          return unknown;
        }
        addAll(frame, items, values);
      } else {
        values.add(argument);
      }
    }
    if (values.isEmpty()) {
      throw new EvaluationException("there is no number to choose from");
    }
    Number best = Equality.number(values.getFirst());
    for (Object value : values) {
      Number number = Equality.number(value);
      best = Equality.order(number, best) * sign > 0 ? number : best;
    }
    return best;
  }

  private void optionals() {
    add("optional.of", (frame, a) -> Maybe.of(a[0]));
    add("optional.none", (frame, a) -> Maybe.NONE);
    add(
        "optional.ofNonZeroValue",
        (frame, a) ->
            a[0] == null
                    || a[0].equals("")
                    || a[0].equals(0L)
                    || a[0].equals(0.0)
                    || a[0].equals(false)
                    || (a[0] instanceof Items items && items.size() == 0 && items.open() == null)
                    || (a[0] instanceof Fields fields && fields.names().isEmpty())
                    || a[0].equals(Maybe.NONE)
                ? Maybe.NONE
                : Maybe.of(a[0]));
    Body unwrap =
        (frame, a) -> {
          Items items = items(a[0]);
          List<@Nullable Object> values = new ArrayList<>();
          for (int i = 0; i < items.size(); i++) {
            frame.element();
            Object element = frame.see(items.get(i));
            if (element instanceof Unknown) {
              return causes(new Object[] {element});
            }
            if (maybe(element).present()) {
              values.add(maybe(element).value());
            }
          }
          return new ItemList(values, items.open());
        };
    add("optional.unwrap", unwrap);
    add("hasValue", (frame, a) -> maybe(a[0]).present());
    add(
        "value",
        (frame, a) -> {
          if (!maybe(a[0]).present()) {
            throw new EvaluationException("the optional value is not there");
          }
          return maybe(a[0]).value();
        });
    Body orValue =
        (frame, a) ->
            a[0] instanceof Unknown unknown
                ? unknown.bare()
                : maybe(a[0]).present() ? maybe(a[0]).value() : a[1];
    add("orValue", orValue, orValue);
    Body or =
        (frame, a) ->
            a[0] instanceof Unknown unknown ? unknown.bare() : maybe(a[0]).present() ? a[0] : a[1];
    add("or", or, or);
  }

  private static Maybe maybe(@Nullable Object value) throws EvaluationException {
    if (value instanceof Maybe maybe) {
      return maybe;
    }
    throw new EvaluationException("an optional value is due here");
  }

  private void terraform() {
    add(
        "glob",
        (frame, a) -> {
          String text = text(a, 0);
          String glob = text(a, 1);
          frame.work(
              Math.multiplyExact(Math.min(text.length(), 1 << 20) / 8 + 1, glob.length() + 1));
          return Glob.of(glob).matches(text);
        },
        (frame, a) -> {
          if (a[0] instanceof Unknown value && a[1] instanceof String glob) {
            int star = glob.indexOf('*');
            String start = star < 0 ? glob : glob.substring(0, star);
            String end = star < 0 ? glob : glob.substring(glob.lastIndexOf('*') + 1);
            boolean fits =
                (start.startsWith(value.prefix()) || value.prefix().startsWith(start))
                    && (end.endsWith(value.suffix()) || value.suffix().endsWith(end));
            return fits ? (Object) value.bare() : false;
          }
          return causes(a);
        });
    add("cidr_contains", (frame, a) -> Cidr.contains(text(a, 0), text(a, 1)));
    add("cidr_prefix", (frame, a) -> (long) Cidr.of(text(a, 0)).prefix());
    add("semver_matches", (frame, a) -> versionMatches(text(a, 0), text(a, 1)));
    add(
        "json_decode",
        (frame, a) -> JsonText.decode(frame, text(a, 0)),
        (frame, a) ->
            a[0] instanceof Unknown value && value.decoded() != null ? value.decoded() : causes(a));
    add(
        "iam_policy",
        (frame, a) -> JsonText.policy(JsonText.decode(frame, text(a, 0))),
        (frame, a) ->
            a[0] instanceof Unknown value && value.decoded() != null
                ? JsonText.policy(value.decoded())
                : causes(a));
    add(
        "member_type",
        (frame, a) -> Member.type(text(a, 0)),
        (frame, a) -> {
          Unknown value = (Unknown) require(a[0]);
          int colon = value.prefix().indexOf(':');
          return colon < 0 ? value.bare() : Member.type(value.prefix());
        });
    add("as_list", (frame, a) -> list(a[0]), (frame, a) -> list(a[0]));
  }

  private static boolean versionMatches(String version, String constraint)
      throws EvaluationException {
    Version given =
        Version.parse(version)
            .orElseThrow(() -> new EvaluationException("not a version such as 1.2.3"));
    return VersionConstraints.parse(constraint)
        .orElseThrow(() -> new EvaluationException("not a version constraint such as \"~> 1.2\""))
        .admits(given);
  }

  /** A list as it is; anything else as a list of one, null as an empty one. */
  private static Object list(@Nullable Object value) {
    return switch (value) {
      case null -> ItemList.EMPTY;
      case Items items -> items;
      default -> ItemList.of(new ArrayList<@Nullable Object>(Collections.singletonList(value)));
    };
  }

  /** The parts of IAM members. */
  private static final class Member {
    private Member() {}

    static String type(String member) {
      int colon = member.indexOf(':');
      return colon < 0 ? member : member.substring(0, colon);
    }
  }
}
