package dev.tfgate.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What README.md says to type does what it says, by the distribution and in an empty home. */
class ReadmeIT {
  private static final Path PROJECT = Path.of("").toAbsolutePath();
  private static final Path BIN = PROJECT.resolve("target/tfgate/bin");
  private static final Pattern BLOCK = Pattern.compile("(?s)```(\\w*)\\n(.*?)```\\n");

  @TempDir Path folder;

  /** The code blocks of a section, each with its language. */
  private record Block(String language, String text) {}

  private record Ended(int code, String output) {}

  private static List<Block> blocks(String section) throws IOException {
    String text = Files.readString(PROJECT.resolve("README.md"));
    int start = text.indexOf("\n## " + section + "\n");
    assertThat(start).as(section).isNotNegative();
    int end = text.indexOf("\n## ", start + 1);
    Matcher block = BLOCK.matcher(text.substring(start, end < 0 ? text.length() : end));
    List<Block> blocks = new ArrayList<>();
    while (block.find()) {
      blocks.add(new Block(block.group(1), block.group(2)));
    }
    return blocks;
  }

  @Test
  void theAttackIsStoppedInTheseWords() throws Exception {
    List<Block> blocks = blocks("One attack");
    assertThat(blocks).extracting(Block::language).containsExactly("hcl", "sh", "", "sh");
    Ended check = run(PROJECT, blocks.get(1).text());
    assertThat(check.output()).startsWith(blocks.get(2).text());
    assertThat(check.code()).isEqualTo(1);
    for (String command : blocks.get(3).text().lines().toList()) {
      Ended ended = run(PROJECT, command);
      assertThat(ended.code()).as(command + "\n" + ended.output()).isZero();
    }
  }

  @Test
  void aRepositoryIsAdopted() throws Exception {
    Path repository = monorepo();
    for (String command : blocks("Adopt").getFirst().text().lines().toList()) {
      Ended ended = run(repository, command);
      assertThat(ended.code()).as(command + "\n" + ended.output()).isZero();
    }
    assertThat(folder.resolve("trust/policies/gcp-iam.yaml")).exists();
    Files.writeString(
        repository.resolve("services/shop/dev/run.tf"),
        "data \"external\" \"x\" {\n  program = [\"id\"]\n}\n");
    Ended hostile = run(repository, "tfgate check --mode ci --trust ../trust");
    assertThat(hostile.code()).as(hostile.output()).isEqualTo(1);
  }

  @Test
  void severalReportsAreWrittenAtOnce() throws Exception {
    Path repository = monorepo();
    List<Block> commands =
        blocks("Commands").stream().filter(block -> block.language().equals("sh")).toList();
    for (Block command : commands) {
      Ended ended = run(repository, command.text());
      assertThat(ended.code()).as(command + ended.output()).isZero();
    }
    assertThat(repository.resolve("tfgate.sarif")).content().contains("\"runs\"");
    assertThat(repository.resolve("tfgate.xml")).content().contains("<testsuite");
  }

  @Test
  void whatIsInstalledLiesThere() throws IOException {
    String text = Files.readString(PROJECT.resolve("README.md"));
    assertThat(text).contains("tfgate-0.1.0-linux-<arch>.tar.gz", "`tfgate-0.1.0-portable.tar.gz`");
    assertThat(PROJECT.resolve("target/tfgate-0.1.0-portable.tar.gz")).isRegularFile();
    assertThat(BIN.resolve("tfgate")).isExecutable();
    try (Stream<Path> files = Files.list(PROJECT.resolve("target"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .anyMatch(name -> name.matches("tfgate-0\\.1\\.0-linux-\\w+\\.tar\\.gz"));
    }
  }

  /** A copy of the example, as a repository of its own. */
  private Path monorepo() throws IOException {
    Path from = PROJECT.resolve("examples/monorepo");
    Path repository = folder.resolve("repository");
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, repository.resolve(from.relativize(file).toString()));
      }
    }
    Files.createDirectories(repository.resolve(".git"));
    return repository;
  }

  private Ended run(Path directory, String commands) throws Exception {
    Path home = Files.createDirectories(folder.resolve("home"));
    Path log = Files.createTempFile(folder, "log", "");
    ProcessBuilder builder =
        new ProcessBuilder("/bin/sh", "-ec", commands.replace("./tfgate", "tfgate"))
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(log.toFile());
    builder.environment().clear();
    builder.environment().put("HOME", home.toString());
    builder.environment().put("PATH", BIN + ":/usr/local/bin:/usr/bin:/bin");
    int code = builder.start().waitFor();
    return new Ended(code, Files.readString(log, StandardCharsets.UTF_8));
  }
}
