package dev.tfgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tfgate.report.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many roots are shared out among threads: each is checked once, and the report is always one. */
class ManyRootsTest {
  private static final int ROOTS = 120;

  @TempDir private Path checkout;

  @Test
  void eachRootIsCheckedOnceAndTwoRunsPrintTheSame() throws IOException {
    for (int i = 0; i < ROOTS; i++) {
      Path root = Files.createDirectories(checkout.resolve("services/s%03d".formatted(i)));
      Files.writeString(
          root.resolve("main.tf"),
          """
          provider "aws" {
            region = "eu-west-1"
          }
          module "shared" {
            source = "../../shared"
          }
          data "external" "x" {
            program = ["sh"]
          }
          """);
    }
    Files.createDirectories(checkout.resolve("shared"));
    Files.writeString(
        checkout.resolve("shared/main.tf"),
        """
        resource "evil_thing" "x" {
          provisioner "local-exec" {
            command = "id"
          }
        }
        """);
    String first = check();
    assertThat(check()).isEqualTo(first);
    JsonNode report = new ObjectMapper().readTree(first);
    assertThat(report.get("roots")).hasSize(ROOTS);
    assertThat(count(report, "external-data")).isEqualTo(ROOTS);
    assertThat(count(report, "provisioner")).isEqualTo(1);
    for (JsonNode finding : report.get("findings")) {
      String folder = finding.get("path").asText().replaceFirst("/[^/]*$", "");
      assertThat(finding.get("root").asText(null))
          .as("the root of a finding in %s", folder)
          .isEqualTo(folder.equals("shared") ? null : folder);
    }
  }

  private String check() {
    CommandRun.Result result =
        new CommandRun(Map.of(), checkout, "").run("check", "--mode", "local", "--format", "json");
    assertThat(result.code()).isEqualTo(ExitCode.FINDINGS);
    return result.out();
  }

  private static int count(JsonNode report, String rule) {
    int count = 0;
    for (JsonNode finding : report.get("findings")) {
      count += finding.get("rule").asText().equals(rule) ? 1 : 0;
    }
    return count;
  }
}
