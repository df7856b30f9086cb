package dev.tfgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tfgate.report.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The examples do what their READMEs say, by the trust directory that lies beside them. */
class ExamplesTest {
  private static final Path GALLERY = Path.of("examples/gallery");

  @TempDir Path folder;

  @Test
  void theHonestMonorepoPasses() throws IOException {
    JsonNode report = check(Path.of("examples/monorepo"));
    assertThat(report.get("findings")).isEmpty();
    assertThat(report.at("/summary/roots").asInt()).isEqualTo(6);
  }

  @Test
  void theMonorepoPassesWhereverItIsCopiedTo() throws IOException {
    for (String place : List.of("alone", "repository")) {
      Path copy = folder.resolve(place);
      try (Stream<Path> files = Files.walk(Path.of("examples/monorepo"))) {
        for (Path file : files.toList()) {
          Path target = copy.resolve(Path.of("examples/monorepo").relativize(file).toString());
          Files.createDirectories(Files.isDirectory(file) ? target : target.getParent());
          if (Files.isRegularFile(file)) {
            Files.copy(file, target);
          }
        }
      }
      if (place.equals("repository")) {
        Files.createDirectory(copy.resolve(".git"));
      }
      JsonNode report = check(copy);
      assertThat(report.get("findings")).as(place).isEmpty();
      assertThat(report.get("verdict").asText()).isEqualTo("pass");
      assertThat(report.at("/summary/roots").asInt()).isEqualTo(6);
    }
    Files.writeString(folder.resolve("alone/cloudbuild.yaml"), "steps: []\n");
    assertThat(check(folder.resolve("alone")).at("/findings/0/rule").asText())
        .isEqualTo("ci-config-drift");
  }

  static Stream<Path> cases() throws IOException {
    try (Stream<Path> entries = Files.list(GALLERY)) {
      return entries.filter(Files::isDirectory).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void everyAttackIsStoppedByTheRulesItsReadmeNames(Path attack) throws IOException {
    String readme = Files.readString(attack.resolve("README.md"));
    String name = String.valueOf(attack.getFileName());
    assertThat(Files.readString(GALLERY.resolve("README.md"))).contains("](" + name + ")");
    JsonNode report = check(attack);
    assertThat(report.get("verdict").asText()).isEqualTo("fail");
    Set<String> rules = new TreeSet<>();
    for (JsonNode finding : report.get("findings")) {
      rules.add(finding.get("rule").asText());
    }
    assertThat(rules).isNotEmpty().allMatch(rule -> readme.contains("`" + rule + "`"));
  }

  @Test
  void theWholeGalleryFails() {
    CommandRun.Result result = run("check", "--mode=local", "-q", GALLERY.toString());
    assertThat(result.code()).isEqualTo(ExitCode.FINDINGS);
  }

  private static JsonNode check(Path path) throws IOException {
    return new ObjectMapper()
        .readTree(run("check", "--mode=local", "--format=json", path.toString()).out());
  }

  private static CommandRun.Result run(String... arguments) {
    return new CommandRun(Map.of(), Path.of("").toAbsolutePath(), "")
        .run(List.of(arguments).toArray(new String[0]));
  }
}
