package dev.tfgate.plugins;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.yaml.Problem;
import dev.tfgate.yaml.Problems;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ManifestTest {
  private static final Path EXAMPLE = Path.of("examples/monorepo/plugins-manifest.yaml");

  @Test
  void theExampleIsReadAndItsHashIsTerraforms() throws IOException {
    Problems problems = new Problems();
    Manifest manifest = Manifest.read("m.yaml", Files.readAllBytes(EXAMPLE), problems);
    assertThat(problems.sorted()).isEmpty();
    PinnedProvider aws =
        manifest.find("registry.terraform.io/hashicorp/aws", "5.100.0").orElseThrow();
    assertThat(aws.acceptedHashes())
        .containsExactly("h1:edXOJWE4ORX8Fm+dpVpICzMZJat4AX0VRCAy/xkcOc0=");
  }

  @Test
  void whatIsWrittenReadsBackTheSame() throws IOException {
    Manifest manifest = Manifest.read("m.yaml", Files.readAllBytes(EXAMPLE), new Problems());
    Problems problems = new Problems();
    Manifest again =
        Manifest.read("m.yaml", manifest.toYaml().getBytes(StandardCharsets.UTF_8), problems);
    assertThat(problems.sorted()).isEmpty();
    assertThat(again).isEqualTo(manifest);
  }

  @Test
  void aHashThatDoesNotFollowFromTheFilesIsRefused() throws IOException {
    String changed = Files.readString(EXAMPLE).replace("h1:edX", "h1:edY");
    Problems problems = new Problems();
    Manifest.read("m.yaml", changed.getBytes(StandardCharsets.UTF_8), problems);
    assertThat(problems.sorted().stream().map(Problem::toString))
        .singleElement()
        .asString()
        .contains("the files listed give h1:edX");
  }

  @Test
  void shortSourceAddressesAndUnquotedModesAreRefused() {
    String text =
        """
        version: 1
        providers:
        - source: hashicorp/aws
          version: "~> 5.0"
          platforms:
            linux_amd64: {h1: "h1:x", executable: ../x, files: [{path: a, size: 1, mode: 0755}]}
        """;
    Problems problems = new Problems();
    Manifest.read("m.yaml", text.getBytes(StandardCharsets.UTF_8), problems);
    assertThat(problems.sorted().stream().map(Problem::toString))
        .anyMatch(p -> p.contains("m.yaml:3:11") && p.contains("full source address"))
        .anyMatch(p -> p.contains("exact version"))
        .anyMatch(p -> p.contains("package hash"))
        .anyMatch(p -> p.contains("write it in quotes"));
  }
}
