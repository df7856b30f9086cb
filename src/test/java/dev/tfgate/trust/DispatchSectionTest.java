package dev.tfgate.trust;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.dispatch.cloud.DispatchWorld;
import dev.tfgate.yaml.Problems;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DispatchSectionTest {
  @TempDir private Path trust = Path.of("");

  @Test
  void everyKeyIsRead() throws IOException {
    Problems problems = new Problems();
    DispatchSettings settings = read(DispatchWorld.GATE, problems).orElseThrow();
    assertThat(problems.sorted()).isEmpty();
    assertThat(settings.plan().configuration())
        .hasToString("gs://acme-ci-config/terraform/cloudbuild.yaml");
    assertThat(Objects.requireNonNull(settings.job(Identities.Phase.APPLY)).serviceAccount())
        .startsWith("apply@");
    assertThat(settings.build().substitutions()).isEqualTo(Map.of("_TEAM", "platform"));
    assertThat(settings.source()).endsWith("/repositories/acme-infra");
    assertThat(settings.state()).hasToString("gs://acme-ci-dispatch/state/");
    assertThat(GateYaml.isValid(DispatchWorld.GATE)).isTrue();
    String https =
        DispatchWorld.GATE.replaceFirst("source: .*", "source: https://git.acme.example/infra.git");
    assertThat(read(https, problems).orElseThrow().source()).startsWith("https://git");
    assertThat(GateYaml.isValid(https)).isTrue();
  }

  /** What replaces what, what is said, and whether the schema says so too. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "apply@acme-ci | plan@acme-ci | the same service_account | false",
        "_TEAM | _ROOT | tfgate itself sets _ROOT | true",
        "_TEAM | _COMMIT | tfgate itself sets _COMMIT | true",
        "sha256:0123456789abcdef | latest: | by digest | true",
        "acme-infra | {owner}-{name} | or https://HOST | true",
        "region: europe-west1 | regoin: europe-west1 | did you mean \"region\" | true",
        "state: gs://acme-ci-dispatch/state/ | status: x | the key \"state\" is missing | true",
        "cloudbuild-apply.yaml | `` | found a folder | false"
      })
  void whatIsWrongIsSaid(String good, String bad, String message, boolean bySchema)
      throws IOException {
    String yaml = DispatchWorld.GATE.replace(good, bad);
    assertThat(yaml).isNotEqualTo(DispatchWorld.GATE);
    Problems problems = new Problems();
    read(yaml, problems);
    assertThat(problems.sorted())
        .anySatisfy(problem -> assertThat(problem.message()).contains(message));
    assertThat(GateYaml.isValid(yaml)).isEqualTo(!bySchema);
  }

  @Test
  void aSourceIsNeeded() throws IOException {
    Problems problems = new Problems();
    String yaml = DispatchWorld.GATE.replaceFirst("(?m)^ *source: .*\n", "");
    assertThat(read(yaml, problems)).isEmpty();
    assertThat(problems.sorted())
        .anySatisfy(problem -> assertThat(problem.message()).contains("\"source\" is missing"));
    assertThat(GateYaml.isValid(yaml)).isFalse();
  }

  private Optional<DispatchSettings> read(String yaml, Problems problems) throws IOException {
    return GateYaml.read(trust, yaml, problems).map(Trust::dispatch);
  }
}
