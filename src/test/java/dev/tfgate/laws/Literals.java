package dev.tfgate.laws;

import java.util.List;
import java.util.Map;
import java.util.Random;

/** Literals that functions and conversions treat in ways of their own. */
final class Literals {
  private static final Map<Character, List<String>> POOLS =
      Map.ofEntries(
          // Strings: numbers that are spelled otherwise, letters that compose or change their
          // length, orders that differ between UTF-16 and UTF-8.
          pool(
              's',
              """
              ""
              "a"
              "b"
              "A"
              "ab"
              "a b"
              " a "
              "1"
              "01"
              "1.0"
              "1e3"
              "1e1001"
              "0x1F"
              "+1"
              "-0"
              ".5"
              "true"
              "false"
              "null"
              "True"
              "Inf"
              "a-b_c"
              "a,b,,c"
              "a.b"
              "$"
              "%"
              "%%s"
              "$${x}"
              "%%{ if x }"
              "/"
              "//"
              "/a/"
              "a\\nb"
              "a\\r\\nb\\n"
              "\\t"
              "\\"q\\""
              "\\\\"
              "é"
              "e\\u0301"
              "É"
              "ß"
              "ı"
              "İ"
              "ſ"
              "ǆ"
              "\\u212a"
              "ﬁ"
              "σς"
              "\\u00a0x\\u0085"
              "\\u2003y"
              "\\ufeffz"
              "\\U00010400"
              "\\uff41"
              "👨‍👩‍👧"
              "🇦🇹"
              "각"
              "\\u0000"
              "\\u007f"
              "<&>"
              "\\u2028"
              "roles/owner"
              "a=b"
              "x y"
              "yes"
              "~"
              "2x"
              "2020-01-01"
              "[1]"
              "{}"
              """),
          pool(
              'p',
              """
              "a.txt"
              "d/b.txt"
              "./a.txt"
              "../a"
              "../../c"
              "d/../a.txt"
              "d//b.txt"
              "/"
              "//"
              "/x/../y"
              "."
              ".."
              ""
              "a/"
              "a/.."
              "./"
              "x/../../.."
              "~"
              "~/x"
              "~x"
              "/etc/"
              "a/./b"
              ".hidden"
              "a/.git/config"
              " /a"
              "a\\\\b"
              """),
          pool(
              'n',
              """
              0
              1
              2
              -1
              3
              10
              0.1
              0.5
              1.50
              1e3
              1e6
              1000000
              1e21
              1e-7
              123456789
              12345678901234567890
              123456789012345678901234567890.5
              0.30000000000000004
              1e1001
              100000000000000000000000
              2.5
              7
              1e0
              """),
          pool(
              'i',
              """
              0
              0
              1
              1
              2
              3
              -1
              4
              10
              """),
          pool('b', "2\n10\n16\n36\n62\n"),
          pool(
              'f',
              """
              "%s"
              "%v"
              "%d"
              "%q"
              "%t"
              "%s-%s"
              "%v %v"
              "%05d"
              "%-5s|"
              "%5s|"
              "%.2f"
              "%.1s"
              "%x"
              "%X"
              "%o"
              "%b"
              "%e"
              "%g"
              "%G"
              "%f"
              "%#v"
              "%+d"
              "% d"
              "%%"
              "%%%s"
              "%[1]s"
              "%[2]s%[1]s"
              "%[1]s%s"
              "%*d"
              "%c"
              "%j"
              "%6.2f"
              "%s/%s"
              "a%sb"
              "%"
              "é%s"
              """),
          pool(
              'r',
              """
              "a"
              "(a)"
              "(a)(b)?"
              "(?P<a>.)"
              "[a-z]+"
              "^."
              ".$"
              "x*"
              "(?i)A"
              "\\\\d+"
              "(.*)/(.*)"
              "\\\\pL"
              "[[:alpha:]]"
              "(?s).*"
              "a|b"
              "(?m)^a$"
              """),
          pool(
              'l',
              """
              "/a/"
              "/[a-z]/"
              "/(.)/"
              "/(?P<x>a)/"
              "/^/"
              "/$/"
              "/x*/"
              "/./"
              "//"
              "/"
              "/é/"
              "/\\\\//"
              "/(?i)A/"
              """),
          pool(
              'g',
              """
              "*"
              "**"
              "*.txt"
              "**/*.txt"
              "{a,b}.txt"
              "[a-c].txt"
              "d/*"
              "d/**"
              "?.txt"
              ".*"
              "**/.*"
              "a.txt"
              "nothing"
              "../*"
              "d/../*"
              "./*"
              "**/b*"
              "*/*"
              "[!a].txt"
              "\\\\a.txt"
              "{a}.{txt,tf}"
              ""
              """),
          pool(
              'j',
              """
              "{\\"a\\": \\"x\\", \\"b\\": 1}"
              "[1, \\"a\\", null]"
              "\\"s\\""
              "1.50"
              "1e3"
              "100000000000000000000000"
              "null"
              "true"
              "{}"
              "{\\"a\\": 1, \\"a\\": 2}"
              "{\\"a\\": {\\"b\\": [true]}}"
              "\\"e\\\\u0301\\""
              " [ ] "
              "\\"\\\\ud83d\\\\ude00\\""
              """),
          pool(
              'y',
              """
              "a: x"
              "a: 1\\nb: 1.50"
              "a: yes"
              "a: 0x1F"
              "a: 010"
              "a: 0o10"
              "a: 1_000"
              "a: ~"
              "a: 2020-01-01"
              "a: 2x"
              "a: 1e3"
              "a: .inf"
              "a: 12:30"
              "- a\\n- 1\\n- null"
              "a: &x 1\\nb: *x"
              "<<: {a: 1}\\nb: 2"
              "a: !!str 1"
              "a: |\\n  x\\n  y"
              "a: >\\n  x\\n  y"
              "a: 'it''s'"
              "a: \\"\\\\u00e9\\""
              "1: a\\ntrue: b"
              "x"
              ""
              "---\\na: 1\\n---\\nb: 2"
              "a: 1\\na: 2"
              "a: TRUE"
              "a: Null"
              "a: 0b11"
              "a: +1"
              "a: 1."
              "a: {b: [c, 1]}"
              "a: e\\u0301"
              """),
          pool(
              'c',
              """
              "10.0.0.0/8"
              "10.1.2.0/24"
              "fd00::/48"
              "192.168.0.1/32"
              "0.0.0.0/0"
              "010.0.0.0/8"
              """),
          pool(
              't',
              """
              "2020-02-29T12:00:00Z"
              "2021-12-31T23:59:59+02:00"
              "1999-01-01T00:00:00Z"
              plantimestamp()
              timestamp()
              "2020-01-01"
              """),
          pool(
              'd',
              "\"YYYY-MM-DD\"\n\"hh:mm:ss ZZZZ\"\n\"EEEE, DD MMM YY\"\n\"'x'YYYY\"\n\"AA h\"\n"),
          pool('u', "\"1h\"\n\"-10m30s\"\n\"1.5h\"\n\"1d\"\n"),
          pool('e', "\"YQ==\"\n\"Li4v\"\n\"YQ\"\n\"/w==\"\n\"\"\n\"4oSq\"\n\"ZcyB\"\n"),
          pool(
              'w',
              "\"a,b\\n1,2\\n3,4\"\n\"a\\nx\"\n\"a,a\\n1,2\"\n\"\"\n\"a,b\\n1\"\n\"a\\n\\\"q\\\"\"\n"),
          pool(
              'v',
              "\"1\"\n\" 1\"\n\"01\"\n\"1e3\"\n\"0x10\"\n\"1.50\"\n\"Inf\"\n\"\"\n\"1_0\"\n\"1e1001\"\n\"-0\"\n"),
          pool(
              'x',
              """
              "${path.module}/a.txt"
              "${path.module}/d/b.txt"
              "${path.module}/d/../a.txt"
              "${path.module}/t.tftpl"
              "${path.module}/missing"
              "${path.root}/a.txt"
              "a.txt"
              "${path.module}/bytes.bin"
              "${path.module}/é.txt"
              "${path.module}/x.json"
              "${path.module}/d"
              """),
          pool(
              'L',
              """
              ["a", "b"]
              ["b", "a", "b"]
              []
              ["", "x"]
              ["1", 2, true]
              [null, "x"]
              ["\\U00010400", "\\uff41", "z"]
              ["é", "e\\u0301"]
              ["a"]
              ["B", "a", "C", "_"]
              ["10", "9", "1"]
              ["../x", "y/z"]
              """),
          pool(
              'Q',
              """
              [["a"], ["b", "c"]]
              [["a", "b"], []]
              [["x"], [["y"]]]
              []
              """),
          pool(
              'K',
              """
              { a = "x", b = "y" }
              { b = "1", a = "2" }
              {}
              { a = null }
              { "\\U00010400" = "u", "\\uff41" = "v" }
              { "é" = "1", "e\\u0301" = "2" }
              { a = "a", A = "A", _ = "_" }
              { "10" = "x", "9" = "y" }
              { 1 = "n" }
              { true = "t" }
              """),
          pool(
              'O',
              """
              { a = "x", b = 1 }
              { a = 1, b = [1, "x"] }
              { b = true }
              { a = { b = "c" } }
              { a = null }
              """));

  private static final List<String> TEXTS =
      List.of(
          "", "", "a", "/", "../", ".", "-", " ", "é", "e\u0301", "\\n", "$${", "%%{", "$", "%",
          "1", "\\u0041", "\u0301", "$$", "%%", "\\\"", "👨‍", "x/y");

  private static final List<String> LINES =
      List.of("a", "  a", "\ta", "", "$${a}", "a\\nb", "%%{a", "\"q\"", "é", " ", "//", "~");

  private Literals() {}

  private static Map.Entry<Character, List<String>> pool(char name, String lines) {
    return Map.entry(name, lines.lines().toList());
  }

  /** A literal of the pool, as HCL; of {@code q}, what stands in a quoted template. */
  static String of(char pool, Random random) {
    List<String> from = pool == 'q' ? TEXTS : POOLS.get(pool);
    if (from == null) {
      throw new IllegalArgumentException("there is no pool " + pool);
    }
    return from.get(random.nextInt(from.size()));
  }

  /** Text of a heredoc's line. */
  static String heredoc(Random random) {
    return LINES.get(random.nextInt(LINES.size()));
  }
}
