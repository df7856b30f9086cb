package dev.tfgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tfgate.report.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustVerifyCommandTest {
  @TempDir Path folder;

  private CommandRun.Result verify(String gateYaml, String... options) throws IOException {
    Files.writeString(folder.resolve("gate.yaml"), gateYaml);
    String[] command = new String[options.length + 3];
    command[0] = "trust";
    command[1] = "verify";
    command[2] = ".";
    System.arraycopy(options, 0, command, 3, options.length);
    return new CommandRun(Map.of(), folder, "").run(command);
  }

  @Test
  void aValidDirectoryPassesAndSaysWhatItDoesNotGovern() throws IOException {
    CommandRun.Result result = verify("version: 1\n");
    assertThat(result.code()).isEqualTo(ExitCode.PASSED);
    assertThat(result.out()).contains("note: no policy runs").contains("\nvalid: ");
  }

  @Test
  void everyProblemIsNamedAtOnce() throws IOException {
    Files.writeString(folder.resolve("plugins-manifest.yaml"), "version: 2\n");
    CommandRun.Result result =
        verify(
            """
            version: 1
            backend: {}
            policies: [nowhere]
            exceptions:
              - {rule: provisioner, path: "**", reason: "ticket 8", expires: 2020-01-01}
              - {rule: terraform-data-dir, path: "**", reason: "ticket 8", expires: 2999-01-01}
            """);
    assertThat(result.code()).isEqualTo(ExitCode.USAGE);
    assertThat(result.out())
        .contains("did you mean \"backends\"")
        .contains("plugins-manifest.yaml:1:")
        .contains("nowhere")
        .contains("gate.yaml:5:5: the exception for \"provisioner\" expired on 2020-01-01")
        .contains("path layer");
  }

  @Test
  void aBrokenPolicyIsNamedByItsPlaceAndNotCalledMissing() throws IOException {
    Path policies = Files.createDirectory(folder.resolve("policies"));
    Files.writeString(policies.resolve("a.yaml"), "version: 1\npolicies:\n- {id: a-b}\n");
    CommandRun.Result result = verify("version: 1\npolicies: [policies]\n");
    assertThat(result.code()).isEqualTo(ExitCode.USAGE);
    assertThat(result.out())
        .contains(policies.resolve("a.yaml") + ":3:3: policies[0]: the key \"title\" is missing")
        .doesNotContain("there is none");
  }

  @Test
  void aFileThatIsNearlyCalledAPolicyIsNamed() throws IOException {
    Path policies = Files.createDirectory(folder.resolve("policies"));
    for (String name : new String[] {"b.YAML", "c.Yml"}) {
      Path file = Files.writeString(policies.resolve(name), "x");
      CommandRun.Result result = verify("version: 1\npolicies: [policies]\n");
      assertThat(result.code()).isEqualTo(ExitCode.USAGE);
      assertThat(result.out()).contains(name, "Rename it");
      Files.delete(file);
    }
  }

  @Test
  void aFolderWithoutAPolicyIsAProblem() throws IOException {
    Files.createDirectory(folder.resolve("policies"));
    assertThat(verify("version: 1\npolicies: [policies]\n").out()).contains("there is none");
  }

  @Test
  void jsonCarriesThePlaceOfEachProblem() throws IOException {
    CommandRun.Result result = verify("version: 1\nbackend: {}\n", "--format", "json");
    JsonNode json = new ObjectMapper().readTree(result.out());
    assertThat(result.code()).isEqualTo(ExitCode.USAGE);
    assertThat(json.get("valid").asBoolean()).isFalse();
    assertThat(json.get("problems").get(0).get("line").asInt()).isEqualTo(2);
  }

  @Test
  void withoutADirectoryThereIsNothingToVerify() {
    CommandRun.Result result =
        new CommandRun(Map.of(), folder, "").run("trust", "verify", "--mode", "local");
    assertThat(result.code()).isEqualTo(ExitCode.USAGE);
  }
}
