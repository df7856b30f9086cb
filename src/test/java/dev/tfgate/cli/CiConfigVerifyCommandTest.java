package dev.tfgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tfgate.report.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example monorepo, and what a pull request could do to its CI configuration. */
class CiConfigVerifyCommandTest {
  private static final String FILE = "examples/monorepo/cloudbuild.yaml";

  @TempDir Path folder;
  private Path checkout;
  private Path build;

  @BeforeEach
  void copyOfTheExample() throws IOException {
    checkout = Files.createDirectory(folder.resolve("checkout"));
    Files.createDirectory(checkout.resolve(".git"));
    copy(Path.of("examples/monorepo"), checkout.resolve("examples/monorepo"));
    build = checkout.resolve(FILE);
  }

  private CommandRun.Result verify(String... more) {
    return verify(Map.of(), more);
  }

  private CommandRun.Result verify(Map<String, String> environment, String... more) {
    String[] arguments =
        Stream.concat(Stream.of("ci-config", "verify"), Stream.of(more)).toArray(String[]::new);
    return new CommandRun(environment, checkout.resolve("examples/monorepo"), "").run(arguments);
  }

  @Test
  void theExampleIsItsTrustedCopy() {
    CommandRun.Result result = verify();
    assertThat(result.out()).contains("equal  " + FILE).contains("sha256:");
    assertThat(result.out()).endsWith("pass: 2 equal, 0 drifted, 0 not compared\n");
    assertThat(result.err()).isEmpty();
    assertThat(result.code()).isEqualTo(ExitCode.PASSED);
  }

  @Test
  void oneByteIsDriftAndSaidInTermsOfSteps() throws IOException {
    replace(
        "entrypoint: tfgate\n  args: [terraform, --root, \"${_ROOT}\", --, plan]",
        "entrypoint: tfgatf\n  args: [terraform, --root, \"${_ROOT}\", --, plan]");
    drifts(
        "step 3 `plan`: entrypoint changed from \"tfgate\" to \"tfgatf\"",
        "-  entrypoint: tfgate",
        "+  entrypoint: tfgatf");
  }

  @Test
  void gainedEnvironmentIsNamedWithoutItsValue() throws IOException {
    replace("- id: plan\n", "- id: plan\n  env: ['TF_CLI_ARGS_init=-plugin-dir=./vendor']\n");
    drifts("step 3 `plan`: env gained TF_CLI_ARGS_init\n");
  }

  @Test
  void lineEndsOfWindowsAreDrift() throws IOException {
    Files.writeString(build, Files.readString(build).replace("\n", "\r\n"));
    drifts(
        "only the ends of lines differ: CRLF here, LF in the trusted copy, first on line 1",
        "+steps:\\x0d");
  }

  @Test
  void aTrailingSpaceIsDrift() throws IOException {
    replace("steps:\n", "steps: \n");
    drifts("only white space at the end of lines differs, first on line 2");
  }

  @Test
  void messagesAreWrappedOnATerminal() throws IOException {
    Files.delete(checkout.resolve("examples/monorepo/trusted/cloudbuild.yaml"));
    CommandRun.Result result =
        new CommandRun(Map.of(), checkout.resolve("examples/monorepo"), "")
            .onTerminal()
            .run("ci-config", "verify");
    assertThat(result.code()).isEqualTo(ExitCode.UNDECIDED);
    assertThat(verify().out()).containsPattern("there is no file://[^\n]*[.] Publish the file");
    assertThat(result.out()).containsPattern("there is no\n      file://[^\n]*[.]\n      Publish");
  }

  @Test
  void aMissingLineFeedAtTheEndIsDrift() throws IOException {
    Files.writeString(build, Files.readString(build).stripTrailing());
    drifts("only white space at the end of the file differs", "\\ No newline at end of file");
  }

  @Test
  void aCommentIsDrift() throws IOException {
    replace("steps:\n", "# hello\nsteps:\n");
    drifts("the build is the same: only layout or comments differ", "+# hello");
  }

  @Test
  void aByteOrderMarkIsDrift() throws IOException {
    Files.writeString(build, "\uFEFF" + Files.readString(build));
    drifts("byte order mark");
  }

  @Test
  void aLinkToAnEqualFileIsDrift() throws IOException {
    Path same = checkout.resolve("same.yaml");
    Files.move(build, same);
    Files.createSymbolicLink(build, Path.of("../../same.yaml"));
    drifts("symbolic link to ../../same.yaml");
    Files.delete(build);
    Files.createLink(build, same);
    assertThat(verify().code()).as("a hard link is the file itself").isEqualTo(ExitCode.PASSED);
  }

  @Test
  void aFolderThatIsALinkIsDrift() throws IOException {
    Files.move(checkout.resolve("examples"), checkout.resolve("other"));
    Files.createSymbolicLink(checkout.resolve("examples"), Path.of("other"));
    Path gate = checkout.resolve("other/monorepo/gate.yaml");
    Files.writeString(gate, Files.readString(gate).replace("path: ./", "path: examples/monorepo/"));
    CommandRun.Result result =
        new CommandRun(Map.of(), checkout, "")
            .run("ci-config", "verify", "--trust", "other/monorepo", "--mode", "local");
    assertThat(result.out()).contains("examples is a symbolic link");
    assertThat(result.code()).isEqualTo(ExitCode.FINDINGS);
  }

  @Test
  void aMissingFileIsDrift() throws IOException {
    Files.delete(build);
    CommandRun.Result result = verify();
    assertThat(result.out()).contains("missing here  " + FILE);
    assertThat(result.code()).isEqualTo(ExitCode.FINDINGS);
  }

  @Test
  void aMissingTrustedCopyIsNoPass() throws IOException {
    Files.delete(checkout.resolve("examples/monorepo/trusted/cloudbuild.yaml"));
    CommandRun.Result result = verify();
    assertThat(result.out()).contains("missing there  " + FILE).contains("undecided: ");
    assertThat(result.code()).isEqualTo(ExitCode.UNDECIDED);
  }

  @Test
  void aGovernedFolderHoldsNoFileMoreAndNoneLess() throws IOException {
    Path trust = Files.createDirectories(folder.resolve("trust/copy/lib"));
    Files.writeString(
        folder.resolve("trust/gate.yaml"),
        """
        version: 1
        ci_config: [{path: .cloudbuild/, trusted: copy/}]
        """);
    Files.writeString(folder.resolve("trust/copy/plan.yaml"), "steps: []\n");
    Files.writeString(trust.resolve("common.sh"), "set -eu\n");
    copy(folder.resolve("trust/copy"), checkout.resolve(".cloudbuild"));
    String option = "--trust=" + folder.resolve("trust");
    assertThat(verify(option, "--mode=ci").code()).isEqualTo(ExitCode.PASSED);

    Files.writeString(checkout.resolve(".cloudbuild/lib/more.sh"), "id\n");
    assertThat(verify(option).out()).contains("extra here  .cloudbuild/lib/more.sh");
    assertThat(verify(option).code()).isEqualTo(ExitCode.FINDINGS);
    Files.delete(checkout.resolve(".cloudbuild/lib/more.sh"));

    Files.delete(checkout.resolve(".cloudbuild/plan.yaml"));
    assertThat(verify(option).out()).contains("missing here  .cloudbuild/plan.yaml");
    assertThat(verify(option).code()).isEqualTo(ExitCode.FINDINGS);

    Path whole = checkout.resolve(".cloudbuild");
    Files.move(whole, checkout.resolve("moved"));
    copy(folder.resolve("trust/copy"), checkout.resolve("moved"));
    Files.createSymbolicLink(whole, Path.of("moved"));
    assertThat(verify(option).out()).contains("symbolic link to moved");
    assertThat(verify(option).code()).isEqualTo(ExitCode.FINDINGS);
  }

  @Test
  void binaryAndHugeFilesAreToldByTheirHashes() throws IOException {
    Files.write(build, new byte[] {0, 1, 2});
    drifts("not text, or too large for a diff");
    Files.write(build, new byte[5 << 20]);
    CommandRun.Result result = verify();
    assertThat(result.out()).contains("5242880 bytes here");
    assertThat(result.code()).isEqualTo(ExitCode.FINDINGS);
    Files.writeString(build, "x\n".repeat(500_000));
    drifts("not text, or too large for a diff");
  }

  @Test
  void escapesOfTheCheckoutAreShownNotSent() throws IOException {
    replace("steps:\n", "# \u001b[2J\u202e\nsteps:\n");
    CommandRun.Result result = verify("--color", "never");
    assertThat(result.out()).doesNotContain("\u001b").doesNotContain("\u202e").contains("\\x1b");
  }

  @Test
  void jsonForPrograms() throws IOException {
    replace("- id: plan\n", "- id: plan\n  env: [A=b]\n");
    JsonNode report = new ObjectMapper().readTree(verify("--format", "json").out());
    JsonNode file = report.get("files").get(1);
    assertThat(report.get("verdict").asText()).isEqualTo("fail");
    assertThat(file.get("path").asText()).isEqualTo(FILE);
    assertThat(file.get("state").asText()).isEqualTo("drifted");
    assertThat(file.get("trusted").asText()).startsWith("file:///");
    assertThat(file.get("sha256").asText()).matches("[0-9a-f]{64}");
    assertThat(file.get("trustedSha256").asText()).isNotEqualTo(file.get("sha256").asText());
    assertThat(file.get("changes").get(0).asText()).contains("env gained A");
    assertThat(file.get("diff").asText()).contains("+  env: [A=b]");
  }

  @Test
  void nothingToCompareIsWrongUseAndNoPass() throws IOException {
    Path trust = Files.createDirectory(folder.resolve("trust"));
    Files.writeString(trust.resolve("gate.yaml"), "version: 1\n");
    CommandRun.Result result = verify("--trust", trust.toString());
    assertThat(result.code()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("has no ci_config files");
    assertThat(verify("nowhere").code()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void inCiTheTrustedCopyInTheCheckoutIsRefused() {
    CommandRun.Result result = verify("--mode", "ci", "--trust", ".");
    assertThat(result.code()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("the trusted copy of " + FILE + " lies inside the checkout");
  }

  private void drifts(String... words) {
    CommandRun.Result result = verify();
    assertThat(result.out()).contains("drifted  " + FILE).contains(words);
    assertThat(result.code()).isEqualTo(ExitCode.FINDINGS);
  }

  private void replace(String from, String to) throws IOException {
    String text = Files.readString(build);
    assertThat(text).contains(from);
    Files.writeString(build, text.replace(from, to));
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else if (Files.notExists(target)) {
          Files.copy(file, target);
        }
      }
    }
  }
}
