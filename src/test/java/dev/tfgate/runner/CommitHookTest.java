package dev.tfgate.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tfgate.report.ExitException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommitHookTest {
  @TempDir Path folder;
  private Map<String, String> environment = Map.of();

  @BeforeEach
  void makeRepository() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/git")), "no git: there are no hooks");
    environment =
        Map.of("PATH", "/usr/bin:/bin", "HOME", folder.toString(), "GIT_CONFIG_NOSYSTEM", "1");
    git("init", "-q", ".");
    git("config", "user.email", "t@acme.example");
    git("config", "user.name", "t");
  }

  private int git(String... arguments) throws Exception {
    java.util.List<String> command = new java.util.ArrayList<>(java.util.List.of("/usr/bin/git"));
    command.addAll(java.util.List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile());
    return builder.start().waitFor();
  }

  private Path program(Path file, String script) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + script);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    return file;
  }

  @Test
  void theHookDecidesOverACommitAndAnEarlierOneRunsFirst() throws Exception {
    Path earlier = program(folder.resolve(".git/hooks/pre-commit"), "echo earlier >> ran\n");
    Path tfgate = program(folder.resolve("a b/tfgate"), "echo \"$@\" >> ran\nexit 1\n");
    CommitHook hook = CommitHook.of(folder, environment);
    assertThat(hook.install(tfgate.toString())).isEqualTo(earlier);
    hook.install(tfgate.toString());
    assertThat(git("commit", "-q", "--allow-empty", "-m", "x")).isNotZero();
    assertThat(folder.resolve("ran"))
        .hasContent("earlier\ncheck --mode local --offline --staged\n");
    assertThat(hook.uninstall()).isTrue();
    assertThat(hook.uninstall()).isFalse();
    assertThat(git("commit", "-q", "--allow-empty", "-m", "x")).isZero();
    assertThat(folder.resolve("ran")).content().endsWith("earlier\n");
  }

  @Test
  void hooksPathIsRespected() throws Exception {
    git("config", "core.hooksPath", "my/hooks");
    assertThat(CommitHook.of(folder, environment).install("tfgate"))
        .isEqualTo(folder.resolve("my/hooks/pre-commit"));
    assertThat(folder.resolve(".git/hooks/pre-commit")).doesNotExist();
  }

  @Test
  void withoutARepositoryThereIsNoHook() throws IOException {
    assertThatThrownBy(() -> CommitHook.of(Path.of("/"), environment))
        .isInstanceOf(ExitException.class)
        .hasMessageContaining("no git repository");
  }
}
