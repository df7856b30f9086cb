package dev.tfgate.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.report.Finding;
import dev.tfgate.report.Report;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An exception lifts what was looked at, and not what a local names afterwards. */
class FingerprintOfValuesTest {
  @TempDir Path folder;

  @Test
  void aLocalThatNamesAnotherFileLaterIsAnotherFinding() throws Exception {
    String first = fingerprint("/etc/hostname", "a.txt");
    assertThat(fingerprint("/etc/hostname", "a.txt")).isEqualTo(first);
    assertThat(fingerprint("/proc/self/environ", "a.txt")).isNotEqualTo(first);
    assertThat(fingerprint("/etc/hostname", "/proc/self/environ")).isNotEqualTo(first);
  }

  private String fingerprint(String one, String other) throws Exception {
    Files.writeString(
        folder.resolve("main.tf"),
        """
        locals {
          names = { a = "%s", b = "%s" }
        }
        resource "terraform_data" "d" {
          for_each = local.names
          input    = file(each.value)
        }
        """
            .formatted(one, other));
    Report report = CheckRun.inCi(folder, Path.of("src/test/rules/trust"));
    List<Finding> findings =
        report.findings().stream()
            .filter(finding -> finding.rule().equals("file-outside-checkout"))
            .toList();
    assertThat(findings).hasSize(1);
    return findings.getFirst().fingerprint();
  }
}
