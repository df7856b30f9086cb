package dev.tfgate.plugins;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.plugins.PluginProblem.Kind;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real provider: pinned, verified, spoiled, and hashed as Terraform itself does. */
class RealMirrorIT {
  @TempDir Path folder;

  @Test
  void theHashIsTheOneThatTerraformLocks() throws Exception {
    Path mirror = RealMirror.find();
    PinnedProvider provider = pin(mirror).manifest().providers().getFirst();
    Path root = Files.createDirectories(folder.resolve("root"));
    Files.writeString(
        root.resolve("main.tf"),
        """
        terraform {
          required_providers {
            x = {
              source  = "%s"
              version = "%s"
            }
          }
        }
        """
            .formatted(provider.source(), provider.version()));
    ProcessBuilder init =
        new ProcessBuilder("terraform", "init", "-input=false", "-plugin-dir=" + mirror)
            .directory(root.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile());
    init.environment().keySet().removeIf(name -> name.startsWith("TF_"));
    init.environment().put("CHECKPOINT_DISABLE", "1");
    int code;
    try {
      code = init.start().waitFor();
    } catch (IOException e) {
      Assumptions.abort("needs terraform on the PATH");
      return;
    }
    assertThat(code).as(Files.readString(folder.resolve("log"))).isZero();
    assertThat(Files.readString(root.resolve(".terraform.lock.hcl")))
        .contains(provider.platforms().firstEntry().getValue().h1());
  }

  @Test
  void oneByteOfACopyIsNoticed() throws Exception {
    Path mirror = RealMirror.find();
    Manifest manifest = pin(mirror).manifest();
    assertThat(PluginVerification.verify(manifest, mirror, List.of(), Progress.NONE).problems())
        .isEmpty();
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path copy = folder.resolve("copy");
    try (Stream<Path> files = Files.walk(mirror)) {
      for (Path file : files.toList()) {
        Files.copy(
            file,
            copy.resolve(mirror.relativize(file).toString()),
            StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
    PinnedProvider provider = manifest.providers().getFirst();
    String executable =
        "%s/%s/%s/%s"
            .formatted(
                provider.source(),
                provider.version(),
                provider.platforms().firstKey(),
                provider.platforms().firstEntry().getValue().executable());
    try (RandomAccessFile file = new RandomAccessFile(copy.resolve(executable).toFile(), "rw")) {
      file.seek(file.length() / 2);
      int before = file.read();
      file.seek(file.length() / 2);
      file.write(before ^ 1);
    }
    assertThat(PluginVerification.verify(manifest, copy, List.of(), Progress.NONE).problems())
        .singleElement()
        .matches(problem -> problem.kind() == Kind.CONTENT_DIFFERS)
        .matches(problem -> problem.path().equals(executable));
  }

  private static PluginPin.Outcome pin(Path mirror) {
    PluginPin.Outcome outcome = PluginPin.pin(mirror, List.of(), false, List.of(), Progress.NONE);
    assertThat(outcome.verification().problems()).isEmpty();
    return outcome;
  }
}
