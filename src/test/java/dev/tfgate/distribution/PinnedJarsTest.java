package dev.tfgate.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The distribution is made of the jars that are listed with their checksums, and of no others. */
class PinnedJarsTest {
  @TempDir Path project;

  @Test
  void aJarWithOtherBytesAnUnlistedOneAndAMissingOneStopTheBuild() throws Exception {
    Path target = Files.createDirectories(project.resolve("target"));
    Files.createDirectories(target.resolve("picocli-sources"));
    Files.writeString(target.resolve("picocli-sources/picocli-sources.jar"), "sources");
    Path known = Files.writeString(project.resolve("known-1.jar"), "known");
    Path changed = Files.writeString(project.resolve("changed-1.jar"), "changed");
    Path unlisted = Files.writeString(project.resolve("unlisted-1.jar"), "unlisted");
    Files.writeString(
        target.resolve("runtime.classpath"), known + ":" + changed + ":" + unlisted + "\n");
    Path pins = Files.createDirectories(project.resolve("src/distribution")).resolve("jars.sha256");
    Files.write(
        pins,
        List.of(
            line("before", "changed-1.jar"),
            line("gone", "gone-1.jar"),
            line("known", "known-1.jar"),
            line("sources", "picocli-sources.jar")));

    String out = assemble();
    assertThat(out)
        .contains("the jars are not those of src/distribution/jars.sha256")
        .contains("found  " + line("changed", "changed-1.jar"))
        .contains("found  " + line("unlisted", "unlisted-1.jar"))
        .contains("listed " + line("before", "changed-1.jar"))
        .contains("listed " + line("gone", "gone-1.jar"))
        .doesNotContain("known-1.jar")
        .doesNotContain("picocli-sources");
    assertThat(target.resolve("tfgate")).doesNotExist();

    assertThat(assemble("pin")).isEmpty();
    assertThat(pins)
        .hasContent(
            String.join(
                "\n",
                line("changed", "changed-1.jar"),
                line("known", "known-1.jar"),
                line("sources", "picocli-sources.jar"),
                line("unlisted", "unlisted-1.jar")));
    assertThat(assemble()).doesNotContain("jars.sha256").contains("tfgate-0.jar");
  }

  /** Each library of the test's own class path that goes to users has the bytes that are listed. */
  @Test
  void theListHoldsTheLibrariesOfThisBuild() throws Exception {
    List<String> listed = Files.readAllLines(Path.of("src/distribution/jars.sha256"));
    assertThat(listed)
        .allMatch(line -> line.matches("[0-9a-f]{64}  [\\w.+-]+\\.jar"))
        .anyMatch(line -> line.contains("  google-cloud-storage-"))
        .anyMatch(line -> line.contains("  picocli-sources.jar"));
  }

  private String assemble(String... more) throws Exception {
    List<String> command =
        new java.util.ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:TieredStopAtLevel=1",
                "src/distribution/Assemble.java",
                project.toString(),
                "0"));
    command.addAll(List.of(more));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return out;
  }

  private static String line(String content, String name) throws Exception {
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(digest) + "  " + name;
  }
}
