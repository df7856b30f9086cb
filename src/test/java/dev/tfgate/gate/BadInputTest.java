package dev.tfgate.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tfgate.report.ExitException;
import dev.tfgate.report.Finding;
import dev.tfgate.report.Report;
import dev.tfgate.report.Undecided;
import dev.tfgate.report.Verdict;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Hostile trees: never a hang, never a pass, and what is wrong is named. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BadInputTest {
  private static final Path BASELINE = Path.of("src/test/rules/trust").toAbsolutePath();

  @TempDir Path folder;

  @Test
  void loopsOfLinks() throws IOException {
    Files.createSymbolicLink(folder.resolve("a"), Path.of("b"));
    Files.createSymbolicLink(folder.resolve("b"), Path.of("a"));
    Files.createSymbolicLink(folder.resolve("main.tf"), Path.of("main.tf"));
    Files.createDirectory(folder.resolve("d"));
    Files.createSymbolicLink(folder.resolve("d/up"), Path.of("../d"));
    Report report = check();
    assertThat(report.verdict()).isNotEqualTo(Verdict.PASS);
    assertThat(report.findings()).extracting(Finding::path).contains("a", "b", "main.tf");
  }

  @Test
  void pipesAndSockets() throws Exception {
    new ProcessBuilder("mkfifo", folder.resolve("main.tf").toString()).start().waitFor();
    new ProcessBuilder("mkfifo", folder.resolve(".env").toString()).start().waitFor();
    new ProcessBuilder("mkfifo", folder.resolve("tfplan").toString()).start().waitFor();
    assertThat(check().undecided()).extracting(Undecided::path).contains("main.tf");
  }

  @Test
  void aTemplateThatIsAPipe() throws Exception {
    new ProcessBuilder("mkfifo", folder.resolve("t.tpl").toString()).start().waitFor();
    write("main.tf", "output \"o\" {\n  value = templatefile(\"t.tpl\", {})\n}\n");
    assertThat(check().findings()).extracting(Finding::rule).contains("file-path-unproven");
  }

  @Test
  void valuesThatDouble() throws IOException {
    StringBuilder lists = new StringBuilder("locals {\n  a0 = [\"x\"]\n  b0 = \"0123456789\"\n");
    for (int i = 1; i < 60; i++) {
      lists.append("  a%d = [local.a%d, local.a%d]\n".formatted(i, i - 1, i - 1));
      lists.append("  b%d = \"${local.b%d}${local.b%d}\"\n".formatted(i, i - 1, i - 1));
    }
    write("main.tf", lists + "}\n");
    write("lists.tf", "output \"a\" {\n  value = file(join(\"\", flatten(local.a59)))\n}\n");
    write("texts.tf", "output \"b\" {\n  value = file(local.b59)\n}\n");
    assertThat(check().findings())
        .filteredOn(finding -> finding.rule().equals("file-path-unproven"))
        .extracting(Finding::path)
        .containsExactly("lists.tf", "texts.tf");
  }

  @Test
  void aTrustDirectoryOfAHundredMegabytes() throws IOException {
    for (String name : List.of("gate.yaml", "plugins-manifest.yaml")) {
      Path trust = Files.createDirectories(folder.resolve("trust-with-large-" + name));
      for (String each : List.of("gate.yaml", "plugins-manifest.yaml")) {
        Files.copy(BASELINE.resolve(each), trust.resolve(each));
      }
      try (RandomAccessFile file = new RandomAccessFile(trust.resolve(name).toFile(), "rw")) {
        file.setLength(100L * 1024 * 1024);
      }
      Path checkout = Files.createDirectories(folder.resolve("checkout"));
      assertThatExceptionOfType(ExitException.class)
          .isThrownBy(() -> CheckRun.inCi(checkout, trust))
          .withMessageContaining(name)
          .withMessageContaining("over the limit");
    }
  }

  @Test
  void aLockFileOfAHundredMegabytes() throws IOException {
    write("main.tf", "variable \"x\" {}\n");
    try (RandomAccessFile file =
        new RandomAccessFile(folder.resolve(".terraform.lock.hcl").toFile(), "rw")) {
      file.setLength(100L * 1024 * 1024);
    }
    Report report = check();
    assertThat(report.verdict()).isEqualTo(Verdict.UNDECIDED);
    assertThat(report.undecided())
        .singleElement()
        .satisfies(problem -> assertThat(problem.message()).contains("over the limit"));
  }

  @Test
  void namesWithLineFeedsAndEscapes() throws IOException {
    write("a\n\u001b[31m.tf", "data \"external\" \"x\" {}\n");
    Report report = check();
    assertThat(report.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(report.findings()).extracting(Finding::path).contains("a\n\u001b[31m.tf");
  }

  @Test
  void aChainOfAThousandModules() throws IOException {
    for (int i = 0; i < 1000; i++) {
      write("m" + i + "/main.tf", "module \"m\" {\n  source = \"../m" + (i + 1) + "\"\n}\n");
    }
    write("m1000/main.tf", "resource \"evil_thing\" \"x\" {}\n");
    assertThat(check().findings())
        .anySatisfy(finding -> assertThat(finding.path()).isEqualTo("m1000/main.tf"));
  }

  @Test
  void modulesThatCallThemselvesAndEachOther() throws IOException {
    write("a/main.tf", "module \"m\" {\n  source = \"../b\"\n}\ndata \"external\" \"x\" {}\n");
    write(
        "b/main.tf",
        "module \"m\" {\n  source = \"../a\"\n}\nmodule \"n\" {\n  source = \"./\"\n}\n");
    assertThat(check().verdict()).isNotEqualTo(Verdict.PASS);
  }

  @Test
  void veryLongLinesAndDeepNesting() throws IOException {
    write("long.tf", "locals {\n  x = \"" + "a".repeat(3_000_000) + "\"\n}\n");
    assertThat(check().verdict()).isEqualTo(Verdict.PASS);
    write("deep.tf", "locals {\n  x = " + "[".repeat(100_000) + "\n}\n");
    write("deep.tf.json", "[".repeat(100_000));
    Report report = check();
    assertThat(report.verdict()).isNotEqualTo(Verdict.PASS);
    assertThat(report.findings()).extracting(Finding::path).contains("deep.tf", "deep.tf.json");
  }

  @Test
  void deepFolders() throws IOException {
    Path deep = folder;
    for (int i = 0; i < 600; i++) {
      deep = deep.resolve("d");
    }
    Files.createDirectories(deep);
    Files.writeString(deep.resolve("main.tf"), "data \"external\" \"x\" {}\n");
    assertThat(check().verdict()).isEqualTo(Verdict.UNDECIDED);
  }

  @Test
  void aFolderThatCanNotBeRead() throws IOException {
    Path closed = Files.createDirectory(folder.resolve("closed"));
    closed.toFile().setReadable(false);
    try {
      Assumptions.assumeFalse(Files.isReadable(closed), "this user reads every folder");
      assertThat(check().undecided()).extracting(Undecided::path).containsExactly("closed");
    } finally {
      closed.toFile().setReadable(true);
    }
  }

  @Test
  void manyFilesInOneFolder() throws IOException {
    for (int i = 0; i < 20_000; i++) {
      Files.createFile(folder.resolve("f" + i + ".txt"));
    }
    write("z.tf", "data \"external\" \"x\" {}\n");
    assertThat(check().verdict()).isEqualTo(Verdict.FAIL);
  }

  private void write(String path, String text) throws IOException {
    Files.createDirectories(folder.resolve(path).getParent());
    Files.writeString(folder.resolve(path), text);
  }

  private Report check() {
    return CheckRun.inCi(folder, BASELINE);
  }
}
