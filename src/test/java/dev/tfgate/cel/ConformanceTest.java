package dev.tfgate.cel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tfgate.cel.Compiler.Outcome;
import dev.tfgate.cel.Compiler.Result;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The conformance files of CEL's specification, where a folder holds them: the variable {@code
 * CEL_CONFORMANCE} names it. They are not part of this project.
 */
class ConformanceTest {
  /** What no policy can hold: messages, bytes, times, types as values, numbers without a sign. */
  private static final Pattern NOT_OURS =
      Pattern.compile(
          "(?s).*(\\b(b|B|rb|br)['\"]|\\b(timestamp|duration|bytes|type|uint|cel\\.bind|cel\\.block|proto\\.|google\\.|TestAll|net\\.|ip\\(|cidr\\()\\b?).*");

  /** Missing reads as null, an int is a number to math.ceil, unsigned numbers are ints. */
  private static final int MOST_DIFFERENCES = 13;

  private static final List<String> FILES =
      List.of(
          "basic",
          "comparisons",
          "conversions",
          "encoders_ext",
          "fields",
          "fp_math",
          "integer_math",
          "lists",
          "logic",
          "macros",
          "macros2",
          "math_ext",
          "optionals",
          "parse",
          "plumbing",
          "string",
          "string_ext");

  @Test
  void theSpecificationsOwnCasesAgree() throws IOException {
    @Nullable String folder = System.getenv("CEL_CONFORMANCE");
    assumeTrue(folder != null, "no folder of conformance files was named, so none was tried");
    List<String> differences = new ArrayList<>();
    Map<String, int[]> counts = new TreeMap<>();
    for (String file : FILES) {
      int[] count = new int[3];
      counts.put(file, count);
      String text = Files.readString(Path.of(folder, file + ".textproto"));
      for (Object section : new Reader(text).message().all("section")) {
        for (Object test : ((Message) section).all("test")) {
          @Nullable String difference = difference((Message) test);
          if (difference == null) {
            count[0]++;
          } else if (difference.isEmpty()) {
            count[2]++;
          } else {
            count[1]++;
            differences.add(file + ": " + difference);
          }
        }
      }
    }
    StringBuilder report = new StringBuilder();
    counts.forEach(
        (file, count) ->
            report.append(
                "%s: %d agree, %d differ, %d not ours%n"
                    .formatted(file, count[0], count[1], count[2])));
    differences.forEach(difference -> report.append(difference).append('\n'));
    Path target = Path.of("target/cel-conformance.txt");
    Files.writeString(target, report);
    assertThat(differences)
        .as("docs/policies.md counts and names them; they are listed in " + target)
        .hasSizeLessThanOrEqualTo(MOST_DIFFERENCES);
  }

  /** Returns null where it agrees, "" where it is not for policies, else what differs. */
  private static @Nullable String difference(Message test) {
    String expression = test.text("expr");
    String expected = String.valueOf(test.fields);
    if (NOT_OURS.matcher(expression).matches()
        || test.text("check_only").equals("true")
        || expected.contains("object_value")
        || expected.contains("type_value")
        || expected.contains("bytes_value")
        || expected.contains("enum_value")
        || expected.contains("unknown")
        || !test.text("container").isEmpty()) {
      return "";
    }
    Map<String, Type> types = new HashMap<>();
    Map<String, @Nullable Object> values = new HashMap<>();
    for (Object binding : test.all("bindings")) {
      Message entry = (Message) binding;
      types.put(entry.text("key"), Type.Simple.ANY);
      values.put(entry.text("key"), value(entry.message("value").message("value")));
    }
    for (Object declared : test.all("type_env")) {
      types.putIfAbsent(((Message) declared).text("name"), Type.Simple.ANY);
    }
    boolean fails = !test.all("eval_error").isEmpty() || !test.all("any_eval_errors").isEmpty();
    Outcome outcome = new Compiler(types).compile(expression, Result.ANYTHING);
    if (outcome.program() == null) {
      return fails
          ? null
          : test.text("disable_check").equals("true")
                  || outcome.faults().getFirst().message().startsWith("the number is larger")
              ? ""
              : expression + ": " + outcome.faults().getFirst().message();
    }
    try {
      Object got = outcome.program().decide(values);
      if (fails) {
        return expression + ": an error is due, got " + got;
      }
      @Nullable Object due =
          test.all("value").isEmpty() ? (Object) true : value(test.message("value"));
      return agree(due, got) ? null : expression + ": due " + due + ", got " + got;
    } catch (EvaluationException e) {
      return fails ? null : expression + ": " + e.getMessage();
    } catch (RuntimeException e) {
      return expression + ": " + e;
    }
  }

  private static boolean agree(@Nullable Object due, @Nullable Object got) {
    return switch (due) {
      case null -> got == null;
      case Items list when got instanceof Items items -> {
        boolean same = list.size() == items.size();
        for (int i = 0; same && i < list.size(); i++) {
          same = agree(list.get(i), items.get(i));
        }
        yield same;
      }
      case Fields map when got instanceof Fields fields ->
          map.names().equals(fields.names())
              && map.names().stream().allMatch(name -> agree(map.get(name), fields.get(name)));
      case Long whole when got instanceof Double real -> real.doubleValue() == whole.doubleValue();
      case Double real when got instanceof Double other ->
          real.equals(other) || real + 0.0 == other + 0.0;
      case Double real when got instanceof Long whole -> real.doubleValue() == whole.doubleValue();
      case BigInteger large -> got != null && large.toString().equals(got.toString());
      default -> Objects.equals(due, got);
    };
  }

  private static @Nullable Object value(Message value) {
    for (Map.Entry<String, List<Object>> field : value.fields.entrySet()) {
      Object first = field.getValue().getFirst();
      switch (field.getKey()) {
        case "null_value" -> {
          return null;
        }
        case "bool_value" -> {
          return first.equals("true");
        }
        case "string_value" -> {
          return first;
        }
        case "int64_value", "uint64_value" -> {
          String number = first.toString();
          BigInteger whole =
              number.startsWith("0x")
                  ? new BigInteger(number.substring(2), 16)
                  : new BigInteger(number);
          return whole.bitLength() < 64 ? (Object) whole.longValueExact() : whole;
        }
        case "double_value" -> {
          return switch (first.toString()) {
            case "inf", "Infinity", "+inf" -> Double.POSITIVE_INFINITY;
            case "-inf", "-Infinity" -> Double.NEGATIVE_INFINITY;
            case "nan", "NaN" -> Double.NaN;
            default -> Double.parseDouble(first.toString());
          };
        }
        case "list_value" -> {
          List<@Nullable Object> items = new ArrayList<>();
          for (Object item : ((Message) first).all("values")) {
            items.add(value((Message) item));
          }
          return ItemList.of(items);
        }
        case "map_value" -> {
          Map<String, @Nullable Object> parts = new LinkedHashMap<>();
          for (Object item : ((Message) first).all("entries")) {
            Message entry = (Message) item;
            parts.put(String.valueOf(value(entry.message("key"))), value(entry.message("value")));
          }
          return new FieldMap(parts);
        }
        default -> {}
      }
    }
    return null;
  }

  /** A message in the text form of protocol buffers. */
  private record Message(Map<String, List<Object>> fields) {
    List<Object> all(String name) {
      return fields.getOrDefault(name, List.of());
    }

    String text(String name) {
      return all(name).isEmpty() ? "" : all(name).getFirst().toString();
    }

    Message message(String name) {
      return all(name).isEmpty() ? new Message(Map.of()) : (Message) all(name).getFirst();
    }
  }

  private static final class Reader {
    private final String text;
    private int at;

    Reader(String text) {
      this.text = text;
    }

    Message message() {
      Map<String, List<Object>> fields = new LinkedHashMap<>();
      while (skip() && text.charAt(at) != '}' && text.charAt(at) != '>') {
        String name = word();
        skip();
        if (text.charAt(at) == ':') {
          at++;
          skip();
        }
        List<Object> values = fields.computeIfAbsent(name, key -> new ArrayList<>());
        if (text.charAt(at) == '[') {
          at++;
          while (skip() && text.charAt(at) != ']') {
            values.add(value());
            skip();
            at += text.charAt(at) == ',' ? 1 : 0;
          }
          at++;
        } else {
          values.add(value());
        }
        skip();
        at += at < text.length() && ",;".indexOf(text.charAt(at)) >= 0 ? 1 : 0;
      }
      return new Message(fields);
    }

    private Object value() {
      char c = text.charAt(at);
      if (c == '{' || c == '<') {
        at++;
        Message inner = message();
        at++;
        return inner;
      }
      if (c != '"' && c != '\'') {
        return word();
      }
      StringBuilder all = new StringBuilder();
      while (skip() && (text.charAt(at) == '"' || text.charAt(at) == '\'')) {
        all.append(quoted());
      }
      return all.toString();
    }

    private String quoted() {
      char quote = text.charAt(at++);
      java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
      while (text.charAt(at) != quote) {
        char c = text.charAt(at++);
        if (c != '\\') {
          int codePoint = text.codePointAt(at - 1);
          at += Character.charCount(codePoint) - 1;
          bytes.writeBytes(Character.toString(codePoint).getBytes(StandardCharsets.UTF_8));
          continue;
        }
        char escape = text.charAt(at++);
        switch (escape) {
          case 'n' -> bytes.write('\n');
          case 't' -> bytes.write('\t');
          case 'r' -> bytes.write('\r');
          case 'a' -> bytes.write(7);
          case 'b' -> bytes.write('\b');
          case 'f' -> bytes.write('\f');
          case 'v' -> bytes.write(11);
          case 'x' -> {
            bytes.write(Integer.parseInt(text.substring(at, at + 2), 16));
            at += 2;
          }
          case 'u', 'U' -> {
            int length = escape == 'u' ? 4 : 8;
            int codePoint = Integer.parseInt(text.substring(at, at + length), 16);
            bytes.writeBytes(Character.toString(codePoint).getBytes(StandardCharsets.UTF_8));
            at += length;
          }
          default -> {
            if (escape >= '0' && escape <= '7') {
              int end = at;
              while (end < at + 2 && text.charAt(end) >= '0' && text.charAt(end) <= '7') {
                end++;
              }
              bytes.write(Integer.parseInt(text.substring(at - 1, end), 8));
              at = end;
            } else {
              bytes.write(escape);
            }
          }
        }
      }
      at++;
      return bytes.toString(StandardCharsets.UTF_8);
    }

    private String word() {
      int start = at;
      if (text.charAt(at) == '[') {
        at = text.indexOf(']', at) + 1;
      }
      while (at < text.length() && " \t\r\n:{}<>[],;#\"'".indexOf(text.charAt(at)) < 0) {
        at++;
      }
      return text.substring(start, at);
    }

    /** Goes to what is no blank and no comment; false at the end. */
    private boolean skip() {
      while (at < text.length()) {
        char c = text.charAt(at);
        if (c == '#') {
          at = text.indexOf('\n', at) < 0 ? text.length() : text.indexOf('\n', at);
        } else if (Character.isWhitespace(c)) {
          at++;
        } else {
          return true;
        }
      }
      return false;
    }
  }
}
