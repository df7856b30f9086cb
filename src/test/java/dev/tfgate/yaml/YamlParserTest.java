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
import org.junit.jupiter.api.Timeout;
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

  private List<YamlNode> documents(String yaml, Problems spelling) {
    return YamlParser.documents(
        "x.yaml", yaml.getBytes(StandardCharsets.UTF_8), problems, spelling);
  }

  private static String plain(YamlNode node) {
    return switch (node) {
      case Scalar scalar -> scalar.text() + (scalar.type() == ScalarType.TEXT ? "" : "!");
      case Sequence sequence -> sequence.items().stream().map(YamlParserTest::plain).toList() + "";
      case Mapping mapping ->
          mapping.entries().stream()
                  .map(entry -> entry.key().text() + "=" + plain(entry.value()))
                  .toList()
              + "";
      case YamlNode.Tagged tagged -> tagged.tag() + plain(tagged.value());
      case YamlNode.Alias alias -> "*" + alias.name();
    };
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "a: &x [1]|b: *x~[a=[1!], b=[1!]]",
        "a: &x {k: v}|b: {<<: *x, k: w, l: m}~[a=[k=v], b=[k=w, l=m]]",
        "a: &x {k: v}|b: &y {k: z, n: o}|c: {<<: [*x, *y]}~[a=[k=v], b=[k=z, n=o], c=[k=v, n=o]]",
        "a: &x {k: v}|b: &y {<<: *x, l: m}|c: {<<: *y}~[a=[k=v], b=[l=m, k=v], c=[l=m, k=v]]",
        "a: &x {k: v}|b: &y {l: m}|c: {<<: *x, <<: *y, n: o}~[a=[k=v], b=[l=m], c=[n=o, k=v, l=m]]",
        "a: &x {k: v}|b: &y {<<: *x, l: m}|c: {<<: *x, <<: *y}~[a=[k=v], b=[l=m, k=v], c=[k=v, l=m]]",
        "a: &x 1|b: &x 2|c: *x~[a=1!, b=2!, c=2!]",
        "&k a: 1|b: *k~[a=1!, b=a]",
        "a: &k b|*k : 2~[a=b, b=2!]",
        "a: !reference [.x, script]~[a=!reference[.x, script]]",
        "a: !!str 5|b: !!int '5'|c: ! 5~[a=5, b=5!, c=5]",
        "'<<': a~[<<=a]",
      })
  void documentsHoldTheValuesThatTheyMean(String yaml, String meant) {
    List<YamlNode> documents = documents(yaml.replace('|', '\n'), new Problems());
    assertThat(problems.sorted()).isEmpty();
    assertThat(documents).extracting(YamlParserTest::plain).containsExactly(meant);
  }

  @Test
  @Timeout(120)
  void manyPlacesOfALongScalarAreToldInOnePass() {
    String line = "ls \ud83d\ude00 && make\n";
    String text = line.repeat(200_000);
    for (Style style : new Style[] {Style.LITERAL, Style.SINGLE_QUOTED}) {
      Scalar scalar =
          new Scalar(
              text,
              style,
              2,
              new Position(3, 9),
              new Position(3, 9 + text.codePointCount(0, text.length()) + 2));
      YamlNode.Places places = new YamlNode.Places(scalar);
      int seen = 0;
      for (int at = text.indexOf("make"); at >= 0; at = text.indexOf("make", at + 1)) {
        Position place = places.of(at);
        if (seen % 50_000 == 0) {
          assertThat(place).isEqualTo(scalar.positionOf(at));
        }
        seen++;
      }
      assertThat(seen).isEqualTo(200_000);
      assertThat(places.of(3)).isEqualTo(scalar.positionOf(3));
    }
  }

  @Test
  void everyDocumentCountsAndWhatSomeParsersRefuseIsNoted() {
    Problems spelling = new Problems();
    List<YamlNode> documents =
        documents("---\n# nothing\n---\na: &x 1\nb: *x\n---\nc: !t 1\n", spelling);
    assertThat(documents)
        .extracting(YamlParserTest::plain)
        .containsExactly("[a=1!, b=1!]", "[c=!t1!]");
    assertThat(problems.sorted()).isEmpty();
    assertThat(spelling.sorted())
        .extracting(Problem::kind)
        .containsExactlyInAnyOrder(
            Kind.ALIAS, Kind.ALIAS, Kind.DOCUMENTS, Kind.DOCUMENTS, Kind.TAG);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a: *none",
        "a: &x {b: *x}",
        "a: &x 1\nb: &x [*x]",
        "a: 1\n---\nb: *x",
        "a: &x 1\n---\nb: *x",
        "a: {<<: 1}",
        "a: {<<: [1]}",
        "'<<': {a: b}",
        "a: {k: 1, <<: {k: 2}}",
        "a: &x {k: 1}\nb: &y {k: 2}\nc: {<<: *x, <<: *y}",
        "a: &x {k: 1}\nb: {<<: *x, k: 2, <<: *x}",
        "a: 1\na: 2",
        "{ ?foo: bar }",
        "[?foo : bar]",
        "{a: 1, ?\"b\": 2}",
        "{?&x foo: bar}",
      })
  void whatHasNoSingleMeaningIsAProblem(String yaml) {
    documents(yaml, new Problems());
    assertThat(problems.isEmpty()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{ ? foo : bar }", "? foo\n: bar", "{'?foo': bar}", "?foo: bar", "a: b?"})
  void aQuestionMarkOfItsOwnHasOneMeaning(String yaml) {
    documents(yaml, new Problems());
    assertThat(problems.sorted()).isEmpty();
    assertThat(parse(yaml)).isPresent();
    assertThat(problems.sorted()).isEmpty();
  }

  @Test
  void aQuestionMarkThatTouchesItsKeyIsToldWhereSpellingCountsToo() {
    parse("{ ?foo: bar }");
    assertThat(shown()).singleElement().asString().contains("put the key in quotes");
  }

  @Test
  void aliasesThatMultiplyOrNestTooDeeplyEnd() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x]\n");
    StringBuilder deep = new StringBuilder("a0: &a0 [x]\n");
    for (int i = 1; i < 70; i++) {
      bomb.append(
          "a%d: &a%d [%s*a%d]\n".formatted(i, i, "*a%d, ".formatted(i - 1).repeat(9), i - 1));
      deep.append("a%d: &a%d [*a%d]\n".formatted(i, i, i - 1));
    }
    for (CharSequence yaml : List.of(bomb, deep)) {
      Problems found = new Problems();
      assertThat(
              YamlParser.documents(
                  "x", yaml.toString().getBytes(StandardCharsets.UTF_8), found, new Problems()))
          .isEmpty();
      assertThat(found.sorted()).extracting(Problem::kind).containsExactly(Kind.LIMIT);
    }
  }
}
