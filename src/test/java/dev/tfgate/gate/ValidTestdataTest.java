package dev.tfgate.gate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tfgate.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the programs' own tests call valid passes, but for what is not pinned or not allowed. The
 * files are looked for where Go keeps the sources that the programs are built from, and stay there.
 */
class ValidTestdataTest {
  /** What the trust directory of this test doesn't allow. */
  private static final Set<String> NOT_ALLOWED =
      Set.of("provider-not-pinned", "provisioner", "http-data", "backend-argument");

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "terraform, 1.16.4, github.com/hashicorp/terraform, 75",
    "tofu, 1.12.6, github.com/opentofu/opentofu, 60"
  })
  void passesButForWhatIsNotPinnedOrAllowed(
      String program, String version, String module, int least) throws IOException {
    Path testdata = modules().resolve(module + "@v" + version).resolve("internal/configs/testdata");
    Assumptions.assumeTrue(
        Files.isDirectory(testdata),
        () -> "no sources of %s %s at %s, so none was tried".formatted(program, version, testdata));
    Path checkout = Files.createDirectory(folder.resolve("checkout"));
    int count = 0;
    for (Path file : list(testdata.resolve("valid-files"))) {
      Path root = checkout.resolve("file-" + count++);
      Files.createDirectory(root);
      Files.copy(file, root.resolve(file.getFileName().toString()));
    }
    for (Path root : list(testdata.resolve("valid-modules"))) {
      copy(root, checkout.resolve("module-" + count++));
    }
    assertThat(count).isGreaterThan(least);

    Path trust = Files.createDirectory(folder.resolve("trust"));
    Files.writeString(
        trust.resolve("gate.yaml"), "version: 1\nterraform: {manifest: plugins-manifest.yaml}\n");
    Files.writeString(
        trust.resolve("plugins-manifest.yaml"),
        "version: 1\n%s: {version: %s, platforms: {linux_amd64: {sha256: \"%s\"}}}\n"
            .formatted(program, version, "0".repeat(64)));
    JsonNode report =
        new ObjectMapper()
            .readTree(
                new CommandRun(Map.of(), checkout, "")
                    .run(
                        "check", "--trust", trust.toString(), "--mode", "local", "--format", "json")
                    .out());
    Map<String, String> others = new TreeMap<>();
    for (JsonNode finding : report.get("findings")) {
      if (finding.get("enforcement").asText().equals("mandatory") && !isNotAllowed(finding)) {
        others.put(
            finding.get("path").asText() + ":" + finding.get("line").asText(),
            finding.get("rule").asText() + ": " + finding.get("message").asText());
      }
    }
    assertThat(others).isEmpty();
    assertThat(report.get("undecided")).isEmpty();
    assertThat(report.get("roots").size()).isGreaterThan(least);
  }

  /** Of the modules that they call some are not there, and state_store is in no release. */
  private static boolean isNotAllowed(JsonNode finding) {
    String message = finding.get("message").asText();
    return switch (finding.get("rule").asText()) {
      case "unknown-block" -> message.contains("'state_store'");
      case "module-source" ->
          message.contains("leads out of the checkout or to nothing")
              || message.contains("nobody has reviewed");
      default -> NOT_ALLOWED.contains(finding.get("rule").asText());
    };
  }

  private static Path modules() {
    return Optional.ofNullable(System.getenv("GOMODCACHE"))
        .map(Path::of)
        .or(
            () ->
                Optional.ofNullable(System.getenv("GOPATH"))
                    .map(path -> Path.of(path).resolve("pkg/mod")))
        .orElseGet(() -> Path.of(System.getProperty("user.home"), "go/pkg/mod"));
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    List<Path> all = new ArrayList<>();
    try (Stream<Path> files = Files.walk(from)) {
      files.forEach(all::add);
    }
    for (Path file : all) {
      Path target = to.resolve(from.relativize(file).toString());
      if (Files.isDirectory(file)) {
        Files.createDirectories(target);
      } else {
        Files.copy(file, target);
      }
    }
  }
}
