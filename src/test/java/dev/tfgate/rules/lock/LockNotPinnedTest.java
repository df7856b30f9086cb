package dev.tfgate.rules.lock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.gate.CheckRun;
import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Finding;
import dev.tfgate.report.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which entries of a lock file fail the gate, and what is said of them. */
class LockNotPinnedTest {
  private static final String AWS =
      "terraform {\n  required_providers {\n    aws = { source = \"hashicorp/aws\" }\n  }\n}\n";
  private static final String NULL_ENTRY =
      """
      provider "registry.terraform.io/hashicorp/null" {
        version = "3.2.4"
        hashes = [
          "h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        ]
      }
      """;

  @TempDir Path folder;

  @Test
  void anEntryThatNothingRequestsIsAdvisory() throws Exception {
    write("main.tf", AWS);
    write(".terraform.lock.hcl", NULL_ENTRY);
    assertThat(found())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.enforcement()).isEqualTo(Enforcement.ADVISORY);
              assertThat(finding.message())
                  .contains("version 3.2.4", "hashicorp/null", "'terraform init', which removes");
            });
    write(".terraform.lock.hcl", NULL_ENTRY.replace("hashicorp/null", "evilcorp/aws"));
    assertThat(found())
        .singleElement()
        .extracting(Finding::enforcement)
        .isEqualTo(Enforcement.ADVISORY);
  }

  @Test
  void whatMayBeRequestedFails() throws Exception {
    write(".terraform.lock.hcl", NULL_ENTRY);
    for (String requesting :
        List.of(
            "resource \"null_resource\" \"a\" {}\n",
            "provider \"null\" {}\n",
            "module \"m\" {\n  source = \"./m\"\n}\n",
            "module \"m\" {\n  source = \"git::https://git.acme.example/m.git\"\n}\n",
            "resource \"null_resource\" \"a\" {\n")) {
      write("main.tf", requesting);
      write("m/main.tf", "resource \"null_resource\" \"a\" {}\n");
      assertThat(found())
          .as(requesting)
          .singleElement()
          .extracting(Finding::enforcement)
          .isEqualTo(Enforcement.MANDATORY);
    }
  }

  @Test
  void aForeignHashOfAPinnedVersionFailsWhoeverRequestsIt() throws Exception {
    write("main.tf", "locals {}\n");
    write(
        ".terraform.lock.hcl",
        NULL_ENTRY.replace("hashicorp/null", "hashicorp/aws").replace("3.2.4", "5.100.0"));
    assertThat(found())
        .isNotEmpty()
        .allMatch(finding -> finding.enforcement() == Enforcement.MANDATORY);
  }

  @Test
  void theVersionToRequireIsNamed() throws Exception {
    write("main.tf", AWS);
    write(
        ".terraform.lock.hcl",
        NULL_ENTRY.replace("hashicorp/null", "hashicorp/aws").replace("3.2.4", "5.99.0"));
    assertThat(found())
        .singleElement()
        .extracting(Finding::message)
        .asString()
        .contains("version = \"5.100.0\"", "'terraform init -upgrade'", "With a range");
  }

  private void write(String path, String content) throws IOException {
    Path file = folder.resolve("repo").resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  private List<Finding> found() throws Exception {
    Report report = CheckRun.inCi(folder.resolve("repo"), Path.of("src/test/rules/trust"));
    return report.findings().stream()
        .filter(finding -> finding.rule().equals("lock-not-pinned"))
        .toList();
  }
}
