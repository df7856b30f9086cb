package dev.tfgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.report.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Remote state that is not written as constants, or is that of a workspace: source and plan. */
class RemoteStateTest {
  private static final String PLAN =
      """
      {"format_version": "1.2", "terraform_version": "1.11.4", "resource_changes": [%s],
       "prior_state": {"format_version": "1.0", "values": {"root_module": {"resources": [%s]}}},
       "configuration": {"root_module": {"resources": [
         {"address": "data.terraform_remote_state.n", "mode": "data", "type": "terraform_remote_state",
          "name": "n", "expressions": {"backend": {"constant_value": "gcs"}, "config": %s}}]}}}
      """;
  private static final String COMPUTED = "{\"references\": [\"var.stage\"]}";

  @TempDir Path folder;

  @BeforeEach
  void trust() throws IOException {
    write(
        "trust/gate.yaml",
        """
        version: 1
        backends: {allow: [{type: local, arguments: {}}]}
        remote_state:
          allow:
            - {type: gcs, arguments: {bucket: acme, prefix: "net/*"}}
            - {type: gcs, arguments: {bucket: acme, prefix: shared, workspace: prod}}
        """);
  }

  private static String read(String key, String prefix) {
    return """
        {"address": "data.terraform_remote_state.n%s", "mode": "data", "type": "terraform_remote_state",
         "name": "n", "provider_name": "terraform.io/builtin/terraform", "values": {"backend": "gcs",
         "config": {"bucket": "acme", "prefix": "%s", "x": null}, "workspace": null, "outputs": {}}}"""
        .formatted(key, prefix);
  }

  @Test
  void whatWasReadWhilePlanningIsHeldAgainstTheList() throws IOException {
    assertThat(plan(PLAN.formatted("", read("", "net/dev"), COMPUTED)).code())
        .isEqualTo(ExitCode.PASSED);
    assertThat(plan(PLAN.formatted("", read("", "other"), COMPUTED)).out())
        .contains("remote-state")
        .containsPattern("this\\s+remote\\s+state\\s+was\\s+read");
    String both = read("[0]", "net/dev") + "," + read("[1]", "other");
    assertThat(plan(PLAN.formatted("", both, COMPUTED)).code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(plan(PLAN.formatted("", "", COMPUTED)).out()).containsPattern("not\\s+constant");
  }

  @Test
  void whatIsReadLaterIsNotKnown() throws IOException {
    String later =
        """
        {"address": "data.terraform_remote_state.n", "mode": "data", "type": "terraform_remote_state",
         "name": "n", "provider_name": "terraform.io/builtin/terraform",
         "change": {"actions": ["read"], "before": null, "after": {}, "after_unknown": {}}}""";
    assertThat(plan(PLAN.formatted(later, read("", "net/dev"), COMPUTED)).code())
        .as("what stands in the state is what an earlier plan read")
        .isEqualTo(ExitCode.FINDINGS);
  }

  @Test
  void oneOfTwoArgumentsOfTheSameNameDoesNotHideTheOther() throws IOException {
    write(
        "trust/gate.yaml",
        """
        version: 1
        remote_state:
          allow: [{type: s3, arguments: {assume_role.role_arn: "arn:good"}}]
        """);
    for (String arn : new String[] {"evil", "good"}) {
      String constant =
          """
          {"constant_value": {"assume_role": {"role_arn": "arn:%s"}, "assume_role.role_arn": "arn:good"}}"""
              .formatted(arn);
      assertThat(plan(PLAN.replace("gcs", "s3").formatted("", "", constant)).code())
          .isEqualTo(ExitCode.FINDINGS);
    }
    String one = "{\"constant_value\": {\"assume_role\": {\"role_arn\": \"arn:good\"}}}";
    assertThat(plan(PLAN.replace("gcs", "s3").formatted("", "", one)).code())
        .isEqualTo(ExitCode.PASSED);
  }

  @Test
  void withoutAListOnlyConstantsCount() throws IOException {
    write("trust/gate.yaml", "version: 1\n");
    assertThat(plan(PLAN.formatted("", read("", "net/dev"), COMPUTED)).code())
        .isEqualTo(ExitCode.FINDINGS);
    String constant = "{\"constant_value\": {\"bucket\": \"any\", \"prefix\": \"one\"}}";
    assertThat(plan(PLAN.formatted("", "", constant)).code()).isEqualTo(ExitCode.PASSED);
  }

  @ParameterizedTest
  @CsvSource({
    "shared, '\"prod\"', PASSED",
    "shared, '\"dev\"', FINDINGS",
    "shared, 'terraform.workspace', FINDINGS",
    "net/a, '\"prod\"', FINDINGS",
    "net/a, 'null', PASSED",
  })
  void aWorkspaceIsAnArgumentOfTheEntry(String prefix, String workspace, ExitCode code)
      throws IOException {
    write("repo/.git/HEAD", "");
    write(
        "repo/main.tf",
        """
        data "terraform_remote_state" "n" {
          backend   = "gcs"
          workspace = %s
          config = {
            bucket = "acme"
            prefix = "%s"
          }
        }
        """
            .formatted(workspace, prefix));
    CommandRun.Result check = run("check", "repo", "--mode", "local", "--trust", "trust");
    assertThat(check.code()).as(check.out()).isEqualTo(code);
  }

  private CommandRun.Result plan(String plan) throws IOException {
    write("plan.json", plan);
    return run("plan", "check", "--mode", "local", "--trust", "trust", "plan.json");
  }

  private CommandRun.Result run(String... arguments) {
    return new CommandRun(Map.of("PATH", System.getenv("PATH")), folder, "").run(arguments);
  }

  private void write(String path, String content) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }
}
