package dev.tfgate.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GlobTest {
  @Test
  void aStarStopsAtSlashQuestionMarkAndHash() {
    assertThat(Glob.of("services/*/main.tf").matches("services/shop/main.tf")).isTrue();
    assertThat(Glob.of("services/*/main.tf").matches("services/a/b/main.tf")).isFalse();
    assertThat(Glob.of("git::https://h/m.git//*").matches("git::https://h/m.git//a?ref=x"))
        .isFalse();
    assertThat(Glob.of("a*").matches("a#b")).isFalse();
    assertThat(Glob.of("*").matches("")).isTrue();
  }

  @Test
  void twoStarsStopAtNothing() {
    assertThat(Glob.of("legacy/**").matches("legacy/a/b.tf")).isTrue();
    assertThat(Glob.of("legacy/**").matches("legacy2/a")).isFalse();
    assertThat(Glob.of("**/*.tf").matches("main.tf")).isTrue();
    assertThat(Glob.of("**/*.tf").matches("a/b/main.tf")).isTrue();
    assertThat(Glob.of("a/**/b").matches("a/xb")).isFalse();
    assertThat(Glob.of("**b").matches("a/xb")).isTrue();
  }

  @Test
  void otherCharactersStandForThemselves() {
    assertThat(Glob.of("a.b").matches("axb")).isFalse();
    assertThat(Glob.of("a?").matches("ab")).isFalse();
    assertThat(Glob.of("[a]").matches("[a]")).isTrue();
  }

  @Test
  void aRootNamedLikeAPatternMatchesOnlyItself() {
    assertThat(Glob.of("state/{root}", "a/*").matches("state/a/b")).isFalse();
    assertThat(Glob.of("state/{root}", "a/*").matches("state/a/*")).isTrue();
    assertThat(Glob.of("{root}", "services/shop/dev").matches("services/shop/dev")).isTrue();
  }

  @Test
  void starsAreCapturedFromTheLeftEachAsShortAsItCanBe() {
    assertThat(Glob.of("services/*/*").captures("services/shop/dev"))
        .contains(List.of("shop", "dev"));
    assertThat(Glob.of("*-*").captures("a-b-c")).contains(List.of("a", "b-c"));
    assertThat(Glob.of("**/x/*").captures("a/b/x/c")).contains(List.of("a/b", "c"));
    assertThat(Glob.of("**/x").captures("x")).contains(List.of(""));
    assertThat(Glob.of("legacy/**").captures("legacy/a/b")).contains(List.of("a/b"));
    assertThat(Glob.of("services/*/*").captures("services/shop")).isEmpty();
    assertThat(Glob.of("a").captures("a")).contains(List.of());
    assertThat(Glob.of("**/*-*").stars()).isEqualTo(3);
  }

  @Test
  void manyStarsTakeNoTimeToSpeakOf() {
    assertThat(Glob.of("*a".repeat(200)).matches("a".repeat(4000) + "b")).isFalse();
  }

  @Test
  void aPatternOfPathsStopsAtSlashesAlone() {
    assertThat(Glob.of("svc/*").matches("svc/a#b")).isFalse();
    assertThat(Glob.ofPaths("svc/*").matches("svc/a#b")).isTrue();
    assertThat(Glob.ofPaths("svc/*/dev").matches("svc/a?b/dev")).isTrue();
    assertThat(Glob.ofPaths("svc/*").matches("svc/a/b")).isFalse();
  }

  @Test
  void whatMatchesIsWhatStarsCanBeCapturedOf() {
    Random random = new Random(5);
    int matched = 0;
    for (int i = 0; i < 200_000; i++) {
      String pattern = random(random, "ab/**?" + Glob.HOLE, 8);
      String text = random(random, "aab/?" + Glob.HOLE, 8);
      for (Glob glob :
          List.of(
              Glob.of(pattern),
              Glob.ofPaths(pattern),
              Glob.of(pattern + "{root}*", "a*"),
              Glob.of("{root}" + pattern, "ab"))) {
        boolean matches = glob.captures(text).isPresent();
        assertThat(glob.matches(text)).as("%s of %s", text, glob).isEqualTo(matches);
        matched += matches ? 1 : 0;
      }
    }
    assertThat(matched).isGreaterThan(10_000);
  }

  private static String random(Random random, String letters, int longest) {
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(longest);
    for (int i = 0; i < length; i++) {
      text.append(letters.charAt(random.nextInt(letters.length())));
    }
    return text.toString();
  }
}
