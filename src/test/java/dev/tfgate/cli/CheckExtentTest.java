package dev.tfgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.report.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code check} looks at in a git checkout. */
class CheckExtentTest {
  private static final String HARMLESS = "variable \"x\" {}\n";
  private static final String PROVISIONER =
      """
      resource "terraform_data" "x" {
        provisioner "local-exec" {
          command = "id"
        }
      }
      """;

  @TempDir Path folder;
  private Path checkout = Path.of("");

  @BeforeEach
  void repository() throws Exception {
    checkout = Files.createDirectory(folder.resolve("checkout"));
    git("init", "-q");
    write("old/main.tf", PROVISIONER);
    write("new/main.tf", HARMLESS);
    write(".gitignore", ".terraform/\n*.auto.tfvars\n");
    git("add", "-A");
    git("commit", "-q", "-m", "first");
    write("new/main.tf", PROVISIONER);
  }

  @Test
  void onlyWhatChangedIsReported() {
    CommandRun.Result result = tfgate("check", "--mode", "local", "--changed-since", "HEAD");
    assertThat(result.code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(result.out()).contains("new/main.tf").doesNotContain("old/main.tf");
    assertThat(tfgate("check", "--mode", "local").out()).contains("new/main.tf", "old/main.tf");
  }

  @Test
  void pathRulesCoverTheWholeCheckoutWhateverChanged() throws IOException {
    write("elsewhere/terraform.rc", "");
    CommandRun.Result result = tfgate("check", "--mode", "local", "--changed-since", "HEAD");
    assertThat(result.out()).contains("elsewhere/terraform.rc");
    assertThat(tfgate("check", "--mode", "local", "--files", "new/main.tf").out())
        .contains("new/main.tf")
        .doesNotContain("elsewhere", "old/main.tf");
  }

  @Test
  void anUnknownRevisionLeavesNoVerdict() {
    CommandRun.Result result = tfgate("check", "--mode", "local", "--changed-since", "nowhere");
    assertThat(result.code()).isEqualTo(ExitCode.UNDECIDED);
    assertThat(result.err()).contains("no revision 'nowhere'");
  }

  @Test
  void theIndexIsWhatACommitWouldTake() throws Exception {
    assertThat(tfgate("check", "--mode", "local", "--staged", "new").code())
        .isEqualTo(ExitCode.PASSED);
    git("add", "-A");
    write("new/main.tf", HARMLESS);
    CommandRun.Result result = tfgate("check", "--mode", "local", "--staged", "new");
    assertThat(result.code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(result.out()).contains("2 |   provisioner");
    assertThat(tfgate("check", "--mode", "local", "--staged", "--changed-since", "HEAD").out())
        .contains("new/main.tf")
        .doesNotContain("old/main.tf");
  }

  @Test
  void onALaptopIgnoredFilesAreNoPartOfTheCheckoutAndInCiTheyAre() throws IOException {
    write("new/.terraform/providers/x", "binary");
    Path trust = Files.createDirectory(folder.resolve("trust"));
    Files.writeString(trust.resolve("gate.yaml"), "version: 1\n");
    assertThat(tfgate("check", "--mode", "local").out()).doesNotContain(".terraform");
    assertThat(tfgate("check", "--mode", "ci", "--trust", trust.toString()).out())
        .contains("new/.terraform");
  }

  @Test
  void inCiNothingOnDiskIsLeftOut() throws IOException {
    Path trust = Files.createDirectory(folder.resolve("trust"));
    Files.writeString(trust.resolve("gate.yaml"), "version: 1\n");
    for (List<String> options :
        List.of(List.of("--staged"), List.of("--files", "new/main.tf"), List.of("--offline"))) {
      List<String> command =
          new ArrayList<>(List.of("check", "--mode", "ci", "--trust", trust.toString()));
      command.addAll(options);
      CommandRun.Result result = tfgate(command.toArray(String[]::new));
      assertThat(result.code()).as(options.toString()).isEqualTo(ExitCode.USAGE);
      assertThat(result.err()).contains(options.getFirst());
    }
  }

  @Test
  void draftedExceptionsLetTodaysFindingsPassOnceTheyAreFilledIn() throws IOException {
    write("new/a \\\"b\nc.tf", "data \"http\" \"x\" {}\ndata \"http\" \"x\" {}\n");
    write("new/terraform.rc", "");
    Path trust = Files.createDirectory(folder.resolve("trust"));
    Files.writeString(trust.resolve("gate.yaml"), "version: 1\n");
    String[] command = {"check", "--mode", "ci", "--trust", trust.toString()};
    CommandRun.Result first =
        tfgate(
            "check",
            "--mode",
            "ci",
            "--trust",
            trust.toString(),
            "--write-exceptions",
            folder.resolve("draft.yaml").toString());
    assertThat(first.code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(first.err()).contains("1 findings of the path layer");
    Files.delete(checkout.resolve("new/terraform.rc"));
    String draft = Files.readString(folder.resolve("draft.yaml"));
    Files.writeString(trust.resolve("gate.yaml"), "version: 1\n" + draft);
    assertThat(tfgate(command).code()).as(draft).isEqualTo(ExitCode.USAGE);
    Files.writeString(
        trust.resolve("gate.yaml"),
        "version: 1\n"
            + draft
                .replace("reason: \"\"", "reason: \"ticket 8\"")
                .replace("expires: \"\"", "expires: 9999-12-31"));
    CommandRun.Result lifted = tfgate(command);
    assertThat(lifted.code()).as(lifted.out() + lifted.err()).isEqualTo(ExitCode.PASSED);
    write("old/more.tf", PROVISIONER);
    assertThat(tfgate(command).code()).isEqualTo(ExitCode.FINDINGS);
  }

  @Test
  void filesOutsideOfTheCheckoutAreRefused() {
    assertThat(tfgate("check", "--mode", "local", "--files", "../x").code())
        .isEqualTo(ExitCode.USAGE);
  }

  private CommandRun.Result tfgate(String... arguments) {
    return new CommandRun(Map.of("PATH", System.getenv("PATH")), checkout, "").run(arguments);
  }

  private void write(String path, String content) throws IOException {
    Files.createDirectories(checkout.resolve(path).getParent());
    Files.writeString(checkout.resolve(path), content);
  }

  private void git(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("git", "-c", "user.name=a", "-c", "user.email=a@acme.example"));
    command.addAll(List.of(arguments));
    assertThat(
            new ProcessBuilder(command).directory(checkout.toFile()).inheritIO().start().waitFor())
        .isZero();
  }
}
