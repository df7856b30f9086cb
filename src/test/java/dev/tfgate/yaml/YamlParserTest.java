package dev.tfgate.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.yaml.Problem.Kind;
import dev.tfgate.yaml.YamlNode.Mapping;
import dev.tfgate.yaml.YamlNode.Scalar;
import dev.tfgate.yaml.YamlNode.Sequence;
import dev.tfgate.yaml.YamlNode.Style;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlParserTest {
  private final Problems problems = new Problems();

  private Optional<YamlNode> parse(String yaml) {
    return YamlParser.parse("x.yaml", yaml.getBytes(StandardCharsets.UTF_8), problems);
  }

  private List<String> shown() {
    return problems.sorted().stream().map(Problem::toString).toList();
  }

  @Test
  void nodesCarryTheirPlaceAndStyle() {
    Mapping root = (Mapping) parse("a: 'b'\nlist:\n  - {k: \"v\"}\n  - 5\n").orElseThrow();

    assertThat(problems.isEmpty()).isTrue();
    Scalar a = (Scalar) root.get("a").orElseThrow();
    assertThat(a.text()).isEqualTo("b");
    assertThat(a.style()).isEqualTo(Style.SINGLE_QUOTED);
    assertThat(a.start()).isEqualTo(new Position(1, 4));
    assertThat(a.end()).isEqualTo(new Position(1, 7));
    Sequence list = (Sequence) root.get("list").orElseThrow();
    assertThat(list.items().get(0).start()).isEqualTo(new Position(3, 5));
    assertThat(((Scalar) list.items().get(1)).type()).isEqualTo(ScalarType.INTEGER);
  }

  @Test
  void columnsCountCodePoints() {
    Mapping root = (Mapping) parse("{\"😀\": 1, b: 2}").orElseThrow();

    assertThat(root.entries().get(1).key().start()).isEqualTo(new Position(1, 10));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a: \"\\x", "a: \"\\u", "\"\\U", "a: \"\\UFFFFFFFF\""})
  void anEscapeThatIsCutOffIsASyntaxError(String yaml) {
    assertThat(parse(yaml)).isEmpty();

    assertThat(problems.sorted()).extracting(Problem::kind).containsExactly(Kind.SYNTAX);
  }

  @Test
  void aByteOrderMarkIsNoCharacter() {
    Mapping root = (Mapping) parse("\uFEFFa: 1").orElseThrow();

    assertThat(root.get("a")).isPresent();
    assertThat(root.start()).isEqualTo(Position.START);
  }

  @Test
  void everythingThatParsersReadDifferentlyIsReportedAtOnce() {
    Mapping root =
        (Mapping)
            parse(
                    """
                    a: &x 1
                    b: *x
                    a: 2
                    c: !!str 3
                    ? [k]
                    : v
                    ---
                    d: 4
                    """)
                .orElseThrow();

    assertThat(shown())
        .containsExactly(
            "x.yaml:1:4: the anchor &x: anchors are not allowed, write the values out",
            "x.yaml:2:4: the alias *x: aliases are not allowed, write the value out",
            "x.yaml:3:1: the key \"a\" stands twice, first on line 1",
            "x.yaml:4:4: the tag tag:yaml.org,2002:str: tags are not allowed",
            "x.yaml:5:3: a key must be plain text, found a list",
            "x.yaml:7:1: a second document starts here; the file must hold one");
    assertThat(root.entries()).hasSize(4);
    assertThat(problems.sorted().stream().map(Problem::kind))
        .containsExactly(
            Kind.ALIAS, Kind.ALIAS, Kind.DUPLICATE_KEY, Kind.TAG, Kind.CONTENT, Kind.DOCUMENTS);
  }

  @Test
  void duplicatesAreFoundHoweverTheyAreWritten() {
    parse("{a: 1, \"\\u0061\": 2, 'a': 3}");

    assertThat(shown()).hasSize(2).allMatch(p -> p.contains("\"a\" stands twice"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a: [1, 2",
        "a: b: c",
        "\ta: 1",
        "a: \"x",
        "%TAG x",
        "a: 'b' c",
        "- a\nb: 1",
        "@a",
        "a: *nope x"
      })
  void brokenYamlIsAProblemWithAPlace(String yaml) {
    parse(yaml);

    assertThat(problems.sorted()).isNotEmpty();
    assertThat(problems.sorted().getFirst().position()).isNotNull();
  }

  @Test
  void controlCharactersAreRefused() {
    assertThat(parse("a: 1\nb: \u0007")).isEmpty();
    assertThat(shown()).containsExactly("x.yaml:2:4: the character U+0007 is not allowed in YAML");
  }

  @Test
  void whatIsNotUtf8IsRefusedWithItsPlace() {
    byte[] bytes = "a: 1\nb: x".getBytes(StandardCharsets.UTF_8);
    bytes[bytes.length - 1] = (byte) 0xe9;

    assertThat(YamlParser.parse("x.yaml", bytes, problems)).isEmpty();
    assertThat(shown()).containsExactly("x.yaml:2:4: the byte 0xe9 is not UTF-8");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{a: ", "- ", "? "})
  void nestingIsBounded(String opener) {
    assertThat(parse(opener.repeat(100_000))).isEmpty();
    assertThat(problems.sorted()).singleElement().matches(p -> p.kind() == Kind.LIMIT);
  }

  @Test
  void anEmptyFileIsNoDocument() {
    assertThat(parse("")).isEmpty();
    assertThat(parse("# only a comment\n")).isEmpty();
    assertThat(problems.isEmpty()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "5,INTEGER", "-5,INTEGER", "0755,INTEGER", "0x1f,INTEGER", "1.5,FLOAT", "1e3,FLOAT", ".5,FLOAT",
    ".inf,FLOAT", "true,BOOLEAN", "False,BOOLEAN", "~,NULL", "null,NULL", "yes,TEXT",
        "5.100.0,TEXT",
    "2027-01-31,TEXT", "h1:abc,TEXT", "-,TEXT", "1_000,TEXT", ".5.,TEXT"
  })
  void plainScalarsHaveTheTypesOfTheCoreSchema(String text, ScalarType type) {
    assertThat(ScalarType.ofPlain(text)).isEqualTo(type);
  }

  @Test
  void placesInsideAScalarAreExactWhereTheTextStandsAsWritten() {
    Mapping root =
        (Mapping)
            parse("a: plain\nb: 'quoted'\nc: |\n  one\n    two\nd: \"e\\ts\"\n").orElseThrow();

    assertThat(((Scalar) root.get("a").orElseThrow()).positionOf(2)).isEqualTo(new Position(1, 6));
    assertThat(((Scalar) root.get("b").orElseThrow()).positionOf(2)).isEqualTo(new Position(2, 7));
    Scalar block = (Scalar) root.get("c").orElseThrow();
    assertThat(block.positionOf(0)).isEqualTo(new Position(4, 3));
    assertThat(block.positionOf(block.text().indexOf("two"))).isEqualTo(new Position(5, 5));
    Scalar escaped = (Scalar) root.get("d").orElseThrow();
    assertThat(escaped.positionOf(2)).isEqualTo(escaped.start());
  }

  @Property(tries = 2000)
  void anyBytesEndInATreeOrAProblem(@ForAll @Size(max = 60) byte[] bytes) {
    Problems found = new Problems();
    Optional<YamlNode> node = YamlParser.parse("x.yaml", bytes, found);

    assertThat(node.isPresent() || !found.isEmpty() || blank(bytes)).isTrue();
  }

  private static boolean blank(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    return text.lines()
        .allMatch(
            line ->
                line.isBlank()
                    || line.strip().startsWith("#")
                    || line.startsWith("%")
                    || line.equals("\uFEFF")
                    || line.startsWith("..."));
  }
}
