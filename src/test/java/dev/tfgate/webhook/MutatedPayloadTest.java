package dev.tfgate.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.Mutants;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whatever a sender puts into a body, reading it ends in facts or in an error that names it. */
class MutatedPayloadTest {
  private static final String BODY =
      """
      {"action":"opened","number":7,"pull_request":{"head":{"sha":"0123456789abcdef0123456789abcdef01234567",
       "ref":"x","repo":{"full_name":"acme/x","fork":false}},"base":{"ref":"main"},"labels":[{"name":"a\\u00e9\\n"}]},
       "repository":{"full_name":"acme/infra"},"size":1.5e3,"none":null}
      """;

  private static final Set<String> WANTED =
      Set.of("action", "number", "pull_request.head.sha", "repository.full_name");

  @Test
  void everyBodyIsReadOrRefused() {
    int[] read = {0};
    Mutants.of(BODY.getBytes(StandardCharsets.UTF_8), 20_000, 7)
        .forEach(
            body -> {
              try {
                Payload _ = Payload.read(new ByteArrayInputStream(body), WANTED);
                read[0]++;
              } catch (IOException e) {
                assertThat(e).hasMessageMatching("(?s).+");
              }
            });
    assertThat(read[0]).isBetween(1, 20_000);
  }
}
