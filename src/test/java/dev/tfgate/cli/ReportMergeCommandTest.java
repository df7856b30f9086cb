package dev.tfgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.report.ExitCode;
import dev.tfgate.report.Format;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The reports of a matrix of jobs, one a root, become one. */
class ReportMergeCommandTest {
  @TempDir Path folder;
  private Path checkout;

  @BeforeEach
  void twoRootsOneJobEach() throws IOException {
    checkout = Files.createDirectory(folder.resolve("checkout"));
    Files.createDirectory(checkout.resolve(".git"));
    for (String root : new String[] {"a", "b"}) {
      Files.writeString(
          Files.createDirectories(checkout.resolve(root)).resolve("main.tf"),
          "terraform {\n  backend \"local\" {}\n}\n");
    }
    Files.writeString(
        checkout.resolve("b/run.tf"),
        "resource \"terraform_data\" \"x\" {\n  provisioner \"local-exec\" {\n    command = \"id\"\n  }\n}\n");
    for (String root : new String[] {"a", "b"}) {
      tfgate("check", root, "--mode=local", "--report", "json=../" + root + ".json");
    }
  }

  private CommandRun.Result tfgate(String... arguments) {
    return new CommandRun(Map.of(), checkout, "").run(arguments);
  }

  @Test
  void oneReportInEveryFormat() throws IOException {
    assertThat(tfgate("report", "merge", "../a.json", "../a.json").code())
        .isEqualTo(ExitCode.PASSED);
    for (Format format : Format.values()) {
      CommandRun.Result result =
          tfgate(
              "report",
              "merge",
              "../a.json",
              "../b.json",
              "--format",
              format.word(),
              "--report",
              format.word() + "=../out");
      assertThat(result.code()).isEqualTo(ExitCode.FINDINGS);
      assertThat(result.out()).contains("provisioner");
      assertThat(folder.resolve("out")).content().contains("provisioner");
    }
    OutputSchemasTest.assertFollows(
        "check", "report", "merge", "--format=json", folder.resolve("a.json").toString());
    assertThat(tfgate("report", "merge", "../a.json", "../b.json").out())
        .contains("merged from 2 reports: ../a.json, ../b.json.")
        .endsWith("fail: 1 mandatory, 0 advisory · 3 files, 2 roots\n");
  }

  @Test
  void aReportThatIsMissingOrBrokenIsNamedAndNothingPasses() throws IOException {
    Files.writeString(folder.resolve("cut.json"), "{\"tool\"");
    CommandRun.Result result =
        tfgate(
            "report",
            "merge",
            "../a.json",
            "../cut.json",
            "../missing.json",
            "../checkout",
            "--report=json=../out");
    assertThat(result.code()).isEqualTo(ExitCode.USAGE);
    assertThat(result.out()).isEmpty();
    assertThat(result.err())
        .contains("'../cut.json' is not a JSON report of tfgate (it is not JSON")
        .contains("there is no file '../missing.json'")
        .contains("'../checkout' is not a regular file");
    assertThat(folder.resolve("out")).content().contains("\"undecided\"", "missing.json", "\"a\"");
    assertThat(tfgate("report", "merge").code()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void aRootThatNoReportCoversIsNoPass() throws IOException {
    Files.writeString(folder.resolve("roots.txt"), "a\n");
    assertThat(tfgate("report", "merge", "--roots", "../roots.txt", "../a.json").code())
        .isEqualTo(ExitCode.PASSED);
    Files.writeString(folder.resolve("roots.txt"), "a\nb\n");
    CommandRun.Result result = tfgate("report", "merge", "--roots=../roots.txt", "../a.json");
    assertThat(result.code()).isEqualTo(ExitCode.UNDECIDED);
    assertThat(result.out()).contains("b\n  undecided  root-not-reported\n");
  }
}
