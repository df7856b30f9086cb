package dev.tfgate.hcl;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is told from the bytes alone. */
class SourceTest {
  @Test
  void eachWordWithTwoDotsClimbs() {
    Random random = new Random(1);
    for (int i = 0; i < 100_000; i++) {
      StringBuilder text = new StringBuilder();
      int length = random.nextInt(12);
      for (int k = 0; k < length; k++) {
        text.append("..../a \"é\n".charAt(random.nextInt(9)));
      }
      List<String> words = new ArrayList<>();
      for (String word : text.toString().split("[ \"\n]", 0)) {
        if (word.contains("..")) {
          words.add(word);
        }
      }
      Source source = new Source(text.toString().getBytes(StandardCharsets.UTF_8));
      assertThat(source.climbing()).as(text.toString()).isEqualTo(words);
    }
  }
}
