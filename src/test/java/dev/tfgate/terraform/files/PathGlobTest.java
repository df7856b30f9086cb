package dev.tfgate.terraform.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathGlobTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "*.tf main.tf",
        "*.tf .tf",
        "** a/b/c",
        "**/*.yaml a.yaml",
        "**/*.yaml x/y/a.yaml",
        "a/**/b a/b",
        "a/**/b a/x/y/b",
        "*/config .git/config",
        "{a,.git}/* .git/config",
        ".gi[t]/config .git/config",
        "[!a]b xb",
        "?.tf a.tf",
        "a**b axxb",
      })
  void matches(String glob, String name) {
    assertThat(PathGlob.of(glob).orElseThrow().matches(name)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "*.tf a/main.tf",
        "*.tf main.tf.json",
        "**/*.yaml a.yml",
        "a/**/b ab",
        "*.{yaml,yml} a.tf",
        "? ab",
        "a b",
      })
  void doesNotMatch(String glob, String name) {
    assertThat(PathGlob.of(glob).orElseThrow().matches(name)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {"{a,{b,c}} x", "{a/b,c} x", "[ x", "{a x", "a\\b x", "a} x"})
  void isNotFollowed(String glob, String name) {
    assertThat(PathGlob.of(glob)).isEmpty();
  }

  @Test
  void whatIsMadeToBeSlowEndsAtOnce() {
    PathGlob glob = PathGlob.of("**a".repeat(300)).orElseThrow();
    String name = "a/".repeat(500) + "b";
    Assertions.assertTimeout(Duration.ofSeconds(1), () -> assertThat(glob.matches(name)).isFalse());
    PathGlob folders = PathGlob.of("**/a/".repeat(100) + "x").orElseThrow();
    Assertions.assertTimeout(
        Duration.ofSeconds(1), () -> assertThat(folders.matches("a/".repeat(500) + "y")).isFalse());
  }
}
