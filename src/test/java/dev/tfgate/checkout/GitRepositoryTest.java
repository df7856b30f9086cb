package dev.tfgate.checkout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitRepositoryTest {
  @TempDir Path temporary;
  private Path top = Path.of("");

  /** Whether git can list the work tree. */
  private boolean usable = true;

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
    Checkout staged = opened().beginIndex().at(top, 1000);
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
    Checkout small = opened().beginIndex().at(top, 3);
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
    try (Checkout staged = opened().beginIndex().at(top, 100)) {
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
    try (Checkout staged = opened().beginIndex().at(top, 1000)) {
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
    git(
        "-c",
        "core.fsmonitor=false",
        "-c",
        "filter.evil.clean=",
        "-c",
        "filter.evil.process=",
        "add",
        "run.sh");
    write("run.sh", "y");
    Files.deleteIfExists(ran);
    GitRepository git = opened();
    git.ignored();
    assertThat(changed("HEAD")).contains("main.tf");
    git.stagedSince("HEAD");
    git.beginIndex().at(top, 1000).read("main.tf");
    assertThat(ran).doesNotExist();
  }

  /** A filter cleans what was written in the second of the index: its name may be any bytes. */
  @Test
  void noFilterRunsWhateverItsName() throws Exception {
    Path ran = temporary.resolve("ran");
    Path config = top.resolve(".git/config");
    String usual = Files.readString(config);
    String names = "plain.a b.=.a=b.\\\\.\u00ff.\u00c3\u00a9.a\u00c3";
    for (String name : names.split("[.]", 0)) {
      Files.writeString(
          config,
          usual + "[filter \"%s\"]\n\tclean = \"touch %s; cat\"\n".formatted(name, ran),
          StandardCharsets.ISO_8859_1);
      Files.writeString(
          top.resolve(".git/info/attributes"),
          "*.tf filter=%s\n".formatted(name.replace("\\\\", "\\")),
          StandardCharsets.ISO_8859_1);
      Files.setLastModifiedTime(
          top.resolve(".git/index"), FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
      opened().look("HEAD", true).at(top, 1000);
      changedByIndex("HEAD", ConcurrentHashMap.newKeySet());
      assertThat(ran).as(name).doesNotExist();
    }
    // As git itself would.
    git("diff-index", "HEAD");
    assertThat(ran).exists();
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

  @Test
  void whatTheIndexTakesForUnchangedIsNotRead() throws Exception {
    written("2020-01-01T00:00:00Z");
    Set<String> read = ConcurrentHashMap.newKeySet();
    assertThat(changedByIndex("HEAD", read)).isEmpty();
    assertThat(read).isEmpty();
    write("main.tf", "other");
    write("old.tf", "OLD");
    Files.delete(top.resolve("run.sh"));
    write("new.tf", "n");
    git("rm", "-q", "--cached", "modules/m/main.tf");
    assertThat(changedByIndex("HEAD", read))
        .containsExactly("main.tf", "new.tf", "old.tf", "run.sh");
    assertThat(read).containsExactlyInAnyOrder("main.tf", "old.tf", "modules/m/main.tf");
  }

  /** Same size and same time: only that it changed in the second of the index makes git look. */
  @Test
  void whatChangedInTheSecondOfTheIndexIsSeen() throws Exception {
    for (int i = 0; i < 20; i++) {
      write("main.tf", "one" + i % 10);
      git("add", "main.tf");
      git("commit", "-q", "--allow-empty", "-m", "x");
      write("main.tf", "two" + i % 10);
      assertThat(changed("HEAD")).containsExactly("main.tf");
    }
  }

  /** Settings of the repository with which git would look at less. */
  @Test
  void noSettingOfTheRepositoryHidesAChange() throws Exception {
    written("2020-01-01T00:00:00Z");
    git("config", "core.trustctime", "false");
    git("config", "core.checkStat", "minimal");
    git("config", "core.fileMode", "false");
    git("config", "core.symlinks", "false");
    git("config", "core.ignoreStat", "true");
    git("config", "diff.ignoreSubmodules", "all");
    git("config", "core.sparseCheckout", "true");
    // git knows the time of a file's entry by the second.
    Thread.sleep(1100);
    FileTime before = Files.getLastModifiedTime(top.resolve("main.tf"));
    write("main.tf", "FIRST");
    Files.setLastModifiedTime(top.resolve("main.tf"), before);
    Files.setPosixFilePermissions(
        top.resolve("run.sh"),
        java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.delete(top.resolve("link"));
    Files.createSymbolicLink(top.resolve("link"), Path.of("MAIN.TF"));
    assertThat(changed("HEAD")).containsExactly("link", "main.tf", "run.sh");
  }

  @Test
  void whereThereIsNoUsableIndexAllIsCompared() throws Exception {
    written("2020-01-01T00:00:00Z");
    write("main.tf", "other");
    Path index = top.resolve(".git/index");
    byte[] good = Files.readAllBytes(index);
    Set<String> read = ConcurrentHashMap.newKeySet();
    Files.delete(index);
    assertThat(changed("HEAD")).containsExactly("main.tf");
    usable = false;
    good[0] ^= 1;
    Files.write(index, good);
    assertThat(changedByIndex("HEAD", read)).containsExactly("main.tf");
    assertThat(read).contains("old.tf", "run.sh", "modules/m/main.tf");
    Files.write(index, new byte[0]);
    assertThat(changed("HEAD")).containsExactly("main.tf");
  }

  @Test
  void aSubmoduleAndWhatMergesAreNotBelieved() throws Exception {
    written("2020-01-01T00:00:00Z");
    Path inner = Files.createDirectories(top.resolve("vendor/inner"));
    write("vendor/inner/main.tf", "inner");
    for (String[] command :
        new String[][] {{"init", "-q"}, {"add", "-A"}, {"commit", "-q", "-m", "inner"}}) {
      in(inner, command);
    }
    git("add", "vendor/inner");
    git("commit", "-q", "-m", "submodule");
    Set<String> changed = changed("HEAD");
    assertThat(changed).contains("vendor/inner/main.tf");
    git("checkout", "-q", "-b", "side");
    write("main.tf", "side");
    git("commit", "-q", "-am", "side");
    git("checkout", "-q", "-");
    write("main.tf", "here");
    git("commit", "-q", "-am", "here");
    assertThat(
            new ProcessBuilder("git", "-c", "user.name=a", "-c", "user.email=a@b", "merge", "side")
                .directory(top.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor())
        .isNotZero();
    assertThat(changed("HEAD")).contains("main.tf");
    assertThat(changed("HEAD~1")).contains("main.tf");
  }

  /** Writes the files again, long ago, so that the index tells that they are unchanged. */
  private void written(String time) throws Exception {
    for (String path : List.of("main.tf", "old.tf", "run.sh", "modules/m/main.tf", ".gitignore")) {
      Files.setLastModifiedTime(top.resolve(path), FileTime.from(Instant.parse(time)));
    }
    git("update-index", "-q", "--refresh");
  }

  @Test
  void aWorkTreeOfEveryKindIsListedByTheIndex() throws Exception {
    written("2020-01-01T00:00:00Z");
    write("a/deep/new.tf", "new");
    write("a b/ü.tf", "umlaut");
    write("cache/deep/file", "ignored");
    write("x.log", "ignored");
    Files.createDirectories(top.resolve("empty/folder"));
    Files.createSymbolicLink(top.resolve("out"), Path.of("/etc"));
    Files.createSymbolicLink(top.resolve("a/loop"), Path.of("loop"));
    Files.delete(top.resolve("old.tf"));
    Files.move(top.resolve("modules"), top.resolve("moved"));
    Files.createSymbolicLink(top.resolve("modules"), Path.of("moved"));
    write("main.tf.d/x.tf", "x");
    git("update-index", "--skip-worktree", "run.sh");
    git("rm", "-q", "--cached", ".gitignore");
    assertThat(changed("HEAD"))
        .contains("modules", "modules/m/main.tf", "moved/m/main.tf", "out", "x.log", "old.tf")
        .doesNotContain("run.sh", ".gitignore", "main.tf", "link");
    git("add", "-A");
    git("commit", "-q", "-m", "second");
    assertThat(changed("HEAD")).containsExactly("cache/deep/file", "x.log");
    assertThat(changed("HEAD~1")).contains("a/deep/new.tf", "old.tf");
  }

  @Test
  void anotherRepositoryInsideIsListedFromTheDisk() throws Exception {
    written("2020-01-01T00:00:00Z");
    Path inner = Files.createDirectories(top.resolve("vendor/inner"));
    write("vendor/inner/deep/main.tf", "inner");
    in(inner, "init", "-q");
    Set<String> changed = changed("HEAD");
    assertThat(changed).contains("vendor/inner/deep/main.tf", "vendor/inner/.git/HEAD");
  }

  @Test
  void anUntrackedFileWhoseNameDiffersInCaseIsSeen() throws Exception {
    git("config", "core.ignoreCase", "true");
    write("MAIN.tf", "upper");
    write("Modules/m/main.tf", "upper");
    assertThat(changed("HEAD")).containsExactly("MAIN.tf", "Modules/m/main.tf");
  }

  @Test
  void whatLiesInThePlaceOfASubmoduleIsSeen() throws Exception {
    for (String path : new String[] {"file.tf", "sub", "link2", "none"}) {
      git("update-index", "--add", "--cacheinfo", "160000," + opened().head() + "," + path);
    }
    git("commit", "-q", "-m", "submodules");
    write("file.tf", "a file");
    write("sub/main.tf", "a folder");
    Files.createSymbolicLink(top.resolve("link2"), Path.of("modules"));
    assertThat(changed("HEAD")).containsExactly("file.tf", "link2", "sub/main.tf");
  }

  @Test
  void whatGitCannotListIsAskedOfTheDisk() throws Exception {
    for (int i = 0; i < 5001; i++) {
      Files.writeString(top.resolve("f" + i), "");
    }
    assertThat(opened().look("HEAD", true).at(top, 1000).orElseThrow().changed(2)).isEmpty();
    assertThat(opened().look("nowhere", true).at(top, 1000)).isEmpty();
    assertThat(opened().look("--output=x", true).at(top, 1000)).isEmpty();
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

  /** The same by hashes and by git's index, unless the index was fooled. */
  private Set<String> changed(String revision) throws Exception {
    Set<String> changed =
        opened().changedSince(revision, Checkout.open(top, 1000), 2, (file, id, content) -> {});
    assertThat(changedByIndex(revision, ConcurrentHashMap.newKeySet())).isEqualTo(changed);
    Optional<GitRepository.Looked> looked = opened().look(revision, true).at(top, 100_000);
    assertThat(looked.isPresent()).isEqualTo(usable);
    if (looked.isPresent()) {
      assertThat(looked.get().changed(2).orElseThrow())
          .containsExactlyInAnyOrderElementsOf(changed);
      try (Checkout tree = looked.get().checkout();
          Checkout disk = Checkout.open(top, 100_000)) {
        assertThat(entries(tree)).isEqualTo(entries(disk));
        for (CheckoutFile file : disk.files()) {
          if (file.isFile()) {
            CheckoutFile same = tree.file(file.path()).orElseThrow();
            assertThat(tree.glance(same)).isEqualTo(disk.glance(file));
            assertThat(tree.read(same)).isEqualTo(disk.read(file));
            assertThat(tree.end(same, 2)).isEqualTo(disk.end(file, 2));
          }
        }
      }
    }
    return changed;
  }

  /** Paths with kinds, of which git doesn't know an empty folder's. */
  private static List<String> entries(Checkout checkout) {
    return checkout.files().stream()
        .filter(entry -> !entry.isDirectory() || holdsFiles(entry.path(), checkout))
        .map(entry -> entry.path() + " " + entry.kind() + " " + entry.linkTarget())
        .toList();
  }

  private static boolean holdsFiles(String folder, Checkout checkout) {
    return checkout.in(folder).stream()
        .anyMatch(entry -> !entry.isDirectory() || holdsFiles(entry.path(), checkout));
  }

  /**
   * @param read takes the paths of files that were compared by their content
   */
  private Set<String> changedByIndex(String revision, Set<String> read) throws Exception {
    return opened()
        .beginByIndex(revision)
        .changed(Checkout.open(top, 1000), 2, (file, id, content) -> read.add(file.path()));
  }

  private GitRepository opened() {
    return GitRepository.at(top, System.getenv("PATH")).orElseThrow();
  }

  private Path write(String path, String content) throws IOException {
    Files.createDirectories(top.resolve(path).getParent());
    return Files.writeString(top.resolve(path), content);
  }

  private void git(String... arguments) throws Exception {
    in(top, arguments);
  }

  private static void in(Path folder, String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("git", "-c", "user.name=a", "-c", "user.email=a@acme.example"));
    command.addAll(List.of(arguments));
    // Whoever runs the tests may talk to this process over its standard input.
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .inheritIO()
            .redirectInput(Path.of("/dev/null").toFile());
    assertThat(builder.start().waitFor()).isZero();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
