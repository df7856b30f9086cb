package dev.tfgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.tfgate.report.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code plugins pin} and {@code plugins verify} as a whole, with a terraform made of shell. */
class PluginsCommandTest {
  private static final String EXECUTABLE =
      "registry.terraform.io/hashicorp/null/3.2.4/linux_amd64/terraform-provider-null_v3.2.4_x5";

  @TempDir Path folder;

  @BeforeEach
  void aMirrorAndATerraform() throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    executable("mirror/" + EXECUTABLE, "provider");
    executable(
        "bin/terraform",
        """
        #!/bin/sh
        echo 'Terraform v1.11.4'
        echo 'on linux_amd64'
        """);
  }

  @Test
  void whatPinWritesVerifyAccepts() throws IOException {
    CommandRun.Result pinned = run("pin", "--plugin-dir", "mirror", "--terraform", "bin/terraform");
    assertThat(pinned.err()).isEmpty();
    assertThat(pinned.code()).isEqualTo(ExitCode.PASSED);
    assertThat(Files.readString(folder.resolve("plugins-manifest.yaml")))
        .contains(
            "version: \"1.11.4\"", "linux_amd64: {sha256:", "- source: registry.terraform.io");
    CommandRun.Result verified = verify();
    assertThat(verified.code()).isEqualTo(ExitCode.PASSED);
    assertThat(verified.out()).contains("3.2.4 linux_amd64  intact", "pass: 0 problems");
  }

  @Test
  void aChangedByteFailsAndIsNamed() throws IOException {
    pin();
    executable("mirror/" + EXECUTABLE, "provideR");
    CommandRun.Result verified = verify();
    assertThat(verified.code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(verified.out()).contains(EXECUTABLE + "\n  content-differs", "not as pinned");
  }

  @Test
  void anotherTerraformFails() throws IOException {
    pin();
    executable("bin/terraform", "#!/bin/sh\necho evil\n");
    assertThat(verify().code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(verify().out()).contains("terraform-differs");
  }

  private void program(String name, String... lines) throws IOException {
    executable(name, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
  }

  @Test
  void eachProgramIsPinnedAsWhatItSaysItIs() throws IOException {
    program("bin/tofu", "echo 'OpenTofu v1.12.6'", "echo 'on linux_amd64'");
    program("bin/older", "echo 'Terraform v1.5.7'", "echo 'on linux_amd64'");
    CommandRun.Result pinned =
        run(
            "pin --plugin-dir mirror --terraform bin/terraform --terraform bin/older --tofu bin/tofu"
                .split(" "));
    assertThat(pinned.code()).isEqualTo(ExitCode.PASSED);
    assertThat(Files.readString(folder.resolve("plugins-manifest.yaml")))
        .contains(
            "terraform:\n- version: \"1.11.4\"",
            "\n- version: \"1.5.7\"",
            "tofu:\n  version: \"1.12.6\"");
    assertThat(
            run("verify --plugin-dir mirror --terraform bin/older --tofu bin/tofu".split(" "))
                .code())
        .isEqualTo(ExitCode.PASSED);
    assertThat(run("verify --plugin-dir mirror --terraform bin/terraform".split(" ")).out())
        .contains("the manifest pins OpenTofu 1.12.6, but no tofu was found on the PATH");
  }

  @Test
  void aProgramUnderTheNameOfTheOtherIsRefused() throws IOException {
    program("bin/tofu", "echo 'OpenTofu v1.12.6'", "echo 'on linux_amd64'");
    CommandRun.Result pinned = run("pin --plugin-dir mirror --terraform bin/tofu".split(" "));
    assertThat(pinned.code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(pinned.out()).contains("is OpenTofu 1.12.6 and not Terraform");
    assertThat(run("pin --plugin-dir mirror --tofu bin/tofu".split(" ")).code())
        .isEqualTo(ExitCode.PASSED);
    Path manifest = folder.resolve("plugins-manifest.yaml");
    Files.writeString(manifest, Files.readString(manifest).replace("\ntofu:", "\nterraform:"));
    CommandRun.Result verified = run("verify --plugin-dir mirror --terraform bin/tofu".split(" "));
    assertThat(verified.code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(verified.out().replaceAll("\\s+", " "))
        .contains("says that it is OpenTofu 1.12.6, and the manifest pins it under 'terraform'");
  }

  @Test
  void noReleaseIsPinnedOnlyWhereThatIsMeant() throws IOException {
    program("bin/alpha", "echo 'Terraform v1.17.0-alpha20260805'", "echo 'on linux_amd64'");
    program(
        "bin/experiments",
        "echo 'Terraform v1.16.4'",
        "echo 'on linux_amd64'",
        "echo '[INFO] This build of Terraform allows using experimental features' >&2");
    for (String name : new String[] {"bin/alpha", "bin/experiments"}) {
      CommandRun.Result pinned = run("pin", "--plugin-dir", "mirror", "--terraform", name);
      assertThat(pinned.code()).isEqualTo(ExitCode.FINDINGS);
      assertThat(pinned.out()).contains("prerelease");
      assertThat(
              run("pin", "--plugin-dir", "mirror", "--terraform", name, "--allow-prerelease")
                  .code())
          .isEqualTo(ExitCode.PASSED);
    }
  }

  @Test
  void aProgramThatSaysNothingOfUseIsUndecided() throws IOException {
    program("bin/nonsense", "echo hello");
    program("bin/broken", "exit 7");
    program("bin/version", "echo 'Terraform vnext'", "echo 'on linux_amd64'");
    for (String name : new String[] {"bin/nonsense", "bin/broken", "bin/version"}) {
      assertThat(run("pin", "--plugin-dir", "mirror", "--terraform", name).code())
          .isEqualTo(ExitCode.UNDECIDED);
    }
  }

  @Test
  void terraformIsLookedForOnThePath() throws IOException {
    pin();
    CommandRun withPath = new CommandRun(Map.of("PATH", ".:" + folder.resolve("bin")), folder, "");
    assertThat(withPath.run("plugins", "verify", "--plugin-dir", "mirror").code())
        .isEqualTo(ExitCode.PASSED);
    CommandRun without = new CommandRun(Map.of("PATH", "bin"), folder, "");
    assertThat(without.run("plugins", "verify", "--plugin-dir", "mirror").out())
        .contains("terraform-missing");
  }

  @Test
  void nothingIsWrittenWhereSomethingStandsAgainstIt() throws IOException {
    Files.writeString(folder.resolve("mirror/README"), "x");
    assertThat(pin().code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(folder.resolve("plugins-manifest.yaml")).doesNotExist();
  }

  @Test
  void bothFollowTheirSchema() throws IOException {
    JsonNode pinned =
        json(run("pin --plugin-dir mirror --terraform bin/terraform --format json".split(" ")));
    assertThat(pinned.get("written").asBoolean()).isTrue();
    executable("mirror/" + EXECUTABLE, "provideR");
    Files.writeString(folder.resolve("mirror/read\u001bme"), "x");
    JsonNode verified =
        json(run("verify --plugin-dir mirror --terraform bin/terraform --format json".split(" ")));
    assertThat(verified.get("verdict").asText()).isEqualTo("fail");
    assertThat(verified.get("problems")).hasSize(2);
  }

  @Test
  void theTrustDirectoryNamesBoth() throws IOException {
    Files.createDirectories(folder.resolve("trust"));
    Files.writeString(
        folder.resolve("trust/gate.yaml"),
        "version: 1\nterraform: {plugin_dir: \"%s\"}\n".formatted(folder.resolve("mirror")));
    CommandRun.Result pinned =
        run("pin", "--plugin-dir", "mirror", "--terraform", "bin/terraform", "--trust", "trust");
    assertThat(pinned.code()).isEqualTo(ExitCode.PASSED);
    assertThat(folder.resolve("trust/plugins-manifest.yaml")).exists();
    assertThat(run("verify", "--trust", "trust", "--terraform", "bin/terraform").code())
        .isEqualTo(ExitCode.PASSED);
  }

  @Test
  void wrongUseIsSaid() throws IOException {
    assertThat(run("pin").err()).contains("--plugin-dir DIR is missing");
    assertThat(run("verify").err()).contains("there is no manifest");
    assertThat(run("verify", "--mode", "ci").code()).isEqualTo(ExitCode.USAGE);
    pin();
    assertThat(run("verify").err()).contains("no plugin directory is named");
    assertThat(run("verify", "--plugin-dir", "gone").err()).contains("no plugin directory");
    assertThat(run("verify", "--plugin-dir", "gone").code()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void pinShowsWhatChanged() throws IOException {
    assertThat(pin().out()).doesNotContain("differs from the manifest", "is new");
    assertThat(pin().out()).contains("note: no version and no package differs");
    executable("mirror/" + EXECUTABLE, "provideR");
    assertThat(pin().out().replaceAll("\\s+", " "))
        .contains(
            "registry.terraform.io/hashicorp/null 3.2.4 has other bytes for linux_amd64 than before");
    executable("mirror/" + EXECUTABLE.replace("3.2.4", "3.2.5"), "provider 5");
    executable("mirror/" + EXECUTABLE.replace("null", "time"), "time");
    assertThat(pin().out())
        .contains("note: registry.terraform.io/hashicorp/null 3.2.5 is new.")
        .contains("note: registry.terraform.io/hashicorp/time 3.2.4 is new.");
    Files.move(
        folder.resolve("mirror/registry.terraform.io/hashicorp/null/3.2.4"),
        folder.resolve("mirror/registry.terraform.io/hashicorp/null/3.3.0"));
    Path moved = folder.resolve("mirror/" + EXECUTABLE.replace("3.2.4", "3.3.0"));
    Files.move(moved.resolveSibling("terraform-provider-null_v3.2.4_x5"), moved);
    executable("bin/terraform", "#!/bin/sh\necho 'Terraform v1.12.0'\necho 'on linux_amd64'\n");
    assertThat(pin().out())
        .contains("note: Terraform goes from 1.11.4 to 1.12.0.")
        .contains("note: registry.terraform.io/hashicorp/null goes from 3.2.4 to 3.3.0.");
  }

  @Test
  void hashesOfLockFilesThatGetLostAreTold() throws IOException {
    pin();
    Path manifest = folder.resolve("plugins-manifest.yaml");
    Files.writeString(
        manifest, Files.readString(manifest) + "  lock_hashes: [\"h1:" + "b".repeat(43) + "=\"]\n");
    assertThat(pin().out()).contains("1 lock_hashes that the manifest had");
  }

  private CommandRun.Result pin() {
    return run("pin", "--plugin-dir", "mirror", "--terraform", "bin/terraform");
  }

  private CommandRun.Result verify() {
    return run("verify", "--plugin-dir", "mirror", "--terraform", "bin/terraform");
  }

  private CommandRun.Result run(String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "plugins";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return new CommandRun(Map.of(), folder, "").run(all);
  }

  private static JsonNode json(CommandRun.Result result) throws IOException {
    JsonNode json = new ObjectMapper().readTree(result.out());
    assertThat(
            JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(Files.readString(Path.of("docs/schema/plugins.schema.json")))
                .validate(json))
        .isEmpty();
    return json;
  }

  private void executable(String path, String content) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
