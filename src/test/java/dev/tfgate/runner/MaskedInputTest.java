package dev.tfgate.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class MaskedInputTest {
  private static final List<String> SECRETS = List.of("ya29.secret", "ya29.secret-longer", "short");

  private static String masked(String text, int atATime) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    InputStream slow =
        new ByteArrayInputStream(bytes) {
          @Override
          public synchronized int read(byte[] into, int offset, int length) {
            return super.read(into, offset, Math.min(length, atATime));
          }
        };
    try (InputStream in = new MaskedInput(slow, SECRETS)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void noSecretComesThroughWhereverItIsCut() throws IOException {
    for (int atATime = 1; atATime < 40; atATime++) {
      assertThat(masked("€ya29.secret,ya29.secret-longer ya29.ya29.secret", atATime))
          .isEqualTo("€[secret],[secret] ya29.[secret]");
    }
  }

  @Test
  void everythingElseDoes() throws IOException {
    for (int atATime : new int[] {1, 3, 100_000}) {
      String text = "short ya29.secre\nä€𝄞 ya29.".repeat(2_000);
      assertThat(masked(text, atATime)).isEqualTo(text);
      assertThat(masked("", atATime)).isEmpty();
    }
  }
}
