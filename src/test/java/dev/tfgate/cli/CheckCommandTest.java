package dev.tfgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.Format;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
  void everyReportIsWrittenWhateverEndsTheRun() throws IOException {
    Files.writeString(folder.resolve("gate.yaml"), "version: 1\nunknown_key: 1\n");
    for (List<String> wrong :
        List.of(
            List.of("check", "--mode", "ci"),
            List.of("check", "--trust", folder.toString()),
            List.of("check", "missing"),
            List.of("check", "--changed-since", "nothing"),
            List.of("check", "--nonsense"),
            List.of("check", "--report", "nonsense=x"),
            List.of("check", "--format", "nonsense"),
            List.of("plan", "check", "missing.json"),
            List.of("plan", "check"),
            List.of("chekc"),
            List.of("terraform", "--root", "missing", "--", "plan"),
            List.of("terraform", "--", "plan"))) {
      for (Format format : Format.values()) {
        Path file = folder.resolve("report." + format.word());
        Files.deleteIfExists(file);
        List<String> arguments = new ArrayList<>(wrong);
        arguments.addAll(1, List.of("--report", format.word() + "=" + file));
        CommandRun.Result result = tfgate(arguments.toArray(new String[0]));
        assertThat(result.code()).as("%s", arguments).isIn(ExitCode.USAGE, ExitCode.UNDECIDED);
        String reason = result.err().lines().findFirst().orElseThrow();
        assertThat(file).as("%s", arguments).exists();
        if (format == Format.JSON) {
          JsonNode report = new ObjectMapper().readTree(file.toFile());
          assertThat(report.get("verdict").asText()).isEqualTo("undecided");
          assertThat(report.at("/undecided/0/message").asText())
              .startsWith("tfgate ended with exit code " + result.code().code() + ": ")
              .contains(reason.substring("tfgate: ".length()));
        }
      }
    }
  }

  @Test
  void aReportThatIsRefusedKeepsNoOtherFromBeingWritten() throws IOException {
    CommandRun.Result result =
        tfgate(
            "check",
            "--mode=local",
            "--report=json=" + folder.resolve("missing/a.json"),
            "--report=json=" + folder.resolve("b.json"));
    assertThat(result.code()).isEqualTo(ExitCode.USAGE);
    assertThat(folder.resolve("b.json")).content().contains("provisioner").contains("missing");
  }

  @Test
  void noReportOfAFailedRunIsWrittenOverALinkOfTheCheckout() throws IOException {
    Path outside = Files.createDirectory(folder.resolve("outside"));
    Files.createDirectory(checkout.resolve(".git"));
    Files.createSymbolicLink(checkout.resolve("link"), outside);
    for (List<String> wrong : List.of(List.of("check", "--mode", "ci"), List.of("check", "-x"))) {
      List<String> arguments = new ArrayList<>(wrong);
      arguments.add("--report=json=link/report.json");
      CommandRun.Result result = tfgate(arguments.toArray(new String[0]));
      assertThat(result.code()).isEqualTo(ExitCode.USAGE);
      assertThat(result.err()).contains("is a link in the checkout");
      assertThat(outside).isEmptyDirectory();
    }
  }

  @Test
  void quietLeavesOutWhatIsNoFinding() throws IOException {
    Files.writeString(
        folder.resolve("gate.yaml"), "version: 1\nrules: {provisioner: {enforcement: advisory}}\n");
    String trust = "--trust=" + folder;
    assertThat(tfgate("check", "-q", "--mode=local", trust).out())
        .isEqualTo("advisory  provisioner  main.tf:2:3\n");
    Files.writeString(checkout.resolve("main.tf"), "");
    assertThat(tfgate("check", "-q", "--mode=local", trust).out()).isEmpty();
  }

  @Test
  void verboseSaysWhyADirectoryIsARoot() {
    CommandRun.Result result = tfgate("check", "--mode", "local", "--verbose");
    assertThat(result.err()).contains(". is a root: it is called by no other module.");
    assertThat(tfgate("check", "--mode", "local").err()).isEmpty();
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
    assertThat(result.err()).contains("no trust directory").doesNotContain("of the checkout");
  }

  @Test
  void theGateFileOfTheCheckoutIsSaidNotToCountInCi(@TempDir Path trust) throws IOException {
    Files.writeString(checkout.resolve("gate.yaml"), "version: 1\n");
    CommandRun.Result none = tfgate("check", "--mode", "ci");
    assertThat(none.code()).isEqualTo(ExitCode.USAGE);
    assertThat(none.err()).contains("The gate.yaml of the checkout does not count");
    Files.writeString(trust.resolve("gate.yaml"), "version: 1\n");
    String note = "The gate.yaml of the checkout does not count in CI mode";
    String[] check = {"check", "--format", "json", "--trust", trust.toString(), "--mode"};
    assertThat(tfgate(with(check, "ci")).out()).contains(note);
    assertThat(tfgate(with(check, "local")).out()).doesNotContain(note);
  }

  private static String[] with(String[] arguments, String last) {
    String[] all = Arrays.copyOf(arguments, arguments.length + 1);
    all[arguments.length] = last;
    return all;
  }

  @Test
  void ciWithTheTrustDirectoryInTheCheckoutIsRefused() throws IOException {
    Path trust = Files.createDirectory(checkout.resolve("trust"));
    Files.writeString(trust.resolve("gate.yaml"), "version: 1\n");
    CommandRun.Result result = tfgate("check", "--mode", "ci", "--trust", trust.toString());
    assertThat(result.code()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("lies inside the checkout");
  }

  private CommandRun.Result governed(String mode, String gateYaml) throws IOException {
    Path trust = Files.createDirectories(folder.resolve("trust"));
    Files.writeString(trust.resolve("gate.yaml"), "version: 1\n" + gateYaml);
    return tfgate("check", "-v", "--mode", mode, "--trust", trust.toString());
  }

  @Test
  void trustDirectoryDecidesWhatARuleDoes() throws IOException {
    CommandRun.Result off = governed("ci", "rules: {provisioner: {enforcement: off}}\n");
    assertThat(off.code()).isEqualTo(ExitCode.PASSED);
    assertThat(off.out()).doesNotContain("provisioner");
    CommandRun.Result advisory = governed("ci", "rules: {provisioner: {enforcement: advisory}}\n");
    assertThat(advisory.code()).isEqualTo(ExitCode.PASSED);
    assertThat(advisory.out()).contains("advisory  provisioner");
  }

  @Test
  void exceptionLiftsAndOneThatLiftsNothingIsNamed() throws IOException {
    String entry = "  - {rule: %s, path: \"*.tf\", reason: \"ticket 8\", expires: %s}\n";
    CommandRun.Result result =
        governed(
            "ci",
            "exceptions:\n"
                + entry.formatted("provisioner", "9999-12-31")
                + entry.formatted("http-data", "9999-12-31")
                + entry.formatted("external-data", "2020-01-01"));
    assertThat(result.code()).isEqualTo(ExitCode.PASSED);
    assertThat(result.out())
        .contains("ticket 8")
        .contains("the exception for http-data at gate.yaml:4")
        .contains("the exception for external-data at gate.yaml:5:5 expired on 2020-01-01");
  }

  @Test
  void policiesThatAreNamedAndNotThereAreNoPass() throws IOException {
    Files.createDirectories(folder.resolve("trust/policies"));
    CommandRun.Result result = governed("ci", "policies: [policies]\n");
    assertThat(result.code()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("gate.yaml names these policies, and there is none");
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

  @Test
  void oneThreadFindsWhatManyFind() {
    String[] command = {"check", "--mode", "local", "--format", "json"};
    String many = tfgate(command).out();
    assertThat(tfgate("check", "--mode", "local", "--format", "json", "--jobs", "1").out())
        .isEqualTo(many);
    CommandRun.Result wrong = tfgate("check", "--jobs", "0");
    assertThat(wrong.code()).isEqualTo(ExitCode.USAGE);
    assertThat(wrong.err()).contains("from 1 to 999");
  }
}
