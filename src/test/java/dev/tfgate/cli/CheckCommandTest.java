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

class CheckCommandTest {
  @TempDir Path folder;
  private Path checkout;

  @BeforeEach
  void checkoutWithAProvisioner() throws IOException {
    checkout = Files.createDirectory(folder.resolve("checkout"));
    Files.writeString(
        checkout.resolve("main.tf"),
        """
        resource "terraform_data" "x" {
          provisioner "local-exec" {
            command = "id"
          }
        }
        """);
  }

  private CommandRun.Result tfgate(String... arguments) {
    return new CommandRun(Map.of(), checkout, "").run(arguments);
  }

  @Test
  void findingsFailTheGateAndEndWithAVerdict() {
    CommandRun.Result result = tfgate("check", "--mode", "local");
    assertThat(result.code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(result.out()).contains("mandatory  provisioner  2:3");
    assertThat(result.out().lines().toList().getLast()).startsWith("fail: 1 mandatory");
    assertThat(result.err()).isEmpty();
  }

  @Test
  void onePassWritesManyReports() throws IOException {
    CommandRun.Result result =
        tfgate("check", "--mode", "local", "--report", "sarif=../a.sarif", "--report=junit=b.xml");
    assertThat(result.code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(folder.resolve("a.sarif")).content().contains("\"2.1.0\"");
    assertThat(checkout.resolve("b.xml")).content().contains("<testsuites ");
  }

  @Test
  void jsonFollowsItsSchema() throws IOException {
    OutputSchemasTest.assertFollows(
        "check", "check", "--mode", "local", "--format", "json", checkout.toString());
  }

  @Test
  void ciWithoutTrustDirectoryIsRefused() {
    CommandRun.Result result = tfgate("check", "--mode", "ci");
    assertThat(result.code()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("no trust directory");
  }

  @Test
  void ciWithTheTrustDirectoryInTheCheckoutIsRefused() throws IOException {
    Path trust = Files.createDirectory(checkout.resolve("trust"));
    CommandRun.Result result = tfgate("check", "--mode", "ci", "--trust", trust.toString());
    assertThat(result.code()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("lies in the checkout");
  }

  @Test
  void unreadableFileIsUndecidedAndNamed() throws IOException {
    Files.write(checkout.resolve("big.tf"), new byte[5 * 1024 * 1024]);
    CommandRun.Result result = tfgate("check", "--mode", "local");
    assertThat(result.code()).isEqualTo(ExitCode.UNDECIDED);
    assertThat(result.out()).contains("big.tf\n  undecided").contains("mandatory  provisioner");
  }

  @Test
  void wrongReportAndMissingPathAreWrongUse() {
    assertThat(tfgate("check", "--report", "pdf=x").code()).isEqualTo(ExitCode.USAGE);
    assertThat(tfgate("check", "--report", "sarif").code()).isEqualTo(ExitCode.USAGE);
    assertThat(tfgate("check", "nowhere").code()).isEqualTo(ExitCode.USAGE);
  }
}
