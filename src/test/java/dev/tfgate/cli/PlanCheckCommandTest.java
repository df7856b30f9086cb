package dev.tfgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tfgate.report.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanCheckCommandTest {
  @TempDir Path folder;
  private Path checkout;

  @BeforeEach
  void checkoutWithAModule() throws IOException {
    checkout = Files.createDirectories(folder.resolve("checkout"));
    Files.createDirectories(checkout.resolve(".git"));
    Files.createDirectories(checkout.resolve("dev"));
    Files.createDirectories(checkout.resolve("modules/project"));
    Files.writeString(
        checkout.resolve("dev/main.tf"),
        """
        module "project" {
          for_each = toset(["a.b"])
          source   = "../modules/project"
        }
        """);
    Files.writeString(
        checkout.resolve("modules/project/main.tf"),
        """
        resource "google_project" "p" {
          name = "p"
        }

        check "health" {
          data "http" "h" {
            url = "https://example.net"
          }
        }
        """);
  }

  private static String plan(String sections) {
    return """
    {"format_version": "1.2", "terraform_version": "1.11.4", %s
     "resource_changes": [
       {"address": "module.project[\\"a.b\\"].google_project.p",
        "module_address": "module.project[\\"a.b\\"]", "mode": "managed",
        "type": "google_project", "name": "p",
        "provider_name": "registry.terraform.io/hashicorp/google",
        "change": {"actions": ["create"], "before": null,
          "after": {"project_id": "acme-dev"}, "after_unknown": {}}}],
     "configuration": {"root_module": {"module_calls": {"project": {"module": {"resources": [
       {"mode": "data", "type": "http", "name": "h", "expressions": {}}]}}}}}}
    """
        .formatted(sections);
  }

  private Path write(String plan) throws IOException {
    return Files.writeString(folder.resolve("plan.json"), plan);
  }

  private CommandRun.Result tfgate(String... arguments) {
    return new CommandRun(Map.of(), checkout, "").run(arguments);
  }

  @Test
  void findingsPointIntoTheModulesOfTheCheckout() throws IOException {
    Path plan = write(plan(""));
    CommandRun.Result result =
        tfgate("plan", "check", plan.toString(), "--root", "dev", "--mode", "local", "-v");
    assertThat(result.code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(result.out())
        .contains("modules/project/main.tf\n  advisory  project-creation  1:1")
        .contains("mandatory  http-data  6:3")
        .contains("data \"http\" \"h\"")
        .contains("acme-dev")
        .contains("module.project[\"a.b\"].google_project.p");
    assertThat(result.out().lines().toList().getLast()).startsWith("fail: 1 mandatory, 1 advisory");
  }

  @Test
  void withoutTheSourceFindingsPointAtTheRoot() throws IOException {
    Path plan = write(plan(""));
    CommandRun.Result result =
        tfgate("plan", "check", plan.toString(), "--mode", "local", "--format", "json");
    assertThat(result.code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(result.out()).contains("\"rule\": \"http-data\"").contains("\"path\": \".\"");
  }

  @Test
  void aPlanIsReadFromStandardInputToo() throws IOException {
    CommandRun.Result result =
        new CommandRun(Map.of(), checkout, plan("")).run("plan", "check", "-", "--mode", "local");
    assertThat(result.code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(result.out()).contains("http-data");
    assertThat(new CommandRun(Map.of(), checkout, "").run("plan", "check", "-").code())
        .isEqualTo(ExitCode.UNDECIDED);
  }

  @Test
  void theSummaryCountsTheChangesOfThePlan() throws IOException {
    Path plan = write(plan(""));
    CommandRun.Result result = tfgate("plan", "check", plan.toString(), "--mode", "local");
    assertThat(result.out().lines().toList().getLast()).endsWith(" · 1 planned change");
    write(plan("").replace("[\"create\"]", "[\"no-op\"]"));
    assertThat(tfgate("plan", "check", plan.toString(), "--mode", "local").out())
        .endsWith(" · 0 planned changes\n");
    JsonNode report =
        new ObjectMapper()
            .readTree(tfgate("plan", "check", plan.toString(), "--format", "json").out());
    assertThat(report.at("/summary/changes").asInt(-1)).isZero();
  }

  @Test
  void jsonFollowsTheSchemaOfCheck() throws IOException {
    Path plan = write(plan(""));
    OutputSchemasTest.assertFollows(
        "check", "plan", "check", "--mode", "local", "--format", "json", plan.toString());
  }

  @Test
  void everyReportFormatIsWritten() throws IOException {
    Path plan = write(plan(""));
    for (String format :
        List.of("json", "sarif", "junit", "github", "gitlab", "markdown", "html")) {
      tfgate(
          "plan", "check", plan.toString(), "--mode=local", "--report", format + "=../" + format);
      assertThat(folder.resolve(format)).content().contains("http-data");
    }
  }

  @Test
  void whatIsNotKnownOrNotWholeIsUndecided() throws IOException {
    assertThat(tfgate("plan", "check", write(plan("\"errored\": true,")).toString()).code())
        .isEqualTo(ExitCode.UNDECIDED);
    CommandRun.Result later =
        tfgate("plan", "check", write(plan("\"later_changes\": [],")).toString());
    assertThat(later.code()).isEqualTo(ExitCode.UNDECIDED);
    assertThat(later.out()).contains("'later_changes'");
  }

  @Test
  void partsLeftForLaterAreSaid() throws IOException {
    assertThat(
            tfgate("plan", "check", write(plan("\"complete\": false,")).toString(), "--mode=local")
                .out())
        .contains("-target");
  }

  @Test
  void whatIsNoPlanIsNeverAPass() throws IOException {
    for (String bytes :
        List.of(
            "",
            "PK\u0003\u0004",
            "[]",
            "{}",
            "{\"format_version\": \"2.0\", \"configuration\": {}}",
            "{\"format_version\": \"1.2\", \"configuration\": {}} {}",
            plan("").substring(0, 200))) {
      CommandRun.Result result = tfgate("plan", "check", write(bytes).toString());
      assertThat(result.code()).as(bytes).isEqualTo(ExitCode.UNDECIDED);
      assertThat(result.err()).contains("plan.json");
    }
    assertThat(tfgate("plan", "check", folder.toString()).code()).isEqualTo(ExitCode.UNDECIDED);
    assertThat(tfgate("plan", "check", "nowhere.json").code()).isEqualTo(ExitCode.USAGE);
  }
}
