package dev.tfgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.report.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which program sees which part of a checkout, where several are pinned, or none is. */
class ProgramsTest {
  private static final String SHA256 = "0".repeat(64);
  private static final String OUTPUT = "output \"o\" {\n  value = 1\n}\n";
  private static final String FOREIGN =
      "module \"m\" {\n  source = \"git::https://evil.example/m.git\"\n}\n";

  @TempDir Path folder;

  @BeforeEach
  void folders() throws IOException {
    write("trust/gate.yaml", "version: 1\n");
    Files.createDirectories(folder.resolve("repo"));
  }

  private void write(String path, String text) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private void pin(String... programs) throws IOException {
    StringBuilder manifest = new StringBuilder("version: 1\n");
    for (String program : programs) {
      manifest.append(program).append('\n');
    }
    write("trust/plugins-manifest.yaml", manifest.toString());
  }

  private static String version(String version) {
    return "{version: \"%s\", platforms: {linux_amd64: {sha256: \"%s\"}}}"
        .formatted(version, SHA256);
  }

  private CommandRun.Result check(String... options) {
    String[] arguments = new String[options.length + 4];
    arguments[0] = "check";
    arguments[1] = "repo";
    arguments[2] = "--trust";
    arguments[3] = "trust";
    System.arraycopy(options, 0, arguments, 4, options.length);
    return new CommandRun(Map.of("TFGATE_MODE", "ci", "PATH", "/usr/bin:/bin"), folder, "")
        .run(arguments);
  }

  @Test
  void aCheckoutWithoutRootsIsNoPassInCi() throws IOException {
    write("repo/README.md", "nothing\n");
    CommandRun.Result result = check();
    assertThat(result.code()).isEqualTo(ExitCode.UNDECIDED);
    assertThat(result.out()).contains("no root module was found");
    write("trust/gate.yaml", "version: 1\nroots: []\n");
    assertThat(check().code()).isEqualTo(ExitCode.PASSED);
    write("trust/gate.yaml", "version: 1\nroots: [\"svc/*\"]\n");
    assertThat(check().out().replaceAll("\\s+", " ")).contains("where gate.yaml names some");
    write("repo/svc/a/main.tf", OUTPUT);
    assertThat(check().code()).isEqualTo(ExitCode.PASSED);
  }

  @Test
  void aRepositoryOfTofuFilesIsJudgedRootByRoot() throws IOException {
    pin("tofu: " + version("1.12.6"));
    write("repo/svc/a/main.tofu", OUTPUT);
    write("repo/svc/b/main.tofu", "terraform {\n  backend \"local\" {}\n}\n");
    CommandRun.Result result = check("--format", "json");
    assertThat(result.code()).isEqualTo(ExitCode.PASSED);
    assertThat(result.out())
        .contains("\"path\": \"svc/a\"", "\"path\": \"svc/b\"", "\"program\": \"tofu\"")
        .contains("\"version\": \"1.12.6\"");
    write("repo/svc/b/other.tofu", FOREIGN);
    assertThat(check().code()).isEqualTo(ExitCode.FINDINGS);
    pin("terraform: " + version("1.16.4"));
    assertThat(check().code()).isEqualTo(ExitCode.UNDECIDED);
  }

  @Test
  void eachRootIsSeenAsItsProgramSeesIt() throws IOException {
    pin("terraform: " + version("1.11.4"), "tofu: " + version("1.12.6"));
    write(
        "trust/gate.yaml",
        """
        version: 1
        programs:
          - {roots: ["legacy/**"], program: terraform}
          - {roots: ["**"], program: tofu}
        """);
    write("repo/legacy/a/main.tf", OUTPUT);
    write("repo/legacy/a/other.tofu", FOREIGN);
    write("repo/new/b/main.tf", FOREIGN);
    write("repo/new/b/main.tofu", OUTPUT);
    CommandRun.Result result = check();
    assertThat(result.out()).contains("Terraform 1.11.4", "OpenTofu 1.12.6");
    assertThat(result.code()).isEqualTo(ExitCode.PASSED);
    write("repo/modules/shared/main.tf", FOREIGN);
    write("repo/modules/shared/main.tofu", OUTPUT);
    write(
        "repo/new/b/main.tofu",
        OUTPUT + "module \"s\" {\n  source = \"../../modules/shared\"\n}\n");
    assertThat(check().code()).isEqualTo(ExitCode.PASSED);
    write(
        "repo/legacy/a/main.tf",
        OUTPUT + "module \"s\" {\n  source = \"../../modules/shared\"\n}\n");
    CommandRun.Result shared = check();
    assertThat(shared.code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(shared.out()).contains("modules/shared/main.tf");
  }

  @Test
  void aRootThatIsNobodysIsWrongUse() throws IOException {
    pin("terraform: [" + version("1.11.4") + ", " + version("1.16.4") + "]");
    write("repo/svc/a/main.tf", OUTPUT);
    CommandRun.Result result = check();
    assertThat(result.code()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("the root 'svc/a'", "Terraform 1.11.4 and Terraform 1.16.4");
    write(
        "trust/gate.yaml",
        "version: 1\nprograms: [{roots: [\"svc/*\"], program: terraform, version: 1.16.4}]\n");
    assertThat(check().code()).isEqualTo(ExitCode.PASSED);
  }

  @Test
  void aChoiceOfWhatIsNotPinnedIsAnInvalidTrustDirectory() throws IOException {
    pin("terraform: [" + version("1.11.4") + ", " + version("1.16.4") + "]");
    write("repo/main.tf", OUTPUT);
    write(
        "trust/gate.yaml",
        """
        version: 1
        programs:
          - {roots: ["a"], program: tofu}
          - {roots: ["b"], program: terraform}
          - {roots: ["c"], program: terraform, version: 1.12.0}
          - {roots: ["d"], program: pulumi}
        """);
    CommandRun.Result result = check();
    assertThat(result.code()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err())
        .contains("OpenTofu is not pinned by the manifest")
        .contains("several versions of Terraform are pinned")
        .contains("Terraform 1.12.0 is not pinned")
        .contains("expected terraform or tofu, found \"pulumi\"");
  }

  @Test
  void versionsThatAreNoneAreRefused() throws IOException {
    for (String text : new String[] {"latest", "1.16", "99999999999.1.1", "~> 1.5"}) {
      pin("terraform: " + version(text));
      write("repo/main.tf", OUTPUT);
      assertThat(check().code()).as(text).isEqualTo(ExitCode.USAGE);
    }
  }

  @Test
  void aFolderOfTestsAloneIsARoot() throws IOException {
    write("repo/tests/a.tftest.hcl", "run \"x\" {\n  module {\n    source = \"./m\"\n  }\n}\n");
    write(
        "repo/m/main.tf",
        "terraform {\n  required_providers {\n    x = {\n      source = \"evil/x\"\n    }\n  }\n}\n");
    CommandRun.Result result = check("--format", "json");
    assertThat(result.out()).contains("\"path\": \".\"", "registry.terraform.io/evil/x");
  }
}
