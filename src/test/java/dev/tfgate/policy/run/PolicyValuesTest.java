package dev.tfgate.policy.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.cel.Fields;
import dev.tfgate.cel.Items;
import dev.tfgate.cel.Unknown;
import dev.tfgate.checkout.Checkout;
import dev.tfgate.hcl.Limits;
import dev.tfgate.terraform.Configuration;
import dev.tfgate.terraform.evaluation.EvaluatedSources;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What policies know of arguments before a plan. */
class PolicyValuesTest {

  /** Returns the argument {@code v} of the first block of a root, as a text. */
  private static String value(String root, String... pathsAndContents) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (int i = 0; i < pathsAndContents.length; i += 2) {
      files.put(pathsAndContents[i], pathsAndContents[i + 1].getBytes(StandardCharsets.UTF_8));
    }
    Configuration configuration =
        Configuration.of(Checkout.of(files), Limits.DEFAULT, new EvaluatedSources());
    ModuleInstance.Tree tree =
        ModuleInstance.tree(configuration.module(root).orElseThrow(), configuration, 10);
    return shown(tree.root().blocks().getFirst().arguments().get("v"));
  }

  private static String shown(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case Items items -> {
        StringBuilder all = new StringBuilder("[");
        for (int i = 0; i < items.size(); i++) {
          all.append(i == 0 ? "" : " ").append(shown(items.get(i)));
        }
        yield all.append(items.open() == null ? "]" : " …]").toString();
      }
      case Fields fields -> {
        StringBuilder all = new StringBuilder("{");
        for (String name : fields.names()) {
          all.append(all.length() == 1 ? "" : " ")
              .append(name)
              .append(':')
              .append(shown(fields.get(name)));
        }
        yield all.append("}").toString();
      }
      case Unknown unknown when !unknown.choices().isEmpty() -> {
        StringBuilder all = new StringBuilder();
        unknown.choices().forEach(c -> all.append(all.isEmpty() ? "" : "|").append(shown(c)));
        yield all.toString();
      }
      case Unknown unknown -> unknown.prefix() + "?" + unknown.suffix();
      default -> value.toString();
    };
  }

  private static final String NAMES =
      """
      locals {
        list  = ["b", "a", ""]
        map   = { k = "v", l = "w" }
        maps  = [{ id = "x" }, { id = "y" }]
        owner = "own${"er"}"
        prod  = true
        two   = var.any ? "a" : "b"
      }
      variable "any" {}
      """;

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '~',
      value = {
        "join('/', ['roles', local.owner])~roles/owner",
        "join('', ['roles/', var.any])~roles/?",
        "join(',', concat(['a'], var.any))~?",
        "join('', ['group:cafe', var.any, '@x'])~group:caf?@x",
        "join('', ['group:caf\u00e9', var.any, '\u0301@x'])~group:ca?@x",
        "join('', ['a=', var.any, 'b'])~a?b",
        "join('', ['node', length(var.any), '/x'])~node?/x",
        "join('', [var.any, 'x'])~?x",
        "replace('roles/0wner', '0', 'o')~roles/owner",
        "replace('abc', '/b/', 'x')~axc",
        "trimprefix('xroles/owner', 'x')~roles/owner",
        "trimsuffix('roles/ownerx', 'x')~roles/owner",
        "trim('--a--', '-')~a",
        "trimspace(' a ')~a",
        "split(',', 'a,b')~[a b]",
        "split(',', 'a,b')[1]~b",
        "element(['a', 'b'], 3)~a|b",
        "element(local.list, 1)~b|a|",
        "compact(local.list)~[b a]",
        "sort(local.list)~[ a b]",
        "reverse(['a', 'b'])~[b a]",
        "flatten([['a'], [['b']]])~[a b]",
        "length(local.list)~?",
        "keys(local.map)~[k l]",
        "values(local.map)~[v w]",
        "zipmap(['a'], ['b'])~{a:b}",
        "contains(local.list, 'a')~true|false",
        "substr('roles/owner', 6, -1)~owner",
        "slice(['a', 'b', 'c'], 1, 2)~[b]",
        "one(['a'])~a",
        "one([])~null",
        "coalesce(null, '', 'a')~a",
        "coalesce(var.any, 'a')~?",
        "coalescelist([], ['a'])~[a]",
        "try('a', 'b')~a|b",
        "try(var.any, 'b')~?",
        "base64decode('YWxsVXNlcnM=')~allUsers",
        "upper('a')~A",
        "lower(local.two)~a|b",
        "format('%s/%s', 'roles', local.owner)~roles/owner",
        "format('%s/%s', local.two, 'x')~a/x|b/x",
        "jsondecode(jsonencode({ a = 'b' })).a~b",
        "local.prod ? 'a' : 'b'~a|b",
        "local.owner == 'owner' ? 'a' : 'b'~a|b",
        "local.owner != 'owner' || false~true|false",
        "length(local.list) > 2 && local.prod~true|false",
        "var.any && false~true|false",
        "var.any && true~true|false",
        "!local.prod~false",
        "1 + 2 * 3~7",
        "7 / 2~?",
        "'5' == 5~true|false",
        "[for x in local.list : upper(x) if x != '']~[B|A||null …]",
        "{ for k, v in local.map : v => k }~{v:k w:l}",
        "[for x in var.any : x]~[? …]",
        "local.maps[*].id~[x y]",
        "local.maps.*.id~[x y]",
        "`%{ if local.prod }a%{ else }b%{ endif }`~a|b",
        "[for r in toset(['roles/viewer', 'roles/owner']) : r][0]~roles/viewer|roles/owner",
        "toset(['roles/viewer', 'roles/owner'])~[roles/owner roles/viewer]",
        "(true ? 1 : 'a')~1|1|a",
        "coalesce(ephemeralasnull(local.two), 'c')~a|b|c",
        "lookup(local.map, 'k', 'x')~v|w|x",
        "format('%v', 1000000)~?",
        "tolist([1, 'a'])[0]~1|1",
        "tolist([[], ['b', 'a']])[1]~[b a]",
        "tolist([null, ['b', 'a']])[1]~[b|a|null …]|[b|a|null …]",
        "tolist([var.any, ['b', 'a']])[1]~[b|a|null …]|[b|a|null …]",
        "tolist(toset(['roles/viewer', 'roles/owner']))[0]~roles/viewer|roles/owner",
        "[for k, v in { z = 'roles/viewer', a = 'roles/owner' } : v][0]~roles/owner",
        "[for i, v in tomap({ b = 'roles/viewer', a = 'roles/owner' }) : v][0]~roles/owner",
        "format('roles/%s', (true ? 1 : 'a') == 1 ? 'viewer' : 'owner')~roles/viewer|roles/owner",
        "try(tonumber('x'), 'roles/owner')~roles/owner",
        "(local.prod ? tostring([1]) : 1)~1|1",
        "{ for k, v in local.map : k => v if k == 'k' }~{k:v|null l:w|null}",
        "jsonencode({ a = local.two })~?",
        "file('x')~?",
      })
  void pureFunctionsAndOperators(String expression, String expected) {
    String hcl = "resource \"a_b\" \"c\" {\n  v = %s\n}\n".formatted(quoted(expression));
    assertThat(value(".", "main.tf", NAMES + hcl)).isEqualTo(expected == null ? "" : expected);
  }

  private static String quoted(String expression) {
    return expression.startsWith("%{") ? '"' + expression + '"' : expression.replace('\'', '"');
  }

  private static final String ROLE =
      """
      variable "role" {
        default = "viewer"
      }
      resource "a_b" "c" {
        v = var.role
      }
      """;

  @Test
  void aVariableOfARootIsWhatItsDefaultAndFilesSay() {
    assertThat(value(".", "main.tf", ROLE)).isEqualTo("viewer");
    assertThat(value(".", "main.tf", ROLE, "a.tfvars", "role = \"owner\""))
        .isEqualTo("viewer|owner");
    assertThat(value(".", "main.tf", ROLE, "env/a.tfvars", "role = \"owner\""))
        .isEqualTo("viewer|owner");
    assertThat(value(".", "main.tf", ROLE, "a.auto.tfvars.json", "{\"role\": \"owner\"}"))
        .isEqualTo("viewer|owner");
    assertThat(value(".", "main.tf", ROLE.replace("default = \"viewer\"", ""))).isEqualTo("?");
    assertThat(value(".", "main.tf", ROLE.replace("default", "sensitive = true\n  default")))
        .isEqualTo("?");
    assertThat(value(".", "main.tf", ROLE.replace("\"viewer\"", "null"))).isEqualTo("null");
  }

  @Test
  void aFileOfVariablesThatNoRootOwnsCountsForAll() {
    assertThat(value("r", "r/main.tf", ROLE, "env/prod.tfvars", "role = \"owner\""))
        .isEqualTo("viewer|owner");
    assertThat(value("r", "r/main.tf", ROLE, "main.tf", "", "prod.tfvars", "role = \"owner\""))
        .isEqualTo("viewer|owner");
    assertThat(value("r", "r/main.tf", ROLE, "s/main.tf", "", "s/x.tfvars", "role = \"owner\""))
        .isEqualTo("viewer");
    assertThat(value("r", "r/main.tf", ROLE, "env/prod.tfvars", "role = foo")).isEqualTo("?");
  }

  @Test
  void eachInstanceOfACountHasItsIndex() {
    String hcl = "resource \"a_b\" \"c\" {\n  count = %s\n  v = [\"a\", \"b\"][count.index]\n}\n";
    assertThat(value(".", "main.tf", hcl.formatted("1"))).isEqualTo("a|b");
    assertThat(value(".", "main.tf", hcl.formatted("2"))).isEqualTo("a|b");
    assertThat(value(".", "main.tf", hcl.formatted("1 + 1"))).isEqualTo("a|b");
  }

  @Test
  void aVariableHasItsType() {
    String typed = ROLE.replace("default = \"viewer\"", "type = %s\n  default = %s");
    assertThat(value(".", "main.tf", typed.formatted("string", "5"))).isEqualTo("5");
    assertThat(value(".", "main.tf", typed.formatted("set(string)", "[\"a\", \"a\"]")))
        .isEqualTo("[a]");
    assertThat(
            value(".", "main.tf", typed.formatted("object({a = optional(string, \"x\")})", "{}")))
        .isEqualTo("{a:x}");
  }

  @Test
  @Timeout(20)
  void aFewLinesThatMakeALotAreNotFollowedToTheEnd() {
    StringBuilder hcl = new StringBuilder("locals {\n  l0 = [\"a\", \"b\"]\n  n0 = [\"a\"]\n");
    for (int i = 1; i < 60; i++) {
      hcl.append("  l%d = concat(local.l%d, local.l%d)\n".formatted(i, i - 1, i - 1));
      hcl.append("  n%d = [local.n%d, local.n%d]\n".formatted(i, i - 1, i - 1));
      hcl.append("  t%d = join(\"\", [local.n0[0], \"${local.n0[0]}\"])\n".formatted(i));
    }
    hcl.append("}\nresource \"a_b\" \"c\" {\n  v = %s\n}\n");
    for (String expression :
        new String[] {
          "local.l59",
          "flatten(local.n59)",
          "length(local.n59)",
          "true ? one(local.n59) : 1",
          "[for a in local.l6 : [for b in local.l6 : [for c in local.l6 : [for d in local.l6 :"
              + " d]]]]"
        }) {
      String text = hcl.toString().formatted(expression);
      Map<String, byte[]> files = Map.of("main.tf", text.getBytes(StandardCharsets.UTF_8));
      Configuration configuration =
          Configuration.of(Checkout.of(files), Limits.DEFAULT, new EvaluatedSources());
      ModuleInstance.Tree tree =
          ModuleInstance.tree(configuration.module(".").orElseThrow(), configuration, 10);
      assertThat(tree.root().blocks().getFirst().arguments().names()).contains("v");
    }
  }

  @Test
  void whatStandsInAnEscapeBlockCounts() {
    assertThat(
            value(
                ".",
                "main.tf",
                """
                resource "r" "a" {
                  _ {
                    v = 1
                  }
                }
                """,
                "main_override.tf",
                """
                resource "r" "a" {
                  _ {
                    w = 2
                  }
                }
                """))
        .isEqualTo("1");
  }
}
