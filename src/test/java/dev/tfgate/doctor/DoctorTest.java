package dev.tfgate.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.plugins.PackageHash;
import dev.tfgate.report.Mode;
import dev.tfgate.trust.RunMode;
import dev.tfgate.trust.TrustLocation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {
  @TempDir Path folder;

  private final Map<String, String> environment = new HashMap<>(Map.of("PATH", "/nonexistent"));
  private Optional<TrustLocation> trust = Optional.empty();

  @Test
  void aMachineWithNothingIsNoError() {
    assertThat(doctor().observe())
        .hasSize(5)
        .noneMatch(seen -> seen.found() && seen.version() != null);
    assertThat(printed())
        .contains("mode                local (a test)", "git                 not found");
  }

  @Test
  void programsTellTheirVersion() throws IOException {
    Path program = folder.resolve("terraform");
    Files.writeString(program, "#!/bin/sh\necho 'Terraform v9.8.7'\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    environment.put("PATH", "relative:" + folder);
    assertThat(doctor().observe().getFirst().version()).isEqualTo("v9.8.7");
  }

  @Test
  void aProgramInARelativeFolderOfThePathIsNotRun() throws IOException {
    environment.put("PATH", ".:");
    assertThat(doctor().observe().getFirst().found()).isFalse();
  }

  @Test
  void credentialsAreToldByKindNeverByContent() throws IOException {
    Path key = folder.resolve("key.json");
    Files.writeString(
        key,
        "{\"private_key\":\"SECRET\",\"nested\":{\"type\":\"x\"},\"type\":\"service_account\"}");
    environment.put("GOOGLE_APPLICATION_CREDENTIALS", key.toString());
    assertThat(printed()).contains("service_account").doesNotContain("SECRET");
    Files.writeString(key, "{\"type\":\"SECRET\"}");
    assertThat(printed()).contains("of an unknown kind").doesNotContain("SECRET");
    Files.writeString(key, "SECRET");
    assertThat(printed()).contains("not a credentials file").doesNotContain("SECRET");
  }

  @Test
  void aTrustDirectoryWithoutGateYamlIsTold() {
    trust = Optional.of(new TrustLocation(folder, "--trust"));
    assertThat(printed()).contains("named by --trust, but there is no gate.yaml in it");
  }

  @Test
  void whatIsFoundIsComparedWithWhatIsPinned() throws IOException {
    program("terraform", "Terraform v1.16.4");
    program("tofu", "OpenTofu v1.12.6");
    environment.put("PATH", folder.toString());
    trust = Optional.of(new TrustLocation(folder, "--trust"));
    Files.writeString(
        folder.resolve("gate.yaml"), "version: 1\nterraform: {plugin_dir: %s}\n".formatted(folder));
    pin("terraform", "1.16.4", PackageHash.sha256(folder.resolve("terraform"), read -> {}));
    assertThat(meaning("terraform")).isEqualTo("what the manifest pins");
    assertThat(meaning("tofu")).contains("not pinned by the manifest");
    assertThat(meaning("plugin directory")).isEqualTo("named by gate.yaml");
    pin("terraform", "1.16.4", "0".repeat(64));
    assertThat(meaning("terraform")).contains("another build");
    pin("terraform", "1.11.4", "0".repeat(64));
    assertThat(meaning("terraform")).contains("the manifest pins Terraform 1.11.4");
    program("terraform", "OpenTofu v1.11.4");
    assertThat(meaning("terraform")).isEqualTo("this is OpenTofu 1.11.4 and not Terraform");
    pin("tofu", "1.12.6", "0".repeat(64));
    Files.delete(folder.resolve("tofu"));
    assertThat(meaning("tofu")).contains("the manifest pins OpenTofu 1.12.6");
  }

  private void program(String name, String first) throws IOException {
    Path program = folder.resolve(name);
    Files.writeString(program, "#!/bin/sh\necho '%s'\necho 'on linux_amd64'\n".formatted(first));
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private void pin(String program, String version, String sha256) throws IOException {
    Files.writeString(
        folder.resolve("plugins-manifest.yaml"),
        "version: 1\n%s: {version: %s, platforms: {linux_amd64: {sha256: \"%s\"}}}\n"
            .formatted(program, version, sha256));
  }

  private String meaning(String name) {
    return doctor().observe().stream()
        .filter(seen -> seen.name().equals(name))
        .findFirst()
        .orElseThrow()
        .meaning();
  }

  private Doctor doctor() {
    return new Doctor(environment, folder, new RunMode(Mode.LOCAL, "a test"), trust, null);
  }

  private String printed() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    doctor().print(new PrintStream(out, true, StandardCharsets.UTF_8), 80);
    return out.toString(StandardCharsets.UTF_8);
  }
}
