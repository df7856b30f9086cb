package dev.tfgate.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tfgate.cli.CommandRun;
import dev.tfgate.plugins.PackageHash;
import dev.tfgate.terraform.profile.Engine;
import dev.tfgate.terraform.profile.RealProgram;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A checkout, a trust directory and a plugin directory in one folder, and the real Terraform to run
 * in them, with tfgate and without.
 */
final class World {
  private static final Optional<Path> TERRAFORM =
      List.of("/usr/local/bin/terraform", "/usr/bin/terraform").stream()
          .map(Path::of)
          .filter(Files::isExecutable)
          .findFirst();

  final Path folder;
  final Path checkout;
  final Path trust;
  final Path plugins;
  final Path data;

  /** More keys of {@code terraform} in {@code gate.yaml}, each with a comma before it. */
  String printing = ", print_state: [show, output]";

  /** What tfgate and, without it, Terraform find in their environment. */
  final Map<String, String> environment = new LinkedHashMap<>();

  private final RealProgram program;

  private World(Path folder, RealProgram program) throws IOException {
    this.program = program;
    this.folder = folder.toRealPath();
    checkout = Files.createDirectory(this.folder.resolve("checkout"));
    Files.createDirectory(checkout.resolve(".git"));
    trust = Files.createDirectory(this.folder.resolve("trust"));
    plugins = Files.createDirectory(this.folder.resolve("plugins"));
    data = this.folder.resolve("data");
    environment.put("PATH", "/usr/local/bin:/usr/bin:/bin");
    environment.put("HOME", Files.createDirectory(this.folder.resolve("home")).toString());
  }

  /** Makes one around the Terraform of this machine; the test is skipped where there is none. */
  static World in(Path folder) throws IOException {
    assumeTrue(TERRAFORM.isPresent(), "no terraform in the usual places: this test is skipped");
    return in(folder, new RealProgram(Engine.TERRAFORM, "", terraform()));
  }

  /** Makes one around a program. */
  static World in(Path folder, RealProgram program) throws IOException {
    if (program.version().isEmpty() && program.path().toString().isEmpty()) {
      return in(folder);
    }
    program.needed();
    World world = new World(folder, program);
    world.gate("");
    world.manifest("providers: []\n");
    return world;
  }

  /** The version of this machine's Terraform. */
  static String version() {
    return Terraforms.VERSION;
  }

  static Path terraform() {
    return TERRAFORM.orElseThrow();
  }

  /** The program that stands for Terraform, or is it. */
  Path program() {
    return program.path();
  }

  /** Writes {@code gate.yaml} with further sections. */
  World gate(String sections) throws IOException {
    Files.writeString(
        trust.resolve("gate.yaml"),
        """
        version: 1
        terraform: {plugin_dir: %s, manifest: plugins-manifest.yaml%s}
        %s
        %s
        """
            .formatted(
                plugins,
                printing,
                sections.contains("backends:")
                    ? ""
                    : "backends: {allow: [{type: local, arguments: {}}]}",
                sections));
    return this;
  }

  /** Writes the manifest: the program, and those providers. */
  World manifest(String providers) throws IOException {
    Files.writeString(
        trust.resolve("plugins-manifest.yaml"),
        """
        version: 1
        %s: {version: %s, platforms: {linux_amd64: {sha256: "%s"}}}
        %s
        """
            .formatted(
                program.engine().word(),
                program.version().isEmpty() ? Terraforms.VERSION : program.version(),
                program.version().isEmpty() ? Terraforms.SHA256 : program.sha256(),
                providers));
    return this;
  }

  /** Gives it a root that calls a module: one resource, one variable, one output. */
  World greeting() throws IOException {
    return file(
            "dev/main.tf",
            """
            module "greeting" {
              source = "../modules/greeting"
              name   = var.name
            }

            variable "name" {
              default = "world"
            }

            output "greeting" {
              value = module.greeting.text
            }
            """)
        .file(
            "modules/greeting/main.tf",
            """
            variable "name" {}

            resource "terraform_data" "text" {
              input = "hello ${var.name}"
            }

            output "text" {
              value = terraform_data.text.output
            }
            """);
  }

  /** Writes a file of the checkout. */
  World file(String path, String content) throws IOException {
    Path file = checkout.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
    return this;
  }

  /** Writes a program. */
  Path program(Path file, String script) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + script);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    return file;
  }

  /** Runs {@code tfgate terraform -- ARGUMENTS} in the root {@code dev}, in CI mode. */
  CommandRun.Result tfgate(String... arguments) {
    return tfgate(List.of(), arguments);
  }

  /** As above, with options of tfgate. */
  CommandRun.Result tfgate(List<String> options, String... arguments) {
    List<String> inRoot = new ArrayList<>(List.of("--root", "dev"));
    inRoot.addAll(options);
    return new CommandRun(environment, checkout, "")
        .run(command(inRoot, List.of(arguments)).toArray(new String[0]));
  }

  /** The arguments of tfgate in CI mode, with options that say where. */
  List<String> command(List<String> options, List<String> arguments) {
    List<String> all =
        new ArrayList<>(
            List.of(
                program.engine().word(),
                "--binary",
                program.path().toString(),
                "--mode",
                "ci",
                "--trust",
                trust.toString(),
                "--data",
                data.toString()));
    all.addAll(options);
    all.add("--");
    all.addAll(arguments);
    return all;
  }

  /**
   * Runs Terraform itself in the root {@code dev}, as CI would without tfgate; behind {@code sh:}
   * or {@code bash:} a line of that shell.
   */
  int command(String line) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    int colon = line.indexOf(": ");
    if (colon > 0) {
      command.addAll(List.of("/bin/" + line.substring(0, colon), "-c", line.substring(colon + 2)));
    } else {
      command.add(program.path().toString());
      command.addAll(List.of(line.split(" ")));
    }
    File output = folder.resolve("plain.log").toFile();
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(checkout.resolve("dev").toFile())
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(output));
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.environment().put("CHECKPOINT_DISABLE", "1");
    Process process = builder.start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  /** Version and hash of this machine's Terraform, found out once. */
  private static final class Terraforms {
    static final String VERSION = version();
    static final String SHA256 = sha256();

    private static String sha256() {
      try {
        return PackageHash.sha256(terraform(), read -> {});
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }

    private static String version() {
      try {
        ProcessBuilder builder = new ProcessBuilder(terraform().toString(), "version");
        builder.environment().clear();
        builder.environment().put("CHECKPOINT_DISABLE", "1");
        String first =
            new String(builder.start().getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .findFirst()
                .orElseThrow();
        return first.substring(first.indexOf('v') + 1);
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }
}
