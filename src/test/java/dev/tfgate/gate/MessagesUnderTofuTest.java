package dev.tfgate.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.report.Finding;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What rules say of checkouts that OpenTofu runs names no other program. */
class MessagesUnderTofuTest {
  private static final Pattern PINS = Pattern.compile("(?m)^(terraform|tofu):.*\\n(?:[ -].*\\n)*");

  /** Which program has a block, or is named by a plan or a file of versions. */
  private static final Pattern MEANT = Pattern.compile("Terraform (?:\\d|latest)");

  private static final Pattern TEXT =
      Pattern.compile("\"[^\"\\\\\\n]*\\bTerraform\\b(?! (?:\\d|or OpenTofu))[^\"\\n]*\"");

  @TempDir Path folder;

  @Test
  void noMessageOfAFixtureNamesTerraform() throws Exception {
    List<String> wrong = new ArrayList<>();
    int findings = 0;
    int number = 0;
    for (Path fixture : RuleFixturesTest.fixtures().toList()) {
      Path own = folder.resolve("f" + number++);
      Path trust =
          RuleFixturesTest.copy(
              Files.exists(fixture.resolve("trust"))
                  ? fixture.resolve("trust")
                  : RuleFixturesTest.FIXTURES.resolve("trust"),
              own.resolve("trust"));
      if (!pinTofu(trust)) {
        continue;
      }
      for (Finding finding : RuleFixturesTest.check(fixture, trust, own)) {
        findings++;
        if (MEANT.matcher(finding.message()).replaceAll("").contains("Terraform")) {
          wrong.add(fixture + ": " + finding.rule() + ": " + finding.message());
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(findings).isGreaterThan(500);
  }

  /** Where the program is not known that a text is about, the text names none. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "checkout",
        "doctor",
        "gate",
        "owners",
        "plugins",
        "runner",
        "terraform/evaluation",
        "terraform/files",
        "trust",
        "upkeep"
      })
  void noTextOfThePackageNamesTerraform(String name) throws Exception {
    List<String> wrong = new ArrayList<>();
    int read = 0;
    try (Stream<Path> files = Files.walk(Path.of("src/main/java/dev/tfgate", name))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        read++;
        for (String line : Files.readAllLines(file)) {
          // The gate asks for the program's name where none is pinned.
          if (TEXT.matcher(line).find() && !line.strip().equals("? \"Terraform\"")) {
            wrong.add(file + ": " + line.strip());
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(read).isPositive();
  }

  /** Whether OpenTofu alone could be pinned there. */
  private static boolean pinTofu(Path trust) throws Exception {
    Path gate = trust.resolve("gate.yaml");
    Path manifest = trust.resolve("plugins-manifest.yaml");
    if (Files.notExists(manifest) || Files.readString(gate).contains("\nprograms:")) {
      return false;
    }
    String hash = "0".repeat(64);
    Files.writeString(
        manifest,
        PINS.matcher(Files.readString(manifest)).replaceAll("").stripTrailing()
            + "\ntofu: {version: 1.12.6, platforms: {linux_amd64: {sha256: \"%s\"}}}\n"
                .formatted(hash));
    return true;
  }
}
