package dev.tfgate.cel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cel.bundle.Cel;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelOptions;
import dev.cel.common.types.SimpleType;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.tfgate.cel.Compiler.Outcome;
import dev.tfgate.cel.Compiler.Result;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Expressions over values that are there, are missing, aren't known or are secret. */
class ExpressionTest {
  private static final Type.Struct BLOCK =
      new Type.Struct("block")
          .with("type", Type.Simple.TEXT)
          .with("references", new Type.ListType(Type.Simple.TEXT));
  private static final Compiler COMPILER =
      new Compiler(Map.of("resource", Type.Simple.ANY, "block", BLOCK));

  private static final Fields RESOURCE =
      FieldMap.of(
          "role",
          "roles/owner",
          "flag",
          "true",
          "ttl",
          "600",
          "port",
          22L,
          "empty",
          "",
          "members",
          ItemList.of(List.of("user:a@example.com", "user:b@example.com")),
          "labels",
          FieldMap.of("env", "dev", "team", "shop"),
          "versioning",
          ItemList.of(List.of(FieldMap.of("enabled", true))),
          "rule",
          ItemList.of(List.of(FieldMap.of("n", 1L), FieldMap.of("n", 2L))),
          "password",
          new Secret("hunter2"),
          "name",
          Unknown.of("var.name"),
          "member",
          Unknown.text(Set.of("google_service_account.x.email"), "serviceAccount:", ""),
          "choice",
          Unknown.oneOf("var.a ? …", List.of("roles/owner", "roles/viewer")),
          "mixed",
          ItemList.of(List.of("user:a@example.com", Unknown.of("var.more"))),
          "open",
          new ItemList(List.of("x"), "var.number"),
          "document",
          Unknown.json("jsonencode(…)", FieldMap.of("Statement", ItemList.of(List.of()))));

  private static final Map<String, Object> VALUES =
      Map.of(
          "resource",
          RESOURCE,
          "block",
          FieldMap.of("type", "t", "references", ItemList.of(List.of("a.b"))));

  private static final Map<String, @Nullable Object> OPEN =
      Map.of(
          "resource",
          FieldMap.of(
              "open",
              new ItemList(List.of("x"), "var.number"),
              "parts",
              new FieldMap(
                  Map.of("a", Unknown.oneOf("var.parts", Arrays.asList("x", null))), "var.parts"),
              "maybe",
              Unknown.oneOf("var.maybe", Arrays.asList("x", null))));

  private static Program program(String expression) {
    Outcome outcome = COMPILER.compile(expression, Result.ANYTHING);
    assertThat(outcome.faults()).as(expression).isEmpty();
    return kept(java.util.Objects.requireNonNull(outcome.program()));
  }

  /** Written and read again, as every program of a compiled policy. */
  private static Program kept(Program program) {
    ProgramFormat format = new ProgramFormat();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      format.write(program, new DataOutputStream(bytes));
      Program read =
          format.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
      assertThat(read.reads()).isEqualTo(program.reads());
      assertThat(read.variables()).isEqualTo(program.variables());
      return read;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static @Nullable Object value(String expression) throws EvaluationException {
    return program(expression).decide(VALUES);
  }

  private static String text(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case Unknown unknown -> "unknown: " + unknown.names();
      case Items items -> {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
          all.add(text(items.get(i)));
        }
        yield all + (items.open() == null ? "" : "…");
      }
      case Fields fields -> {
        Map<String, String> all = new LinkedHashMap<>();
        fields.names().forEach(name -> all.put(name, text(fields.get(name))));
        yield all.toString();
      }
      default -> value.toString();
    };
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      textBlock =
          """
          resource.role == "roles/owner" ; true
          resource.role in ["roles/owner", "roles/editor"] ; true
          resource.members.exists(m, m.startsWith("user:b")) ; true
          resource.members.all(m, m.endsWith("@example.com")) ; true
          resource.members.exists_one(m, m == "user:a@example.com") ; true
          resource.members.map(m, m.split(":")[0]) ; [user, user]
          resource.members.filter(m, m.contains("b@")) ; [user:b@example.com]
          resource.labels.exists(k, k == "env") ; true
          resource.labels.exists(k, v, v == "shop") ; true
          resource.labels["env"] ; dev
          "env" in resource.labels ; true
          size(resource.members) + 1 ; 3
          resource.?labels.?env.orValue("none") ; dev
          resource.?labels.?nope.orValue("none") ; none
          block.type + "/" + block.references[0] ; t/a.b
          resource.role.matches("^roles/(owner|editor)$") ; true
          resource.role.matches("own") ; true
          sets.intersects(["a", "b"], ["b", "c"]) ; true
          sets.contains(["a"], ["a", "c"]) ; false
          [1, 2, 2].distinct() ; [1, 2]
          [[1], [2]].flatten() ; [1, 2]
          ["b", "a"].join("+") ; b+a
          "a-b-c".replace("-", "_") ; a_b_c
          "AbC".lowerAscii() ; abc
          math.greatest(1, 5, 3) ; 5
          optional.none().hasValue() ; false
          ["a"].transformMap(i, v, v + "!") ; {0=a!}
          true ? 1 : 2 ; 1
          -resource.port ; -22
          7 / 2 * 2 + 7 % 2 ; 7
          """)
  void knownValues(String expression, String expected) throws Exception {
    assertThat(text(value(expression))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      textBlock =
          """
          resource.nope == null ; true
          resource.nope.further.still == null ; true
          resource.nope == "roles/owner" ; false
          has(resource.nope) ; false
          has(resource.nope.further) ; false
          has(resource.role) ; true
          resource.nope.exists(x, x == 1) ; false
          resource.nope.all(x, x == 1) ; true
          size(resource.nope) ; 0
          "a" in resource.nope ; false
          resource.nope[0].x == null ; true
          resource.members[7] == null ; true
          resource.versioning.enabled ; true
          has(resource.versioning.enabled) ; true
          resource.labels[0].env ; dev
          resource.labels[1] == null ; true
          resource.versioning[0].enabled ; true
          as_list(resource.role) ; [roles/owner]
          as_list(resource.nope) ; []
          """)
  void whatIsNotThereIsNull(String expression, String expected) throws Exception {
    assertThat(text(value(expression))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      textBlock =
          """
          resource.flag == true ; true
          resource.flag != true ; false
          resource.flag && true ; true
          resource.ttl > 300 ; true
          resource.ttl == 600 ; true
          resource.port == "22" ; true
          resource.port.endsWith("2") ; true
          "port " + resource.port ; port 22
          600 in [resource.ttl] ; true
          """)
  void textAndNumbersAreConvertedAsTerraformDoes(String expression, String expected)
      throws Exception {
    assertThat(text(value(expression))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      textBlock =
          """
          resource.name == "x" ; unknown: var.name
          resource.name.first.second == "x" ; unknown: var.name
          !(resource.name == "x") ; unknown: var.name
          resource.name == "x" || resource.role == "roles/owner" ; true
          resource.name == "x" && resource.role == "roles/viewer" ; false
          resource.name == "x" && resource.role == "roles/owner" ; unknown: var.name
          resource.name == resource.member ; unknown: var.name, google_service_account.x.email
          resource.name == "x" ? 1 : 1 ; 1
          resource.name == "x" ? 1 : 2 ; unknown: var.name
          resource.name in ["a"] ; unknown: var.name
          "user:a@example.com" in resource.mixed ; true
          "allUsers" in resource.mixed ; unknown: var.more
          resource.mixed == ["a", "b"] ; false
          resource.mixed == ["user:a@example.com", "b"] ; unknown: var.more
          resource.mixed.exists(m, m == "user:a@example.com") ; true
          resource.mixed.exists(m, m == "allUsers") ; unknown: var.more
          resource.mixed.all(m, m == "allUsers") ; false
          resource.mixed.join(",") ; unknown: var.more
          sets.contains(resource.mixed, ["allUsers"]) ; unknown: var.more
          size(resource.open) ; unknown: var.number
          resource.open.exists(x, x == "x") ; true
          resource.mixed.filter(m, m == "allUsers").size() > 0 ; unknown: var.more
          has(resource.name) ; true
          has(resource.name.x) ; unknown: var.name
          resource.member == "allUsers" ; false
          resource.member in ["allUsers", "allAuthenticatedUsers"] ; false
          resource.member.startsWith("serviceAccount:") ; true
          resource.member.startsWith("user:") ; false
          resource.member.startsWith("serviceAccount:x") ; unknown: google_service_account.x.email
          resource.member.glob("user:*") ; false
          member_type(resource.member) ; serviceAccount
          resource.member.split(":")[0] ; serviceAccount
          ("to " + resource.member).startsWith("to service") ; true
          resource.choice == "roles/editor" ; false
          resource.choice.startsWith("roles/") ; true
          resource.choice == "roles/owner" ; unknown: var.a ? …
          resource.choice in ["roles/owner", "roles/viewer"] ; true
          json_decode(resource.document).Statement.exists(s, true) ; false
          """)
  void whatIsNotKnownKeepsItsNameUnlessTheKnownPartDecides(String expression, String expected)
      throws Exception {
    assertThat(text(value(expression))).isEqualTo(expected);
  }

  /** What may be missing: true is enough where it denies, and nothing follows from it elsewhere. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      textBlock =
          """
          resource.open.exists(x, x == "x") ; true
          "x" in resource.open ; true
          "y" in resource.open ; unknown: var.number
          !resource.open.exists(x, x == "x") ; unknown: var.number
          !("x" in resource.open) ; unknown: var.number
          resource.open.exists(x, x == "x") == false ; unknown: var.number
          resource.open.exists(x, x == "x") ? false : true ; unknown: var.number
          resource.open.exists(x, x == "z") ; false
          resource.open.all(x, x == "x") ; true
          resource.open.all(x, x == "z") ; unknown: var.number
          resource.open.exists_one(x, x == "z") ; false
          !resource.open.exists_one(x, x == "x") ; unknown: var.number
          resource.open.exists(i, x, i == 7) ; unknown: var.number
          resource.open[0] == "x" ; unknown: var.number
          resource.open == null ; unknown: var.number
          resource.open == ["x"] ; unknown: var.number
          resource.open == {"x": "x"} ; unknown: var.number
          resource.open["x"] == "x" ; unknown: var.number
          has(resource.open.x) ; unknown: var.number
          sets.equivalent(resource.open, []) ; unknown: var.number
          sets.contains([], resource.open) ; unknown: var.number
          !sets.intersects(resource.open, ["x"]) ; unknown: var.number
          (["a"] + resource.open)[0] ; a
          (["a"] + resource.open)[1] ; unknown: var.number
          !(["a"] + resource.open).exists(x, x == "a") ; false
          (["a"] + resource.open).all(x, x == "b") ; false
          resource.open.slice(0, 1) ; unknown: var.number
          resource.open.first() ; unknown: var.number
          resource.parts == {} ; unknown: var.parts
          resource.parts == {"a": "x"} ; unknown: var.parts
          resource.parts == {"a": "y"} ; false
          resource.parts == {"a": "x", "c": "x"} ; false
          resource.parts == null ; unknown: var.parts
          size(resource.parts) ; unknown: var.parts
          "a" in resource.parts ; true
          !("a" in resource.parts) ; unknown: var.parts
          "c" in resource.parts ; false
          has(resource.parts.a) ; true
          !has(resource.parts.a) ; unknown: var.parts
          !has(resource.parts.c) ; true
          resource.parts.a == "x" ; unknown: var.parts
          resource.parts.a == "y" ; false
          resource.parts.exists(k, k == "a") ; true
          !resource.parts.exists(k, v, k == "a") ; unknown: var.parts
          resource.parts.all(k, v, v == "x") ; unknown: var.parts
          !has(resource.maybe) ; unknown: var.maybe
          !resource.maybe.startsWith("x") ; unknown: var.maybe
          """)
  void whatMayBeMissingDecidesOnlyWhereItDenies(String expression, String expected)
      throws Exception {
    assertThat(text(program(expression).decide(OPEN))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      textBlock =
          """
          cidr_contains("10.0.0.0/8", "10.255.0.0/16") ; true
          cidr_contains("10.0.0.0/8", "11.0.0.1") ; false
          cidr_contains("10.1.0.0/16", "10.0.0.0/8") ; false
          cidr_contains("::/0", "10.0.0.1") ; false
          cidr_contains("fd00::/8", "fd12:3456::1") ; true
          cidr_contains("2001:db8::/32", "2001:db9::/48") ; false
          cidr_prefix("10.0.0.0/8") ; 8
          semver_matches("1.2.3", "~> 1.1, != 1.2.4") ; true
          semver_matches("2.0.0", "~> 1.1") ; false
          "git::https://x/y//z".glob("git::https://x/**") ; true
          json_decode(`{"a":[1,{"b":true}]}`).a[1].b ; true
          member_type("deleted:serviceAccount:x?uid=1") ; deleted
          member_type("allUsers") ; allUsers
          base64.decode(base64.encode("hé")) ; hé
          """)
  void functionsForTerraform(String expression, String expected) throws Exception {
    assertThat(text(value(expression.replace('`', '\'')))).isEqualTo(expected);
  }

  @Test
  void aSecretDecidesAndIsNotShown() throws Exception {
    assertThat(value("resource.password == 'hunter2'")).isEqualTo(true);
    assertThat(program("'is ' + resource.password").show(VALUES)).isEqualTo("is (sensitive value)");
    assertThat(program("[resource.password].map(p, 'is ' + p)[0]").show(VALUES))
        .isEqualTo("is (sensitive value)");
    assertThat(new Secret("hunter2").toString()).doesNotContain("hunter2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      textBlock =
          """
          resource.nope.startsWith("a") ; 24 ; text is due here
          resource.nope > 3 ; 14 ; a number is due here
          !resource.nope ; 0 ; compare it (== true
          resource.rule.n == 1 ; 13 ; there are 2 of these blocks
          resource.role.x == 1 ; 13 ; there is no "x" in text
          resource.port.exists(p, true) ; 20 ; can't be gone through
          1 / 0 == 1 ; 2 ; overflow or division by zero
          cidr_contains("x", "10.0.0.1") ; 13 ; not an IP address
          json_decode("{") ; 11 ; one JSON value
          """)
  void aValueThatDoesNotFitIsAnErrorWithAPlace(String expression, int offset, String message) {
    assertThatThrownBy(() -> value(expression))
        .isInstanceOf(EvaluationException.class)
        .hasMessageContaining(message)
        .extracting(e -> ((EvaluationException) e).offset())
        .isEqualTo(offset);
  }

  @Test
  void anErrorIsMadeUpForByTheSideThatDecides() throws Exception {
    assertThat(value("resource.nope > 3 || resource.role == 'roles/owner'")).isEqualTo(true);
    assertThat(value("resource.nope > 3 && false")).isEqualTo(false);
    assertThat(value("['', 'b'].exists(x, x.charAt(0) == 'b')")).isEqualTo(true);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      textBlock =
          """
          block.tpye == "x" ; 6 ; there is no field "tpye"; did you mean "type"?
          resorce.role ; 0 ; "resorce" is no variable or function here; did you mean "resource"?
          resource.role.startWith("") ; 23 ; "startWith" is no variable or function here; did you mean "startsWith"?
          1 == "a" ; 2 ; == can't be applied to (int, string)
          resource.role == ; 16 ; the expression ends too early
          resource.role.matches("(") ; 22 ; not a regular expression in RE2 syntax
          type(resource) ; 4 ; "type" is no variable or function here
          timestamp("2020") ; 9 ; "timestamp" is no variable or function here
          """)
  void aFaultSaysWhereAndWhatWasProbablyMeant(String expression, int offset, String message) {
    Outcome outcome = COMPILER.compile(expression, Result.ANYTHING);
    assertThat(outcome.faults()).hasSize(1);
    assertThat(outcome.faults().getFirst().offset()).isEqualTo(offset);
    assertThat(outcome.faults().getFirst().message()).contains(message);
  }

  @Test
  void aConditionIsTrueOrFalseAndAMessageText() {
    assertThat(COMPILER.compile("1 + 1", Result.BOOLEAN).faults())
        .extracting(Fault::message)
        .containsExactly("the expression gives int, true or false is due");
    assertThat(COMPILER.compile("true", Result.TEXT).faults())
        .extracting(Fault::message)
        .containsExactly("the expression gives bool, text is due");
    assertThat(COMPILER.compile("resource.x", Result.BOOLEAN).faults()).isEmpty();
  }

  @Test
  void aHugeExpressionAndEndlessLoopsAreRefused() {
    assertThat(COMPILER.compile("true || ".repeat(200_000) + "true", Result.BOOLEAN).faults())
        .extracting(Fault::message)
        .first()
        .asString()
        .contains("the limit is");
    String ten = "[0,1,2,3,4,5,6,7,8,9]";
    String loops =
        "%s.all(a, %s.all(b, %s.all(c, %s.all(d, %s.all(e, %s.all(f, %s.all(g, resource.x == a)))))))"
            .replace("%s", ten);
    assertThat(COMPILER.compile(loops, Result.BOOLEAN).faults())
        .extracting(Fault::message)
        .first()
        .asString()
        .contains("take more than 1000000 rounds");
    assertThat(COMPILER.compile("(".repeat(5_000) + "1" + ")".repeat(5_000), Result.ANYTHING))
        .extracting(Outcome::program)
        .isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "resource.big.all(a, resource.big.all(b, resource.big.all(c, a + b + c >= 0)))",
        "resource.big.map(a, resource.big.map(b, resource.big.map(c, c))).size() > 0",
        "resource.big.all(a, resource.long.matches('(a*)*b') == false)",
        "resource.big.map(a, resource.long + resource.long).join(',') == ''",
        "resource.long.replace('a', resource.long) == ''",
        "resource.big.all(x, !resource.long.glob('**a**a**a**a**a**b'))",
        "resource.big.map(x, resource.long.split('')).size() == 1"
      })
  void noDataMakesAnExpressionRunForLong(String expression) {
    List<Object> big = new ArrayList<>();
    for (long i = 0; i < 20_000; i++) {
      big.add(i);
    }
    Fields hostile = FieldMap.of("big", ItemList.of(big), "long", "a".repeat(1_000_000));
    long start = System.nanoTime();
    assertThatThrownBy(() -> program(expression).decide(Map.of("resource", hostile)))
        .isInstanceOf(EvaluationException.class)
        .hasMessageContaining("the limit");
    assertThat((System.nanoTime() - start) / 1_000_000_000).isLessThan(20);
  }

  /**
   * Where CEL's own runtime gives a value for data that is there, this evaluator gives the same.
   */
  @Test
  void agreesWithTheRuntimeOfCel() throws Exception {
    CelOptions options = CelOptions.current().enableHeterogeneousNumericComparisons(true).build();
    Cel cel =
        CelFactory.plannerCelBuilder()
            .setOptions(options)
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .addCompilerLibraries(
                CelExtensions.optional(), CelExtensions.strings(), CelExtensions.sets(options))
            .addRuntimeLibraries(
                CelExtensions.optional(), CelExtensions.strings(), CelExtensions.sets(options))
            .addVar("resource", SimpleType.DYN)
            .build();
    Map<String, Object> plain =
        Map.of(
            "n",
            3L,
            "d",
            1.5,
            "s",
            "abcb",
            "t",
            true,
            "l",
            List.of("a", "b", 3L),
            "e",
            List.of(),
            "m",
            Map.of("x", 1L, "y", "z"));
    List<String> atoms =
        List.of(
            "resource.n",
            "resource.d",
            "resource.s",
            "resource.t",
            "resource.l",
            "resource.m",
            "resource.m.nope",
            "1",
            "'b'",
            "null",
            "[1, 'a']",
            "{'x': 1}");
    List<String> shapes =
        List.of(
            "%s == %s",
            "%s != %s",
            "%s < %s",
            "%s >= %s",
            "%s + %s",
            "%s - %s",
            "%s * %s",
            "%s / %s",
            "%s %% %s",
            "%s in %s",
            "%s || %s",
            "%s && %s",
            "%s ? 1 : %s",
            "[%s, %s].exists(v, v == 'a')",
            "[%s].all(v, v == %s)",
            "[%s, %s].map(v, v)",
            "[%s, %s].filter(v, v == 1)",
            "has(resource.m.x) && %s == %s",
            "size(%s) == %s",
            "dyn(%s).contains(%s)",
            "dyn(%s).startsWith(%s)",
            "dyn(%s).split(%s)",
            "dyn(%s).indexOf(%s)",
            "dyn(%s).replace(%s, 'q')",
            "dyn(%s)[%s]",
            "sets.contains(dyn(%s), dyn(%s))",
            "sets.intersects(dyn(%s), dyn(%s))");
    Fields ours = (Fields) java.util.Objects.requireNonNull(wrapped(plain));
    int compared = 0;
    List<String> different = new ArrayList<>();
    for (String shape : shapes) {
      for (String a : atoms) {
        for (String b : atoms) {
          String expression = shape.formatted("dyn(" + a + ")", "dyn(" + b + ")");
          Object theirs;
          try {
            theirs =
                cel.createProgram(cel.compile(expression).getAst()).eval(Map.of("resource", plain));
          } catch (CelEvaluationException e) {
            continue;
          }
          Object own;
          try {
            own = program(expression).decide(Map.of("resource", ours));
          } catch (EvaluationException e) {
            own = e;
          }
          compared++;
          if (!text(own).equals(text(wrapped(theirs)))) {
            different.add(expression + ": " + text(own) + " instead of " + text(wrapped(theirs)));
          }
        }
      }
    }
    assertThat(different).isEmpty();
    assertThat(compared).isGreaterThan(1_000);
  }

  private static @Nullable Object wrapped(@Nullable Object value) {
    return switch (value) {
      case Map<?, ?> map -> {
        Map<String, @Nullable Object> parts = new LinkedHashMap<>();
        map.forEach((key, part) -> parts.put(String.valueOf(key), wrapped(part)));
        yield new FieldMap(parts);
      }
      case List<?> list -> {
        List<@Nullable Object> all = new ArrayList<>();
        list.forEach(element -> all.add(wrapped(element)));
        yield new ItemList(all, null);
      }
      case dev.cel.common.values.NullValue absent -> null;
      case null, default -> value;
    };
  }
}
