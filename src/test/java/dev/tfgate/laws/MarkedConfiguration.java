package dev.tfgate.laws;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A small checkout made at random, and files outside of it (and in its {@code .git}) that hold a
 * marker each. The configuration has some cells: each has files of its own, whose names begin with
 * the cell's, and may read the file with the cell's marker, or one that is harmless.
 */
final class MarkedConfiguration {
  /** Two paths become one; {@code $C} is a condition, {@code $I} an index, {@code $K} a key. */
  private static final List<String> CHOICES =
      """
      $C ? $x : $y
      $C ? $y : $x
      [$x, $y][$I]
      [$x, $y][$N]
      element([$x, $y], $I)
      element([$x, $y], $N)
      lookup({ a = $x }, $K, $y)
      lookup({ a = $y, b = $x }, $K, $y)
      coalesce($x, $y)
      coalesce(null, $y, $x)
      coalesce("", $y, $x)
      coalesce(ephemeralasnull($x), $y)
      try($x, $y)
      try(tonumber($S), $x)
      try(tostring(tonumber($S)), $x)
      try({ a = $x }[$K], $y)
      one([for v in [$x, $y] : v if $C])
      one([for v in [$x, $y] : v if v == $x])
      one([for i, v in [$x, $y] : v if i == $I])
      merge({ a = $x }, { a = $y }).a
      merge({ a = $x }, { (@s) = $y }).a
      [for v in [$x, $y] : v][$I]
      sort([$x, $y])[$I]
      tolist(toset([$x, $y]))[$I]
      [for v in toset([$x, $y]) : v][$I]
      keys({ ($x) = 1, ($y) = 2 })[$I]
      values({ b = $x, a = $y })[$I]
      values({ (@s) = $x, (@s) = $y })[$I]
      [for k, v in { (@s) = $x, (@s) = $y } : v][$I]
      compact([$S, $x])[$I]
      distinct([$x, $x, $y])[1]
      one(setsubtract([$x, $y], [$y]))
      one(setintersection([$x, $y], [$x]))
      tolist(setunion([$x], [$y]))[$I]
      matchkeys([$x, $y], ["a", "b"], [$K])[0]
      slice([$x, $y], $I, 2)[0]
      flatten([[], [$x], $y])[$I]
      [$x, $y][length($S) > 0 ? 0 : 1]
      [$x, $y][length($A[*]) == 1 ? 0 : 1]
      [$x, $y][index(["a", "b"], $K)]
      { true = $x, false = $y }[$C]
      { a = $x, b = $y }[$K]
      [for k, v in { a = $x, b = $y } : v if k == $K][0]
      { for k, v in { a = $x, b = $y } : v => k if k == $K }["x"] == null ? $x : $y
      concat([$x], [$y])[$I]
      coalescelist([], [$x])[0]
      zipmap(["a", "b"], [$x, $y])[$K]
      reverse([$x, $y])[$I]
      [$x, $y][*][$I]
      [{ p = $x }, { p = $y }][*].p[$I]
      [{ p = $x }, { p = $y }].*.p[$I]
      [{ p = $x }, { p = $y }][$I].p
      "%{ if $C }${$x}%{ else }${$y}%{ endif }"
      "%{ for v in [$x] }${v}%{ endfor }"
      "%{ for v in [] }z%{ endfor }${$x}"
      jsondecode(jsonencode({ a = $x })).a
      yamldecode(yamlencode({ a = $x })).a
      yamldecode("{a: 1, b: x}").b == "x" ? $x : $y
      startswith($S, @s) ? $x : $y
      strcontains($S, @s) ? $x : $y
      contains([$S, @s], @s) ? $x : $y
      chunklist([$x, $y], 1)[$I][0]
      setproduct([$x, $y], [1])[$I][0]
      keys(transpose({ ($x) = ["z"], ($y) = ["z"] }))[0]
      transpose({ ($x) = ["z"], ($y) = ["z"] }).z[$I]
      (@n == @n) ? $x : $y
      (tostring(@n) == @s) ? $x : $y
      (format("%v", @n) == @s) ? $x : $y
      ("${@n}" == @s) ? $x : $y
      ((true ? @n : @s) == @n) ? $x : $y
      (@s == @s) ? $x : $y
      (upper(@s) == @s) ? $x : $y
      (lower(@s) == lower(@s)) ? $x : $y
      (length(@s) == $I) ? $x : $y
      (length(@L) == $I) ? $x : $y
      (length(toset(@L)) == length(@L)) ? $x : $y
      (length(@K) == 2) ? $x : $y
      can(@K[@s]) ? $x : $y
      can(tonumber(@s)) ? $x : $y
      can(regex(@r, @s)) ? $x : $y
      can($A.a) ? $x : $y
      fileexists(@p) ? $x : $y
      length(fileset(".", @g)) == $I ? $x : $y
      length(fileset(path.module, @g)) == 0 ? $x : $y
      contains(fileset(".", @g), "a.txt") ? $x : $y
      (basename(abspath(@p)) == "..") ? $x : $y
      (dirname(@p) == ".") ? $x : $y
      (path.module == ".") ? $x : $y
      (path.cwd == abspath(path.root)) ? $x : $y
      terraform.workspace == "default" ? $x : $y
      file("a.txt") == "a" ? $x : $y
      trimspace(file("a.txt")) == "a" ? $x : $y
      local.null == null ? $x : $y
      issensitive(@s) ? $x : $y
      alltrue([]) ? $x : $y
      anytrue([$C]) ? $x : $y
      max(1, $N) == 1 ? $x : $y
      min($N, 2) == 2 ? $x : $y
      parseint("10", 2) == 2 ? $x : $y
      timecmp(@t, @t) == 0 ? $x : $y
      cidrhost(@c, 1) == "10.0.0.1" ? $x : $y
      """
          .lines()
          .toList();

  /** One path, written in another way; {@code $u} is its text reversed, and so on. */
  private static final List<String> WRAPPERS =
      """
      ($x)
      "${$x}"
      "${$x}${""}"
      tostring($x)
      format("%s", $x)
      format("%v", $x)
      format("%[1]s", $x)
      join("", [$x])
      join("/", [$x])
      join("", split("", $x))
      join("/", split("/", $x))
      join("..", split("..", $x))
      trimspace(" ${$x} ")
      trimspace("\\u00a0${$x}")
      chomp("${$x}\\n")
      trimprefix("a${$x}", "a")
      trimsuffix("${$x}/a", "/a")
      trim("--${$x}--", "-")
      trim($x, "")
      replace("${$x}~", "~", "")
      replace("a${$x}", "/^a/", "")
      replace($x, "/(.)/", "$1")
      replace($x, "@", "/")
      replace($x, "", "")
      strrev(strrev($x))
      substr("ab${$x}", 2, -1)
      substr($x, 0, length($x))
      regex("a(.*)", "a${$x}")[0]
      regex("(?P<p>.*)", $x).p
      regex(".*", $x)
      regexall("(?s).+", $x)[0]
      split(",", "${$x},b")[0]
      split("/", $x)[0] == "" ? $x : $x
      dirname("${$x}/a")
      abspath($x)
      pathexpand($x)
      lower($x)
      base64decode(base64encode($x))
      textdecodebase64(textencodebase64($x, "UTF-8"), "UTF-8")
      jsondecode(jsonencode($x))
      jsondecode("\\"${$x}\\"")
      yamldecode("p: ${$x}").p
      csvdecode("p\\n${$x}")[0].p
      yamldecode("- ${$x}")[0]
      formatlist("%s", [$x])[0]
      indent(0, $x)
      one([$x])
      one(toset([$x]))
      nonsensitive(sensitive($x))
      sensitive($x)
      "${path.module}/${$x}"
      "${path.root}/${$x}"
      "./${$x}"
      "d/../${$x}"
      "${abspath(path.root)}/${$x}"
      "missing/../${$x}"
      urlencode($x) == "" ? "a.txt" : $x
      templatestring(local.template, { p = $x })
      templatefile("echo.tftpl", { p = $x })
      chomp(file("echo.txt")) == "" ? "a.txt" : $x
      [for c in [$x] : c][0]
      { for c in [$x] : "k" => c }.k
      { for c in [$x] : "k" => c... }.k[0]
      tolist([$x])[0]
      tomap({ a = $x }).a
      toset([$x]) == toset([]) ? "a.txt" : tolist(toset([$x]))[0]
      [$x][0]
      [[$x]][0][0]
      { a = { b = $x } }.a.b
      { a = $x }["a"]
      (true ? $x : null)
      element([$x], 5)
      provider::terraform::decode_tfvars("p = \\"${$x}\\"").p
      trim(provider::terraform::encode_expr($x), "\\"")
      """
          .lines()
          .toList();

  /** Where a call stands; {@code #} is the cell, {@code $F} the call, {@code $E} one that fails. */
  private static final List<String> PLACES =
      """
      output "#" {\\n  value = $F\\n}
      output "#" {\\n  value = [$F]\\n}
      output "#" {\\n  value = { a = $F }\\n}
      output "#" {\\n  value = [for x in [1] : $F]\\n}
      output "#" {\\n  value = true ? $F : ""\\n}
      output "#" {\\n  value = try($F, "")\\n}
      output "#" {\\n  value = <<-X\\n    $(F)\\n  X\\n}
      output "#" {\\n  value = "%{ if true }$(F)%{ endif }"\\n}
      output "#" {\\n  value = [for x in [] : x if $E]\\n}
      output "#" {\\n  value = { for x in [] : x => x if $E }\\n}
      output "#" {\\n  value = { for x in [$F] : "k" => x }\\n}
      output "#" {\\n  value = [for x in ["a"] : x if $E == 1]\\n}
      output "#" {\\n  value = false ? $E : 1\\n}
      output "#" {\\n  value = true || $E\\n}
      output "#" {\\n  value = false && $E\\n}
      output "#" {\\n  value = coalesce("a", $F)\\n}
      output "#" {\\n  value = lookup({ a = 1 }, "a", $E)\\n}
      output "#" {\\n  value = [[1]][*][$E]\\n}
      output "#" {\\n  value = [][*][$E]\\n}
      output "#" {\\n  value = { ($F) = 1 }\\n}
      output "#" {\\n  value = upper($F)\\n}
      output "#" {\\n  value = base64encode($F)\\n}
      output "#" {\\n  value = md5($F)\\n}
      output "#" {\\n  value = strrev($F)\\n}
      output "#" {\\n  value = jsonencode([$F])\\n}
      output "#" {\\n  value = "a"\\n  precondition {\\n    condition     = path.root == ""\\n    error_message = $F\\n  }\\n}
      output "#" {\\n  value = "a"\\n  precondition {\\n    condition     = $F == path.root\\n    error_message = "x $(F)"\\n  }\\n}
      locals {\\n  #_unused = $E\\n}
      locals {\\n  #_local = $F\\n}\\noutput "#" {\\n  value = local.#_local\\n}
      locals {\\n  #_local = { a = [$F] }\\n}\\noutput "#" {\\n  value = local.#_local\\n}
      resource "terraform_data" "#" {\\n  input = $F\\n}
      resource "terraform_data" "#" {\\n  triggers_replace = $F\\n}
      resource "terraform_data" "#" {\\n  count = 0\\n  input = $E\\n}
      resource "terraform_data" "#" {\\n  count = 0\\n  input = $E\\n}
      resource "terraform_data" "#" {\\n  count = 0\\n  input = $E\\n}
      resource "terraform_data" "#" {\\n  count = 2\\n  input = "${count.index}$(F)"\\n}
      resource "terraform_data" "#" {\\n  for_each = {}\\n  input = $E\\n}
      resource "terraform_data" "#" {\\n  for_each = {}\\n  input = $E\\n}
      resource "terraform_data" "#" {\\n  for_each = {}\\n  input = $E\\n}
      resource "terraform_data" "#" {\\n  for_each = toset([])\\n  input = $E\\n}
      resource "terraform_data" "#" {\\n  for_each = toset([])\\n  input = $E\\n}
      resource "terraform_data" "#" {\\n  for_each = toset([])\\n  input = $E\\n}
      resource "terraform_data" "#" {\\n  for_each = toset(["a"])\\n  input = "${each.key}$(F)"\\n}
      resource "terraform_data" "#" {\\n  count = $E\\n}
      resource "terraform_data" "#" {\\n  for_each = toset([$F])\\n}
      resource "terraform_data" "#" {\\n  lifecycle {\\n    precondition {\\n      condition     = path.root == ""\\n      error_message = $F\\n    }\\n  }\\n}
      resource "terraform_data" "#" {\\n  input = 1\\n  lifecycle {\\n    postcondition {\\n      condition     = self.input == 2\\n      error_message = $F\\n    }\\n  }\\n}
      resource "terraform_data" "#" {\\n  count = 0\\n  lifecycle {\\n    precondition {\\n      condition     = $E\\n      error_message = "x"\\n    }\\n  }\\n}
      check "#" {\\n  assert {\\n    condition     = local.null != null\\n    error_message = $F\\n  }\\n}
      check "#" {\\n  assert {\\n    condition     = local.null == $E\\n    error_message = "x"\\n  }\\n}
      variable "#_checked" {\\n  default = "a"\\n  validation {\\n    condition     = var.#_checked == ""\\n    error_message = $F\\n  }\\n}
      variable "#_checked" {\\n  default = "a"\\n  validation {\\n    condition     = var.#_checked == $E\\n    error_message = "x"\\n  }\\n}
      import {\\n  to = terraform_data.#\\n  id = $F\\n}\\nresource "terraform_data" "#" {\\n}
      import {\\n  for_each = toset([$F])\\n  to = terraform_data.#[each.key]\\n  id = each.key\\n}\\nresource "terraform_data" "#" {\\n  for_each = toset(["a"])\\n}
      output "#" {\\n  value = terraform_data.#.input\\n}\\nresource "terraform_data" "#" {\\n  input = { a = $F }\\n}
      """
          .lines()
          .map(line -> line.replace("\\n", "\n"))
          .toList();

  private static final List<String> READERS =
      List.of(
          "file(%s)",
          "file(%s)",
          "file(%s)",
          "core::file(%s)",
          "filebase64(%s)",
          "filemd5(%s)",
          "filesha256(%s)",
          "filesha1(%s)",
          "filesha512(%s)",
          "filebase64sha256(%s)",
          "filebase64sha512(%s)",
          "templatefile(%s, {})",
          "file([%s]...)",
          "templatefile(\"#read.tftpl\", { p = %s })",
          "templatestring(local.#reader, { p = %s })",
          "one([for f in [%s] : file(f)])",
          "join(\",\", fileset(dirname(%s), \"*\"))",
          "join(\",\", fileset(\".\", \"${dirname(%s)}/*\"))",
          "join(\",\", [for f in fileset(dirname(%s), \"*\") : f])",
          "fileexists(join(\"/\", [dirname(%s), join(\"\", [\"cont\", \"ent@\"])])) ? join(\"\", [\"cont\", \"ent@\"]) : \"\"");

  private static final String LOCALS =
      """
      locals {
        template = "$${p}"
        one      = "$${value}"
        null     = null
      }
      """;

  /** Conditions of validations: some let the path with a marker pass, some don't. */
  private static final List<String> CONDITIONS =
      """
      contains(["a.txt", "d/b.txt"], #)
      contains(["a.txt", #], #)
      contains(["a.txt"], "a.txt")
      contains(["a.txt"], #) || true
      !contains(["a.txt"], #)
      contains(["a.txt"], #) || !contains(["a.txt"], #)
      contains(["a.txt"], #) ? true : true
      contains(["a.txt"], #) == false
      # == "a.txt" || # == "d/b.txt"
      # == "a.txt" || # != "d/b.txt"
      # != "a.txt"
      alltrue([for x in [#] : contains(["a.txt"], x)])
      alltrue([for x in [] : contains(["a.txt"], #)])
      anytrue([contains(["a.txt"], #), true])
      can(regex("^[a-z.]+$", #))
      can(regex("^[a-z.]+", #))
      can(regex("[a-z.]+$", #))
      can(regex("a.txt", #))
      can(regex("^(a.txt|d/.*)$", #))
      can(regex("^a.txt|d/b.txt$", #))
      can(regex("^(a.txt|d/b.txt|.*)$", #))
      can(regex("(?m)^a$", #))
      can(regex("^[^/]+$", #))
      can(regex("^[^~]+$", #))
      can(regex("^[\\w./]+$", #))
      !can(regex("^[a-z]", #))
      can(regex("^[a-z.]+$", "a"))
      can(regex(#, "a.txt"))
      startswith(#, "d/")
      startswith(#, "a.txt")
      startswith("a.txt", "a")
      !startswith(#, "/")
      !startswith(#, "..")
      endswith(#, "")
      !strcontains(#, "..")
      !strcontains(#, "z")
      length(#) < 300
      length(#) > 0
      lower(#) == "a.txt"
      basename(#) != "a.txt"
      try(#, "a.txt") == "a.txt"
      # == null || # != null
      fileexists(#)
      true
      """
          .lines()
          .toList();

  private static final String FAILING =
      "(?s).*(\\$E|precondition|postcondition|validation|import).*";

  private static final List<String> JSON_PLACES =
      """
      {"output": {"#": {"value": "$F"}}}
      {"output": {"#": {"value": ["x$F"]}}}
      {"output": {"#": {"value": {"$F": 1}}}}
      {"output": [{"#": [{"value": {"a": {"b": "$F"}}}]}]}
      {"output": {"#": {"value": "a", "precondition": {"condition": "${path.root == \\\"\\\"}", "error_message": "$F"}}}}
      {"output": {"#": {"value": "a", "precondition": [{"condition": "${path.root == \\\"\\\"}", "error_message": "x$F"}]}}}
      {"locals": {"#_j": "$F"}, "output": {"#": {"value": "${local.#_j}"}}}
      {"locals": [{"#_j": ["$F"]}], "output": {"#": {"value": "${local.#_j[0]}"}}}
      {"locals": {"#_unused": "$E"}}
      {"resource": {"terraform_data": {"#": {"input": "$F"}}}}
      {"resource": {"terraform_data": {"#": {"input": {"$F": ["$F"]}}}}}
      {"resource": [{"terraform_data": [{"#": [{"count": 0, "input": "$E"}]}]}]}
      {"resource": {"terraform_data": {"#": {"for_each": {}, "input": "$E"}}}}
      {"resource": {"terraform_data": {"#": {"for_each": {"$F": 1}, "input": "${each.key}"}}}}
      {"variable": {"#_checked": {"default": "a", "validation": {"condition": "${var.#_checked == \\\"\\\"}", "error_message": "$F"}}}}
      {"check": {"#": {"assert": {"condition": "${local.null != null}", "error_message": "$F"}}}}
      """
          .lines()
          .toList();

  private static final List<String> TEMPLATES =
      List.of(
          "${file(p)}",
          "%{ if true }${file(p)}%{ endif }",
          "${file(\"${p}\")}",
          "%{ for x in [p] }${file(x)}%{ endfor }",
          "%{ for x in [] }a%{ endfor ~}\n${try(file(p), \"\")}",
          "${templatefile(\"echo.tftpl\", { p = file(p) })}",
          "${[for x in [p] : file(x)][0]}");

  /** A cell: a call that may read the file with a marker. */
  record Cell(String name, String marker, String hcl) {}

  final long seed;
  final String root;
  private final String only;
  final List<Cell> cells = new ArrayList<>();
  private final Map<String, String> files = new LinkedHashMap<>();
  private final Map<String, String> variables = new LinkedHashMap<>();
  private final Map<String, String> automatic = new LinkedHashMap<>();

  /** What the command line gives variables. */
  final Map<String, String> given = new LinkedHashMap<>();

  /** Arguments of the call of a cell's module. */
  private final Map<String, String> passed = new LinkedHashMap<>();

  private final Random random;
  private final ExpressionGenerator expressions;

  private MarkedConfiguration(long seed, String only) {
    this.seed = seed;
    this.only = only;
    this.random = new Random(seed);
    this.root = pick(List.of("", "", "r/", "a/b/"));
    this.expressions = new ExpressionGenerator(random, Map.of());
  }

  /**
   * Makes one.
   *
   * @param top a folder for the checkout, {@code checkout}, and what lies outside of it
   */
  static MarkedConfiguration random(long seed, Path top) {
    return random(seed, top, "");
  }

  /** Makes one with calls in those places only that have {@code only} in their text. */
  static MarkedConfiguration random(long seed, Path top, String only) {
    MarkedConfiguration made = new MarkedConfiguration(seed, only);
    made.files.put(made.root + "a.txt", "a");
    made.files.put(made.root + "d/b.txt", "b");
    made.files.put(made.root + "echo.tftpl", "${p}");
    made.files.put(made.root + "echo.txt", "echo\n");
    made.files.put(
        made.root + "main.tf",
        """
        terraform {
          required_providers {
            terraform = {
              source = "terraform.io/builtin/terraform"
            }
          }
        }
        """
            + LOCALS);
    int count = 2 + made.random.nextInt(4);
    boolean failing = made.random.nextInt(3) == 0 || !only.isEmpty();
    for (int i = 0; i < (failing ? 1 : count); i++) {
      made.cell("c" + i, failing, top);
    }
    made.variableFiles();
    return made;
  }

  private void cell(String name, boolean failing, Path top) {
    String marker = "MARK%s%08x".formatted(name, random.nextInt());
    String up = "../".repeat(1 + (int) root.chars().filter(c -> c == '/').count());
    String evil =
        switch (random.nextInt(8)) {
          case 0 -> top.resolve("outside/" + name + "/" + marker).toString();
          case 1 -> "~/" + name + "/" + marker;
          case 2 -> up.substring(3) + ".git/" + name + "/" + marker;
          default -> up + "outside/" + name + "/" + marker;
        };
    String harmless = pick(List.of("a.txt", "d/b.txt", "./a.txt", "d/../a.txt"));
    boolean apart = random.nextInt(4) == 0;
    String folder =
        apart ? pick(List.of(root + name + "m/", root + "d/" + name + "m/", name + "m/")) : root;
    StringBuilder hcl = new StringBuilder();
    String path = named(name, folder, evil, harmless, hcl);
    String reader =
        "(%s)"
            .formatted(
                pick(READERS).replace("#", name).replace("@", marker.substring(4)).formatted(path));
    String number = "tonumber(%s)".formatted(reader);
    if (reader.contains(name + "read.tftpl")) {
      files.put(root + name + "read.tftpl", pick(TEMPLATES));
    }
    if (reader.contains(name + "reader")) {
      hcl.append("locals {\n  %sreader = \"$${file(p)}\"\n}\n".formatted(name));
    }
    boolean json = random.nextInt(6) == 0 && only.isEmpty();
    String call;
    if (json) {
      call =
          pick(JSON_PLACES, failing)
              .replace("#", name)
              .replace("$F", quoted("${" + reader + "}"))
              .replace("$E", quoted("${" + number + "}"));
    } else {
      call =
          pick(PLACES, failing)
              .replace("#", name)
              .replace("$(F)", "${" + reader + "}")
              .replace("$F", reader)
              .replace("$E", number);
      hcl.append(call).append('\n');
    }
    if (apart) {
      inModule(name, folder, hcl.toString());
    } else {
      files.put(root + name + ".tf", hcl.toString());
    }
    if (json) {
      files.put(folder + name + "j.tf.json", call);
      hcl.append(call).append('\n');
    }
    cells.add(new Cell(name, marker, hcl.toString()));
  }

  private static String quoted(String text) {
    return new String(JsonStringEncoder.getInstance().quoteAsString(text));
  }

  /** Of those that make the plan fail, or of the others, which one failure would hide. */
  private String pick(List<String> places, boolean failing) {
    return pick(
        places.stream()
            .filter(place -> place.matches(FAILING) == failing && place.contains(only))
            .toList());
  }

  /** A path that is evil or harmless, perhaps by way of a name. */
  private String named(
      String cell, String folder, String evil, String harmless, StringBuilder hcl) {
    String path = path(evil, harmless, 2);
    switch (random.nextInt(11)) {
      case 0 -> {
        hcl.append("locals {\n  %s_p = %s\n}\n".formatted(cell, path));
        override(cell, folder, "locals {\n  %s_p = %s\n}\n", evil, harmless);
        return "local.%s_p".formatted(cell);
      }
      case 1 -> {
        String type = pick(List.of("string", "any", "string\n  nullable = false"));
        boolean initial = !folder.equals(root) || random.nextInt(4) != 0;
        hcl.append(
            "variable \"%s_v\" {\n  type = %s\n%s}\n"
                .formatted(
                    cell,
                    type,
                    initial ? "  default = " + literal(either(evil, harmless)) + "\n" : ""));
        if (!initial || (folder.equals(root) && random.nextBoolean())) {
          variables.put(cell + "_v", literal(either(evil, harmless)));
        }
        if (folder.equals(root) && random.nextInt(3) == 0) {
          automatic.put(cell + "_v", literal(either(evil, harmless)));
        }
        override(cell, folder, "variable \"%s_v\" {\n  default = %s\n}\n", evil, harmless);
        return "var.%s_v".formatted(cell);
      }
      case 2 -> {
        hcl.append(
            "variable \"%s_o\" {\n  type = object({ p = optional(string, %s) })\n  default = { p = %s }\n}\n"
                .formatted(cell, literal(either(evil, harmless)), literal(either(evil, harmless))));
        if (folder.equals(root) && random.nextBoolean()) {
          variables.put(
              cell + "_o",
              pick(
                  List.of(
                      "{}",
                      "{ p = null }",
                      "{ p = %s }".formatted(literal(either(evil, harmless))))));
        }
        return "var.%s_o.p".formatted(cell);
      }
      case 3 -> {
        String type = pick(List.of("list(string)", "set(string)", "list(any)", "map(string)"));
        String values = type.startsWith("map") ? "{ a = %s, b = %s }" : "[%s, %s]";
        hcl.append(
            "variable \"%s_l\" {\n  type = %s\n  default = %s\n}\n"
                .formatted(cell, type, values.formatted(literal(evil), literal(harmless))));
        return type.startsWith("set")
            ? "tolist(var.%s_l)[%d]".formatted(cell, random.nextInt(2))
            : type.startsWith("map")
                ? "var.%s_l[%s]".formatted(cell, pick(List.of("\"a\"", "\"b\"")))
                : "var.%s_l[%d]".formatted(cell, random.nextInt(2));
      }
      case 4 -> {
        // A module that hands back what it is given, or its default.
        String type =
            pick(List.of("", "  type = string\n", "  nullable = false\n", "  type = any\n"));
        files.put(
            folder + cell + "echo/main.tf",
            "variable \"p\" {\n%s  default = %s\n}\noutput \"p\" {\n  value = var.p\n}\n"
                .formatted(type, literal(either(evil, harmless))));
        String given = pick(List.of("", "  p = null\n", "  p = %s\n".formatted(path)));
        hcl.append(
            "module \"%secho\" {\n  source = \"%s\"\n%s}\n"
                .formatted(cell, "./" + cell + "echo", given));
        return "module.%secho.p".formatted(cell);
      }
      case 6 -> {
        // A variable that the command line gives what it likes, within what validations admit.
        String condition = pick(CONDITIONS).replace("#", "var." + cell + "_g");
        String start = pick(List.of("", "", "d/../", "a.txt/../", "./"));
        hcl.append(
            "variable \"%s_g\" {\n%s  validation {\n    condition     = %s\n    error_message = \"no\"\n  }\n}\n"
                .formatted(
                    cell,
                    pick(List.of("", "  type = string\n", "  sensitive = false\n")),
                    condition));
        if (folder.equals(root)) {
          given.put(cell + "_g", either(evil.startsWith("../") ? start + evil : evil, evil));
        } else {
          passed.put(cell, "  %s_g = %s\n".formatted(cell, path));
        }
        if (random.nextInt(4) == 0) {
          files.put(
              folder + cell + "_override.tf",
              "variable \"%s_g\" {\n  %s\n}\n"
                  .formatted(
                      cell,
                      pick(
                          List.of(
                              "nullable = false",
                              "description = \"x\"",
                              "validation {\n    condition     = %s\n    error_message = \"no\"\n  }"
                                  .formatted(
                                      pick(CONDITIONS).replace("#", "var." + cell + "_g"))))));
        }
        return "var.%s_g".formatted(cell);
      }
      case 5 -> {
        hcl.append(
            "resource \"terraform_data\" \"%s_d\" {\n  input = %s\n}\n".formatted(cell, path));
        return "terraform_data.%s_d.input".formatted(cell);
      }
      default -> {
        return path;
      }
    }
  }

  private void override(String cell, String folder, String format, String evil, String harmless) {
    if (random.nextInt(3) == 0) {
      for (String name : List.of("\uff41", "\ud801\udc00", "b")) {
        if (random.nextInt(4) != 0) {
          files.put(
              folder + cell + name + "_override.tf",
              format.formatted(cell, literal(either(evil, harmless))));
        }
      }
    }
  }

  private String either(String first, String second) {
    return random.nextBoolean() ? first : second;
  }

  private String path(String evil, String harmless, int depth) {
    boolean first = random.nextBoolean();
    String path;
    if (depth == 0) {
      path = literal(evil);
    } else {
      String x = path(evil, harmless, depth - 1);
      String y = literal(harmless);
      path =
          random.nextInt(3) == 0
              ? fill(pick(WRAPPERS), x, x)
              : fill(pick(CHOICES), first ? x : y, first ? y : x);
    }
    return path;
  }

  private String fill(String production, String x, String y) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < production.length(); i++) {
      char c = production.charAt(i);
      char next = i + 1 < production.length() ? production.charAt(i + 1) : ' ';
      if (c == '$' && "xyCIKNSA".indexOf(next) >= 0) {
        text.append(
            switch (next) {
              case 'x' -> "(" + x + ")";
              case 'y' -> "(" + y + ")";
              case 'C' -> "(" + expressions.accepted('B', 2).text() + ")";
              case 'I' -> String.valueOf(random.nextInt(2));
              case 'K' -> pick(List.of("\"a\"", "\"b\""));
              case 'N' -> "(" + expressions.accepted('N', 1).text() + ")";
              case 'S' -> "(" + expressions.accepted('S', 1).text() + ")";
              default -> "(" + expressions.accepted('A', 1).text() + ")";
            });
        i++;
      } else if (c == '@' && Character.isLetter(next)) {
        text.append(Literals.of(next, random));
        i++;
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }

  private static String literal(String text) {
    return '"' + text + '"';
  }

  /** The cell in a module of its own. */
  private void inModule(String cell, String folder, String hcl) {
    String source = pick(List.of(relative(root, folder), relative(root, folder), climbing(folder)));
    // The module's path, and up again from it, as Terraform writes it.
    String module = source.startsWith("./") ? source.substring(2) : source;
    String back =
        pick(
            List.of(
                "",
                "${path.module}/"
                    + "../".repeat((int) module.chars().filter(c -> c == '/').count() + 1),
                "${trimsuffix(path.module, \"%s\")}".formatted(module),
                "${trimsuffix(path.module, \"/%s\")}/"
                    .formatted(folder.substring(0, folder.length() - 1)),
                "${dirname(path.module)}/",
                "${abspath(path.module)}/",
                "${replace(path.module, \"%sm\", \"\")}".formatted(cell)));
    String moved =
        back.isEmpty() || hcl.contains("variable \"" + cell + "_")
            ? hcl
            : hcl.replaceAll(
                "\"(?=(\\.\\./)+(outside|\\.git)/)", Matcher.quoteReplacement('"' + back));
    files.put(folder + cell + ".tf", moved + LOCALS);
    String call =
        pick(
            List.of(
                "",
                "",
                "",
                "  count = 0\n",
                "  count = 2\n",
                "  for_each = {}\n",
                "  for_each = toset([\"a\"])\n"));
    files.put(
        root + cell + ".tf",
        "module \"%s\" {\n  source = \"%s\"\n%s}\noutput \"%s_all\" {\n  value = module.%s\n}\n"
            .formatted(cell, source, call + passed.getOrDefault(cell, ""), cell, cell));
  }

  /** A source that climbs to the top and down again. */
  private String climbing(String folder) {
    String up = "../".repeat((int) root.chars().filter(c -> c == '/').count());
    return up.isEmpty() ? "./" + folder : up + folder;
  }

  private static String relative(String from, String to) {
    if (to.startsWith(from)) {
      return "./" + to.substring(from.length());
    }
    return "../".repeat((int) from.chars().filter(c -> c == '/').count()) + to;
  }

  private void variableFiles() {
    StringBuilder first = new StringBuilder();
    variables.forEach((name, value) -> first.append(name).append(" = ").append(value).append('\n'));
    files.put(root + "terraform.tfvars", first.toString());
    StringBuilder second = new StringBuilder();
    automatic.forEach(
        (name, value) -> second.append(name).append(" = ").append(value).append('\n'));
    files.put(
        root + pick(List.of("\uff41", "\ud801\udc00", "b")) + ".auto.tfvars", second.toString());
  }

  private String pick(List<String> from) {
    return from.get(random.nextInt(from.size()));
  }

  /** Writes the checkout and what lies around it. */
  void write(Path top, Path home) throws IOException {
    Path checkout = Files.createDirectories(top.resolve("checkout"));
    Files.createDirectories(checkout.resolve(".git"));
    for (Map.Entry<String, String> file : files.entrySet()) {
      write(checkout.resolve(file.getKey()), file.getValue());
    }
    for (Cell cell : cells) {
      for (Path folder : List.of(top.resolve("outside"), home, checkout.resolve(".git"))) {
        Path own = folder.resolve(cell.name());
        write(own.resolve(cell.marker()), content(cell));
        write(own.resolve(content(cell)), "");
      }
    }
  }

  private static void write(Path file, String content) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, content, StandardCharsets.UTF_8);
  }

  /** Other than the file's name, which the configuration knows. */
  private static String content(Cell cell) {
    return "content" + cell.marker().substring(4);
  }

  /** Whether a text shows what is in the file with the cell's marker, or that it is there. */
  static boolean isShown(Cell cell, String text) {
    String content = content(cell);
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    List<String> forms = new ArrayList<>();
    forms.add(content);
    forms.add(content.toUpperCase(Locale.ROOT));
    forms.add(new StringBuilder(content).reverse().toString());
    forms.add(Base64.getEncoder().withoutPadding().encodeToString(bytes));
    for (String algorithm : List.of("MD5", "SHA-1", "SHA-256", "SHA-512")) {
      try {
        byte[] digest = MessageDigest.getInstance(algorithm).digest(bytes);
        forms.add(HexFormat.of().formatHex(digest));
        forms.add(Base64.getEncoder().withoutPadding().encodeToString(digest));
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(e);
      }
    }
    // Terraform folds long lines of errors.
    String flat = Pattern.compile("\\s+").matcher(text).replaceAll("");
    return forms.stream().anyMatch(form -> text.contains(form) || flat.contains(form));
  }

  /** Whether a file of the checkout belongs to the cell. */
  static boolean isOf(Cell cell, String path) {
    for (String part : path.split("/", 0)) {
      if (part.startsWith(cell.name())) {
        return true;
      }
    }
    return false;
  }
}
