package dev.tfgate.terraform.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.hcl.HclSyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever an expression is, following it ends soon, and never in an error of tfgate itself. */
class HostileExpressionsTest {
  private static final Duration SOON = Duration.ofSeconds(2);
  private static final int EXPRESSIONS = 3_000;

  private static final List<String> FUNCTIONS =
      List.of(
          "abs",
          "abspath",
          "alltrue",
          "anytrue",
          "base64decode",
          "base64encode",
          "basename",
          "can",
          "ceil",
          "chomp",
          "chunklist",
          "cidrhost",
          "coalesce",
          "coalescelist",
          "compact",
          "concat",
          "contains",
          "convert",
          "dirname",
          "distinct",
          "element",
          "endswith",
          "ephemeralasnull",
          "file",
          "fileexists",
          "fileset",
          "flatten",
          "format",
          "formatlist",
          "index",
          "indent",
          "join",
          "jsondecode",
          "jsonencode",
          "keys",
          "length",
          "log",
          "lookup",
          "lower",
          "matchkeys",
          "max",
          "md5",
          "merge",
          "nonsensitive",
          "one",
          "parseint",
          "pathexpand",
          "range",
          "regex",
          "regexall",
          "replace",
          "reverse",
          "sensitive",
          "setintersection",
          "setproduct",
          "setunion",
          "slice",
          "sort",
          "split",
          "startswith",
          "strrev",
          "substr",
          "sum",
          "templatefile",
          "templatestring",
          "title",
          "tobool",
          "tolist",
          "tomap",
          "tonumber",
          "toset",
          "tostring",
          "transpose",
          "trim",
          "trimprefix",
          "trimspace",
          "trimsuffix",
          "try",
          "upper",
          "values",
          "yamldecode",
          "yamlencode",
          "zipmap",
          "core::file",
          "provider::a::b",
          "nosuch");

  private static final List<String> LITERALS =
      List.of(
          "null",
          "true",
          "false",
          "0",
          "-0",
          "1",
          "-1",
          "1.5",
          "1e6",
          "1e-400",
          "1e1000000",
          "99999999999999999999999999",
          "\"\"",
          "\"a\"",
          "\"/\"",
          "\"..\"",
          "\"~\"",
          "\"%0d\"",
          "\"%s-%d\"",
          "\"%05.2f\"",
          "\"%[2]s\"",
          "\"(a{300}){300}\"",
          "\"/(x+x+)+y/\"",
          "\"[\"",
          "\"{a,b\"",
          "\"**a**a**a\"",
          "\"\\u0000\"",
          "\"\\U00010400\"",
          "\"e\\u0301\"",
          "[]",
          "{}",
          "[null]",
          "[1, \"a\"]",
          "{ a = 1 }",
          "var.free",
          "var.none",
          "local.list",
          "local.map",
          "local.nope",
          "path.module",
          "path.cwd",
          "data.x.y.z",
          "each.value",
          "self",
          "x");

  @TempDir Path folder;
  private ExpressionValues values;

  @BeforeEach
  void module() throws Exception {
    Files.writeString(
        folder.resolve("main.tf"),
        """
        variable "none" {
          type    = string
          default = null
        }
        variable "free" {
        }
        locals {
          list = ["a", "b"]
          map  = { a = "x", b = local.list }
        }
        """);
    values = ExpressionValues.in(folder);
  }

  static List<String> slow() {
    return List.of(
        "fileset(\".\", \"" + "**a".repeat(25) + "\")",
        "fileset(\"" + "a/".repeat(2_000) + "\", \"" + "**/".repeat(300) + "x\")",
        "replace(\"" + "x".repeat(1_000_000) + "\", \"/(x{300}){300}/\", \"y\")",
        "replace(\"" + "x".repeat(4_000) + "y\", \"/(x+x+)+z/\", \"y\")",
        "replace(\"" + "x".repeat(60_000) + "\", \"\", \"" + "y".repeat(60_000) + "\")",
        "regexall(\"(x+x+)+y\", \"" + "x".repeat(100_000) + "\")",
        "format(\"%0d\", 5)",
        "format(\"%099d\", 5)",
        "format(\"" + "%s".repeat(5_000) + "\", 1)",
        "(".repeat(5_000) + "1" + ")".repeat(5_000),
        "[".repeat(5_000) + "]".repeat(5_000),
        "-".repeat(5_000) + "1",
        "jsondecode(\"" + "[".repeat(50_000) + "\")",
        "yamldecode(\"" + "- ".repeat(5_000) + "\")",
        "yamldecode(\"" + "? ".repeat(5_000) + "\")",
        "[for a in range(1000) : [for b in range(1000) : [for c in range(1000) : a]]]",
        "split(\"\", \"" + "x".repeat(500_000) + "\")",
        "setproduct(" + "local.list,".repeat(3_000) + "local.list)",
        "1 + 1".repeat(1) + " + 1".repeat(20_000),
        "\"" + "${local.list[0]}".repeat(20_000) + "\"",
        "jsonencode(".repeat(150) + "1" + ")".repeat(150),
        "1e1000000 * 1e1000000",
        "basename(\"" + "/".repeat(1_000_000) + "\")",
        "trimspace(\"" + " ".repeat(1_000_000) + "x\")");
  }

  @ParameterizedTest
  @MethodSource("slow")
  void endsSoon(String expression) {
    Assertions.assertTimeout(SOON, () -> follow(expression));
  }

  @Test
  void noExpressionIsTooMuch() {
    for (int seed = 0; seed < EXPRESSIONS; seed++) {
      Random random = new Random(seed);
      String expression = expression(random, 4);
      long start = System.nanoTime();
      try {
        follow(expression);
      } catch (Exception | StackOverflowError e) {
        throw new AssertionError("seed " + seed + ": " + expression, e);
      }
      assertThat(Duration.ofNanos(System.nanoTime() - start)).as(expression).isLessThan(SOON);
    }
  }

  private void follow(String expression) throws Exception {
    try {
      values.of(expression);
    } catch (HclSyntaxException e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
  }

  private static String expression(Random random, int depth) {
    if (depth == 0 || random.nextInt(6) == 0) {
      return LITERALS.get(random.nextInt(LITERALS.size()));
    }
    return switch (random.nextInt(12)) {
      case 0 ->
          "(%s ? %s : %s)"
              .formatted(inner(random, depth), inner(random, depth), inner(random, depth));
      case 1 ->
          "[for k, v in %s : %s if %s]"
              .formatted(inner(random, depth), inner(random, depth), inner(random, depth));
      case 2 ->
          "{for k, v in %s : %s => v...}".formatted(inner(random, depth), inner(random, depth));
      case 3 ->
          "(%s %s %s)"
              .formatted(
                  inner(random, depth),
                  List.of("==", "+", "-", "*", "/", "%", "&&", "<").get(random.nextInt(8)),
                  inner(random, depth));
      case 4 -> "%s[%s]".formatted(inner(random, depth), inner(random, depth));
      case 5 -> "(%s)[*].a".formatted(inner(random, depth));
      case 6 ->
          "\"x${%s}%%{ for a in %s }${a}%%{ endfor }\""
              .formatted(inner(random, depth), inner(random, depth));
      case 7 -> "[%s, %s]".formatted(inner(random, depth), inner(random, depth));
      case 8 -> "{ (%s) = %s }".formatted(inner(random, depth), inner(random, depth));
      default -> {
        StringBuilder call = new StringBuilder(FUNCTIONS.get(random.nextInt(FUNCTIONS.size())));
        int arguments = random.nextInt(4);
        call.append('(');
        for (int i = 0; i < arguments; i++) {
          call.append(i == 0 ? "" : ", ").append(inner(random, depth));
        }
        yield call.append(arguments > 0 && random.nextInt(8) == 0 ? "...)" : ")").toString();
      }
    };
  }

  private static String inner(Random random, int depth) {
    return expression(random, depth - 1);
  }
}
