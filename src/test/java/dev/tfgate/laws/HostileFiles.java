package dev.tfgate.laws;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Configurations made to be slow, to take much memory or to overflow a stack. */
final class HostileFiles {
  /**
   * Expressions; {@code $n} is a small number, {@code $k} some hundreds, {@code $m} many thousands,
   * {@code $b} the name of a big file, {@code {X}*$k} the text X so many times.
   */
  private static final List<String> EXPRESSIONS =
      """
      {(}*$k 1 {)}*$k
      {(}*$m 1 {)}*$m
      {[}*$k {]}*$k
      {[}*$m {]}*$m
      {{ a = }*$k 1 {\\}}*$k
      {!}*$k true
      {-}*$m 1
      {upper(}*$k "a" {)}*$k
      {try(}*$k file("a.txt") {)}*$k
      {"$\\{}*$k 1 {\\}"}*$k
      {true ? 1 : }*$m 2
      {(var.u ? }*$k 1 { : 2)}*$k
      1 { + 1}*$m
      1 { * 1e9}*$m
      true { && var.u}*$m
      "a" { == "a"}*$m
      [ {1, }*$m ]
      [ {[1, "a", { a = 1 }], }*$m ]
      "{a}*$m"
      "{$\\{var.u}{b}}*$m"
      "{$\\{local.s}}*$m"
      "{%\\{ if var.u }{a}{%\\{ endif }}*$m"
      join("", [ {"a", }*$m ])
      join("", [ {var.u ? "a" : "b", }*$k ])
      format("{%s}*$k" {, var.u}*$k )
      format("%0d", 5)
      format("%1000000000d", 5)
      format("%-1000000000s|", "a")
      format("%.1000000000f", 1.5)
      format("%[1000000000]d", 5)
      format("%*d", 1000000000, 5)
      format("%{9}*$mf", 1)
      indent(1000000000, "a\\nb")
      range(1000000000)
      range(0, 1000000000, 0.0000001)
      [for a in range(1000) : [for b in range(1000) : [for c in range(1000) : a]]]
      [for a in [{1, }*$k] : [for b in [{1, }*$k] : [for c in [{1, }*$k] : file("${a}${b}${c}")]]]
      { for a in [{1, }*$m] : a => a... }
      pow(10, 1000000000)
      pow(2, -1000000000)
      1e999999999
      1e999999999 + 1
      -1e999999999 % 7
      1e999999999 == 1e999999998
      1e-999999999 * 3
      1 / 3e-999999999
      tostring(1e999999999)
      "${1e999999999}"
      "${1e-999999999}"
      {9}*$m
      {9}*$m * {9}*$m
      0.{9}*$m
      tonumber("1e999999999")
      tonumber("{9}*$m")
      parseint("{z}*$m", 36)
      parseint("{1}*$m", 2)
      [1, 2][1e999999999]
      ["a"][1e30]
      element(["a"], 1e999999999)
      substr("abc", 1e999999999, 1e999999999)
      substr("abc", -1e30, -1)
      log(1e999999999, 1e-999999999)
      floor(1e999999999) == ceil(1e999999999)
      abs(-1e999999999)
      max({1e999999999, }*$k 1)
      jsondecode("{[}*$m{]}*$m")
      jsondecode("{{\\"a\\":}*$m1{\\}}*$m")
      jsondecode("1e999999999")
      jsondecode("{9}*$m")
      jsondecode("[{1,}*$m1]")
      yamldecode("{[}*$m{]}*$m")
      yamldecode("{{a: }*$m1{\\}}*$m")
      yamldecode("{- }*$mx")
      yamldecode("a: &a [x, x]\\nb: &b [*a, *a]\\nc: &c [*b, *b]\\nd: &d [*c, *c]\\ne: &e [*d, *d]\\nf: &f [*e, *e]\\ng: &g [*f, *f]\\nh: &h [*g, *g]\\ni: &i [*h, *h]\\nj: &j [*i, *i]\\nk: &k [*j, *j]\\nl: &l [*k, *k]\\nm: &m [*l, *l]\\nn: &n [*m, *m]\\no: &o [*n, *n]\\np: &p [*o, *o]\\nq: &q [*p, *p]\\nr: &r [*q, *q]\\ns: &s [*r, *r]\\nt: &t [*s, *s]")
      yamldecode("a: 1e999999999")
      yamldecode("a: 0x{f}*$m")
      yamldecode("a: 1{:59}*$m")
      yamldecode("? {? }*$mx")
      yamldecode("{a: 1\\n}*$k")
      csvdecode("a,b\\n{1,2\\n}*$m")
      csvdecode("{a,}*$ma\\n")
      jsondecode(file("big.json"))
      yamldecode(file("big.yaml"))
      yamldecode(file("deep.yaml"))
      csvdecode(file("big.txt"))
      file("${file("big.txt")}")
      split("", file("big.txt"))
      split("a", file("big.txt"))
      join("/", split("a", file("big.txt")))
      file(join("/", split("a", file("big.txt"))))
      replace(file("big.txt"), "a", "bb")
      replace(file("big.txt"), "/a/", "bb")
      replace(file("big.txt"), "/(a*)*b/", "x")
      replace(file("big.txt"), "/(a{300}){300}/", "x")
      replace(file("big.txt"), "/((a?){50}){50}/", "x")
      replace(file("big.txt"), "", "-")
      replace("{a}*$m", "/(a+)+$/", "x")
      replace("{a}*$m", "/(?i)(a|aa)+b/", "$1$1$1")
      regex("(a*)*b", file("big.txt"))
      regex("((((a{30}){30}){30}){30})", "a")
      regex("{(}*$ma{)}*$m", "a")
      regex("{a?}*$k{a}*$k", "{a}*$k")
      regex("[{a-z}*$m]", "a")
      regex("(?P<a>{(?:a|b)*}*$k)", "{ab}*$m")
      regexall("", file("big.txt"))
      regexall(".", file("big.txt"))
      regexall("(.)(.)(.)", file("big.txt"))
      can(regex("^(a+)+$", var.u))
      trim(file("big.txt"), file("big.txt"))
      trimprefix(file("big.txt"), "a")
      chomp(file("big.txt"))
      upper(file("big.txt"))
      title(file("big.txt"))
      strrev(file("big.txt"))
      sha256(file("big.txt"))
      base64gzip(file("big.txt"))
      base64decode(file("big.txt"))
      urlencode(file("big.txt"))
      basename("{a/}*$m")
      dirname("{../}*$m")
      abspath("{../}*$m")
      abspath("{a/../}*$m")
      file("{../}*$ma")
      file("{a/../}*$ma")
      file("{a}*$m")
      fileset(".", "{**}*$k")
      fileset(".", "{**/}*$ka")
      fileset(".", "{**a}*$k")
      fileset(".", "{*a}*$k")
      fileset("tree", "{*a*}*$k")
      fileset("tree", "**/{*/}*$n*")
      fileset(".", "{\\{a,b\\}}*$k")
      fileset(".", "{\\{}*$ka{,b\\}}*$k")
      fileset(".", "{[a-z]}*$m")
      fileset(".", "{[}*$m")
      fileset(".", "{\\\\\\\\}*$m")
      fileset(".", "{?}*$m")
      fileset(".", file("big.txt"))
      [for f in fileset(".", "**") : [for g in fileset(".", "**") : file("${f}${g}")]]
      sort(split("", file("big.txt")))
      distinct(split("", file("big.txt")))
      toset(split("", file("big.txt")))
      zipmap(split("", file("big.txt")), split("", file("big.txt")))
      setproduct({[1, 2, 3], }*$k [1])
      setproduct({range(100), }*$n [1])
      chunklist(range(100), 0.0001)
      flatten({[}*$k 1 {]}*$k)
      flatten([ {local.wide, }*$k ])
      concat({local.wide, }*$k [])
      merge({local.map, }*$k {})
      local.wide[*][*][*][*]
      transpose({ for i in range(1000) : i => split("", "{a}*$k") })
      local.chain9999
      file(local.chain9999)
      local.double59
      file(local.double59)
      length(local.list59)
      file(local.list59[0])
      local.loop_a
      file(local.loop_a)
      [local.exploding...]
      file("${local.choice29}")
      [for x in local.choices : file(x)]
      templatefile("self.tftpl", { a = 1 })
      templatefile("self.tftpl", { a = local.choices })
      templatefile("a.tftpl", {})
      templatefile("big.txt", {})
      templatefile("deep.tftpl", { a = 1 })
      templatestring(local.s, {})
      cidrsubnets("10.0.0.0/8" {, 1}*$m )
      cidrsubnet("::/0", 128, 1e999999999)
      formatlist("%s%s", local.wide, local.wide)
      matchkeys(local.wide, local.wide, local.wide)
      lookup(local.map, var.u, file(var.u))
      coalesce({null, }*$m file("a.txt"))
      timeadd("2020-01-01T00:00:00Z", "{1h}*$m")
      formatdate("{YYYY}*$m", timestamp())
      tolist(toset({[}*$k "a" {]}*$k))
      { {("a${var.u}") = 1, }*$m }
      { {(var.u) = { a = 1 }, }*$k }
      provider::terraform::decode_tfvars("a = {[}*$m{]}*$m")
      provider::terraform::encode_expr(local.double59)
      [for k, v in local.map : [for k2, v2 in local.map : "${k}${k2}${v}${v2}"]]
      "${[for x in range(1000) : "%\\{ for y in range(1000) }${x}%\\{ endfor }"][0]}"
      """
          .lines()
          .toList();

  private static final String DECLARATIONS =
      """
      variable "u" {
      }
      locals {
        s        = "${var.u ? "aaaaaaaaaaaaaaaa" : "b"}"
        wide     = [WIDE]
        map      = { MAP }
        loop_a   = [local.loop_b]
        loop_b   = [local.loop_a]
        choices  = [CHOICES]
        exploding = flatten([for x in local.choices : [for y in local.choices : [for z in local.choices : "${x}${y}${z}"]]])
      """;

  private HostileFiles() {}

  /** How many kinds there are. */
  static int kinds() {
    return EXPRESSIONS.size();
  }

  /** The expression of a kind, before sizes are put in, for messages. */
  static String kind(int kind) {
    return EXPRESSIONS.get(kind);
  }

  /** A checkout in which an expression of that kind stands in many places. */
  static Map<String, String> of(int kind, long seed) {
    Random random = new Random(seed);
    String expression = filled(EXPRESSIONS.get(kind), random);
    Map<String, String> files = new LinkedHashMap<>();
    StringBuilder locals = new StringBuilder();
    locals.append(
        DECLARATIONS
            .replace("WIDE", "\"a\", ".repeat(2_000))
            .replace("MAP", keys(500))
            .replace("CHOICES", "var.u ? \"a\" : \"b\", ".repeat(40)));
    // Chains that only those need which name them.
    if (expression.contains("chain")) {
      locals.append("chain0 = \"a.txt\"\n");
      for (int i = 1; i < 10_000; i++) {
        locals.append("chain%d = local.chain%d\n".formatted(i, i - 1));
      }
    }
    if (expression.contains("double")) {
      locals.append("double0 = \"a.txt\"\n");
      for (int i = 1; i < 60; i++) {
        locals.append(
            "double%d = \"${local.double%d}${local.double%d}\"\n".formatted(i, i - 1, i - 1));
      }
    }
    if (expression.contains("list59")) {
      locals.append("list0 = [\"a.txt\"]\n");
      for (int i = 1; i < 60; i++) {
        locals.append("list%d = concat(local.list%d, local.list%d)\n".formatted(i, i - 1, i - 1));
      }
    }
    if (expression.contains("choice29")) {
      locals.append("choice0 = var.u ? \"a\" : \"b\"\n");
      for (int i = 1; i < 30; i++) {
        locals.append(
            "choice%d = \"${local.choice%d}${var.u ? %d : \"x\"}\"\n".formatted(i, i - 1, i));
      }
    }
    files.put("main.tf", locals.append("}\n").toString());
    String place =
        switch (random.nextInt(5)) {
          case 0 -> "output \"o\" {\n  value = %s\n}\n";
          case 1 -> "resource \"terraform_data\" \"o\" {\n  input = try(file(%s), 1)\n}\n";
          case 2 ->
              "resource \"terraform_data\" \"o\" {\n  for_each = %s\n  input = file(each.key)\n}\n";
          case 3 ->
              "locals {\n  it = %s\n}\noutput \"o\" {\n  value = [local.it, file(local.it), local.it]\n}\n";
          default ->
              "resource \"terraform_data\" \"o\" {\n  count = length(%s)\n  input = file(count.index)\n}\n";
        };
    files.put("hostile.tf", place.formatted(expression));
    if (expression.contains("big.txt")) {
      files.put("big.txt", "a".repeat(1_500_000));
    }
    if (expression.contains("big.json")) {
      files.put("big.json", "[" + "{\"a\": [1, \"x\"]},".repeat(60_000) + "1]");
    }
    if (expression.contains("big.yaml")) {
      files.put("big.yaml", "- {a: [1, x]}\n".repeat(60_000));
    }
    if (expression.contains("deep.yaml")) {
      files.put("deep.yaml", "[".repeat(100_000));
    }
    if (expression.contains("tree")) {
      for (int i = 0; i < 300; i++) {
        files.put("tree/" + "aab/".repeat(i % 20) + "a".repeat(80) + i, "");
      }
    }
    files.put("a.txt", "a");
    files.put("self.tftpl", "${templatefile(\"self.tftpl\", { a = [a, a] })}");
    files.put("a.tftpl", "${templatefile(\"b.tftpl\", {})}${templatefile(\"b.tftpl\", {})}");
    files.put("b.tftpl", "${templatefile(\"a.tftpl\", {})}${templatefile(\"a.tftpl\", {})}");
    files.put("deep.tftpl", "%{ if a }".repeat(2_000) + "%{ endif }".repeat(2_000));
    return files;
  }

  private static String keys(int count) {
    StringBuilder keys = new StringBuilder();
    for (int i = 0; i < count; i++) {
      keys.append("k%d = \"v%d\", ".formatted(i, i));
    }
    return keys.toString();
  }

  /** Puts sizes in, and repeats what stands in braces before a star. */
  private static String filled(String template, Random random) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < template.length(); i++) {
      char c = template.charAt(i);
      int end = c == '{' ? closing(template, i) : -1;
      if (end > 0 && template.startsWith("*$", end + 1)) {
        String part = template.substring(i + 1, end).replace("\\{", "{").replace("\\}", "}");
        out.append(part.repeat(size(template.charAt(end + 3), random)));
        i = end + 3;
      } else if (c == '\\'
          && i + 1 < template.length()
          && "{}".indexOf(template.charAt(i + 1)) >= 0) {
        out.append(template.charAt(++i));
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  /** The brace that ends a repeated part; it isn't written {@code \}}. */
  private static int closing(String text, int from) {
    for (int i = from + 1; i < text.length(); i++) {
      if (text.charAt(i) == '}' && text.charAt(i - 1) != '\\' && text.startsWith("*$", i + 1)) {
        return i;
      }
      if (text.charAt(i) == '{'
          && text.charAt(i - 1) != '\\'
          && text.charAt(i - 1) != '$'
          && i > from + 1) {
        return -1;
      }
    }
    return -1;
  }

  private static int size(char size, Random random) {
    return switch (size) {
      case 'n' -> 2 + random.nextInt(4);
      case 'k' -> 20 + random.nextInt(600);
      default -> 5_000 + random.nextInt(60_000);
    };
  }
}
