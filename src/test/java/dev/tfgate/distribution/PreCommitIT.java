package dev.tfgate.distribution;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code .pre-commit-hooks.yaml}, in the framework that it is for. */
class PreCommitIT {
  private static final Path BIN = Path.of("target/tfgate/bin").toAbsolutePath();

  @TempDir Path folder;
  private Path checkout;
  private String path;

  @BeforeEach
  void makeRepositories() throws Exception {
    Optional<Path> program =
        Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
            .map(directory -> Path.of(directory, "pre-commit"))
            .filter(Files::isExecutable)
            .findFirst();
    assumeTrue(program.isPresent(), "no pre-commit on the PATH: this test is skipped");
    path = BIN + ":" + program.get().getParent() + ":/usr/local/bin:/usr/bin:/bin";
    Path hooks = Files.createDirectory(folder.resolve("hooks"));
    Files.copy(Path.of(".pre-commit-hooks.yaml"), hooks.resolve(".pre-commit-hooks.yaml"));
    commitIn(hooks);
    run(hooks, "git", "tag", "v1");
    checkout = Files.createDirectory(folder.resolve("checkout"));
    Files.writeString(
        checkout.resolve(".pre-commit-config.yaml"),
        """
        repos:
        - repo: %s
          rev: v1
          hooks:
          - id: tfgate
        """
            .formatted(hooks));
    Files.writeString(
        checkout.resolve("main.tf"), "resource \"terraform_data\" \"x\" {\n  input = 1\n}\n");
    Files.writeString(checkout.resolve("notes.txt"), "x\n");
    commitIn(checkout);
    assertThat(run(checkout, "pre-commit", "install")).contains("pre-commit installed");
  }

  private void commitIn(Path repository) throws Exception {
    run(repository, "git", "init", "-q", ".");
    run(repository, "git", "add", "-A");
    assertThat(commit(repository)).isZero();
  }

  private int commit(Path repository) throws Exception {
    Process process = start(repository, "git", "commit", "-q", "-m", "x");
    output = new String(process.getInputStream().readAllBytes(), UTF_8);
    return process.waitFor();
  }

  private String output = "";

  private String run(Path directory, String... command) throws Exception {
    Process process = start(directory, command);
    String text = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(List.of(command) + "\n" + text).isZero();
    return text;
  }

  private Process start(Path directory, String... command) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(new ArrayList<>(List.of(command))).directory(directory.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", path);
    builder.environment().put("HOME", folder.toString());
    for (String who : List.of("AUTHOR", "COMMITTER")) {
      builder.environment().put("GIT_" + who + "_NAME", "t");
      builder.environment().put("GIT_" + who + "_EMAIL", "t@acme.example");
    }
    return builder.redirectErrorStream(true).start();
  }

  @Test
  void whatIsHarmlessIsCommittedAndWhatRunsCodeIsNot() throws Exception {
    Files.writeString(checkout.resolve("more.tf"), "resource \"terraform_data\" \"y\" {}\n");
    run(checkout, "git", "add", "-A");
    assertThat(commit(checkout)).isZero();
    assertThat(output).contains("tfgate", "Passed");

    Files.writeString(
        checkout.resolve("bad.tf"),
        """
        resource "terraform_data" "z" {
          provisioner "local-exec" {
            command = "id"
          }
        }
        """);
    run(checkout, "git", "add", "-A");
    assertThat(commit(checkout)).isOne();
    assertThat(output).contains("bad.tf", "mandatory  provisioner  2:3", "exit code: 1");
  }

  @Test
  void aCommitThatOnlyDeletesIsLookedAtToo() throws Exception {
    run(checkout, "git", "rm", "-q", "notes.txt");
    assertThat(commit(checkout)).isZero();
    assertThat(output).contains("Passed").doesNotContain("Skipped");
  }
}
