package dev.tfgate.trust;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The schemas that editors use say of a trust directory what tfgate says. */
class TrustSchemasTest {
  @ParameterizedTest
  @ValueSource(strings = {"examples/monorepo", "examples/gallery", "src/test/rules/trust"})
  void trustDirectoriesFollow(String directory) throws IOException {
    for (String name : new String[] {"gate", "plugins-manifest"}) {
      Path file = Path.of(directory, name + ".yaml");
      assertThat(GateYaml.problems(name, Files.readString(file))).as(file.toString()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "version: 2",
        "version: 1\nbackend: {}",
        "version: 1\nterraform: {plugin_dir: plugins}",
        "version: 1\nbackends: {allow: [{arguments: {}}]}",
        "version: 1\nrules: {provisioner: {enforcement: maybe}}",
        "version: 1\nexceptions: [{rule: provisioner, reason: x, expires: 2027-01-31}]",
        "version: 1\nexceptions: [{rule: provisioner, path: x, reason: '', expires: ''}]",
        "version: 1\nlimits: {nesting: 1}",
        "version: 1\nlimits: {seconds: 0}"
      })
  void brokenGateFilesDoNot(String yaml) throws IOException {
    assertThat(GateYaml.problems("gate", yaml)).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "version: 1\nproviders: [{source: aws, version: 5.100.0, platforms: {}}]",
        "version: 1\nproviders: [{source: r.example/a/b, version: \"~> 5\", platforms: {}}]",
        "version: 1\nterraform: {version: 1.11.4, platforms: {linux_amd64: {sha256: x}}}"
      })
  void brokenManifestsDoNot(String yaml) throws IOException {
    assertThat(GateYaml.problems("plugins-manifest", yaml)).isNotEmpty();
  }
}
