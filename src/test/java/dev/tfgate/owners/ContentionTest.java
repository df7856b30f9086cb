package dev.tfgate.owners;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A few runs of what bench/owners does a thousand times. */
@Tag("slow")
class ContentionTest {
  @Test
  void sixteenWritersLoseNothingAndTheGrantIsGone() throws Exception {
    int attempts = 0;
    for (int seed = 0; seed < 3; seed++) {
      Contention.Seen seen = Contention.run(seed, 30);
      assertThat(seen.lost()).as(seen.toString()).isZero();
      assertThat(seen.remaining()).as(seen.toString()).isZero();
      assertThat(seen.outcomes()).isEqualTo(Map.of(ProjectResult.Outcome.REMOVED, 50));
      attempts += seen.attempts();
    }
    assertThat(attempts).as("conflicts happened").isGreaterThan(150);
  }
}
