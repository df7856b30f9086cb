package dev.tfgate.laws;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A policy that is true of what Terraform computes has a finding, in whatever words it asks. */
@Tag("slow")
class PolicyLawTest {
  private static final int EACH = 400;

  @TempDir Path folder;

  @Test
  void aPolicyThatIsTrueOfTheRealValueHasAFinding() throws Exception {
    int count = Integer.getInteger("tfgate.expressions", 800);
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
