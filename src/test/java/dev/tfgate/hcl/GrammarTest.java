package dev.tfgate.hcl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The productions of the HCL native syntax specification, and what must not pass for one. */
class GrammarTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\ufeffa = 1",
        "a = 1",
        "a = 1\r\nb = 2\r\n",
        "a {}",
        "a {\n}\n",
        "a b \"c\" {}",
        "a { b = 1 }",
        "a {\n  b = 1\n  c {\n  }\n}",
        "# comment",
        "// comment\ra",
        "/**/ a = 1 /* x */",
        "/* /* */ a = 1",
        "a = /*\n*/ 1",
        "a = 1e5",
        "a = 1.5e-3",
        "a = -1",
        "a = !true",
        "a = null",
        "a = b.c.d",
        "a = b[0].c[\"d\"]",
        "a = b.0",
        "a = b.*.c.0",
        "a = b[*].c[0]",
        "a = f()",
        "a = f(1, 2,)",
        "a = f(\n1\n)",
        "a = f(b...)",
        "a = provider::x::f(1)",
        "a = (1\n+\n2)",
        "a = 1 + 2 * 3 - 4 / 5 % 6",
        "a = b ? c : d",
        "a = b || c && d == e != f < g <= h > i >= j",
        "a = []",
        "a = [1, 2,]",
        "a = [\n1,\n2\n]",
        "a = {}",
        "a = { b = 1, c : 2 }",
        "a = {\nb = 1\nc = 2\n}",
        "a = { \"b\" = 1, (c) = 2, 5 = 3, b.c = 4, true = 5 }",
        "a = [for x in y : x]",
        "a = [for k, v in y : v if v]",
        "a = {for k, v in y : k => v...}",
        "a = {\nfor k, v in y : k => v }",
        "a = \"\"",
        "a = \"\\n\\r\\t\\\"\\\\\\u00e9\\U0001F600\"",
        "a = \"$${b} %%{c} $ % $$ $\"",
        "a = \"${b}\"",
        "a = \"x${~ b ~}y\"",
        "a = \"${\nb\n}\"",
        "a = \"${\"${\"b\"}\"}\"",
        "a = \"%{ if b }c%{ else }d%{ endif }\"",
        "a = \"%{ for k, v in b }${v}%{ endfor }\"",
        "a = <<X\nb ${c} \\n\nX\n",
        "a = <<-X\n  b\n  X\n",
        "a = <<X\r\nb\r\nX\r\n",
        "a = <<X\n${<<Y\nb\nY\n}\nX\n",
        "a = [<<X\nb\nX\n, 1]",
        "módulo = 1",
        "a-b = 1"
      })
  void isAccepted(String source) throws HclSyntaxException {
    parse(source);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "a =",
        "a = 1 b = 2",
        "a = 1, b = 2",
        "a = 1;",
        "a = 1\ra = 2",
        "a = 1\na = 2",
        "= 1",
        "\"a\" = 1",
        "a \"b\" = 1",
        "a",
        "a {",
        "a }",
        "}",
        "a\n{\n}",
        "a {} b {}",
        "a { b = 1 c = 2 }",
        "a { b {} }",
        "a { b = 1\n}",
        "a \"${b}\" {}",
        "a \"b {}",
        "/*",
        "a = 1 /* x",
        "a = 'b'",
        "a = `b`",
        "a = \"b",
        "a = \"b\nc\"",
        "a = \"\\x\"",
        "a = \"\\u12\"",
        "a = \"\\ud800\"",
        "a = \"${b\"",
        "a = \"${}\"",
        "a = \"${b c}\"",
        "a = \"%{ if b }\"",
        "a = \"%{ endif }\"",
        "a = \"%{ if b }%{ endfor }\"",
        "a = \"%{ if b }%{ else }%{ else }%{ endif }\"",
        "a = \"%{ while b }\"",
        "a = <<X\nb",
        "a = <<X\nb\nX",
        "a = <<X b\nX\n",
        "a = << X\nb\nX\n",
        "a = 1..2",
        "a = 1.2.3",
        "a = b.0.1",
        "a = b.",
        "a = b[",
        "a = b[0",
        "a = b[*",
        "a = b.*.*",
        "a = b c",
        "a = (1",
        "a = f(1 2)",
        "a = f(b..., c)",
        "a = f(,)",
        "a = provider::(1)",
        "a = provider::x",
        "a = [1 2]",
        "a = [1,,2]",
        "a = {b}",
        "a = {b = 1 c = 2}",
        "a = {b = }",
        "a = [for x in y]",
        "a = [for in y : 1]",
        "a = [for x in y : x => x]",
        "a = [for x in y : x...]",
        "a = {for x in y : x}",
        "a = [for x in y : x if]",
        "a = b ? c",
        "a = b ? : c",
        "a = b &",
        "a = b & c",
        "a = b | c",
        "a = ~b",
        "a = b ** c",
        "a = b = c",
        "a = \u201cb\u201d",
        "a = 1\u0000",
        "1a = 1",
        "a = 1\n\ufeffb = 2"
      })
  void isRejected(String source) {
    assertThatThrownBy(() -> parse(source)).isInstanceOf(HclSyntaxException.class);
  }

  @Test
  void errorsSayWhatWasFoundAndExpectedAndWhere() {
    assertThat(error("a {\n  b = \n}"))
        .isEqualTo("x.tf:2:7: expected an expression, found the end of the line");
    assertThat(error("é = \"ü\" x"))
        .startsWith("x.tf:1:9: expected a newline after the argument, found \"x\"");
    assertThat(error("a {\n"))
        .isEqualTo("x.tf:2:1: a block is not closed: expected \"}\" before the end of the file");
    assertThat(error("a = 1\na = 2"))
        .isEqualTo(
            "x.tf:2:1: the argument \"a\" was already set in line 1; an argument may be set only once");
    assertThat(error("a = \"x")).isEqualTo("x.tf:1:5: the string is not closed: expected '\"'");
  }

  @Test
  void malformedUtf8IsRefused() {
    for (byte[] bytes :
        new byte[][] {
          {'#', (byte) 0xff},
          {'#', (byte) 0xc0, (byte) 0x80},
          {'#', (byte) 0xed, (byte) 0xa0, (byte) 0x80},
          {'#', (byte) 0xc3}
        }) {
      assertThatThrownBy(() -> HclParser.parseNative(bytes, "x.tf", Limits.DEFAULT))
          .isInstanceOf(HclSyntaxException.class)
          .hasMessageContaining("is not UTF-8");
    }
  }

  @Test
  void nestingIsCountedNotLeftToTheStack() throws HclSyntaxException {
    parse("a = " + "(".repeat(199) + "1" + ")".repeat(199));
    for (String deep :
        new String[] {
          "a = " + "(".repeat(100_000),
          "a = " + "[".repeat(100_000),
          "a = " + "{b=".repeat(100_000),
          "a = " + "-".repeat(100_000) + "1",
          "a = " + "!".repeat(100_000) + "b",
          "a = " + "b ? c : ".repeat(100_000) + "d",
          "a = " + "f(".repeat(100_000),
          "a = " + "b[".repeat(100_000),
          "a = " + "\"${".repeat(100_000),
          "a = \"" + "%{if b}".repeat(100_000) + "\"",
          "a {\n".repeat(100_000)
        }) {
      assertThat(error(deep)).contains("nested deeper than 200 levels");
    }
  }

  @Test
  void longChainsAreNoNesting() throws HclSyntaxException {
    parse("a = b" + ".c".repeat(100_000));
    parse("a = 1" + " + 1".repeat(100_000));
    parse("a = \"" + "${b}".repeat(100_000) + "\"");
  }

  @Test
  void labelsAreDecoded() throws HclSyntaxException {
    Block block = parse("data \"\\u0065xternal\" x {}").blocks().getFirst();
    assertThat(block.labels().stream().map(Label::value)).containsExactly("external", "x");
  }

  @Test
  void eachCallInTheTreeIsKnownByItsName() throws HclSyntaxException {
    String source =
        """
        a = [for x in f1(y) : f2(x) if f3(x)]
        b = { (f4()) = f5() ? f6() : f7(), k = -f8(1) }
        c = "a ${f9("${f10()}")} %{ if f11() }x%{ else }${f12()}%{ endif }%{ for i in f13() }${f14(i)}%{ endfor }"
        d = q[f15()].*.z[*].w + (f16()) * core::f17(provider::x::f18()...)
        e = <<-X
          ${f19()}
        X
        g "l" {
          h { i = f20({ for k, v in f21() : f22(k) => f23(v)... }) }
        }
        """;
    HclFile file = HclParser.parseNative(source.getBytes(UTF_8), "x.tf", Limits.DEFAULT);
    Set<String> called = new HashSet<>();
    file.body()
        .expressions()
        .forEach(
            expression ->
                expression.walk(
                    inner -> {
                      if (inner instanceof Expression.FunctionCall call) {
                        called.add(call.name());
                      }
                    }));
    assertThat(called).hasSize(23).contains("core::f17", "provider::x::f18");
    Set<String> known = new HashSet<>();
    assertThat(file.mayCall(name -> !known.add(name))).isFalse();
    assertThat(known).isEqualTo(called);
  }

  @Test
  void aNumberIsWhatIsWritten() throws HclSyntaxException {
    for (String text :
        List.of(
            "0",
            "00",
            "007",
            "1",
            "10",
            "999999999999999999",
            "9999999999999999999",
            "123456789012345678901234567890",
            "1.50",
            "0.0",
            "1e3",
            "12E-2")) {
      BigDecimal value =
          ((Expression.NumberLiteral) parse("a = " + text).attributes().getFirst().value()).value();
      assertThat(value).as(text).isEqualTo(new BigDecimal(text));
    }
  }

  @Test
  void rangesPointAtTheSource() throws HclSyntaxException {
    String source = "a {\n  é = f(\"ü\", b.c)\n}\n";
    HclFile file = HclParser.parseNative(source.getBytes(UTF_8), "x.tf", Limits.DEFAULT);
    Attribute attribute = file.body().blocks().getFirst().body().attributes().getFirst();
    assertThat(attribute.value().children().stream().map(e -> file.source().text(e.range())))
        .containsExactly("\"ü\"", "b.c");
    assertThat(attribute.value().children().getLast().range())
        .satisfies(
            range -> {
              assertThat(range.startLine()).isEqualTo(2);
              assertThat(range.startColumn()).isEqualTo(14);
            });
  }

  @Test
  void heredocsTrimAsTerraformDoes() throws HclSyntaxException {
    assertThat(constant("<<-X\n    a\n      b\n\n    X\n")).isEqualTo("a\n  b\n\n");
    assertThat(constant("<<X\n  a $${b} %%{c}\nX\n")).isEqualTo("  a ${b} %{c}\n");
    assertThat(constant("\"a  ${~ \"b\" ~}  c\"")).isEqualTo("abc");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "true ? \"evil/b\" : \"x\"",
        "[\"a/b\", \"evil/b\"][1]",
        "{a = \"evil/b\"}.a",
        "{a = \"evil/b\"}[\"a\"]",
        "\"evil/${\"b\"}\"",
        "\"${\"evil/b\"}\"",
        "\"\\u0065vil/b\"",
        "(\"evil/b\")",
        "[for x in [\"evil\"] : \"${x}/b\"][0]",
        "{for k, v in {a = \"evil/b\"} : k => v}.a",
        "[{a = \"evil/b\"}].*.a[0]",
        "\"%{if 1 < 2}evil%{endif}/b\"",
        "\"%{for x in [\"evil\", \"/b\"]}${x}%{endfor}\"",
        "!false && 1 == 1 ? \"evil/b\" : \"\""
      })
  void constantsAreFolded(String source) throws HclSyntaxException {
    assertThat(constant(source)).isEqualTo("evil/b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "var.x",
        "upper(\"a\")",
        "\"${var.x}\"",
        "true ? var.x : \"a\"",
        "1 / 0",
        "[1][2]",
        "null.a",
        "{}.a"
      })
  void variablesAndFunctionsAreNotConstant(String source) throws HclSyntaxException {
    assertThat(ConstantEvaluator.evaluate(expression(source))).isEmpty();
  }

  @Test
  void bombsAreNotEvaluated() throws HclSyntaxException {
    String doubled = "\"x\"";
    for (int i = 0; i < 30; i++) {
      doubled = "[for s in [" + doubled + "] : \"${s}${s}\"][0]";
    }
    assertThat(ConstantEvaluator.evaluate(expression(doubled))).isEmpty();
    assertThat(ConstantEvaluator.evaluate(expression("1e1000000000"))).isEmpty();
    String loop =
        "[for a in "
            + "[for b in ".repeat(5)
            + "[1,1,1,1,1,1,1,1,1,1]"
            + " : [b,b,b,b,b,b,b,b,b,b]]".repeat(5)
            + " : a]";
    assertThat(ConstantEvaluator.evaluate(expression(loop))).isPresent();
  }

  private static Expression expression(String source) throws HclSyntaxException {
    return parse("a = " + source).attributes().getFirst().value();
  }

  private static String constant(String source) throws HclSyntaxException {
    return ConstantEvaluator.string(expression(source)).orElseThrow();
  }

  private static String error(String source) {
    HclSyntaxException error = catchThrowableOfType(HclSyntaxException.class, () -> parse(source));
    return error.toString().lines().collect(Collectors.joining());
  }

  private static Body parse(String source) throws HclSyntaxException {
    return HclParser.parseNative(source.getBytes(UTF_8), "x.tf", Limits.DEFAULT).body();
  }
}
