package dev.tfgate.facts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FactFileTest {
  @Test
  void aFileIsReadLineByLine() {
    FactFile file =
        FactFile.read(
            "acme.facts",
            """
            # About acme.
            provider acme/acme
              other/acme
            from : the documentation

            class tuning : How often.
            argument url   host advisory safe=https://a.example,b since=1.0 until=2.0 : Gets
              the token.
            harmless tuning retries data.acme_a
              function.f
            """,
            Map.of());
    assertThat(file.sources()).containsExactly("acme/acme", "other/acme");
    assertThat(file.from()).isEqualTo("the documentation");
    Fact url = file.facts().getFirst();
    assertThat(url.effect()).isEqualTo(Effect.HOST);
    assertThat(url.safe()).containsExactly("https://a.example", "b");
    assertThat(url.is(Fact.Option.ADVISORY)).isTrue();
    assertThat(url.since()).isEqualTo("1.0");
    assertThat(url.until()).isEqualTo("2.0");
    assertThat(url.why().replaceAll("\\s+", " ")).isEqualTo("Gets the token.");
    assertThat(file.facts().stream().skip(1).map(fact -> fact.subject() + " " + fact.name()))
        .containsExactly("ARGUMENT retries", "DATA acme_a", "FUNCTION f");
    assertThat(file.facts().get(1).why()).isEqualTo("How often.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "argument url hots : why | acme.facts:1: 'hots' is no effect",
        "argument url host fast : why | acme.facts:1: 'fast' is no option",
        "argument url host | acme.facts:1: a name, an effect or the reason is missing",
        "arguments url host : why | acme.facts:1: 'arguments' is no kind of line",
        "harmless tuning a | acme.facts:1: no class 'tuning' is declared"
      })
  void whatIsWrongIsNamedWithItsLine(String line, String message) {
    assertThatThrownBy(() -> FactFile.read("acme.facts", line, Map.of())).hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource({
    "*_url, api_url, true",
    "*_url, url, false",
    "*url, url, true",
    "a.*, a.b, true",
    "a.*, a.b.c, false",
    "a.**, a.b.c, true",
    "skip_*verif*, skip_tls_verification, true",
    "*, '', true"
  })
  void aStarStopsAtADot(String pattern, String name, boolean matches) {
    assertThat(NamePattern.matches(pattern, name)).isEqualTo(matches);
  }

  @Test
  void aNameGoesBeforeAPatternAndAProviderBeforeAll() {
    ProviderFacts aws = Facts.bundled().provider("aws");
    assertThat(effect(aws, "use_fips_endpoint")).isEqualTo(Effect.HARMLESS);
    assertThat(effect(aws, "endpoints", "s3")).isEqualTo(Effect.HOST);
    assertThat(effect(aws, "default_tags", "tags", "exec")).isEqualTo(Effect.NAMES);
    ProviderFacts unknown = Facts.bundled().provider("acme");
    assertThat(effect(unknown, "a", "b", "login_url")).isEqualTo(Effect.HOST);
    assertThat(effect(unknown, "labels", "url")).isEqualTo(Effect.NAMES);
    assertThat(unknown.argument(List.of("mystery"))).isEmpty();
    assertThat(Facts.bundled().provider("../facts/aws").own()).isEmpty();
  }

  private static Effect effect(ProviderFacts facts, String... path) {
    return facts.argument(List.of(path)).orElseThrow().effect();
  }

  @Test
  void whatNoPinnedVersionHasIsLeftOut() {
    Facts all = Facts.bundled();
    assertThat(apiHostname(all.pinned(Map.of("cloudflare", List.of("5.28.0"))))).isEmpty();
    assertThat(apiHostname(all.pinned(Map.of("cloudflare", List.of("5.28.0", "4.9.0")))))
        .containsExactly("api_hostname");
    assertThat(apiHostname(all.pinned(Map.of("cloudflare", List.of("4.52.0-beta1")))))
        .containsExactly("api_hostname");
    assertThat(apiHostname(all.pinned(Map.of("other", List.of("5.28.0")))))
        .containsExactly("api_hostname");
    assertThat(apiHostname(all)).containsExactly("api_hostname");
  }

  private static List<String> apiHostname(Facts facts) {
    return facts.provider("cloudflare").own().stream()
        .map(Fact::name)
        .filter("api_hostname"::equals)
        .toList();
  }

  @Test
  void whatCameWithAVersionIsInItsPreReleasesToo() {
    for (String version : List.of("6.0.0", "6.0.0-beta1", "10.2.0")) {
      assertThat(regions(version)).as(version).isNotEmpty();
    }
    assertThat(regions("5.100.0")).isEmpty();
  }

  private static List<Fact> regions(String version) {
    return Facts.bundled().pinned(Map.of("aws", List.of(version))).provider("aws").own().stream()
        .filter(fact -> fact.name().equals("aws_*.region"))
        .toList();
  }
}
