package dev.tfgate.google;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SecretVersionsTest {
  private static final Duration LIMIT = Duration.ofSeconds(1);

  @Test
  void aPayloadIsReadWholeOrNotAtAll() throws IOException {
    try (FakeSecretManager fake = new FakeSecretManager()) {
      fake.put("projects/p/secrets/s/versions/1", "hush");
      GoogleAccess access = new GoogleAccess(Map.of(), Map.of("secretmanager", fake.endpoint()));
      try (SecretVersions secrets = new SecretVersions(access)) {
        assertThat(
                new String(
                    secrets.access("projects/p/secrets/s/versions/1", LIMIT),
                    StandardCharsets.UTF_8))
            .isEqualTo("hush");
        assertThatThrownBy(() -> secrets.access("projects/p/secrets/s/versions/2", LIMIT))
            .isInstanceOf(ServiceException.class)
            .hasMessageContaining("404");
        fake.damage();
        assertThatThrownBy(() -> secrets.access("projects/p/secrets/s/versions/1", LIMIT))
            .isInstanceOf(ServiceException.class)
            .hasMessageContaining("whole")
            .hasMessageNotContaining("hush");
      }
    }
  }
}
