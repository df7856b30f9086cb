package dev.tfgate.laws;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the plan shows of a file outside of the checkout, the gate has reported. */
@Tag("slow")
class MarkerLawTest {
  @TempDir Path folder;

  @Test
  void whatShowsTheMarkerWasReported() throws Exception {
    int count = Integer.getInteger("tfgate.configurations", 200);
    long seed = Long.getLong("tfgate.seed", 1);
    for (RealTerraform terraform : RealTerraform.required()) {
      MarkerLaw law = new MarkerLaw(terraform, folder.toRealPath());
      for (int i = 0; i < count / terraform.share(); i++) {
        law.check(seed + i);
      }
      System.out.printf("markers against %s, seeds from %d: %s%n", terraform.name(), seed, law);
      assertThat(law.violations).as("from seed %d", seed).isEmpty();
      assertThat(law.shown).isGreaterThan(law.cells / 10);
    }
  }
}
