package dev.tfgate.policy.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.policy.compiled.PolicySet;
import dev.tfgate.report.ExitCode;
import dev.tfgate.rules.Rules;
import dev.tfgate.yaml.Problems;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The policies that come with tfgate. */
class DefaultPackTest {
  private static final Path POLICIES = Path.of("policies");

  private static PolicySet load() {
    Problems problems = new Problems();
    PolicySet policies =
        PolicySet.load(List.of(POLICIES), Path.of(""), Rules.layers().keySet(), problems);
    assertThat(problems.sorted()).isEmpty();
    return policies;
  }

  @Test
  void everyTestPassesAndEveryPolicyHasADenyingAndAPassingOne() throws Exception {
    Problems problems = new Problems();
    PolicyTestReport report = PolicyTestReport.run(load(), List.of(POLICIES), true, problems);
    StringBuilder out = new StringBuilder();
    report.print(out, false, true);
    assertThat(problems.sorted()).isEmpty();
    assertThat(report.exitCode()).as(out.toString()).isEqualTo(ExitCode.PASSED);
  }

  @Test
  void noSmallBreakOfAConditionGoesUnnoticed() {
    PolicySet policies = load();
    assertThat(policies.policies())
        .allSatisfy(
            policy ->
                assertThat(PolicyMutations.of(policy))
                    .hasSizeGreaterThan(0)
                    .allSatisfy(
                        mutant ->
                            assertThat(PolicyMutations.isNoticed(policies, mutant).orElse(true))
                                .as("%s: %s", policy.id(), mutant.what())
                                .isTrue()));
  }

  @Test
  void everyPolicySaysWhyAndHowToFixIt() {
    assertThat(load().policies())
        .allSatisfy(
            policy -> {
              assertThat(policy.why()).as(policy.id()).isNotBlank();
              assertThat(policy.fix()).as(policy.id()).isNotBlank();
              assertThat(policy.message()).as(policy.id()).isNotNull();
            });
  }
}
