package dev.tfgate.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.report.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code plan}, with a shell script in the place of Terraform. */
class PlanStepTest {
  @TempDir Path folder;
  private StepWorld step;

  @BeforeEach
  void makeWorld() throws IOException {
    step = new StepWorld(folder);
    step.passes("init");
  }

  @Test
  void aPlanIsWrittenToAPrivatePlaceAndRead() throws IOException {
    assertThat(step.run("plan -input=false -refresh=false").out()).contains("Plan: 1 to add");
    Path plan = step.kept("plan");
    assertThat(step.lines())
        .containsExactly(
            "plan -refresh=false -no-color -input=false -state=%s -out=%s"
                .formatted(step.state(), plan),
            "show -json " + plan);
    assertThat(plan).hasContent("plan of dev");
    assertThat(Files.getPosixFilePermissions(plan.getParent())).hasSize(3);
  }

  /** A plan that an earlier run left is not applied after a later one that failed. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "plan: exit 1",
        "show: exit 1",
        "show: exit 0",
        "show: echo nonsense; exit 0",
        "show: head -c 300 \"$here/plan.json\"; exit 0",
        "show: cat \"$here/plan.json\" \"$here/plan.json\"; exit 0",
        "show: sed 's/\"complete\":true/\"complete\":tru/' \"$here/plan.json\"; exit 0",
        "show: kill -9 $$"
      })
  void whatIsNotJudgedIsNotApplied(String failure) throws IOException {
    step.passes("plan");
    int colon = failure.indexOf(": ");
    step.script.behave("dev", failure.substring(0, colon), failure.substring(colon + 2));
    step.ends(ExitCode.UNDECIDED, "plan");
    step.script.calm("dev", failure.substring(0, colon));
    assertThat(step.kept("plan")).doesNotExist();
    step.script.lines();
    assertThat(step.ends(ExitCode.USAGE, "apply")).contains("'tfgate terraform -- plan' first");
    assertThat(step.lines()).isEmpty();
  }

  @Test
  void terraformsOwnCodeIsTold() throws IOException {
    step.script.behave("dev", "plan", "echo 'Error: no quota' >&2; exit 7");
    assertThat(step.ends(ExitCode.UNDECIDED, "plan"))
        .contains("no quota", "'terraform plan' failed with exit code 7");
  }

  @Test
  void aPlanWithFindingsIsNotKept() throws IOException {
    Path plan = step.script.folder().resolve("plan.json");
    Files.writeString(
        plan,
        Files.readString(plan)
            .replace("terraform.io/builtin/terraform", "registry.terraform.io/evil/evil"));
    assertThat(step.ends(ExitCode.FINDINGS, "plan")).contains("plan-provider-not-pinned");
    assertThat(step.kept("plan")).doesNotExist();
    assertThat(step.ends(ExitCode.USAGE, "apply")).contains("-- plan");
  }

  @Test
  void aCheckoutThatChangesMeanwhileIsTold() throws IOException {
    step.script.behave("dev", "plan", "echo 'locals {}' > ../other.tf");
    assertThat(step.ends(ExitCode.UNDECIDED, "plan"))
        .contains("'other.tf' changed while tfgate worked");
    step.script.calm("dev", "plan");
    assertThat(step.ends(ExitCode.FINDINGS, "apply"))
        .contains("not the one that the plan was made from");
  }
}
