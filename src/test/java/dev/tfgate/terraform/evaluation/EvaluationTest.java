package dev.tfgate.terraform.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.terraform.values.Possible;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Results are those of {@code terraform console}. */
class EvaluationTest {
  @TempDir Path folder;

  private Possible value(String expression) throws Exception {
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
          ones = [1, 2]
          one  = length(["a"])
          two  = length(["a", "b"])
          map  = { a = "x", b = "y" }
        }
        """);
    Files.createDirectories(folder.resolve("d/e"));
    Files.writeString(folder.resolve("d/x.txt"), "");
    Files.writeString(folder.resolve("d/e/y.txt"), "");
    return ExpressionValues.in(folder).of(expression);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "(true ? 1 : \"a\") | \"1\"",
        "(true ? 1 : \"a\") == 1 | false",
        "1 == 1 | true",
        "tolist([1, \"a\"])[0] | \"1\"",
        "format(\"%v\", 1000000) | \"1e+06\"",
        "format(\"%d\", 1000000) | \"1000000\"",
        "format(\"%03d\", 7) | \"007\"",
        "coalesce(null, 1, \"a\") | \"1\"",
        "length(var.none[*]) | 0",
        "var.none[*] | []",
        "try(local.list[5], \"z\") | \"z\"",
        "lookup(local.map, \"c\", 1) | \"1\"",
        "local.list[1] | \"b\"",
        "local.map[local.list[1]] | \"y\"",
        "[for k, v in local.map : v if k == \"a\"] | [\"x\"]",
        "{for k, v in local.map : k => v if k == \"b\"} | {b = \"y\"}",
        "[for r in toset([\"b\", \"a\"]) : r] | [\"a\", \"b\"]",
        "merge({a = 1}, {b = \"x\"}) | {a = 1, b = \"x\"}",
        "join(\"-\", [1, true, \"a\"]) | \"1-true-a\"",
        "join(\"-\", setproduct([], [\"a\"])[*][0]) | \"\"",
        "split(\"-\", join(\"-\", sort(setproduct([], [\"a\"])[*][0]))) | [\"\"]",
        "format(\"%sb\", join(\"-\", jsondecode(jsonencode(setproduct([], [1])[*][0])))) | \"b\"",
        "sort([10, 9]) | [\"10\", \"9\"]",
        "distinct([\"a\", \"a\"]) | [\"a\"]",
        "distinct(flatten([toset([1, 2]), [\"a\"]])) | [\"1\", \"2\", \"a\"]",
        "tomap({a = tostring(1e20 + 0.5), b = 7}) | {a = \"100000000000000000000.5\", b = \"7\"}",
        "{for i, x in tolist(setsubtract([\"a\"], [\"\"])) : i => x} | {0 = \"a\"}",
        "lower(log(2, 1)) | \"+inf\"",
        "flatten([[\"a\"], [[\"b\"]], \"c\"]) | [\"a\", \"b\", \"c\"]",
        "keys({b = 1, a = 2}) | [\"a\", \"b\"]",
        "values({b = 1, a = 2}) | [2, 1]",
        "zipmap([\"a\"], [1]) | {a = 1}",
        "split(\"/\", \"a//b\") | [\"a\", \"\", \"b\"]",
        "replace(\"a/b\", \"/\", \"-\") | \"a-b\"",
        "replace(\"a1b2\", \"/[0-9]/\", \"\") | \"ab\"",
        "trimsuffix(\"a.tf\", \".tf\") | \"a\"",
        "dirname(\"a/b/c\") | \"a/b\"",
        "basename(\"a/b/c\") | \"c\"",
        "concat([1], [\"a\"]) | [1, \"a\"]",
        "-1 | -1",
        "!true | false",
        "one([]) | null",
        "setsubtract(toset([10, 9]), toset(tolist([for x in local.list : x if x == \"z\"]))) | [\"10\", \"9\"]",
        "setunion([1], [for x in local.list : x if x == \"z\"]) | [\"1\"]",
        "concat([for x in local.list : x if x == \"z\"], local.ones) | [\"1\", \"2\"]",
        "lookup(tomap({for k, v in local.map : k => v if k == \"z\"}), \"c\", 1) | \"1\"",
        "toset([local.one, local.two]) | [1, 2]",
        "toset([[local.one], [local.two]]) | [[1], [2]]",
        "toset([for x in concat(local.list, [1]) : x if x != \"a\"]) | [\"1\", \"b\"]",
        "tolist([for x in concat(local.list, [1]) : x if x != \"a\"]) | [\"b\", \"1\"]",
        "tomap({for i, x in [\"a\", 1] : \"k${i}\" => x if i != 0}) | {k1 = \"1\"}",
        "tomap({a = anytrue([true]), b = var.none}) | {a = \"true\", b = null}",
        "toset(flatten([1, [var.none]])) | [null, \"1\"]",
        "({}).a && false | false",
        "terraform.workspace[*] | [\"default\"]",
        "jsondecode(jsonencode(toset([\"b\", \"a\"]))) | [\"a\", \"b\"]",
        "tolist([{a = toset([\"b\", \"a\"])}, {a = [\"b\", \"a\"]}])[1].a | [\"a\", \"b\"]",
        "fileset(path.module, \".*\") | []",
        "fileset(path.module, \".terraform.lock.hcl\") | [\".terraform.lock.hcl\"]",
        "fileset(path.module, \"[!a]ain.tf\") | []",
        "fileset(path.module, \"*.tf\") | [\"main.tf\"]",
        "fileset(\"main.tf\", \"../*\") | [\".\"]",
        "fileset(\"d\", \"../d/*\") | [\"x.txt\"]",
        "fileset(\"d\", \"../**\") | [\"../main.tf\", \"e/y.txt\", \"x.txt\"]",
        "fileset(\"d/x.txt\", \"../e/*\") | [\"../e/y.txt\"]",
        "fileset(\"d/e\", \"../../*.tf\") | [\"../../main.tf\"]",
        "fileset(\"d\", \"../*/x*\") | [\"x.txt\"]",
        "1e3 * 2 | 2000",
      })
  void whatTerraformComputesIsAmongThePossible(String expression, String real) throws Exception {
    Possible possible = value(expression);
    assertThat(possible.contains(ExpressionValues.constant(real)))
        .as("%s: %s", expression, possible)
        .isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"${local.list[0]}-x\" | \"a-y\"",
        "format(\"%s/x\", local.map.a) | \"y/x\"",
        "join(\"/\", local.list) | \"a\"",
        "merge({a = \"x\"}, {a = \"y\"}).a | \"x\"",
        "[for x in local.list : upper(x)] | [\"a\"]",
        "replace(\"a/b\", \"/\", \"-\") | \"a/b\"",
      })
  void whatIsProvenIsKnownExactly(String expression, String other) throws Exception {
    assertThat(value(expression).contains(ExpressionValues.constant(other))).isFalse();
  }

  @Test
  void theSourceOfAModuleIsEachThatItsVariablesName() throws Exception {
    Files.writeString(
        folder.resolve("main.tf"),
        """
        variable "kind" {
          type    = string
          const   = true
          default = "plain"
        }
        variable "free" {
          const = true
        }
        locals {
          folder = "./modules/${var.kind}"
        }
        module "known" {
          source  = local.folder
          version = var.free
        }
        module "written" {
          source = "./modules/x"
        }
        """);
    Files.writeString(folder.resolve("a.tfvars"), "kind = \"other\"\n");
    ModuleValues module = ExpressionValues.in(folder).module();
    Possible known = module.sourceArgument(module.module().calls().getFirst(), "source");
    assertThat(known.options())
        .containsExactlyInAnyOrder(
            Possible.text("./modules/plain"), Possible.text("./modules/other"));
    assertThat(module.sourceArgument(module.module().calls().getFirst(), "version"))
        .isInstanceOfSatisfying(
            Possible.Text.class, version -> assertThat(version.literal()).isEmpty());
    assertThat(module.sourceArgument(module.module().calls().get(1), "source"))
        .isEqualTo(Possible.text("./modules/x"));
    assertThat(module.sourceArgument(module.module().calls().get(1), "version").options())
        .isEmpty();
  }

  @Test
  void theIndexOfAModuleThatIsCalledOnceNamesAnOutput() throws Exception {
    Files.writeString(
        folder.resolve("main.tf"),
        """
        module "once" {
          source = "./m"
        }
        module "many" {
          source   = "./m"
          for_each = { k = 1 }
        }
        """);
    Files.createDirectory(folder.resolve("m"));
    Files.writeString(folder.resolve("m/main.tf"), "output \"a\" {\n  value = \"x\"\n}\n");
    ExpressionValues values = ExpressionValues.in(folder);
    assertThat(values.of("module.once[\"a\"]")).isEqualTo(Possible.text("x"));
    assertThat(values.of("module.many[\"k\"].a")).isEqualTo(Possible.text("x"));
    assertThat(values.of("module.many[\"a\"]")).isInstanceOf(Possible.Mapping.class);
  }

  @Test
  void theDefaultOfLookupMayBeConvertedToTheTypeOfTheElements() throws Exception {
    Files.writeString(folder.resolve("main.tf"), "variable \"x\" {\n}\n");
    ExpressionValues values = ExpressionValues.in(folder);
    assertThat(values.of("lookup(tomap({ a = true }), \"b\", \"false\")").options())
        .contains(new Possible.Fixed(ExpressionValues.constant("false")), Possible.text("false"));
    assertThat(values.of("lookup(tomap({ a = [1] }), \"b\", [\"5\"])").options().toString())
        .contains("Numeric[value=5]");
    assertThat(values.of("lookup({ a = \"y\" }, \"b\", \"x-1/y\")").options())
        .containsExactlyInAnyOrder(Possible.text("y"), Possible.text("x-1/y"));
  }

  @Test
  void setsTurnIntoListsAndListsIntoSetsBesideWhatIsNotKnown() throws Exception {
    Files.writeString(folder.resolve("main.tf"), "variable \"x\" {\n}\n");
    ExpressionValues values = ExpressionValues.in(folder);
    Possible list = values.of("tolist([toset([\"b\", \"a\"]), var.x])[0]");
    assertThat(list.contains(ExpressionValues.constant("[\"a\", \"b\"]"))).isTrue();
    assertThat(list.options())
        .contains(Possible.listOf(Possible.anyOf(List.of(Possible.text("b"), Possible.text("a")))));
    Possible set = values.of("tolist([[\"b\", \"a\", \"a\"], var.x])[0]");
    assertThat(set.contains(ExpressionValues.constant("[\"a\", \"b\"]"))).isTrue();
    assertThat(
            values
                .of("\"e${uuid()}\\u0301x\"")
                .contains(ExpressionValues.constant("\"\\u00e99\\u00e9x\"")))
        .isTrue();
    assertThat(
            values
                .of("\"e${uuid()}\\u0301x\"")
                .contains(ExpressionValues.constant("\"f9\\u0301x\"")))
        .isFalse();
  }
}
