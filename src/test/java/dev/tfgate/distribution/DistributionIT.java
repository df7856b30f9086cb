package dev.tfgate.distribution;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The distribution runs wherever it is put, whatever the environment says. */
class DistributionIT {
  private static final Path PROJECT = Path.of("").toAbsolutePath();
  private static final Path DISTRIBUTION = PROJECT.resolve("target/tfgate");
  private static final String VERSION = "tfgate 0.1.0\n";

  @TempDir Path folder;

  record Result(int code, String out, String err) {}

  @Test
  void runsWithoutEnvironmentFromAnotherFolder() throws Exception {
    assertThat(run(folder, Map.of(), launcher().toString(), "-q", "--version"))
        .isEqualTo(new Result(0, VERSION, ""));
  }

  @Test
  void runsThroughLinksAndFromAPathWithSpaces() throws Exception {
    Path moved = copy(folder.resolve("a b/c d"));
    Path first = Files.createSymbolicLink(folder.resolve("tf gate"), moved.resolve("bin/tfgate"));
    Path second = Files.createSymbolicLink(folder.resolve("second"), first.getFileName());
    assertThat(run(folder, Map.of(), second.toString(), "-q", "--version"))
        .isEqualTo(new Result(0, VERSION, ""));
  }

  @Test
  void runsFromThePath() throws Exception {
    Map<String, String> path = Map.of("PATH", DISTRIBUTION.resolve("bin") + ":/usr/bin:/bin");
    assertThat(run(folder, path, "/bin/sh", "-c", "tfgate --version"))
        .isEqualTo(new Result(0, VERSION, ""));
  }

  @Test
  void runsReadOnlyAsAnotherUser() throws Exception {
    boolean root = "root".equals(System.getProperty("user.name"));
    Path setpriv = Path.of("/usr/bin/setpriv");
    Assumptions.assumeTrue(
        root && Files.isExecutable(setpriv), "needs root and setpriv to become another user");
    Path moved = copy(folder.resolve("moved"));
    for (Path above = folder;
        above != null && !above.equals(Path.of("/tmp"));
        above = above.getParent()) {
      if (above.startsWith("/tmp")) {
        Files.setPosixFilePermissions(above, PosixFilePermissions.fromString("rwxr-xr-x"));
      }
    }
    assertThat(
            run(
                folder,
                Map.of(),
                setpriv.toString(),
                "--reuid=65534",
                "--clear-groups",
                moved.resolve("bin/tfgate").toString(),
                "-q",
                "--version"))
        .isEqualTo(new Result(0, VERSION, ""));
  }

  @Test
  void aPolicyIsExplainedWhereNoTrustDirectoryIs() throws Exception {
    Result result = run(folder, Map.of(), launcher().toString(), "explain", "aws-no-access-key");
    assertThat(result.code()).isZero();
    assertThat(result.out()).contains("aws-no-access-key", "layer policy");
    assertThat(result.err()).contains("as it comes with tfgate");
    assertThat(run(folder, Map.of(), launcher().toString(), "explain", "aws-no-such").code())
        .isEqualTo(2);
  }

  @Test
  void javaVariablesOfTheEnvironmentChangeNothing() throws Exception {
    Map<String, String> hostile =
        Map.of(
            "JAVA_TOOL_OPTIONS", "-XX:NoSuchFlag",
            "JDK_JAVA_OPTIONS", "-XX:NoSuchFlag",
            "_JAVA_OPTIONS", "-XX:NoSuchFlag",
            "CLASSPATH", "/nonexistent",
            "JAVA_HOME", "/nonexistent");
    assertThat(run(folder, hostile, launcher().toString(), "-q", "--version"))
        .isEqualTo(new Result(0, VERSION, ""));
  }

  @Test
  void memoryIsRaisedByOneVariableAlone() throws Exception {
    assertThat(run(folder, Map.of("TFGATE_MEMORY", "1g"), launcher().toString(), "-q", "--version"))
        .isEqualTo(new Result(0, VERSION, ""));
    for (String wrong : List.of("lots", "1g -XX:x", "-1m", "12", "0g")) {
      Result result = run(folder, Map.of("TFGATE_MEMORY", wrong), launcher().toString(), "rules");
      assertThat(result.code()).as(wrong).isEqualTo(2);
      assertThat(result.err()).contains("TFGATE_MEMORY is a size such as 512m or 2g");
    }
  }

  @Test
  void aCacheThatCannotBeUsedIsNotFatal() throws Exception {
    Path moved = copy(folder.resolve("moved"));
    for (Path cache : caches(moved)) {
      Files.writeString(cache, "not a cache");
    }
    assertThat(run(folder, Map.of(), moved.resolve("bin/tfgate").toString(), "-q", "--version"))
        .isEqualTo(new Result(0, VERSION, ""));
    for (Path cache : caches(moved)) {
      Files.delete(cache);
    }
    assertThat(run(folder, Map.of(), moved.resolve("bin/tfgate").toString(), "-q", "--version"))
        .isEqualTo(new Result(0, VERSION, ""));
  }

  @Test
  void aChangedClassNeverRunsFromAnOldCache() throws Exception {
    Path project = folder.resolve("project");
    Files.createDirectories(project.resolve("target"));
    for (String name :
        List.of("src/distribution", "target/picocli-sources", "policies", "examples/monorepo")) {
      copyFolder(PROJECT.resolve(name), project.resolve(name));
    }
    for (String name : List.of("LICENSE", "README.md", "target/runtime.classpath")) {
      Files.copy(PROJECT.resolve(name), project.resolve(name));
    }
    Path jar = Path.of("target/tfgate-0.1.0.jar");
    replaceInJar(PROJECT.resolve(jar), project.resolve(jar), "0.1.0", "7.7.7");
    Result assembled =
        run(
            project,
            Map.of("PATH", "/usr/bin:/bin"),
            Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "src/distribution/Assemble.java",
            project.toString(),
            "0.1.0");
    assertThat(assembled).isEqualTo(new Result(0, "", ""));
    Path changed = project.resolve("target/tfgate");
    assertThat(
            run(folder, Map.of(), changed.resolve("bin/tfgate").toString(), "-q", "--version")
                .out())
        .isEqualTo("tfgate 7.7.7\n");
    assertThat(caches(changed).stream().map(Path::getFileName))
        .hasSameSizeAs(caches(DISTRIBUTION))
        .doesNotContainAnyElementsOf(caches(DISTRIBUTION).stream().map(Path::getFileName).toList());
  }

  @Test
  void holdsTheJarsThatAreExpectedAndNoOther() throws Exception {
    List<String> jars;
    try (Stream<Path> files = Files.list(DISTRIBUTION.resolve("lib"))) {
      jars =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".jar"))
              .map(name -> name.replaceFirst("-v?[0-9].*", ""))
              .map(name -> name.replaceFirst("\\.jar$", ""))
              .sorted()
              .toList();
    }
    assertThat(jars)
        .containsExactlyElementsOf(
            Files.readAllLines(Path.of("src/test/resources/dev/tfgate/distribution/jars.txt")));
  }

  @Test
  void isSmallEnoughForAnImageThatEachBuildPulls() throws Exception {
    assertThat(caches(DISTRIBUTION)).hasSizeLessThanOrEqualTo(3);
    long bytes = 0;
    try (Stream<Path> files = Files.walk(DISTRIBUTION)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        bytes += Files.size(file);
      }
    }
    // Where there are no binutils the JVM keeps its symbols.
    int limit = Files.isExecutable(Path.of("/usr/bin/strip")) ? 130 : 136;
    assertThat(bytes >> 20).isLessThanOrEqualTo(limit);
  }

  /** {@code explain} reads them there: a start that opens the jar takes longer. */
  @Test
  void thePagesOfTheRulesLieBesideTheProgram() throws Exception {
    try (Stream<Path> pages = Files.list(PROJECT.resolve("docs/rules"))) {
      for (Path page : pages.toList()) {
        assertThat(DISTRIBUTION.resolve("docs/rules").resolve(page.getFileName()))
            .hasSameBinaryContentAs(page);
      }
    }
  }

  @Test
  void whatCommandsStartWithComesFromTheCache() throws Exception {
    Path checkout = Files.createDirectory(folder.resolve("checkout"));
    Path root = Files.createDirectory(checkout.resolve("dev"));
    Path trust = Files.createDirectory(folder.resolve("trust"));
    Files.writeString(trust.resolve("gate.yaml"), "version: 1\n");
    Files.writeString(root.resolve("main.tf"), "resource \"terraform_data\" \"x\" {}\n");
    for (List<String> command :
        List.of(
            List.of("explain", "provisioner"),
            List.of("inspect", root.toString()),
            List.of("check", "--mode", "local", checkout.toString()))) {
      assertThat(loadedAnew(command)).as(String.join(" ", command)).isEmpty();
    }
    // A checkout that the training didn't meet takes ways of its own, but no switch is linked.
    assertThat(
            loadedAnew(List.of("check", "--mode=local", "--trust=" + trust, "examples/monorepo")))
        .hasSizeLessThan(10)
        .noneMatch(name -> name.contains("$$TypeSwitch"));
  }

  private List<String> loadedAnew(List<String> command) throws Exception {
    Path log = folder.resolve("loaded");
    String text = Files.readString(launcher());
    Path marked = folder.resolve("launcher");
    Files.writeString(
        marked,
        text.replace("home=${self%/*}/..", "home='" + DISTRIBUTION + "'")
            .replace(
                "-Xlog:disable -Xlog:", "-Xlog:disable -Xlog:class+load:file=" + log + " -Xlog:"));
    List<String> words = new ArrayList<>(List.of("/bin/sh", marked.toString()));
    words.addAll(command);
    Result _ = run(PROJECT, Map.of(), words.toArray(String[]::new));
    List<String> lines = Files.readAllLines(log);
    assertThat(lines).anyMatch(line -> line.contains("dev.tfgate.cli.Main"));
    return lines.stream()
        .filter(line -> line.contains(" source: ") && !line.contains("shared objects file"))
        .map(line -> line.replaceFirst(".*\\] ", "").replaceFirst(" source: .*", ""))
        // The JDK keeps the events of its flight recorder out of each cache.
        .filter(name -> !name.startsWith("jdk.internal.event."))
        .toList();
  }

  /** The largest archives that are searched for a plan, with more threads than processors. */
  @Test
  void largeArchivesAreSearchedInTheUsualMemory() throws Exception {
    Path checkout = Files.createDirectory(folder.resolve("checkout"));
    Path first = checkout.resolve("a0");
    try (RandomAccessFile file = new RandomAccessFile(first.toFile(), "rw")) {
      file.setLength((99 << 20) - 22);
      file.seek(file.length());
      file.write(new byte[] {'P', 'K', 5, 6});
      file.write(new byte[18]);
    }
    for (int i = 1; i < 300; i++) {
      Path file = checkout.resolve("a" + i);
      if (i % 20 == 0) {
        Files.createLink(file, first);
      } else {
        Files.writeString(file, "x");
      }
    }
    Path trust = Files.createDirectory(folder.resolve("trust"));
    Files.writeString(trust.resolve("gate.yaml"), "version: 1\n");
    Result result =
        run(
            checkout,
            Map.of(),
            launcher().toString(),
            "check",
            "--mode=local",
            "--jobs=8",
            "--trust=" + trust,
            ".");
    assertThat(result.err()).doesNotContain("out of memory");
    assertThat(result.code()).as(result.out() + result.err()).isNotEqualTo(3);
  }

  @Test
  void anOutputThatIsClosedEndsTheRunQuietly() throws Exception {
    Result result =
        run(
            folder,
            Map.of("PATH", "/usr/bin:/bin"),
            "/bin/sh",
            "-c",
            "{ \"" + launcher() + "\" completion bash; echo $? >&2; } | head -n 1 >/dev/null");
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).isIn("141\n", "0\n");
  }

  private static Path launcher() {
    return DISTRIBUTION.resolve("bin/tfgate");
  }

  private static List<Path> caches(Path distribution) throws IOException {
    try (Stream<Path> files = Files.list(distribution.resolve("lib"))) {
      return files.filter(file -> file.toString().endsWith(".aot")).sorted().toList();
    }
  }

  private static Path copy(Path to) throws IOException {
    copyFolder(DISTRIBUTION, to);
    return to;
  }

  private static void copyFolder(Path from, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(
            file, to.resolve(from.relativize(file).toString()), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }

  /** Copies a jar with one string constant exchanged for another of the same length. */
  private static void replaceInJar(Path from, Path to, String constant, String other)
      throws IOException {
    try (InputStream in = Files.newInputStream(from);
        ZipInputStream zip = new ZipInputStream(in);
        OutputStream out = Files.newOutputStream(to);
        ZipOutputStream copy = new ZipOutputStream(out)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        byte[] bytes = zip.readAllBytes();
        copy.putNextEntry(new ZipEntry(entry.getName()));
        if (entry.getName().startsWith("dev/tfgate/cli/")) {
          bytes = new String(bytes, ISO_8859_1).replace(constant, other).getBytes(ISO_8859_1);
        }
        copy.write(bytes);
        copy.closeEntry();
      }
    }
  }

  private Result run(Path workingDirectory, Map<String, String> environment, String... command)
      throws Exception {
    Path out = Files.createTempFile(folder, "out", "");
    Path err = Files.createTempFile(folder, "err", "");
    ProcessBuilder builder =
        new ProcessBuilder(new ArrayList<>(List.of(command)))
            .directory(workingDirectory.toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    int code = builder.start().waitFor();
    return new Result(code, Files.readString(out, UTF_8), Files.readString(err, UTF_8));
  }
}
