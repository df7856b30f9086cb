package dev.tfgate.laws;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A policy sees what Terraform computes, or sees that it can't be told. */
class PolicyLawTest {
  private static final int EACH = 400;

  @TempDir Path folder;

  @Test
  void aPolicyThatDeniesTheRealValueHasAFinding() throws Exception {
    int count = Integer.getInteger("tfgate.expressions", 0);
    Assumptions.assumeTrue(count > 0, "only where -Dtfgate.expressions says how many");
    long seed = Long.getLong("tfgate.seed", 1);
    for (RealTerraform terraform : RealTerraform.required()) {
      PolicyLaw law = new PolicyLaw(terraform, folder.toRealPath());
      for (int i = 0; i * EACH < count / terraform.share(); i++) {
        law.check(seed + i, EACH);
      }
      System.out.printf("policies against %s, seeds from %d: %s%n", terraform.name(), seed, law);
      assertThat(law.violations).as("from seed %d", seed).isEmpty();
      assertThat(law.decided).isPositive();
    }
  }
}
