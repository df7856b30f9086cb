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

/** {@code init}, with a shell script in the place of Terraform. */
class InitStepTest {
  private static final String COMMIT = "7c7c242c5e2c0ff7670b6b1c1947406286950453";
  private static final String SOURCE = "git::https://git.example/net.git?ref=" + COMMIT;

  @TempDir Path folder;
  private StepWorld step;

  @BeforeEach
  void makeWorld() throws IOException {
    step = new StepWorld(folder);
  }

  @ParameterizedTest
  @ValueSource(strings = {"init", "init -reconfigure", "init -input=false", "init -no-color"})
  void modulesComeFirstThenTheRestFromThePluginDirectory(String line) throws IOException {
    assertThat(step.run(line).code()).isEqualTo(ExitCode.PASSED);
    assertThat(step.lines())
        .containsExactly(
            "get -no-color",
            "init -no-color -input=false -reconfigure -get=false -plugin-dir="
                + step.world.plugins);
  }

  @Test
  void otherOptionsOfTheUserReachInitAlone() throws IOException {
    step.run("init -lock-timeout=9s -upgrade");
    assertThat(step.lines())
        .satisfiesExactly(
            get -> assertThat(get).isEqualTo("get -no-color"),
            init -> assertThat(init).startsWith("init -lock-timeout=9s -upgrade=true "));
  }

  @Test
  void withoutItsModulesNothingIsInitialised() throws IOException {
    step.script.behave("dev", "get", "echo 'Error: no such module' >&2; exit 4");
    assertThat(step.ends(ExitCode.UNDECIDED, "init"))
        .contains("no such module", "'terraform get' failed with exit code 4");
    assertThat(step.lines()).noneMatch(line -> line.startsWith("init"));
    assertThat(step.ends(ExitCode.USAGE, "plan")).contains("'tfgate terraform -- init' first");
  }

  /** A package that {@code get} downloads, at {@code head}. */
  private void downloads(String head, String content) throws IOException {
    step.world.gate(
        "modules: {allow: [{source: \"git::https://git.example/net.git\", ref_regex: \"[0-9a-f]{40}\"}]}");
    step.world.file("dev/m.tf", "module \"net\" {\n  source = \"%s\"\n}\n".formatted(SOURCE));
    Path source = Files.writeString(step.script.folder().resolve("source.tf"), content);
    step.script.behave(
        "dev",
        "get",
        """
        mkdir -p "$TF_DATA_DIR/modules/net/.git"
        cp %s "$TF_DATA_DIR/modules/net/main.tf"
        printf '%s\\n' > "$TF_DATA_DIR/modules/net/.git/HEAD"
        printf '{"Modules":[{"Key":"","Source":"","Dir":"."},{"Key":"net","Source":"%s","Dir":"%%s/modules/net"}]}' "$TF_DATA_DIR" > "$TF_DATA_DIR/modules/modules.json"
        """
            .formatted(source, head, SOURCE));
  }

  @Test
  void aDownloadedModuleIsCheckedBeforeAnythingOfItRuns() throws IOException {
    downloads(COMMIT, "locals {}\n");
    step.passes("init", "plan");
    downloads(COMMIT, "data \"external\" \"x\" {\n  program = [\"id\"]\n}\n");
    assertThat(step.ends(ExitCode.FINDINGS, "init"))
        .contains("a downloaded module has findings, so nothing of it was run: net")
        .contains("external-data");
    assertThat(step.lines()).containsExactly("get -no-color");
    assertThat(step.ends(ExitCode.USAGE, "plan")).contains("-- init");
  }

  @Test
  void aDownloadedModuleIsTheCommitThatIsPinned() throws IOException {
    downloads("ref: refs/heads/" + COMMIT, "locals {}\n");
    assertThat(step.ends(ExitCode.FINDINGS, "init"))
        .contains("git checked out 'ref: refs/heads/" + COMMIT + "' instead");
    assertThat(step.lines()).containsExactly("get -no-color");
  }

  @Test
  void whatInitSelectedIsWhatIsPinned() throws IOException {
    step.script.behave(
        "dev",
        "init",
        """
        mkdir -p "$TF_DATA_DIR"
        printf '["/tmp/others"]' > "$TF_DATA_DIR/plugin_path"
        exit 0
        """);
    assertThat(step.ends(ExitCode.FINDINGS, "init"))
        .contains("is not what the gate read and the platform team pinned");
    assertThat(step.ends(ExitCode.USAGE, "plan")).contains("-- init");
  }

  @Test
  void whatFailsIsNotInitialised() throws IOException {
    step.script.behave("dev", "init", "exit 1");
    assertThat(step.ends(ExitCode.UNDECIDED, "init"))
        .contains("'terraform init' failed with exit code 1");
    assertThat(step.ends(ExitCode.USAGE, "plan")).contains("-- init");
  }

  @Test
  void initForgetsWhatWasPlanned() throws IOException {
    step.passes("init", "plan", "init");
    assertThat(step.ends(ExitCode.USAGE, "apply")).contains("-- plan");
    assertThat(step.lines()).isEmpty();
  }

  @Test
  void aProgramThatWritesIntoTheCheckoutIsTold() throws IOException {
    step.script.behave("dev", "init", "echo 'locals {}' > other.tf");
    assertThat(step.ends(ExitCode.UNDECIDED, "init"))
        .contains("'dev/other.tf' changed while tfgate worked");
  }

  @Test
  void theLockFileIsInitsToWrite() throws IOException {
    step.script.behave("dev", "init", "echo '# none' > .terraform.lock.hcl");
    step.passes("init");
  }
}
