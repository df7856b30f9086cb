package dev.tfgate.gate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tfgate.report.Finding;
import dev.tfgate.report.Report;
import dev.tfgate.report.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every sample checkout, as a CI checks it with the trust directory that the samples assume. */
class AttackCorpusTest {
  private static final Path SAMPLES = Path.of("src/test/corpus/attacks");
  private static final Path BASELINE = Path.of("src/test/rules/trust");

  @TempDir Path folder;

  @Test
  void honestSamplesPassAndAttacksAreStopped() throws IOException {
    Set<String> missed = new TreeSet<>();
    Set<String> falseAlarms = new TreeSet<>();
    try (Stream<Path> samples = Files.list(SAMPLES)) {
      for (Path sample : samples.sorted().toList()) {
        String name = sample.getFileName().toString();
        boolean attack =
            new ObjectMapper()
                .readTree(sample.resolve("expect.json").toFile())
                .get("must_flag")
                .asBoolean();
        Report report = check(copy(sample.resolve("repo"), folder.resolve(name)));
        assertThat(report.undecided()).as(name).isEmpty();
        if (attack && report.verdict() == Verdict.PASS) {
          missed.add(name);
        }
        if (!attack && report.verdict() != Verdict.PASS) {
          falseAlarms.add(name + ": " + report.findings());
        }
      }
    }
    assertThat(falseAlarms).isEmpty();
    assertThat(missed).isEmpty();
  }

  @Test
  void oneTreeGivesTheSameReportTwice() throws IOException {
    Path tree = copy(SAMPLES, folder.resolve("all"));
    Report first = check(tree);
    assertThat(first.findings()).isNotEmpty();
    assertThat(check(tree)).isEqualTo(first);
  }

  @Test
  void pathNarrowsWhatIsReported() throws IOException {
    Path tree = copy(SAMPLES, folder.resolve("all"));
    Files.createDirectory(tree.resolve(".git"));
    List<Finding> findings = check(tree.resolve("x03-local-exec")).findings();
    assertThat(findings).isNotEmpty();
    assertThat(findings).allMatch(finding -> finding.path().startsWith("x03-local-exec/"));
  }

  private static Report check(Path tree) {
    return CheckRun.inCi(tree, BASELINE);
  }

  private static Path copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
    return to;
  }
}
