package dev.tfgate.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the two libraries said that Terraform 1.11 reads constraints with. */
class VersionConstraintsTest {
  private static final List<String> VERSIONS =
      List.of(
          "1.0.0",
          "1.2.0",
          "1.2.3",
          "1.2.9",
          "1.3.0",
          "2.0.0",
          "1.2.3-beta1",
          "1.2.3+meta",
          "0.9.0");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1                       | 1.0.0",
        "1.2                     | 1.2.0",
        "=1.2                    | 1.2.0",
        "= 1.2.3                 | 1.2.3",
        "01.2.3                  | 1.2.3",
        "~> 0                    | 0.9.0",
        "~> 1                    | 1.0.0 1.2.0 1.2.3 1.2.9 1.3.0 1.2.3+meta",
        "~> 1.2                  | 1.2.0 1.2.3 1.2.9 1.3.0 1.2.3+meta",
        "~>1.2.3                 | 1.2.3 1.2.9 1.2.3+meta",
        "~> 1.2.3-beta1          | 1.2.3 1.2.9 1.2.3+meta",
        ">= 1.2.3-beta1          | 1.2.3 1.2.9 1.3.0 2.0.0 1.2.3+meta",
        "1.2.3-beta1             | 1.2.3-beta1",
        "1.2.3-BETA1             | ",
        "!= 1.2.3                | 1.0.0 1.2.0 1.2.9 1.3.0 2.0.0 1.2.3+meta 0.9.0",
        "> 1.2                   | 1.2.3 1.2.9 1.3.0 2.0.0 1.2.3+meta",
        "<= 1.2                  | 1.0.0 1.2.0 0.9.0",
        "< 1.2.0-beta            | 1.0.0 0.9.0",
        ">= 1.0, < 2.0           | 1.0.0 1.2.0 1.2.3 1.2.9 1.3.0 1.2.3+meta",
        "1.2.3+meta              | 1.2.3+meta",
        "= 1.2.3-beta1, >= 1.0   | 1.2.3-beta1",
        "= 1.2.3-beta1, > 2      | ",
        "~> 1.2.0, != 1.2.3      | 1.2.0 1.2.9 1.2.3+meta",
        "~> 1.2-beta1            | 1.2.0 1.2.3 1.2.9 1.3.0 1.2.3+meta",
        "~> 1-beta               | 1.0.0 1.2.0 1.2.3 1.2.9 1.3.0 1.2.3+meta",
        ">= 1.3-rc1, < 2.0-rc1   | 1.3.0",
        ">= 1.3.0-               | 1.3.0 2.0.0",
      })
  void admits(String constraints, String admitted) {
    VersionConstraints parsed = VersionConstraints.parse(constraints).orElseThrow();
    assertThat(
            VERSIONS.stream()
                .filter(version -> parsed.admits(Version.parse(version).orElseThrow()))
                .collect(Collectors.joining(" ")))
        .isEqualTo(admitted == null ? "" : admitted);
  }

  /** As Terraform 1.11 spells them in the message that stops init. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "~> 6           | ~> 6.0",
        "~> 6.0         | ~> 6.0",
        "~>6.1.0        | ~> 6.1.0",
        ">= 5           | >= 5.0.0",
        "= 5.1.0        | 5.1.0",
        "5              | 5.0.0",
        "01.0.0         | 1.0.0",
        "<6,>=5         | >= 5.0.0, < 6.0.0",
        ">= 5, >= 5.0.0 | >= 5.0.0",
        "~> 6.0.0-beta1 | ~> 6.0.0-beta1",
        "~> 6.0-beta    | ~> 6.0-beta",
        "~> 6-beta      | ~> 6.0-beta",
        "~> 6.0+meta    | ~> 6.0+meta",
        ">= 6.0-beta    | >= 6.0.0-beta",
        "5-rc1          | 5.0.0-rc1",
        "~> 6.0-        | ~> 6.0",
        "!= 5.1.0-beta, >= 5.1.0-beta1 | != 5.1.0-beta, >= 5.1.0-beta1",
        "1.0.0+b, 1.0.0+a, 1.0.0       | 1.0.0, 1.0.0+a, 1.0.0+b",
        "~> 5.0, ~> 5.0.0, >= 5, <= 5, < 5, > 5, = 5, != 5"
            + " | > 5.0.0, >= 5.0.0, 5.0.0, ~> 5.0.0, ~> 5.0, <= 5.0.0, < 5.0.0, != 5.0.0",
      })
  void hasOneSpellingInALockFile(String constraints, String canonical) {
    assertThat(VersionConstraints.parse(constraints).orElseThrow().canonical())
        .isEqualTo(canonical);
    assertThat(VersionConstraints.parse(canonical).orElseThrow().canonical()).isEqualTo(canonical);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "v1.2.3",
        "~> v1.2",
        ">= 1.0,",
        "*",
        "1.*",
        "1.2.x",
        "^1.2",
        "1.2.3.4",
        "> = 1.2",
        "=> 1.2",
        "== 1.2.3",
        "1.2beta",
        "1.2.3 - 2",
        ">=1.0 <2.0",
        "1.2.3~x",
        "999999999999999999999",
        "~>  1.2",
        ">=\t1.2",
        "=  1.2.3",
        "1.2.3+",
        "1.2.3-+b",
        "1.2.3-beta."
      })
  void rejects(String constraints) {
    assertThat(VersionConstraints.parse(constraints)).isEmpty();
  }
}
