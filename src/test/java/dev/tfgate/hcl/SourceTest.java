package dev.tfgate.hcl;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is told from the bytes alone. */
class SourceTest {
  @Test
  void oneOfSeveralPartsIsFoundWhereverItIs() {
    List<String> parts = List.of("file", "fx", "::", "tt");
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      int length = random.nextInt(8);
      for (int k = 0; k < length; k++) {
        text.append("file:xté".charAt(random.nextInt(8)));
      }
      Source source = new Source(text.toString().getBytes(StandardCharsets.UTF_8));
      assertThat(source.containsAny(parts))
          .as(text.toString())
          .isEqualTo(parts.stream().anyMatch(text.toString()::contains));
      assertThat(source.contains("fi")).isEqualTo(text.toString().contains("fi"));
    }
  }
}
