package dev.tfgate.laws;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Terraform makes of an expression is among what the analysis says is possible. */
@Tag("slow")
class ExpressionLawTest {
  private static final int EACH = 400;

  @TempDir Path folder;

  @Test
  void theValueOfTerraformIsOneOfThePossibleOnes() throws Exception {
    int count = Integer.getInteger("tfgate.expressions", 2_000);
    long seed = Long.getLong("tfgate.seed", 1);
    for (RealTerraform terraform : RealTerraform.required()) {
      ExpressionLaw law = new ExpressionLaw(terraform, folder.toRealPath());
      for (int i = 0; i * EACH < count / terraform.share(); i++) {
        law.check(seed + i, EACH);
      }
      System.out.printf(
          "expressions against %s, seeds from %d: %s%n", terraform.name(), seed, law.tally);
      assertThat(law.tally.violations).as("from seed %d", seed).isEmpty();
      assertThat(law.tally.rejected).isLessThan(1 + law.tally.worlds / 10);
      assertThat(law.tally.values).isGreaterThan(law.tally.expressions / 4);
    }
  }
}
