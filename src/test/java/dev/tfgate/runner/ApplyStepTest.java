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

/** {@code apply}, with a shell script in the place of Terraform. */
class ApplyStepTest {
  @TempDir Path folder;
  private StepWorld step;

  @BeforeEach
  void makeWorld() throws IOException {
    step = new StepWorld(folder);
    step.passes("init", "plan");
  }

  @ParameterizedTest
  @ValueSource(strings = {"apply", "apply -auto-approve", "apply -input=false -no-color"})
  void thePlanThatWasJudgedIsAppliedOnce(String line) throws IOException {
    Path plan = step.kept("plan");
    step.script.behave("dev", "apply", "for last do :; done; cp \"$last\" \"$here/applied\"");
    assertThat(step.run(line).out()).isEqualTo("Apply complete! Resources: 1 added\n");
    assertThat(step.lines())
        .containsExactly("apply -input=false -json -state=%s %s".formatted(step.state(), plan));
    assertThat(step.script.folder().resolve("applied")).hasContent("plan of dev");
    assertThat(plan).doesNotExist();
    assertThat(step.ends(ExitCode.USAGE, line)).contains("'tfgate terraform -- plan' first");
    assertThat(step.lines()).isEmpty();
  }

  @Test
  void otherOptionsOfTheUserComeThrough() throws IOException {
    step.passes("plan");
    step.run("apply -parallelism=3 -lock-timeout=9s");
    assertThat(step.lines())
        .first()
        .asString()
        .startsWith("apply -parallelism=3 -lock-timeout=9s -input=false -json ");
  }

  @Test
  void asJsonItsLinesComeAsTheyAre() {
    assertThat(step.run("apply -json").out())
        .isEqualTo(
            "{\"@level\":\"info\",\"@message\":\"Apply complete! Resources: 1 added\",\"type\":\"change_summary\",\"changes\":{\"add\":1}}\n");
  }

  @Test
  void anApplyThatFailsHalfWayIsNotTriedAgain() throws IOException {
    step.script.behave(
        "dev",
        "apply",
        "echo '{\"@level\":\"error\",\"@message\":\"Error: no quota\",\"type\":\"diagnostic\"}'; exit 1");
    assertThat(step.ends(ExitCode.UNDECIDED, "apply"))
        .contains("'terraform apply' failed with exit code 1");
    assertThat(step.kept("plan")).doesNotExist();
    step.script.calm("dev", "apply");
    step.script.lines();
    assertThat(step.ends(ExitCode.USAGE, "apply")).contains("-- plan");
    assertThat(step.lines()).isEmpty();
  }

  @Test
  void anotherPlanIsNotApplied() throws IOException {
    Files.writeString(step.kept("plan"), "plan of somebody else\n");
    assertThat(step.ends(ExitCode.FINDINGS, "apply")).contains("not the one that was checked");
    assertThat(step.lines()).isEmpty();
  }

  @Test
  void aLinkInThePlaceOfThePlanIsNotFollowed() throws IOException {
    Path plan = step.kept("plan");
    Path elsewhere = Files.move(plan, step.script.folder().resolve("elsewhere"));
    Files.createSymbolicLink(plan, elsewhere);
    assertThat(step.run("apply").code()).isNotEqualTo(ExitCode.PASSED);
    assertThat(step.lines()).isEmpty();
  }

  @Test
  void anotherCheckoutIsNotAppliedTo() throws IOException {
    step.world.file("dev/app.zip", "two");
    assertThat(step.ends(ExitCode.FINDINGS, "apply"))
        .contains("not the one that the plan was made from");
    assertThat(step.lines()).isEmpty();
  }

  @Test
  void underAnotherDecisionThePlanIsJudgedAgain() throws IOException {
    Path plan = step.kept("plan");
    step.world.gate("owners: {strip: [creator]}");
    assertThat(step.run("apply").err()).contains("It is judged again");
    assertThat(step.lines())
        .satisfiesExactly(
            show -> assertThat(show).isEqualTo("show -json " + plan),
            apply -> assertThat(apply).startsWith("apply "));
    step.passes("plan");
    Path json = step.script.folder().resolve("plan.json");
    Files.writeString(
        json,
        Files.readString(json)
            .replace("terraform.io/builtin/terraform", "registry.terraform.io/evil/evil"));
    step.world.gate("");
    assertThat(step.ends(ExitCode.FINDINGS, "apply")).contains("plan-provider-not-pinned");
    assertThat(step.lines()).containsExactly("show -json " + plan);
    assertThat(plan).doesNotExist();
  }

  /**
   * The log of an apply stays until the creator's Owner grant is gone, and the next run sees it.
   */
  @Test
  void aProjectWhoseCreatorKeepsOwnerIsToldUntilThatIsMended() throws IOException {
    step.world.gate("owners: {strip: [creator]}");
    step.passes("plan");
    step.script.behave(
        "dev",
        "apply",
        """
        for type in apply_start apply_complete; do
          echo '{"@level":"info","@message":"p","hook":{"resource":{"addr":"google_project.p","resource_type":"google_project"},"action":"create","id_key":"id","id_value":"projects/acme-one"},"type":"'$type'"}'
        done
        """);
    assertThat(step.ends(ExitCode.UNDECIDED, "apply")).contains("acme-one", "Owner");
    step.script.lines();
    assertThat(step.ends(ExitCode.UNDECIDED, "plan"))
        .contains("an earlier apply of this root ended before", "acme-one");
    assertThat(step.lines()).noneMatch(line -> line.startsWith("plan"));
  }
}
