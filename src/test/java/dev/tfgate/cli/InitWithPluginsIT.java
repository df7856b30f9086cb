package dev.tfgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.plugins.RealMirror;
import dev.tfgate.report.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A draft with the plugins and the program of this machine: nothing of them is excepted. */
class InitWithPluginsIT {
  @TempDir Path folder;

  @Test
  void whatIsPinnedNeedsNoException() throws Exception {
    Path mirror = RealMirror.find();
    Path terraform = terraform();
    Path root = Files.createDirectories(folder.resolve("repo/svc/a"));
    Path version = version(mirror);
    String source = mirror.relativize(version.getParent()).toString();
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
            .formatted(source, version.getFileName()));
    locked(terraform, mirror, root);

    CommandRun.Result init =
        init(
            "--plugin-dir",
            mirror.toString(),
            "--terraform",
            terraform.toString(),
            "--policies",
            Path.of("policies").toAbsolutePath().toString());
    assertThat(init.code()).as(init.err()).isEqualTo(ExitCode.PASSED);
    assertThat(folder.resolve("trust/exceptions.yaml")).doesNotExist();
    assertThat(folder.resolve("trust/plugins-manifest.yaml"))
        .content()
        .contains("source: " + source, "terraform:\n  version: ");
    CommandRun.Result check =
        run("check", "repo", "--mode", "ci", "--trust", folder.resolve("trust").toString());
    assertThat(check.code()).as(check.out() + check.err()).isEqualTo(ExitCode.PASSED);
    assertThat(run("plugins", "verify", "--trust", "trust", "--terraform", terraform.toString()))
        .extracting(CommandRun.Result::code)
        .isEqualTo(ExitCode.PASSED);
    assertThat(run("trust", "verify", "--checkout", "repo", "trust").code())
        .isEqualTo(ExitCode.PASSED);
    assertThat(init("--policies", Path.of("policies").toAbsolutePath().toString()).out())
        .as("a further draft keeps what is pinned")
        .contains("is what would be written now")
        .doesNotContain("@@");
  }

  private static Path terraform() {
    return Stream.of("/usr/local/bin/terraform", "/usr/bin/terraform")
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst()
        .orElseGet(() -> Assumptions.abort("needs terraform in /usr/local/bin or /usr/bin"));
  }

  /** The first version of a provider in the mirror: four names below its top. */
  private static Path version(Path mirror) throws IOException {
    try (Stream<Path> folders = Files.walk(mirror, 4)) {
      Optional<Path> first =
          folders.filter(path -> mirror.relativize(path).getNameCount() == 4).sorted().findFirst();
      return first.orElseThrow();
    }
  }

  private void locked(Path terraform, Path mirror, Path root) throws Exception {
    ProcessBuilder init =
        new ProcessBuilder(
                terraform.toString(),
                "init",
                "-input=false",
                "-backend=false",
                "-plugin-dir=" + mirror)
            .directory(root.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile());
    init.environment().keySet().removeIf(name -> name.startsWith("TF_"));
    init.environment().put("CHECKPOINT_DISABLE", "1");
    init.environment().put("TF_DATA_DIR", folder.resolve("data").toString());
    assertThat(init.start().waitFor()).as(Files.readString(folder.resolve("log"))).isZero();
  }

  private CommandRun.Result init(String... more) {
    String[] arguments = new String[4 + more.length];
    arguments[0] = "init";
    arguments[1] = "repo";
    arguments[2] = "--output";
    arguments[3] = "trust";
    System.arraycopy(more, 0, arguments, 4, more.length);
    return run(arguments);
  }

  private CommandRun.Result run(String... arguments) {
    return new CommandRun(Map.of("PATH", System.getenv("PATH")), folder, "").run(arguments);
  }
}
