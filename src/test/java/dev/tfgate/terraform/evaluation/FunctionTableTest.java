package dev.tfgate.terraform.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.hcl.Constant;
import dev.tfgate.terraform.values.Possible;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each function of the table: of a value, of an argument that isn't known, and of one that is one
 * of two. Results are those of Terraform 1.11.4, for {@code convert} of 1.16.4.
 */
class FunctionTableTest {
  /** The call, with an argument for {@code @}, its result, and another argument with its own. */
  private static final String TABLE =
      """
          alltrue(@) | [true] | true | [false] | false
          anytrue(@) | [true] | true | [false] | false
          can(tonumber(@)) | "1" | true | "x" | false
          contains(["a"], @) | "a" | true | "b" | false
          endswith(@, "b") | "ab" | true | "ba" | false
          fileexists(@) | "a.txt" | true | "c.txt" | false
          issensitive(@) | "a" | false | sensitive("a") | true
          startswith(@, "a") | "ab" | true | "ba" | false
          strcontains(@, "a") | "ab" | true | "c" | false
          abs(@) | -1 | 1 | 2 | 2
          ceil(@) | 1.5 | 2 | 3 | 3
          floor(@) | 1.5 | 1 | 3 | 3
          index(["a", "b"], @) | "a" | 0 | "b" | 1
          length(@) | ["a"] | 1 | "abc" | 3
          log(@, 10) | 10 | 1 | 1 | 0
          max(@, 2) | 1 | 2 | 3 | 3
          min(@, 2) | 1 | 1 | 3 | 2
          parseint(@, 16) | "ff" | 255 | "10" | 16
          pow(@, 2) | 3 | 9 | 10 | 100
          signum(@) | -7 | -1 | 7 | 1
          sum(@) | [1, 2] | 3 | [3.5] | 3.5
          timecmp(@, "2024-01-01T00:00:00Z") | "2024-01-01T00:00:00Z" | 0 | "2025-01-01T00:00:00Z" | 1
          filemd5(@) | "a.txt" | "5839145a19c13f3ffb0a3b9527e0a912" | "b.txt" | "ba7790b1708b71cb2b61b1a30d824712"
          filesha1(@) | "a.txt" | "a167b5de67ef5c4068ea4cb21fda74af5873a68f" | "b.txt" | "bea43e7033e19327183416f23fe2ee1b64c25f4a"
          filesha256(@) | "a.txt" | "dacf36547c7774a0a170806363b5d412991fbc0d6260b2c00b1d3a80a816c23f" | "b.txt" | "7e4fa2eb8c7ac089739d5defc4489fad68a100d92082ca35c6b40a4524821f87"
          filesha512(@) | "a.txt" | "01a11efdd6d84c04715bf8b2f5b7d37a6487a84a98aec18fd62d9b9af24ad3cfb59e9f3a4ff8bff24980afa167a585ba938378ec23ca9217988db9e1bf7142b3" | "b.txt" | "97b1f43ffa7c6610cc956764ceb566d3cf6ed9815bacfbb16376d8047d45f5626c30eaa97bfb805ee7bf510e20c24432c4dc887c2145d845dbcc8f7dfe6cfa18"
          md5(@) | "a" | "0cc175b9c0f1b6a831c399e269772661" | "b" | "92eb5ffee6ae2fec3ad71c777531578f"
          sha1(@) | "a" | "86f7e437faa5a7fce15d1ddcb9eaeaea377667b8" | "b" | "e9d71f5ee7c92d6dc9e92ffdad17b8bd49418f98"
          sha256(@) | "a" | "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb" | "b" | "3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d"
          sha512(@) | "a" | "1f40fc92da241694750979ee6cf582f2d5d7d28e18335de05abc54d0560e0f5302860c652bf08d560252aa5e74210546f369fbbbce8c12cfc7957b2652fe9a75" | "b" | "5267768822ee624d48fce15ec5ca79cbd602cb7f4c2157a516556991f22ef8c7b5ef7b18d1ff41c59370efb0858651d44a936c11b7b144c48fe04df3c6a3e8da"
          uuidv5("dns", @) | "a" | "4f3f2898-69e3-5a0d-820a-c4e87987dbce" | "b" | "3f10dbe8-4cbd-5e31-9b1f-af0cb9dda9cf"
          chomp(@) | "a\\n" | "a" | "b\\r\\n\\n" | "b"
          trimspace(@) | " a\\t" | "a" | "b" | "b"
          coalesce(@, "c") | "a" | "a" | "" | "c"
          coalescelist(@, ["c"]) | ["a"] | ["a"] | [] | ["c"]
          chunklist(@, 1) | ["a", "b"] | [["a"],["b"]] | [] | []
          compact(@) | ["a", ""] | ["a"] | ["", null] | []
          distinct(@) | ["a", "b", "a"] | ["a","b"] | [1, 1] | [1]
          sort(@) | ["b", "a"] | ["a","b"] | [10, 9] | ["10","9"]
          reverse(@) | ["a", "b"] | ["b","a"] | [1] | [1]
          concat(@, ["c"]) | ["a"] | ["a","c"] | [] | ["c"]
          element(@, 1) | ["a", "b"] | "b" | ["c"] | "c"
          flatten(@) | [["a"], [["b"]]] | ["a","b"] | ["c"] | ["c"]
          format("%s-%03d", @, 7) | "a" | "a-007" | 5 | "5-007"
          join(",", @) | ["a", "b"] | "a,b" | [1, true] | "1,true"
          jsonencode(@) | {a = [1, null]} | "{\\"a\\":[1,null]}" | "a" | "\\"a\\""
          base64decode(@) | "YQ==" | "a" | "Yi9j" | "b/c"
          base64encode(@) | "a" | "YQ==" | "b/c" | "Yi9j"
          regex("[a-z]+", @) | "1ab2" | "ab" | "c" | "c"
          regex("(?P<x>[a-z])", @) | "1a" | {"x":"a"} | "b" | {"x":"b"}
          regexall("[a-z]", @) | "1a2b" | ["a","b"] | "12" | []
          keys(@) | {b = 1, a = 2} | ["a","b"] | {} | []
          lookup(@, "a", "c") | {a = "b"} | "b" | {} | "c"
          lower(@) | "AbC" | "abc" | "d/E" | "d/e"
          upper(@) | "aBc" | "ABC" | "d/e" | "D/E"
          matchkeys(@, ["k", "l"], ["l"]) | ["a", "b"] | ["b"] | [1, 2] | [2]
          title(@) | "ab cd" | "Ab Cd" | "e-f_g" | "E-F_g"
          merge({a = 1, b = 2}, @) | {b = 3} | {"a":1,"b":3} | {} | {"a":1,"b":2}
          nonsensitive(sensitive(@)) | "a" | "a" | "b" | "b"
          nonsensitive(length(sensitive(@))) | "ab" | 2 | "c" | 1
          ephemeralasnull(@) | "a" | "a" | "b" | "b"
          one(@) | ["a"] | "a" | [] | null
          range(@) | 2 | [0,1] | 0 | []
          replace(@, "/", "-") | "a/b" | "a-b" | "cd" | "cd"
          replace(@, "/[0-9]+/", "x") | "a12b3" | "axbx" | "c" | "c"
          setproduct(@, ["x", "y"]) | ["a"] | [["a","x"],["a","y"]] | [] | []
          setunion(@, ["a"]) | ["b"] | ["a","b"] | ["a"] | ["a"]
          setintersection(@, ["a"]) | ["a", "b"] | ["a"] | ["b"] | []
          setsubtract(@, ["a"]) | ["a", "b"] | ["b"] | ["a"] | []
          slice(@, 1, 2) | ["a", "b", "c"] | ["b"] | [1, 2] | [2]
          split("/", @) | "a/b" | ["a","b"] | "" | [""]
          strrev(@) | "abc" | "cba" | "d/" | "/d"
          substr(@, 1, 2) | "abcd" | "bc" | "e" | ""
          trim(@, "-/") | "/a-" | "a" | "--" | ""
          tobool(@) | "true" | true | false | false
          tolist(@) | ["a", 1] | ["a","1"] | [] | []
          tomap(@) | {a = 1, b = "x"} | {"a":"1","b":"x"} | {} | {}
          toset(@) | ["b", "a", "b"] | ["a","b"] | [] | []
          tonumber(@) | "1.5" | 1.5 | 2 | 2
          tostring(@) | 1.5 | "1.5" | true | "true"
          trimprefix(@, "./") | "./a" | "a" | "b" | "b"
          trimsuffix(@, ".tf") | "a.tf" | "a" | "b" | "b"
          values(@) | {b = 1, a = 2} | [2,1] | {} | []
          zipmap(@, [1, 2]) | ["a", "b"] | {"a":1,"b":2} | ["c", "c"] | {"c":2}
          try(@, "b") | "a" | "a" | null | null
          convert(@, number) | "1.5" | 1.5 | 2 | 2
          file(@) | "a.txt" | "plain\\n" | "b.txt" | "other\\n"
          basename(@) | "a/b" | "b" | "/" | "/"
          dirname(@) | "a/b" | "a" | "c" | "."
          pathexpand(@) | "a" | "a" | "./b" | "./b"
          abspath(@) | "/a/../b" | "/b" | "/" | "/"
          fileset(".", @) | "a.*" | ["a.txt"] | "c.*" | []
          jsondecode(@) | "{\\"a\\": [1, null, \\"x\\"]}" | {"a":[1,null,"x"]} | "[2]" | [2]
          yamldecode(@) | "a: [x, 2]" | {"a":["x",2]} | "b" | "b"
          """;

  /** What {@code docs/values.md} calls exact: the result is what it is, and nothing else. */
  private static final Set<String> EXACT =
      Set.of(
          "base64decode",
          "base64encode",
          "basename",
          "chomp",
          "compact",
          "concat",
          "dirname",
          "distinct",
          "flatten",
          "format",
          "join",
          "jsondecode",
          "keys",
          "lower",
          "merge",
          "replace",
          "reverse",
          "slice",
          "sort",
          "split",
          "strrev",
          "substr",
          "title",
          "tolist",
          "tomap",
          "toset",
          "trim",
          "trimprefix",
          "trimspace",
          "trimsuffix",
          "upper",
          "values",
          "yamldecode",
          "zipmap");

  @TempDir Path folder;

  private record Row(
      String call, String argument, String result, String other, String otherResult) {
    String of(String given) {
      return call.replace("@", given);
    }

    boolean isExact() {
      return EXACT.contains(call.substring(0, call.indexOf('(')));
    }
  }

  static List<Row> rows() {
    return TABLE
        .lines()
        .map(line -> line.strip().split(" \\| "))
        .map(cells -> new Row(cells[0], cells[1], cells[2], cells[3], cells[4]))
        .toList();
  }

  private Possible value(String expression) throws Exception {
    Files.writeString(folder.resolve("a.txt"), "plain\n");
    Files.writeString(folder.resolve("b.txt"), "other\n");
    Files.writeString(
        folder.resolve("main.tf"),
        """
        variable "free" {
        }
        variable "flag" {
        }
        """);
    return ExpressionValues.in(folder).of(expression);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void theResultIsAmongThePossibleOnes(Row row) throws Exception {
    Constant result = ExpressionValues.constant(row.result());
    Constant other = ExpressionValues.constant(row.otherResult());

    Possible first = value(row.of(row.argument()));
    Possible second = value(row.of(row.other()));

    assertThat(first.contains(result)).as("%s", first).isTrue();
    assertThat(second.contains(other)).as("%s", second).isTrue();
    if (row.isExact() && !result.equals(other)) {
      assertThat(first.contains(other)).as("%s", first).isFalse();
      assertThat(second.contains(result)).as("%s", second).isFalse();
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  void ofWhatIsNotKnownEitherResultIsPossible(Row row) throws Exception {
    Possible possible = value(row.of("var.free"));

    assertThat(possible.contains(ExpressionValues.constant(row.result())))
        .as("%s", possible)
        .isTrue();
    assertThat(possible.contains(ExpressionValues.constant(row.otherResult())))
        .as("%s", possible)
        .isTrue();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void ofOneOfTwoEitherResultIsPossible(Row row) throws Exception {
    Possible possible = value(row.of("[%s, %s][var.flag]".formatted(row.argument(), row.other())));

    assertThat(possible.contains(ExpressionValues.constant(row.result())))
        .as("%s", possible)
        .isTrue();
    assertThat(possible.contains(ExpressionValues.constant(row.otherResult())))
        .as("%s", possible)
        .isTrue();
  }

  @Test
  void aUuidIsAnyName() throws Exception {
    assertThat(value("uuid()")).isEqualTo(Possible.word("uuid()"));
  }

  @Test
  void everyFunctionOfTheTableHasARow() throws Exception {
    Set<String> tested = new TreeSet<>(Set.of("uuid"));
    for (Row row : rows()) {
      Matcher names = Pattern.compile("([a-z0-9]+)\\(").matcher(row.call());
      while (names.find()) {
        tested.add(names.group(1));
      }
    }

    assertThat(tested).containsAll(table());
  }

  /** The names in the source of the table: nothing else knows all of them. */
  private static Set<String> table() throws Exception {
    Set<String> names = new TreeSet<>();
    Path packages = Path.of("src/main/java/dev/tfgate/terraform");
    for (String file :
        List.of(
            "values/Functions.java", "files/DiskFunctions.java", "evaluation/Evaluation.java")) {
      String source = Files.readString(packages.resolve(file));
      String sets =
          file.startsWith("values")
              ? source.substring(source.indexOf("CONDITIONS ="), source.indexOf("OPEN ="))
              : "";
      Stream.concat(
              Pattern.compile("case (\"[a-z0-9]+\"(?:, \"[a-z0-9]+\")*) ->")
                  .matcher(source)
                  .results(),
              Pattern.compile("(\"[a-z0-9]+\")").matcher(sets).results())
          .flatMap(found -> Stream.of(found.group(1).split(", ")))
          .map(name -> name.substring(1, name.length() - 1))
          .forEach(names::add);
    }
    // Names of objects and of blocks that references start with.
    names.removeAll(
        Set.of(
            "count",
            "cwd",
            "each",
            "local",
            "module",
            "path",
            "root",
            "run",
            "self",
            "terraform",
            "var"));
    assertThat(names).contains("yamldecode", "chomp", "md5", "try").hasSizeGreaterThan(80);
    return names;
  }
}
