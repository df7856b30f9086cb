package dev.tfgate.laws;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.assertj.core.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What narrows affects all that can change. */
@Tag("slow")
class NarrowingLawTest {
  private static final int CHANGES = Integer.getInteger("tfgate.narrowing.changes", 25);
  private static final int SEEDS = Integer.getInteger("tfgate.narrowing.seeds", 0);
  private static final int FIRST = Integer.getInteger("tfgate.narrowing.first", 1);

  @TempDir Path folder;

  private interface Law {
    NarrowingLaw of(Path folder, int seed) throws IOException;
  }

  @Test
  void whatNarrowsAffectsAllThatCanChange() throws Exception {
    hold(SEEDS == 0 ? 8 : SEEDS, NarrowingLaw::inMemory);
  }

  @Test
  void itDoesSoAsGitSeesTheChange() throws Exception {
    Assumptions.assumeThat(SEEDS).as("more is asked in memory").isZero();
    hold(2, NarrowingLaw::overGit);
  }

  private void hold(int seeds, Law law) throws Exception {
    int changes = 0;
    int telling = 0;
    int roots = 0;
    int affected = 0;
    for (int seed = FIRST; seed < FIRST + seeds; seed++) {
      NarrowingLaw.Tally tally = law.of(folder.resolve("s" + seed), seed).ask(CHANGES);
      // AssertJ cuts what is long.
      tally.violations.forEach(System.out::println);
      assertThat(tally.violations).as("seed %d", seed).isEmpty();
      changes += tally.changes;
      telling += tally.telling;
      roots += tally.roots;
      affected += tally.affected;
    }
    System.out.printf(
        "%d changes, %d of them change findings, %d of %d roots affected%n",
        changes, telling, affected, roots);
    // The law says something: changes do change what is found, and not all roots are affected.
    assertThat(telling).isGreaterThan(changes / 10);
    assertThat(affected).isLessThan(roots * 9 / 10);
  }
}
