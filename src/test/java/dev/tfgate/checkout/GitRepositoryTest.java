package dev.tfgate.checkout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitRepositoryTest {
  @TempDir Path temporary;
  private Path top = Path.of("");

  @BeforeEach
  void repository() throws Exception {
    top = Files.createDirectory(temporary.toRealPath().resolve("checkout"));
    git("init", "-q");
    write("main.tf", "first");
    write("old.tf", "old");
    write("run.sh", "x");
    write("modules/m/main.tf", "m");
    Files.createSymbolicLink(top.resolve("link"), Path.of("main.tf"));
    write(".gitignore", "*.log\ncache/\n");
    git("add", "-A");
    git("commit", "-q", "-m", "first");
  }

  @Test
  void whatGitIgnoresIsNamedWithoutLookingIntoFolders() throws Exception {
    write("a.log", "x");
    write("cache/deep/file", "x");
    write("new.tf", "x");
    assertThat(opened().ignored()).containsExactlyInAnyOrder("a.log", "cache");
  }

  @Test
  void changesSinceARevisionAreEverythingThatDiffersOnDisk() throws Exception {
    assertThat(changed("HEAD")).isEmpty();
    write("main.tf", "other");
    Files.delete(top.resolve("old.tf"));
    write("modules/m/new.tf", "untracked");
    write("a.log", "ignored, but it is there");
    Files.setPosixFilePermissions(
        top.resolve("run.sh"),
        java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.delete(top.resolve("link"));
    Files.createSymbolicLink(top.resolve("link"), Path.of("run.sh"));
    assertThat(changed("HEAD"))
        .containsExactly("a.log", "link", "main.tf", "modules/m/new.tf", "old.tf", "run.sh");
  }

  @Test
  void anIndexThatHidesAChangeDoesNotHideIt() throws Exception {
    git("update-index", "--assume-unchanged", "main.tf");
    git("update-index", "--skip-worktree", "old.tf");
    write("main.tf", "other");
    write("old.tf", "new");
    assertThat(changed("HEAD")).containsExactly("main.tf", "old.tf");
  }

  @Test
  void aFileThatBecameAFolderIsChanged() throws Exception {
    Files.delete(top.resolve("main.tf"));
    Files.createDirectory(top.resolve("main.tf"));
    assertThat(changed("HEAD")).containsExactly("main.tf");
  }

  @Test
  void aRevisionIsNeverAnOption() {
    for (String revision : List.of("nowhere", "--output=../x", "--help", "")) {
      assertThatThrownBy(() -> changed(revision))
          .isInstanceOf(GitException.class)
          .hasMessageContaining("no revision '" + revision + "'");
      assertThatThrownBy(() -> opened().stagedSince(revision)).isInstanceOf(GitException.class);
    }
    assertThat(temporary.resolve("x")).doesNotExist();
  }

  @Test
  void theIndexIsACheckoutOfItsOwn() throws Exception {
    write("main.tf", "staged");
    git("add", "main.tf");
    write("main.tf", "later");
    write("untracked.tf", "x");
    Checkout staged = opened().staged(top, 1000);
    assertThat(staged.files())
        .extracting(CheckoutFile::path)
        .containsExactly(
            ".gitignore",
            "link",
            "main.tf",
            "modules",
            "modules/m",
            "modules/m/main.tf",
            "old.tf",
            "run.sh");
    assertThat(staged.read("main.tf")).isEqualTo(bytes("staged"));
    assertThat(staged.read("link")).isEqualTo(bytes("staged"));
    assertThat(staged.read("modules/m/main.tf")).isEqualTo(bytes("m"));
    assertThat(opened().stagedSince("HEAD")).containsExactly("main.tf");
    Checkout small = opened().staged(top, 3);
    assertThatThrownBy(() -> small.read("main.tf")).hasMessageContaining("limit of 3");
    assertThat(small.read("modules/m/main.tf")).isEqualTo(bytes("m"));
  }

  @Test
  void manyContentsOfTheIndexAreReadAtOnce() throws Exception {
    for (int i = 0; i < 400; i++) {
      write("many/f" + i + ".tf", "content " + i % 250);
    }
    write("many/long.tf", "x".repeat(200));
    git("add", "many");
    try (Checkout staged = opened().staged(top, 100)) {
      Map<String, String> seen = new ConcurrentHashMap<>();
      Map<String, String> ids = new ConcurrentHashMap<>();
      staged.readAhead(
          staged.in("many"),
          2,
          (file, id, content) -> {
            String text = new String(content, StandardCharsets.UTF_8);
            assertThat(seen.put(file.path(), text)).isNull();
            assertThat(ids.merge(id, text, (a, b) -> b)).isEqualTo(text);
          });
      assertThat(seen).hasSize(400).containsEntry("many/f399.tf", "content 149");
      assertThat(ids).hasSize(250);
    }
  }

  @Test
  void threadsGlanceAtTheIndexAtOnce() throws Exception {
    for (int i = 0; i < 300; i++) {
      write("many/f" + i + ".tf", "content " + i);
    }
    git("add", "many");
    try (Checkout staged = opened().staged(top, 1000)) {
      java.util.Map<String, String> seen = new java.util.concurrent.ConcurrentHashMap<>();
      Shared.among(
          3,
          staged.in("many"),
          () ->
              file -> {
                try {
                  seen.put(file.name(), new String(staged.glance(file), StandardCharsets.UTF_8));
                } catch (UnreadableFileException e) {
                  throw new IllegalStateException(e);
                }
              });
      assertThat(seen).hasSize(300);
      seen.forEach(
          (name, content) ->
              assertThat(name).isEqualTo("f" + content.replace("content ", "") + ".tf"));
    }
  }

  @Test
  void nothingThatTheRepositoryConfiguresIsRun() throws Exception {
    Path ran = temporary.resolve("ran");
    Path program = temporary.resolve("program");
    Files.writeString(program, "#!/bin/sh\ntouch " + ran + "\ncat\n");
    Files.setPosixFilePermissions(
        program, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
    for (String key :
        new String[] {
          "core.fsmonitor",
          "core.sshCommand",
          "core.pager",
          "core.editor",
          "pager.ls-files",
          "pager.ls-tree",
          "filter.evil.clean",
          "filter.evil.smudge",
          "filter.evil.process",
          "diff.external",
          "diff.evil.textconv",
          "diff.evil.command",
          "alias.ls-files",
          "alias.ls-tree",
          "credential.helper"
        }) {
      git("config", key, key.startsWith("alias") ? "!" + program : program.toString());
    }
    git("config", "core.hooksPath", temporary.toString());
    for (String hook : new String[] {"post-index-change", "pre-auto-gc", "reference-transaction"}) {
      Files.copy(program, temporary.resolve(hook));
    }
    write(".gitattributes", "* filter=evil diff=evil\n");
    write(".git/info/attributes", "* filter=evil diff=evil\n");
    write("main.tf", "other");
    Files.deleteIfExists(ran);
    GitRepository git = opened();
    git.ignored();
    assertThat(changed("HEAD")).contains("main.tf");
    git.stagedSince("HEAD");
    git.staged(top, 1000).read("main.tf");
    assertThat(ran).doesNotExist();
  }

  @Test
  void aGitInsideTheCheckoutIsNotTaken() throws Exception {
    Path fake = write("bin/git", "#!/bin/sh\n");
    Files.setPosixFilePermissions(
        fake, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
    assertThat(GitRepository.at(top, top.resolve("bin").toString() + ":bin"))
        .hasValueSatisfying(git -> assertThat(git.program().startsWith(top)).isFalse());
    assertThat(GitRepository.at(temporary, "/usr/bin")).isEmpty();
  }

  /** Of contents that were seen before only the bytes are compared. */
  @Test
  void filesOfTheSameContentChangeEachForItself() throws Exception {
    for (int i = 0; i < 200; i++) {
      write("same/f" + i + ".tf", "content");
    }
    git("add", "same");
    git("commit", "-q", "-m", "same");
    write("same/f7.tf", "contenT");
    write("same/f8.tf", "contenT");
    write("same/f150.tf", "");
    Files.delete(top.resolve("same/f9.tf"));
    assertThat(changed("HEAD"))
        .containsExactlyInAnyOrder("same/f7.tf", "same/f8.tf", "same/f9.tf", "same/f150.tf");
  }

  private java.util.Set<String> changed(String revision) throws Exception {
    return opened().changedSince(revision, Checkout.open(top, 1000), 2, (file, id, content) -> {});
  }

  private GitRepository opened() {
    return GitRepository.at(top, System.getenv("PATH")).orElseThrow();
  }

  private Path write(String path, String content) throws IOException {
    Files.createDirectories(top.resolve(path).getParent());
    return Files.writeString(top.resolve(path), content);
  }

  private void git(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("git", "-c", "user.name=a", "-c", "user.email=a@acme.example"));
    command.addAll(List.of(arguments));
    assertThat(new ProcessBuilder(command).directory(top.toFile()).inheritIO().start().waitFor())
        .isZero();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
