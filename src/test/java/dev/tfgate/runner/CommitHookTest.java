package dev.tfgate.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tfgate.Installed;
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
    Installed.assume("git");
    environment =
        Map.of("PATH", "/usr/bin:/bin", "HOME", folder.toString(), "GIT_CONFIG_NOSYSTEM", "1");
    git("init", "-q", ".");
    git("config", "user.email", "t@acme.example");
    git("config", "user.name", "t");
  }

  private int git(String... arguments) throws Exception {
    java.util.List<String> command = new java.util.ArrayList<>(java.util.List.of("git"));
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
    assertThat(hook.install(tfgate.toString(), null)).isEqualTo(earlier);
    hook.install(tfgate.toString(), null);
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
    assertThat(CommitHook.of(folder, environment).install("tfgate", null))
        .isEqualTo(folder.resolve("my/hooks/pre-commit"));
    assertThat(folder.resolve(".git/hooks/pre-commit")).doesNotExist();
  }

  @Test
  void aLinkOfTheCheckoutLeadsToNoFileOfTheUser() throws Exception {
    Path own = Files.writeString(folder.resolve("own"), "precious");
    Files.createDirectories(folder.resolve("repo/.husky"));
    git("-C", "repo", "init", "-q", ".");
    git("-C", "repo", "config", "core.hooksPath", ".husky");
    for (String name : new String[] {"pre-commit", "pre-commit.part"}) {
      Files.createSymbolicLink(folder.resolve("repo/.husky").resolve(name), own);
    }
    Path hook = CommitHook.of(folder.resolve("repo"), environment).install("tfgate", null);
    assertThat(Files.isExecutable(own)).isFalse();
    assertThat(own).hasContent("precious");
    assertThat(hook).isRegularFile().isExecutable();
    assertThat(Files.isSymbolicLink(hook)).isFalse();
    assertThat(hook.resolveSibling("pre-commit.before-tfgate")).isSymbolicLink();
    try (var files = Files.list(hook.getParent())) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("pre-commit", "pre-commit.part", "pre-commit.before-tfgate");
    }
  }

  @Test
  void aFolderOfHooksThatIsALinkIsRefused() throws Exception {
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    Files.createDirectory(folder.resolve("repo"));
    git("-C", "repo", "init", "-q", ".");
    Files.createSymbolicLink(folder.resolve("repo/tools"), elsewhere);
    for (String path : new String[] {"tools", "tools/hooks"}) {
      git("-C", "repo", "config", "core.hooksPath", path);
      CommitHook hook = CommitHook.of(folder.resolve("repo"), environment);
      assertThatThrownBy(() -> hook.install("tfgate", null))
          .isInstanceOf(ExitException.class)
          .hasMessageContaining("a symbolic link of the checkout");
      assertThatThrownBy(hook::uninstall).isInstanceOf(ExitException.class);
    }
    assertThat(elsewhere).isEmptyDirectory();
  }

  @Test
  void gitOfTheCheckoutIsNotRun() throws Exception {
    program(folder.resolve("bin/git"), "touch " + folder.resolve("ran") + "\n");
    Map<String, String> hostile = new java.util.HashMap<>(environment);
    hostile.put("PATH", folder.resolve("bin") + ":bin:.:/usr/bin:/bin");
    CommitHook.of(folder, hostile).install("tfgate", null);
    assertThat(folder.resolve("ran")).doesNotExist();
  }

  @Test
  void whatAUserAddedToTheHookStays() throws Exception {
    CommitHook hook = CommitHook.of(folder, environment);
    Path file = hook.install("tfgate", null);
    String extended = Files.readString(file).replace("exec ", "make lint || exit\nexec ");
    Files.writeString(file, extended);
    assertThatThrownBy(() -> hook.install("tfgate", null))
        .isInstanceOf(ExitException.class)
        .hasMessageContaining("lines that tfgate didn't write");
    assertThatThrownBy(hook::uninstall).isInstanceOf(ExitException.class);
    assertThat(file).hasContent(extended);
  }

  @Test
  void aPlaceForEveryRepositoryIsTold() throws Exception {
    git("config", "--global", "core.hooksPath", folder.resolve("all").toString());
    CommitHook everywhere = CommitHook.of(folder, environment);
    assertThat(everywhere.note())
        .hasValueSatisfying(n -> assertThat(n).contains("every repository"));
    git("config", "core.hooksPath", ".husky");
    assertThat(CommitHook.of(folder, environment).note())
        .hasValueSatisfying(n -> assertThat(n).contains("into the work tree"));
    git("config", "core.hooksPath", ".husky/_");
    assertThat(CommitHook.of(folder, environment).note())
        .hasValueSatisfying(
            n ->
                assertThat(n)
                    .contains("check --mode local --offline --staged")
                    .endsWith("to '" + folder.resolve(".husky/pre-commit") + "'"));
    git("config", "core.hooksPath", ".git/hooks");
    assertThat(CommitHook.of(folder, environment).note()).isEmpty();
  }

  @Test
  void theTrustDirectoryIsKept() throws Exception {
    Path tfgate = program(folder.resolve("tfgate"), "echo \"$@\" >> ran\nexit 1\n");
    Path trust = Files.createDirectory(folder.resolve("it's trust"));
    CommitHook hook = CommitHook.of(folder, environment);
    hook.install(tfgate.toString(), trust);
    hook.install(tfgate.toString(), trust);
    git("commit", "-q", "--allow-empty", "-m", "x");
    assertThat(folder.resolve("ran"))
        .hasContent("check --mode local --offline --staged --trust " + trust + "\n");
    assertThat(hook.uninstall()).isTrue();
  }

  /** Git itself can be told to take a repository for another user's. */
  @Test
  void aRepositoryOfAnotherUserIsNamedAsOne() throws IOException {
    Map<String, String> foreign = new java.util.HashMap<>(environment);
    foreign.put("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1");
    Path below = Files.createDirectories(folder.resolve("a/b"));
    for (Path place : java.util.List.of(folder, below)) {
      assertThatThrownBy(() -> CommitHook.of(place, foreign))
          .isInstanceOf(ExitException.class)
          .hasMessageContaining("belongs to another user")
          .hasMessageContaining(
              "git config --global --add safe.directory " + folder.toAbsolutePath());
    }
  }

  @Test
  void theCommandThatTrustsARepositoryCanBePasted() throws Exception {
    Path spaced = folder.resolve("it's mine");
    git("init", "-q", spaced.toString());
    Map<String, String> foreign = new java.util.HashMap<>(environment);
    foreign.put("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1");
    assertThatThrownBy(() -> CommitHook.of(spaced, foreign))
        .hasMessageEndingWith("safe.directory '" + folder + "/it'\\''s mine'");
  }

  @Test
  void withoutARepositoryThereIsNoHook() throws IOException {
    assertThatThrownBy(() -> CommitHook.of(Path.of("/"), environment))
        .isInstanceOf(ExitException.class)
        .hasMessageContaining("does not lie in a git repository");
  }
}
