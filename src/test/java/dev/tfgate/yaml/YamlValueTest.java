package dev.tfgate.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import dev.tfgate.text.NearestWord;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlValueTest {
  private final Problems problems = new Problems();

  private YamlValue value(String yaml) {
    YamlNode node =
        YamlParser.parse("x.yaml", yaml.getBytes(StandardCharsets.UTF_8), problems).orElseThrow();
    return new YamlValue("x.yaml", "", node, problems);
  }

  private List<String> shown() {
    return problems.sorted().stream().map(Problem::toString).toList();
  }

  @Test
  void unknownKeysComeWithTheNearestValidOne() {
    value("{modlues: 1, zzz: 2}").object("modules", "roots");

    assertThat(shown())
        .containsExactly(
            "x.yaml:1:2: \"modlues\" is not a known key; did you mean \"modules\"?",
            "x.yaml:1:14: \"zzz\" is not a known key; valid are modules, roots");
  }

  @Test
  void theMessageSaysWayAndExpectation() {
    YamlObject root = value("a: {b: [x, 5, [y]]}").object("a").orElseThrow();
    List<String> texts =
        root.get("a").orElseThrow().object("b").orElseThrow().list("b", YamlValue::text);

    assertThat(texts).containsExactly("x");
    assertThat(shown())
        .containsExactly(
            "x.yaml:1:12: a.b[1]: expected text, found a number; write it in quotes: \"5\"",
            "x.yaml:1:15: a.b[2]: expected text, found a list");
  }

  @Test
  void missingKeysAreReportedAtTheMapping() {
    value("{}").object("a").orElseThrow().require("a", YamlValue::text);

    assertThat(shown()).containsExactly("x.yaml:1:1: the key \"a\" is missing");
  }

  @ParameterizedTest
  @CsvSource({
    "5,true",
    "0,false",
    "11,false",
    "'\"5\"',false",
    "05,false",
    "0x5,false",
    "99999999999999999999,false",
    "5.0,false"
  })
  void integersAreDecimalAndBounded(String yaml, boolean accepted) {
    assertThat(value(yaml).integer(1, 10).isPresent()).isEqualTo(accepted);
    assertThat(problems.isEmpty()).isEqualTo(accepted);
  }

  @ParameterizedTest
  @CsvSource({
    "1.0,true",
    "1.00,true",
    "'\"1\"',true",
    "'\"1.0\"',true",
    "01.0,true",
    "1.1,false",
    "2.0,false",
    "2,false",
    "true,false",
    "'\"\"',false",
    "'\".0\"',false",
    "'[1]',false"
  })
  void aWholeNumberInAnotherSpellingIsToldHowToWriteIt(String yaml, boolean meant) {
    assertThat(
            value("version: " + yaml)
                .object("version")
                .orElseThrow()
                .require("version", version -> version.integer(1, 1)))
        .isEmpty();
    assertThat(shown())
        .singleElement()
        .asString()
        .startsWith("x.yaml:1:10: version: expected 1, found ")
        .matches(meant ? ".*; write it as a whole number without quotes: 1" : "[^;]*");
  }

  @Test
  void booleansAreNothingButTrueAndFalse() {
    assertThat(value("true").bool()).contains(true);
    assertThat(value("yes").bool()).isEmpty();
    assertThat(shown()).containsExactly("x.yaml:1:1: expected true or false, found text");
  }

  @Test
  void wordsComeWithTheNearest() {
    assertThat(value("advisry").oneOf("mandatory", "advisory", "off")).isEmpty();
    assertThat(shown())
        .containsExactly(
            "x.yaml:1:1: expected mandatory, advisory or off, found \"advisry\"; did you mean \"advisory\"?");
  }

  @Test
  void formsAndExpressionsAreChecked() {
    assertThat(value("abc").text(Pattern.compile("[a-b]+"), "letters a and b")).isEmpty();
    assertThat(value("'['").regex()).isEmpty();
    assertThat(shown().getFirst()).isEqualTo("x.yaml:1:1: expected letters a and b, found \"abc\"");
    assertThat(shown().getLast()).contains("not a regular expression in RE2 syntax");
  }

  @Test
  void anAliasIsReportedOnce() {
    value("[&a x, *a]").items(YamlValue::text);

    assertThat(problems.sorted()).hasSize(2).allMatch(p -> p.kind() == Problem.Kind.ALIAS);
  }

  @Test
  void nearMissesIncludeSwappedLettersButNotAnything() {
    assertThat(NearestWord.to("mainfest", List.of("manifest", "roots"))).contains("manifest");
    assertThat(NearestWord.to("xyz", List.of("manifest", "roots"))).isEmpty();
    assertThat(NearestWord.to("a".repeat(100_000), List.of("manifest"))).isEmpty();
  }
}
