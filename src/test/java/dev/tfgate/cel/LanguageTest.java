package dev.tfgate.cel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cel.bundle.Cel;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.tfgate.cel.Compiler.Outcome;
import dev.tfgate.cel.Compiler.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The language, case by case: {@code src/test/cel/cases.txt} has expressions and what they give.
 * The runtime of {@code dev.cel} gives the same, but where a case says what it gives instead.
 */
class LanguageTest {
  private static final Path CASES = Path.of("src/test/cel/cases.txt");

  private static final Compiler COMPILER = new Compiler(Map.of());

  private static final Cel CEL =
      CelFactory.plannerCelBuilder()
          .setOptions(
              CelOptions.current()
                  .enableHeterogeneousNumericComparisons(true)
                  .enableOptionalSyntax(true)
                  .build())
          .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
          .addCompilerLibraries(
              CelExtensions.optional(),
              CelExtensions.strings(),
              CelExtensions.math(),
              CelExtensions.lists(),
              CelExtensions.sets(CelOptions.DEFAULT),
              CelExtensions.comprehensions())
          .addRuntimeLibraries(
              CelExtensions.optional(),
              CelExtensions.strings(),
              CelExtensions.math(),
              CelExtensions.lists(),
              CelExtensions.sets(CelOptions.DEFAULT),
              CelExtensions.comprehensions())
          .build();

  /**
   * One case.
   *
   * @param due what it gives
   * @param other what dev.cel gives where that is something else
   */
  record Case(String expression, String due, @Nullable String other) {
    @Override
    public String toString() {
      return expression;
    }
  }

  static Stream<Case> cases() throws IOException {
    List<Case> cases = new ArrayList<>();
    for (String line : Files.readAllLines(CASES)) {
      if (!line.contains(" => ") || line.startsWith("#")) {
        continue;
      }
      String[] parts = line.split(" => ", 2);
      String[] results = parts[1].split(" ≠ ", 2);
      cases.add(new Case(parts[0], results[0], results.length > 1 ? results[1] : null));
    }
    return cases.stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void anExpressionGivesWhatIsDue(Case each) {
    assertThat(ours(each.expression())).isEqualTo(each.due());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theRuntimeOfCelGivesTheSame(Case each) {
    Optional<String> theirs = theirs(each.expression());
    String wanted = each.other() == null ? each.due() : each.other();
    assertThat(theirs.orElse("unavailable")).isEqualTo(wanted);
  }

  static String ours(String expression) {
    Outcome outcome = COMPILER.compile(expression, Result.ANYTHING);
    if (outcome.program() == null) {
      return "invalid";
    }
    try {
      return shown(outcome.program().decide(Map.of()));
    } catch (EvaluationException e) {
      return "error";
    }
  }

  /** What dev.cel gives; empty where it has no such function. */
  static Optional<String> theirs(String expression) {
    try {
      return Optional.of(shown(CEL.createProgram(CEL.compile(expression).getAst()).eval()));
    } catch (CelEvaluationException e) {
      return Optional.of("error");
    } catch (CelValidationException e) {
      return Optional.empty();
    }
  }

  static String shown(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case dev.cel.common.values.NullValue none -> "null";
      case String text -> '"' + text.replace("\n", "\\n").replace("\t", "\\t") + '"';
      case Maybe maybe -> maybe.present() ? "some(" + shown(maybe.value()) + ")" : "none";
      case Optional<?> maybe -> maybe.map(v -> "some(" + shown(v) + ")").orElse("none");
      case ItemList list -> list.elements().stream().map(LanguageTest::shown).toList().toString();
      case List<?> list -> list.stream().map(LanguageTest::shown).toList().toString();
      case FieldMap map -> shown(map.parts());
      case Map<?, ?> map -> {
        Map<String, String> sorted = new TreeMap<>();
        map.forEach((key, part) -> sorted.put(String.valueOf(key), shown(part)));
        yield new LinkedHashMap<>(sorted).toString();
      }
      case Double real when real == Math.rint(real) && Math.abs(real) < 1e15 ->
          String.valueOf(real.longValue() == 0 ? 0L : real.longValue());
      default -> String.valueOf(value);
    };
  }

  @Test
  void expressionsThatNobodyWroteGiveTheSame() {
    Random random = new Random(7);
    List<String> differences = new ArrayList<>();
    int values = 0;
    for (int i = 0; i < 1_000; i++) {
      String expression = new Expressions(random).any(4);
      Optional<String> theirs = theirs(expression);
      String ours = ours(expression);
      if (theirs.isPresent() && !theirs.get().equals(ours)) {
        differences.add(expression + " => " + ours + " ≠ " + theirs.get());
      }
      values += ours.equals("error") || ours.equals("invalid") ? 0 : 1;
    }
    assertThat(differences).isEmpty();
    assertThat(values).as("expressions that have a value").isGreaterThan(400);
  }

  /**
   * Makes expressions of a type, over what both runtimes know and mean to read alike: dev.cel fails
   * where a text to search is empty, and where one sortBy stands in another.
   */
  private record Expressions(Random random) {
    private static final String[] TEXTS = {
      "''", "'a'", "'B c '", "'\u00e4\u03b1'", "'\ud83d\ude00x'", "' a,b,,a '", "'aXa'"
    };
    private static final String[] NUMBERS = {"0", "1", "2", "-3", "7", "9223372036854775807"};

    String any(int depth) {
      return switch (random.nextInt(5)) {
        case 0 -> number(depth);
        case 1 -> text(depth);
        case 2 -> truth(depth);
        case 3 -> numbers(depth);
        default -> texts(depth);
      };
    }

    private String small() {
      return String.valueOf(random.nextInt(5) - 1);
    }

    String number(int depth) {
      int d = depth - 1;
      if (depth <= 0) {
        return NUMBERS[random.nextInt(NUMBERS.length)];
      }
      return switch (random.nextInt(14)) {
        case 0 -> "(%s + %s)".formatted(number(d), number(d));
        case 1 -> "(%s - %s)".formatted(number(d), number(d));
        case 2 -> "(%s * %s)".formatted(number(d), number(d));
        case 3 -> "(%s / %s)".formatted(number(d), number(d));
        case 4 -> "(%s %% %s)".formatted(number(d), number(d));
        case 5 -> "size(%s)".formatted(text(d));
        case 6 -> "(%s + 'z').indexOf(%s)".formatted(text(d), text(d));
        case 7 -> "(%s + 'z').lastIndexOf(%s)".formatted(text(d), text(d));
        case 8 -> "(%s ? %s : %s)".formatted(truth(d), number(d), number(d));
        case 9 -> "math.abs(%s)".formatted(number(d));
        case 10 -> "math.greatest(%s, %s)".formatted(number(d), number(d));
        case 11 -> "math.bitXor(%s, %s)".formatted(number(d), number(d));
        case 12 -> "math.bitShiftRight(%s, %s)".formatted(number(d), small());
        default -> "size(%s)".formatted(numbers(d));
      };
    }

    String text(int depth) {
      int d = depth - 1;
      if (depth <= 0) {
        return TEXTS[random.nextInt(TEXTS.length)];
      }
      return switch (random.nextInt(12)) {
        case 0 -> "(%s + %s)".formatted(text(d), text(d));
        case 1 -> "%s.lowerAscii()".formatted(text(d));
        case 2 -> "%s.upperAscii()".formatted(text(d));
        case 3 -> "%s.trim()".formatted(text(d));
        case 4 -> "%s.replace(%s, %s)".formatted(text(d), text(d), text(d));
        case 5 -> "%s.replace(%s, %s, %s)".formatted(text(d), text(d), text(d), small());
        case 6 -> "%s.substring(%s)".formatted(text(d), small());
        case 7 -> "%s.substring(%s, %s)".formatted(text(d), small(), small());
        case 8 -> "%s.charAt(%s)".formatted(text(d), small());
        case 9 -> "%s.reverse()".formatted(text(d));
        case 10 -> "%s.join(%s)".formatted(texts(d), text(d));
        default -> "string(%s)".formatted(number(d));
      };
    }

    String truth(int depth) {
      int d = depth - 1;
      if (depth <= 0) {
        return random.nextBoolean() ? "true" : "false";
      }
      return switch (random.nextInt(12)) {
        case 0 -> "(%s == %s)".formatted(text(d), text(d));
        case 1 -> "(%s < %s)".formatted(number(d), number(d));
        case 2 -> "(%s <= %s)".formatted(text(d), text(d));
        case 3 -> "(%s && %s)".formatted(truth(d), truth(d));
        case 4 -> "(%s || %s)".formatted(truth(d), truth(d));
        case 5 -> "!%s".formatted(truth(d));
        case 6 -> "%s.contains(%s)".formatted(text(d), text(d));
        case 7 -> "%s.startsWith(%s)".formatted(text(d), text(d));
        case 8 -> "(%s in %s)".formatted(number(d), numbers(d));
        case 9 -> "%s.exists(x, x > %s)".formatted(numbers(d), number(d));
        case 10 -> "%s.all(x, x != %s)".formatted(texts(d), text(d));
        default -> "(%s == %s)".formatted(numbers(d), numbers(d));
      };
    }

    String numbers(int depth) {
      int d = depth - 1;
      if (depth <= 0) {
        return "[%s, %s]".formatted(number(0), number(0));
      }
      return switch (random.nextInt(10)) {
        case 0 -> "[%s, %s, %s]".formatted(number(d), number(d), number(d));
        case 1 -> "(%s + %s)".formatted(numbers(d), numbers(d));
        case 2 -> "%s.map(x, x - %s)".formatted(numbers(d), number(d));
        case 3 -> "%s.filter(x, x > %s)".formatted(numbers(d), number(d));
        case 4 -> "%s.reverse()".formatted(numbers(d));
        case 5 -> "%s.sort()".formatted(numbers(d));
        case 6 -> "%s.distinct()".formatted(numbers(d));
        case 7 -> "%s.slice(%s, %s)".formatted(numbers(d), small(), small());
        case 8 -> "[%s, %s].flatten()".formatted(numbers(d), numbers(d));
        default -> "lists.range(%s)".formatted(small());
      };
    }

    String texts(int depth) {
      int d = depth - 1;
      if (depth <= 0) {
        return "[%s, %s]".formatted(text(0), text(0));
      }
      return switch (random.nextInt(6)) {
        case 0 -> "%s.split(%s)".formatted(text(d), text(d));
        case 1 -> "%s.split(%s, %s)".formatted(text(d), text(d), small());
        case 2 -> "%s.sortBy(x, size(x))".formatted(texts(0));
        case 3 -> "%s.distinct()".formatted(texts(d));
        case 4 -> "%s.map(x, x + %s)".formatted(texts(d), text(d));
        default -> "[%s, %s]".formatted(text(d), text(d));
      };
    }
  }
}
