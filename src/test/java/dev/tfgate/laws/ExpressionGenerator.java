package dev.tfgate.laws;

import dev.tfgate.hcl.HclParser;
import dev.tfgate.hcl.HclSyntaxException;
import dev.tfgate.hcl.Limits;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes expressions at random: every function of Terraform, operators, conversions, templates,
 * loops, splats, over names that the configuration around them declares.
 *
 * <p>Kinds are letters. {@code S} a string, {@code N} a number, {@code B} a boolean, {@code L} a
 * list of strings, {@code M} a list of numbers, {@code T} a set of strings, {@code K} a map of
 * strings, {@code O} an object, {@code P} a list of objects, {@code Q} a list of lists, {@code A}
 * any of these. Now and then another kind than the one that is asked for is written: Terraform
 * converts, or fails.
 */
final class ExpressionGenerator {
  /** {@code $S} is an expression of kind S, {@code @s} a literal of the pool s. */
  private static final String PRODUCTIONS =
      """
      S: abspath($S)
      S: abspath(@p)
      S: base64decode(@e)
      S: base64decode(base64encode($S))
      S: base64encode($S)
      S: base64gzip($S)
      S: base64sha256($S)
      S: base64sha512($S)
      S: basename($S)
      S: basename(@p)
      S: chomp($S)
      S: cidrhost(@c, @i)
      S: cidrnetmask(@c)
      S: cidrsubnet(@c, @i, @i)
      S: coalesce($S, $S)
      S: coalesce($S, $S, $S)
      S: coalesce(null, $S)
      S: coalesce(ephemeralasnull($S), $S)
      S: coalesce($L...)
      S: dirname($S)
      S: dirname(@p)
      S: element($L, @i)
      S: element($L, $N)
      S: file(@x)
      S: file("${path.module}/${$S}")
      S: filebase64(@x)
      S: filebase64sha256(@x)
      S: filebase64sha512(@x)
      S: filemd5(@x)
      S: filesha1(@x)
      S: filesha256(@x)
      S: filesha512(@x)
      S: format(@f, $A, $A)
      S: format(@f, $S)
      S: format(@f, $N)
      S: format(@f, $L...)
      S: format($S, $A)
      S: format("%s/%s", $S, $S)
      S: format("%v", $N)
      S: format("%d", $N)
      S: formatdate(@d, @t)
      S: indent(@i, $S)
      S: join(@s, $L)
      S: join($S, $L)
      S: join("/", [$A, $A, $A])
      S: join(@s, $T)
      S: join(@s, $M)
      S: join(@s, $Q...)
      S: jsonencode($A)
      S: yamlencode($A)
      S: lookup($K, @s, $S)
      S: lookup($K, $S, $S)
      S: lookup($O, "a", $S)
      S: lookup($K, @s)
      S: lower($S)
      S: upper($S)
      S: title($S)
      S: md5($S)
      S: sha1($S)
      S: sha256($S)
      S: sha512($S)
      S: nonsensitive($S)
      S: nonsensitive(sensitive($S))
      S: ephemeralasnull($S)
      S: one([$S])
      S: one($L)
      S: one($T)
      S: pathexpand($S)
      S: pathexpand(@p)
      S: plantimestamp()
      S: timestamp()
      S: uuid()
      S: uuidv5("dns", $S)
      S: regex(@r, $S)
      S: regex($S, $S)
      S: replace($S, $S, $S)
      S: replace($S, @l, $S)
      S: replace($S, @l, "$1x")
      S: rsadecrypt($S, $S)
      S: strrev($S)
      S: substr($S, @i, @i)
      S: substr($S, $N, -1)
      S: templatefile("${path.module}/t.tftpl", { name = $S, items = $L })
      S: templatefile("${path.module}/t.tftpl", $O)
      S: templatestring(local.template, { name = $S, items = $L })
      S: textdecodebase64(textencodebase64($S, "UTF-16LE"), "UTF-16LE")
      S: textencodebase64($S, "UTF-8")
      S: timeadd(@t, @u)
      S: tostring($A)
      S: tostring($N)
      S: tostring($B)
      S: trim($S, $S)
      S: trim($S, @s)
      S: trimprefix($S, $S)
      S: trimprefix($S, @s)
      S: trimsuffix($S, @s)
      S: trimspace($S)
      S: try($S, $S)
      S: try($A.a, $S)
      S: try($L[@i], $S)
      S: urlencode($S)
      S: ($L)[@i]
      S: $L[@i]
      S: $L[$N]
      S: $L[$S]
      S: ($K)["a"]
      S: $K[$S]
      S: $K.a
      S: $O.a
      S: $O["a"]
      S: $P[@i].a
      S: $P[*].a[@i]
      S: $P.*.a[@i]
      S: $P.0.a
      S: $Q[0][@i]
      S: tolist($T)[@i]
      S: sort($T)[@i]
      S: [for x in $T : x][@i]
      S: keys($K)[@i]
      S: values($K)[@i]
      S: $B ? $S : $S
      S: $B ? $S : $N
      S: ($B ? $N : $S)
      S: "@q"
      S: "@q${$S}@q"
      S: "${$S}"
      S: "${$N}"
      S: "${$A}@q"
      S: "${$S}/${$S}"
      S: "${path.module}/${$S}"
      S: "%{ if $B }@q%{ else }${$S}%{ endif }"
      S: "a %{ if $B ~} b ${$S} %{~ endif } c"
      S: "%{ for x in $L }${x}-%{ endfor }"
      S: "%{ for k, v in $K ~} ${k}=${v} %{ endfor ~} z"
      S: "%{ for x in $T ~}${x}%{ endfor ~}"
      S: tostring(jsondecode(@j))
      S: jsondecode(jsonencode($S))
      S: jsondecode(jsonencode($O)).a
      S: yamldecode(yamlencode($S))
      S: join("", [for k, v in $O : "${k}${v}"])
      S: join("", [for i, v in $T : i])
      S: path.module
      S: path.root
      S: path.cwd
      S: terraform.workspace
      N: @n
      N: abs($N)
      N: ceil($N)
      N: floor($N)
      N: signum($N)
      N: log($N, @i)
      N: pow($N, @i)
      N: max($N, $N)
      N: min($N, $N)
      N: max($M...)
      N: min($L...)
      N: sum($M)
      N: sum($L)
      N: parseint($S, @b)
      N: parseint("ff", @b)
      N: index($L, $S)
      N: index($M, $N)
      N: length($L)
      N: length($S)
      N: length($K)
      N: length($T)
      N: length($A)
      N: length($A[*])
      N: length($S[*])
      N: length(bcrypt("a", 4))
      N: timecmp(@t, @t)
      N: tonumber($S)
      N: tonumber($N)
      N: tonumber(@v)
      N: -$N
      N: ($N + $N)
      N: ($N - $N)
      N: ($N * $N)
      N: ($N / $N)
      N: ($N % $N)
      N: $N + $S
      N: $B ? $N : $N
      N: one($M)
      N: $M[@i]
      N: element($M, @i)
      N: coalesce($N, $N)
      N: jsondecode(@n)
      N: try(tonumber($S), $N)
      B: true
      B: false
      B: alltrue([$B, $B])
      B: alltrue($L)
      B: anytrue([$B, $B])
      B: can($A)
      B: can($A.a)
      B: can(tonumber($S))
      B: contains($L, $S)
      B: contains($T, $S)
      B: contains($M, $N)
      B: contains([$A, $A], $A)
      B: contains(keys($K), $S)
      B: endswith($S, $S)
      B: startswith($S, $S)
      B: startswith($S, @s)
      B: strcontains($S, $S)
      B: fileexists(@x)
      B: fileexists("${path.module}/${$S}")
      B: issensitive($A)
      B: tobool($S)
      B: tobool($B)
      B: !$B
      B: ($S == $S)
      B: ($S != $S)
      B: ($A == $A)
      B: ($A != null)
      B: ($A == null)
      B: ($N == $N)
      B: ($N == $S)
      B: (($B ? $N : $S) == $N)
      B: ($L == $L)
      B: ($L == tolist($L))
      B: ($T == $T)
      B: ($O == $O)
      B: ($K == $O)
      B: ($N < $N)
      B: ($N >= $N)
      B: ($N > $S)
      B: ($B && $B)
      B: ($B || $B)
      B: ($B && $S)
      B: $B ? $B : $B
      B: length($L) > @i
      B: (length($S) == @i)
      B: (tostring($N) == $S)
      B: (format("%v", $N) == tostring($N))
      B: (join("", [$N]) == $S)
      B: (replace($S, $S, "") == $S)
      B: (try($A.a, null) == null)
      L: [$S, $S]
      L: [$S, $N, $B]
      L: [$S, null]
      L: []
      L: @L
      L: chunklist($L, @i)[0]
      L: cidrsubnets(@c, @i, @i)
      L: coalescelist($L, $L)
      L: coalescelist([], $L)
      L: compact($L)
      L: concat($L, $L)
      L: concat($L, [$S])
      L: concat($Q...)
      L: distinct($L)
      L: flatten($Q)
      L: flatten([$L, [$L]])
      L: flatten([$S, $L])
      L: formatlist(@f, $L)
      L: formatlist("%s/%s", $L, $S)
      L: formatlist(@f, $L, $L)
      L: keys($K)
      L: keys($O)
      L: values($K)
      L: values($O)
      L: matchkeys($L, $L, $L)
      L: regexall(@r, $S)
      L: regex(@r, $S)
      L: reverse($L)
      L: slice($L, @i, @i)
      L: sort($L)
      L: sort($T)
      L: sort([$S, $S, $S, $S])
      L: split(@s, $S)
      L: split($S, $S)
      L: tolist($T)
      L: tolist($L)
      L: tolist([$S, $N])
      L: transpose({ a = $L, b = $L }).a
      L: try($L, $L)
      L: $B ? $L : $L
      L: $B ? $L : []
      L: $P[*].a
      L: $P.*.a
      L: $L[*]
      L: $S[*]
      L: $A[*]
      L: $T[*]
      L: [for x in $L : x]
      L: [for x in $L : upper(x) if x != ""]
      L: [for i, x in $L : "${i}${x}"]
      L: [for x in $T : x]
      L: [for k, v in $K : "${k}=${v}"]
      L: [for k, v in $O : k]
      L: [for x in $P : x.a]
      L: [for x in [] : x if tonumber(x) == 1]
      L: $K[*]
      L: setproduct($L, $L)[*][0]
      L: jsondecode(jsonencode($L))
      L: yamldecode(yamlencode($L))
      L: ephemeralasnull($L)
      L: sensitive($L)
      L: csvdecode(@w)[*].a
      M: [@n, @n]
      M: [$N, $N]
      M: range(@i)
      M: range(@i, @i)
      M: range(@i, @i, @i)
      M: range($N)
      M: [for x in $M : x * 2]
      M: tolist([$N, $N])
      M: concat($M, $M)
      M: reverse($M)
      M: distinct($M)
      M: [for i, x in $L : i]
      M: [for x in $L : length(x)]
      M: toset($M)
      M: sort($M)
      M: flatten([$M, $N])
      T: toset($L)
      T: toset([$S, $S])
      T: toset([$N, $S])
      T: toset($M)
      T: toset([])
      T: fileset(path.module, @g)
      T: fileset("${path.module}/d", @g)
      T: fileset($S, @g)
      T: setunion($T, $T)
      T: setunion($L, $T)
      T: setintersection($T, $L)
      T: setsubtract($T, $T)
      T: setsubtract($L, [$S])
      T: $B ? $T : $T
      T: coalescelist($T, $T)
      T: toset([for x in $T : upper(x)])
      T: try($T, toset($L))
      T: concat($T, $L)
      K: { a = $S, b = $S }
      K: { (@s) = $S }
      K: { ($S) = $S }
      K: { "${$S}" : $S }
      K: tomap({ a = $S, b = $N })
      K: tomap({ a = $B, b = $S })
      K: tomap($O)
      K: merge($K, $K)
      K: merge($K, { a = $S })
      K: merge([$K, $K]...)
      K: merge($K, null)
      K: zipmap($L, $L)
      K: zipmap(["a", "b"], $L)
      K: { for x in $L : x => upper(x) }
      K: { for x in $T : x => x }
      K: { for k, v in $K : v => k }
      K: { for i, x in $L : i => x }
      K: { for k, v in $K : k => v if v != "" }
      K: { for x in $L : x => x... }
      K: transpose({ a = $L, b = $L })
      K: $B ? $K : $K
      K: $B ? $O : $K
      K: jsondecode(@j)
      K: yamldecode(@y)
      K: regex("(?P<a>.)(?P<b>.)", $S)
      K: try($K, {})
      O: { a = $S, b = $A }
      O: { a = $A }
      O: { a = $N, b = $L, c = $B }
      O: { a : $S, "b" : $N, (@s) : $B }
      O: {}
      O: merge($O, $O)
      O: merge($O, $K)
      O: merge({ a = 1 }, $O)
      O: $B ? $O : $O
      O: element($P, @i)
      O: $P[@i]
      O: jsondecode(jsonencode($O))
      O: yamldecode(yamlencode($O))
      O: zipmap(["a", "b"], [$S, $N])
      O: zipmap($L, [$A, $A])
      O: one([$O])
      O: try($O, $K)
      O: { for k, v in $O : k => v }
      O: { for x in $P : x.a => x }
      O: { for x in $P : x.a => x... }
      O: sensitive($O)
      O: ephemeralasnull($O)
      P: [$O, $O]
      P: [{ a = $S }, { a = $S }]
      P: [{ a = $S }, { a = $N }]
      P: tolist([{ a = $S }, { a = $N }])
      P: toset([{ a = $S }, { a = $S }])
      P: []
      P: concat($P, [$O])
      P: values({ x = $O, y = $O })
      P: csvdecode(@w)
      P: [for x in $L : { a = x }]
      P: [for k, v in $K : { a = k, b = v }]
      P: distinct([$O, $O])
      P: $B ? $P : $P
      P: flatten([$P, $O])
      P: jsondecode(jsonencode($P))
      P: [$O][*]
      Q: [$L, $L]
      Q: [$L, $T]
      Q: [$L, []]
      Q: chunklist($L, @i)
      Q: setproduct($L, $L)
      Q: setproduct($T, $L)
      Q: [for x in $L : split("", x)]
      Q: values({ a = $L, b = $L })
      Q: tolist([$L, $L])
      Q: [for x in $L : [for y in $L : "${x}${y}"]]
      Q: regexall("(.)(.)", $S)
      Q: reverse($Q)
      Q: concat($Q, [$L])
      Q: $Q[*]
      A: null
      A: $S
      A: $N
      A: $B
      A: $L
      A: $T
      A: $K
      A: $O
      A: $P
      A: [$A, $A]
      A: jsondecode(@j)
      A: yamldecode(@y)
      A: { a = $A }
      A: $B ? $A : $A
      A: $B ? $A : null
      A: ($A)
      A: try($A, $A)
      A: one([$A])
      A: coalesce($A, $A)
      A: element([$A, $A], @i)
      A: [$A, $A][@i]
      A: [$A, $A][*]
      A: flatten([$A, $A])
      A: reverse([$A, $A])
      A: distinct([$A, $A])
      A: tolist([$A, $A])
      A: toset([$A, $A])
      A: tomap({ a = $A, b = $A })
      A: values({ a = $A, b = $A })
      A: merge({ a = $A }, { a = $A })
      A: setunion([$A], [$A])
      A: concat([$A], [$A])
      A: slice([$A, $A], @i, @i)
      A: zipmap(["a"], [$A])
      A: sensitive($A)
      A: ephemeralasnull($A)
      A: coalescelist([$A], [$A])
      A: matchkeys([$A, $A], [$S, $S], [$S])
      A: lookup({ a = $A }, "a", $A)
      A: lookup({ a = $A }, @s, $A)
      A: regex(@r, $S)
      A: templatefile("${path.module}/one.tftpl", { value = $A })
      A: templatestring(local.one, { value = $A })
      """;

  private static final Map<Character, List<String>> TABLE = table();

  private final Random random;
  private final Map<Character, List<String>> names;
  private int markers;

  /**
   * @param names what can be referred to, by kind
   */
  ExpressionGenerator(Random random, Map<Character, List<String>> names) {
    this.random = random;
    this.names = new HashMap<>(names);
  }

  private static Map<Character, List<String>> table() {
    Map<Character, List<String>> table = new TreeMap<>();
    PRODUCTIONS
        .lines()
        .forEach(
            line ->
                table
                    .computeIfAbsent(line.charAt(0), _ -> new ArrayList<>())
                    .add(line.substring(3)));
    return table;
  }

  /** The functions that the productions call. */
  static Set<String> functions() {
    Set<String> found = new TreeSet<>();
    Matcher call = Pattern.compile("([a-z][a-z0-9]*)\\(").matcher(PRODUCTIONS);
    while (call.find()) {
      found.add(call.group(1));
    }
    return found;
  }

  /** An expression of any kind, nested three deep. */
  Written any() {
    return accepted("SSSSSSNNBBLLLTTKKOPQAA".charAt(random.nextInt(22)), 3);
  }

  /** An expression of that kind that is no syntax error: heredocs can't stand everywhere. */
  Written accepted(char kind, int depth) {
    Written each = of(kind, depth);
    while (!isAccepted(each.text())) {
      each = of(kind, depth);
    }
    return each;
  }

  private static boolean isAccepted(String expression) {
    try {
      HclParser.parseNative(
          "v = [%s]\n".formatted(expression).getBytes(StandardCharsets.UTF_8),
          "v.tf",
          Limits.DEFAULT);
      return true;
    } catch (HclSyntaxException e) {
      return false;
    }
  }

  /** An expression of that kind. */
  Written of(char kind, int depth) {
    char wanted = random.nextInt(16) == 0 ? "SNBLTKOA".charAt(random.nextInt(8)) : kind;
    List<String> known = names.getOrDefault(wanted, List.of());
    if (!known.isEmpty() && random.nextInt(depth == 0 ? 2 : 5) == 0) {
      return new Written(pick(known), List.of());
    }
    if (depth <= 0) {
      return new Written(literal(wanted), List.of());
    }
    if (wanted == 'S' && random.nextInt(14) == 0) {
      return heredoc(depth);
    }
    return fill(pick(TABLE.getOrDefault(wanted, List.of("null"))), depth - 1);
  }

  private Written heredoc(int depth) {
    String marker = "E" + markers++;
    Written inner = of('S', depth - 1);
    String line = Literals.heredoc(random);
    boolean indented = random.nextBoolean();
    // A heredoc within a heredoc's interpolation would end at the wrong line.
    boolean simple = !inner.text().contains("\n");
    String inside = simple ? inner.text() : "\"x\"";
    String text =
        indented
            ? "<<-%s\n    %s\n      ${%s}\n    %s\n".formatted(marker, line, inside, marker)
            : "<<%s\n%s${%s}\n  b\n%s\n".formatted(marker, line, inside, marker);
    return new Written(text, simple ? List.of(inner) : List.of());
  }

  private Written fill(String production, int depth) {
    StringBuilder text = new StringBuilder();
    List<Written> parts = new ArrayList<>();
    for (int i = 0; i < production.length(); i++) {
      char c = production.charAt(i);
      boolean last = i + 1 == production.length();
      if (c == '$' && !last && Character.isUpperCase(production.charAt(i + 1))) {
        Written part = of(production.charAt(++i), depth);
        parts.add(part);
        text.append(operand(part.text(), production, i + 1));
      } else if (c == '@' && !last && Character.isLetter(production.charAt(i + 1))) {
        text.append(Literals.of(production.charAt(++i), random));
      } else {
        text.append(c);
      }
    }
    String written = text.toString();
    if (random.nextInt(40) == 0 && written.matches("(?s)[a-z0-9]+\\(.*")) {
      written = "core::" + written;
    }
    return new Written(written, parts);
  }

  /** In parentheses, where what follows or stands before would take only a part of it. */
  private static String operand(String text, String production, int next) {
    boolean postfix = next < production.length() && ".[".indexOf(production.charAt(next)) >= 0;
    boolean spread = production.startsWith("...", next);
    boolean simple = text.matches("[A-Za-z_][A-Za-z0-9_.:]*(\\([^()]*\\))?|\"[^\"$%]*\"");
    boolean operator =
        production.matches("(?s).* (\\?|:|==|!=|[-+*/%<>]=?|&&|\\|\\|) .*|[-!].*|\\(.*");
    return !spread && !simple && (postfix || operator) ? "(" + text + ")" : text;
  }

  private String literal(char kind) {
    return switch (kind) {
      case 'S' -> Literals.of(random.nextInt(3) == 0 ? 'p' : 's', random);
      case 'N' -> Literals.of('n', random);
      case 'B' -> random.nextBoolean() ? "true" : "false";
      case 'L', 'Q' -> Literals.of(kind, random);
      case 'M' -> "[1, 2]";
      case 'T' -> "toset(" + Literals.of('L', random) + ")";
      case 'K' -> Literals.of('K', random);
      case 'O' -> Literals.of('O', random);
      case 'P' -> "[{ a = %s }]".formatted(Literals.of('s', random));
      default ->
          random.nextInt(4) == 0 ? "null" : Literals.of("snLK".charAt(random.nextInt(4)), random);
    };
  }

  private String pick(List<String> from) {
    return from.get(random.nextInt(from.size()));
  }
}
