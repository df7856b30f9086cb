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
import org.junit.jupiter.api.BeforeEach;
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
  private Path checkout = Path.of("");

  @BeforeEach
  void aCheckout() {
    checkout = folder.resolve("repo");
  }

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

  /** Whoever validates a module leaves a lock file in it, which init reads in a root alone. */
  @Test
  void theLockFileOfAModuleThatIsCalledFailsNothing() throws Exception {
    String backend = "terraform {\n  backend \"local\" {}\n}\n";
    String[][] layouts = {
      {"main.tf", "./modules/m", "modules/m", ""},
      {"live/a/main.tf", "../../modules/m", "modules/m", backend},
      {"examples/a/main.tf", "../..", ".", ""},
    };
    for (String[] layout : layouts) {
      checkout = folder.resolve(layout[1].replaceAll("[./]", "_"));
      String call = "module \"m\" {\n  source = \"%s\"\n}\n".formatted(layout[1]);
      write(layout[0], layout[3] + call);
      write(layout[2] + "/versions.tf", AWS);
      for (String lock :
          List.of(
              NULL_ENTRY.replace("hashicorp/null", "hashicorp/aws").replace("3.2.4", "5.99.0"),
              NULL_ENTRY.replace("hashicorp/null", "hashicorp/aws").replace("3.2.4", "5.100.0"))) {
        write(layout[2] + "/.terraform.lock.hcl", lock);
        assertThat(found())
            .as(layout[1])
            .isNotEmpty()
            .allMatch(finding -> finding.enforcement() == Enforcement.ADVISORY)
            .allMatch(finding -> finding.message().contains("Another module calls it"));
      }
      for (String[] shows :
          new String[][] {{"backend.tf", backend}, {"terraform.tfvars", "region = \"x\"\n"}}) {
        write(layout[2] + "/" + shows[0], shows[1]);
        assertThat(found())
            .as(shows[0])
            .isNotEmpty()
            .allMatch(finding -> finding.enforcement() == Enforcement.MANDATORY);
        Files.delete(checkout.resolve(layout[2]).resolve(shows[0]));
      }
      write(layout[0], "locals {}\n");
      assertThat(found())
          .as("nothing calls it")
          .isNotEmpty()
          .allMatch(finding -> finding.enforcement() == Enforcement.MANDATORY);
    }
  }

  private void write(String path, String content) throws IOException {
    Path file = checkout.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  private List<Finding> found() throws Exception {
    Report report = CheckRun.inCi(checkout, Path.of("src/test/rules/trust"));
    return report.findings().stream()
        .filter(finding -> finding.rule().equals("lock-not-pinned"))
        .toList();
  }
}
