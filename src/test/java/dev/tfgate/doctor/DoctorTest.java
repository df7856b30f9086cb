package dev.tfgate.doctor;

import static org.assertj.core.api.Assertions.assertThat;

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

  private Doctor doctor() {
    return new Doctor(environment, folder, new RunMode(Mode.LOCAL, "a test"), trust);
  }

  private String printed() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    doctor().print(new PrintStream(out, true, StandardCharsets.UTF_8), 80);
    return out.toString(StandardCharsets.UTF_8);
  }
}
