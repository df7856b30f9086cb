package dev.tfgate.laws;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A configuration made at random, in which expressions stand: a root with locals, variables of
 * every type, files of variables and override files, and a module that is called once, twice by
 * {@code count} and for each of some keys.
 */
final class World {
  /** Where expressions stand. */
  enum Place {
    ROOT,
    MODULE
  }

  /** The calls of the module: once, by {@code count}, by {@code for_each}. */
  static final List<String> CALLS = List.of("m", "c", "f");

  private static final String[][] LAYOUTS = {
    // The root, the module, and its source.
    {"", "m/", "./m"},
    {"", "a/b/", "./a/b"},
    {"r/", "m/", "../m"},
    {"a/b/", "a/c/", "../c"},
    {"a/b/", "a/c/", "../../a/c"},
    {"r/", "r/sub/m/", "./sub/../sub/m"},
  };

  private static final Map<String, String> TYPES = new TreeMap<>();

  static {
    // A type constraint, and values that it converts, apart.
    type('S', "string", "\"a\"", "1", "true", "\"x/y\"", "\"\"", "\"01\"", "1.50", "1000000");
    type('S', "string", "\"../up\"", "\"é\"", "\"e\\u0301\"", "1e21", "false", "\"~\"");
    type('S', "any", "\"a\"", "\"roles/owner\"");
    type('N', "number", "1", "\"1\"", "\"01\"", "\"1e3\"", "1e21", "0.1", "\"1.50\"", "-1");
    type('N', "any", "1", "2.5", "1e3");
    type('B', "bool", "true", "\"true\"", "\"false\"", "false", "\"1\"", "\"0\"");
    type('L', "list(string)", "[\"a\", 1, true]", "[]", "[\"b\", \"a\", \"b\"]", "[null, \"a\"]");
    type('L', "list(any)", "[\"a\", 1]", "[\"a\"]", "[]");
    type('L', "any", "[\"a\", 1]", "[\"x\", \"y\"]");
    type('L', "tuple([string, number, bool])", "[1, \"2\", \"true\"]", "[\"a\", 0, false]");
    type('M', "list(number)", "[1, \"2\"]", "[\"1e3\", \"01\"]", "[3, 1, 2]");
    type('M', "set(number)", "[10, 9, \"10\"]", "[1]");
    type(
        'T',
        "set(string)",
        "[\"b\", \"a\", \"b\"]",
        "[1, \"1\", true]",
        "[]",
        "[\"\\U00010400\", \"\\uff41\"]");
    type('K', "map(string)", "{ a = \"x\", b = 1 }", "{}", "{ b = true, a = 2 }");
    type('K', "map(any)", "{ a = 1, b = \"x\" }", "{ a = true }");
    type('K', "map(number)", "{ a = \"1\", b = 2 }");
    type(
        'O',
        "object({ a = string, b = optional(number, 5), c = optional(string) })",
        "{ a = 1 }",
        "{ a = \"x\", b = \"2\", z = 1 }",
        "{ a = true, c = 1, b = null }");
    type(
        'O',
        "object({ a = optional(object({ b = optional(string, \"d\") }), {}) })",
        "{}",
        "{ a = {} }",
        "{ a = { b = 1 } }",
        "{ a = null }");
    type('O', "object({ a = optional(list(string), [1, 2]) })", "{}", "{ a = [true] }");
    type('O', "any", "{ a = 1, b = [1, \"x\"] }");
    type('P', "list(object({ a = string }))", "[{ a = 1 }, { a = \"x\", b = 2 }]", "[]");
    type('P', "list(object({ a = optional(string, \"d\") }))", "[{}, { a = 1 }, { a = null }]");
    type('P', "set(object({ a = string }))", "[{ a = \"y\" }, { a = \"x\" }]");
    type('P', "map(object({ a = string }))", "{ k = { a = \"y\" }, j = { a = 1 } }");
    type('Q', "list(list(string))", "[[1], [\"a\", true]]", "[[], [\"b\"]]");
    type('Q', "set(list(string))", "[[\"b\"], [\"a\", true]]");
    type('Q', "map(list(string))", "{ b = [1], a = [\"x\", \"y\"] }");
  }

  private static void type(char kind, String constraint, String... values) {
    TYPES.merge(
        kind + constraint, String.join("\n", values), (first, second) -> first + "\n" + second);
  }

  /** Files that functions read. */
  private static final Map<String, String> FILES =
      Map.of(
          "a.txt", "text of a",
          "é.txt", "e\u0301",
          "d/b.txt", "b\r\n",
          "d/.hidden", "h",
          ".hid/c.txt", "c",
          "x.json", "{\"a\": 1}",
          "t.tftpl",
              "%{ for i in items ~}\n${i},\n%{ endfor ~}\n${name}$${x} %{ if name == \"a\" }A%{ else }${upper(name)}%{ endif }",
          "one.tftpl", "${value}");

  final long seed;
  final String root;
  final String module;
  private final Map<String, String> files = new LinkedHashMap<>();
  private final Map<Place, Map<Character, List<String>>> names = new TreeMap<>();
  private final boolean json;

  private World(long seed, String root, String module, boolean json) {
    this.seed = seed;
    this.root = root;
    this.module = module;
    this.json = json;
  }

  /** What can be referred to in a place, by kind. */
  Map<Character, List<String>> names(Place place) {
    return names.getOrDefault(place, Map.of());
  }

  static World random(long seed) {
    Random random = new Random(seed);
    String[] layout = LAYOUTS[random.nextInt(LAYOUTS.length)];
    World world = new World(seed, layout[0], layout[1], random.nextInt(5) == 0);
    world.declare(Place.MODULE, world.module, random);
    world.declare(Place.ROOT, world.root, random);
    world.calls(layout[2], random);
    return world;
  }

  private void declare(Place place, String folder, Random random) {
    Map<Character, List<String>> known = new TreeMap<>();
    StringBuilder text = new StringBuilder();
    StringBuilder tfvars = new StringBuilder();
    StringBuilder automatic = new StringBuilder();
    List<String> types = new ArrayList<>(TYPES.keySet());
    Collections.shuffle(types, random);
    List<String> chosen = types.subList(0, 12);
    List<String> passed = new ArrayList<>();
    for (int i = 0; i < chosen.size(); i++) {
      char kind = chosen.get(i).charAt(0);
      String name = "v%d".formatted(i);
      List<String> values = TYPES.getOrDefault(chosen.get(i), "null").lines().toList();
      text.append("variable \"%s\" {\n  type = %s\n".formatted(name, chosen.get(i).substring(1)));
      boolean nullable = random.nextInt(4) != 0;
      boolean initial = place == Place.MODULE || random.nextInt(4) != 0;
      if (!nullable) {
        text.append("  nullable = false\n");
      }
      if (initial) {
        String value = nullable && random.nextInt(8) == 0 ? "null" : pick(values, random);
        text.append("  default = %s\n".formatted(value));
      }
      if (random.nextInt(6) == 0) {
        text.append("  sensitive = true\n");
      }
      text.append("}\n");
      if (place == Place.ROOT) {
        boolean both = random.nextInt(4) == 0;
        if (!initial || random.nextInt(3) == 0) {
          String value = initial && random.nextInt(6) == 0 ? "null" : pick(values, random);
          tfvars.append("%s = %s\n".formatted(name, value));
        }
        if (both) {
          automatic.append("%s = %s\n".formatted(name, pick(values, random)));
        }
      } else if (random.nextInt(2) == 0) {
        passed.add("%s = %s".formatted(name, pick(values, random)));
      }
      known.computeIfAbsent(kind, _ -> new ArrayList<>()).add("var." + name);
    }
    if (place == Place.MODULE) {
      text.append("variable \"key\" {\n  default = \"none\"\n}\n");
      text.append("variable \"given\" {\n  default = null\n}\n");
      known.computeIfAbsent('S', _ -> new ArrayList<>()).add("var.key");
      known.computeIfAbsent('A', _ -> new ArrayList<>()).add("var.given");
      arguments = passed;
    }
    text.append("locals {\n");
    ExpressionGenerator generator = new ExpressionGenerator(random, known);
    Map<Character, List<String>> locals = new TreeMap<>();
    String kinds = "SSSNBLLTKOPQA";
    for (int i = 0; i < kinds.length(); i++) {
      char kind = kinds.charAt(i);
      String value =
          random.nextInt(3) == 0
              ? "try(%s, null)".formatted(generator.accepted(kind, 2).text())
              : generator.of(kind, 0).text();
      text.append("  l%d = %s\n".formatted(i, value));
      locals.computeIfAbsent(kind, _ -> new ArrayList<>()).add("local.l" + i);
    }
    text.append(
        "  template = \"<$${name}:%{ for i in items }$${i}%{ endfor }>\"\n".replace("%{", "%%{"));
    text.append("  one = \"$${value}\"\n  over = \"first\"\n}\n");
    locals.forEach((kind, all) -> known.computeIfAbsent(kind, _ -> new ArrayList<>()).addAll(all));
    known.computeIfAbsent('S', _ -> new ArrayList<>()).add("local.over");
    files.put(folder + "main.tf", text.toString());
    if (random.nextInt(2) == 0) {
      for (String name : List.of("\uff41", "\ud801\udc00", "a")) {
        files.put(
            folder + name + "_override.tf",
            "locals {\n  over = %s\n}\n".formatted(Literals.of('s', random)));
      }
    }
    if (place == Place.ROOT) {
      files.put(folder + "terraform.tfvars", tfvars.toString());
      files.put(folder + "z.auto.tfvars", automatic.toString());
      if (random.nextInt(3) == 0) {
        files.put(folder + "A.auto.tfvars", automatic.toString());
      }
    }
    for (Map.Entry<String, String> file : FILES.entrySet()) {
      files.put(folder + file.getKey(), file.getValue());
    }
    names.put(place, known);
  }

  private List<String> arguments = List.of();

  private void calls(String source, Random random) {
    ExpressionGenerator generator = new ExpressionGenerator(random, names(Place.ROOT));
    StringBuilder text = new StringBuilder();
    String passed = String.join("\n  ", arguments);
    text.append(
        "module \"m\" {\n  source = \"%s\"\n  %s\n  given = try(nonsensitive(%s), null)\n}\n"
            .formatted(source, passed, generator.accepted('A', 2).text()));
    text.append(
        "module \"c\" {\n  source = \"%s\"\n  count = 2\n  key = count.index\n  given = count.index\n}\n"
            .formatted(source));
    text.append(
        "module \"f\" {\n  source = \"%s\"\n  for_each = %s\n  %s\n  key = each.key\n  given = each.value\n}\n"
            .formatted(
                source,
                pick(
                    List.of(
                        "toset([\"b\", \"a\"])",
                        "{ x = 1, y = [2] }",
                        "toset([])",
                        "{ \"\\U00010400\" = 1, \"\\uff41\" = 2 }",
                        "{ for x in [\"p\", \"q\"] : x => upper(x) }"),
                    random),
                passed));
    text.append(
        """
        module "e" {
          source = "./echo"
          a      = %s
        }
        module "n" {
          source = "./echo"
          count  = 2
          a      = "n${count.index}"
          b      = count.index
        }
        module "k" {
          source   = "./echo"
          for_each = { x = "X", y = null }
          a        = each.value
          b        = each.key
        }
        resource "terraform_data" "t" {
          input = %s
        }
        resource "terraform_data" "n" {
          count = %s
          input = "n${count.index}"
        }
        """
            .formatted(
                "try(nonsensitive(%s), null)".formatted(generator.accepted('A', 1).text()),
                "try(nonsensitive(%s), null)".formatted(generator.accepted('A', 1).text()),
                pick(List.of("0", "1", "2"), random)));
    files.put(root + "calls.tf", text.toString());
    files.put(
        root + "echo/main.tf",
        """
        variable "a" {
          default  = "d"
          nullable = %s
        }
        variable "b" {
          type    = string
          default = null
        }
        output "a" {
          value = var.a
        }
        output "b" {
          value = var.b
        }
        """
            .formatted(random.nextBoolean()));
    Map<Character, List<String>> known = names.getOrDefault(Place.ROOT, new TreeMap<>());
    known.computeIfAbsent('S', _ -> new ArrayList<>()).add("module.m.key");
    known.computeIfAbsent('S', _ -> new ArrayList<>()).add("module.c[0].key");
    known.computeIfAbsent('A', _ -> new ArrayList<>()).add("module.m.given");
    known.computeIfAbsent('A', _ -> new ArrayList<>()).add("terraform_data.t.output");
    known.computeIfAbsent('A', _ -> new ArrayList<>()).add("terraform_data.t.input");
    known.computeIfAbsent('L', _ -> new ArrayList<>()).add("terraform_data.n[*].input");
    known.computeIfAbsent('L', _ -> new ArrayList<>()).add("module.c[*].key");
    known.computeIfAbsent('O', _ -> new ArrayList<>()).add("module.e");
    known.computeIfAbsent('P', _ -> new ArrayList<>()).add("module.n");
    known.computeIfAbsent('O', _ -> new ArrayList<>()).add("module.n[0]");
    known.computeIfAbsent('A', _ -> new ArrayList<>()).add("module.e.b");
    known.computeIfAbsent('A', _ -> new ArrayList<>()).add("module.k[\"y\"].a");
    known.computeIfAbsent('K', _ -> new ArrayList<>()).add("module.k");
  }

  /** Expressions for each place, {@code count} in all. */
  Map<Place, List<Written>> expressions(int count) {
    Random random = new Random(seed ^ 0x5DEECE66DL);
    Map<Place, List<Written>> written = new TreeMap<>();
    for (Place place : Place.values()) {
      ExpressionGenerator generator = new ExpressionGenerator(random, names(place));
      List<Written> all = new ArrayList<>();
      while (all.size() < count / 2) {
        all.add(generator.any());
      }
      written.put(place, all);
    }
    return written;
  }

  /** The files, with these expressions in an output {@code all} of each module. */
  Map<String, byte[]> with(Map<Place, List<String>> expressions) {
    Map<String, byte[]> all = new LinkedHashMap<>();
    files.forEach((path, text) -> all.put(path, text.getBytes(StandardCharsets.UTF_8)));
    all.put(root + "bytes.bin", new byte[] {(byte) 0xff, 0, 10});
    all.put(module + "bytes.bin", new byte[] {(byte) 0xff, 0, 10});
    all.put(
        module + "outputs.tf",
        """
        output "key" {
          value = var.key
        }
        output "given" {
          value = var.given
        }
        """
            .getBytes(StandardCharsets.UTF_8));
    all.put(
        root + "outputs.tf",
        """
        output "all_m" {
          sensitive = true
          value     = [module.m.all]
        }
        output "all_c" {
          sensitive = true
          value     = module.c[*].all
        }
        output "all_f" {
          sensitive = true
          value     = [for k, v in module.f : v.all]
        }
        """
            .getBytes(StandardCharsets.UTF_8));
    put(all, root, expressions.getOrDefault(Place.ROOT, List.of()));
    put(all, module, expressions.getOrDefault(Place.MODULE, List.of()));
    return all;
  }

  private void put(Map<String, byte[]> all, String folder, List<String> expressions) {
    List<String> tried =
        expressions.stream()
            .map(e -> "try([for x in [%s] : x if can(jsonencode(x))], null)".formatted(e))
            .toList();
    String text =
        json
            ? json(tried)
            : "output \"all\" {\n  sensitive = true\n  value = [\n%s]\n}\n"
                .formatted(String.join("", tried.stream().map(e -> e + ",\n").toList()));
    all.put(folder + (json ? "all.tf.json" : "all.tf"), text.getBytes(StandardCharsets.UTF_8));
  }

  /** Which of the expressions stands at a line of the file that {@link #with} writes. */
  int indexAt(List<String> expressions, int line) {
    int at = json ? 2 : 4;
    for (int i = 0; i < expressions.size(); i++) {
      at += json ? 1 : (int) expressions.get(i).chars().filter(c -> c == '\n').count() + 1;
      if (line < at) {
        return i;
      }
    }
    return -1;
  }

  private static String json(List<String> expressions) {
    StringBuilder text =
        new StringBuilder("{\"output\": {\"all\": {\"sensitive\": true, \"value\": [\n");
    for (int i = 0; i < expressions.size(); i++) {
      text.append('"')
          .append(JsonStringEncoder.getInstance().quoteAsString("${" + expressions.get(i) + "}"))
          .append('"');
      text.append(i + 1 < expressions.size() ? ",\n" : "\n");
    }
    return text.append("]}}}\n").toString();
  }

  private static String pick(List<String> from, Random random) {
    return from.get(random.nextInt(from.size()));
  }
}
