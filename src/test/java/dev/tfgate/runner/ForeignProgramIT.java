package dev.tfgate.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.cli.CommandRun;
import dev.tfgate.plugins.PackageHash;
import dev.tfgate.report.ExitCode;
import dev.tfgate.terraform.profile.Engine;
import dev.tfgate.terraform.profile.RealProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Ways to make Terraform run a program that nobody pinned. A script that leaves a mark stands for
 * it. With plain Terraform each of them leaves the mark, so that the test can fail; through tfgate
 * none does.
 */
class ForeignProgramIT {
  private static final String EVIL =
      """
      terraform {
        required_providers {
          evil = {
            source  = "registry.terraform.io/hashicorp/evil"
            version = "1.0.0"
          }
        }
      }

      resource "evil_thing" "x" {}
      """;

  private static final String HONEST =
      """
      resource "terraform_data" "x" {
        input = "x"
      }
      """;

  private static final String PACKAGE =
      "registry.terraform.io/hashicorp/evil/1.0.0/linux_amd64/terraform-provider-evil_v1.0.0";

  @TempDir Path folder;

  /** Lays the trap: files of the checkout, and what the build's environment holds. */
  @FunctionalInterface
  private interface Trap {
    void lay(World world, String script) throws Exception;
  }

  /**
   * A way to run a foreign program.
   *
   * @param plain what CI would run without tfgate; the last one may fail
   * @param stopped whether the gate has to stop it; else the run is harmless, and passes
   */
  private record Attack(String name, Trap trap, List<String> plain, boolean stopped) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Attack> attacks() {
    return Stream.of(
        new Attack(
            "committed data directory with a provider and its lock entry",
            (world, script) -> {
              world.file("dev/main.tf", EVIL);
              world.program(world.checkout.resolve("dev/.terraform/providers/" + PACKAGE), script);
              lock(world, world.checkout.resolve("dev/.terraform/providers/" + PACKAGE));
            },
            List.of("init -plugin-dir=PLUGINS", "plan"),
            true),
        new Attack(
            "provider in terraform.d",
            (world, script) -> {
              world.file("dev/main.tf", EVIL);
              world.program(world.checkout.resolve("dev/terraform.d/plugins/" + PACKAGE), script);
            },
            List.of("init", "plan"),
            true),
        new Attack(
            "provisioner program in terraform.d",
            (world, script) -> {
              world.file(
                  "dev/main.tf",
                  "resource \"terraform_data\" \"x\" {\n  provisioner \"evil\" {}\n}\n");
              world.program(
                  world.checkout.resolve(
                      "dev/terraform.d/plugins/linux_amd64/terraform-provisioner-evil"),
                  script);
            },
            List.of("init", "plan"),
            true),
        new Attack(
            "provisioner program beside the root's files",
            (world, script) -> {
              world.file(
                  "dev/main.tf",
                  "resource \"terraform_data\" \"x\" {\n  provisioner \"evil\" {}\n}\n");
              world.program(world.checkout.resolve("dev/terraform-provisioner-evil"), script);
            },
            List.of("init", "plan"),
            true),
        new Attack(
            "local-exec",
            (world, script) ->
                world.file(
                    "dev/main.tf",
                    """
                    resource "terraform_data" "x" {
                      provisioner "local-exec" {
                        command = %s
                      }
                    }
                    """
                        .formatted(quoted(script.strip()))),
            List.of("init", "apply -auto-approve"),
            true),
        new Attack(
            "credential process of an s3 backend",
            (world, script) -> {
              Path program = world.program(world.checkout.resolve("dev/helper"), script);
              world.file("dev/aws.ini", "[default]\ncredential_process = %s\n".formatted(program));
              world.file(
                  "dev/main.tf",
                  """
                  terraform {
                    backend "s3" {
                      bucket              = "b"
                      key                 = "k"
                      region              = "eu-west-1"
                      shared_config_files = ["./aws.ini"]
                      skip_region_validation      = true
                      skip_requesting_account_id  = true
                      skip_metadata_api_check     = true
                      max_retries = 0
                      endpoints = { sts = "http://127.0.0.1:9", s3 = "http://127.0.0.1:9" }
                    }
                  }
                  """);
            },
            List.of("init"),
            true),
        new Attack(
            "program of a kubeconfig that a backend names",
            (world, script) -> {
              Path program = world.program(world.checkout.resolve("dev/helper"), script);
              world.file("dev/kube.yaml", kubeconfig(program));
              world.file(
                  "dev/main.tf",
                  """
                  terraform {
                    backend "kubernetes" {
                      secret_suffix = "s"
                      config_path   = "./kube.yaml"
                    }
                  }
                  """);
            },
            List.of("init"),
            true),
        new Attack(
            "program of a kubeconfig that a remote state names",
            (world, script) -> {
              Path program = world.program(world.checkout.resolve("dev/helper"), script);
              world.file("dev/kube.yaml", kubeconfig(program));
              world.file(
                  "dev/main.tf",
                  """
                  data "terraform_remote_state" "x" {
                    backend = "kubernetes"
                    config = {
                      secret_suffix = "s"
                      config_path   = "./kube.yaml"
                    }
                  }
                  """);
            },
            List.of("init", "plan"),
            true),
        new Attack(
            "TF_CLI_ARGS_init adds a plugin directory",
            (world, script) -> {
              world.file("dev/main.tf", EVIL);
              Path more = world.folder.resolve("more");
              world.program(more.resolve(PACKAGE), script);
              world.environment.put("TF_CLI_ARGS_init", "-plugin-dir=" + more);
            },
            List.of("init", "plan"),
            true),
        new Attack(
            "TF_DATA_DIR with a provider",
            (world, script) -> {
              world.file("dev/main.tf", EVIL);
              Path data = world.folder.resolve("their-data");
              world.program(data.resolve("providers").resolve(PACKAGE), script);
              lock(world, data.resolve("providers").resolve(PACKAGE));
              world.environment.put("TF_DATA_DIR", data.toString());
            },
            List.of("plan"),
            true),
        new Attack(
            "TF_CLI_CONFIG_FILE with dev_overrides",
            (world, script) -> {
              world.file("dev/main.tf", EVIL);
              configuration(world, script);
              world.environment.put(
                  "TF_CLI_CONFIG_FILE", world.folder.resolve("evil.rc").toString());
            },
            List.of("plan"),
            true),
        new Attack(
            ".terraformrc of the home",
            (world, script) -> {
              world.file("dev/main.tf", EVIL);
              configuration(world, script);
              Files.copy(
                  world.folder.resolve("evil.rc"), world.folder.resolve("home/.terraformrc"));
            },
            List.of("plan"),
            true),
        new Attack(
            "provider in the home",
            (world, script) -> {
              world.file("dev/main.tf", EVIL);
              world.program(world.folder.resolve("home/.terraform.d/plugins/" + PACKAGE), script);
            },
            List.of("init", "plan"),
            true),
        new Attack(
            "GIT_SSH_COMMAND while a module is fetched",
            (world, script) -> {
              world.gate("modules: {allow: [{source: \"git::ssh://git@127.0.0.1:9/acme/m.git\"}]}");
              world.file(
                  "dev/main.tf",
                  "module \"m\" {\n  source = \"git::ssh://git@127.0.0.1:9/acme/m.git\"\n}\n");
              world.environment.put(
                  "GIT_SSH_COMMAND", world.program(world.folder.resolve("ssh"), script).toString());
            },
            List.of("init"),
            true),
        new Attack(
            "another git on the PATH",
            (world, script) -> {
              world.gate("modules: {allow: [{source: \"git::https://127.0.0.1:9/m.git\"}]}");
              world.file(
                  "dev/main.tf",
                  "module \"m\" {\n  source = \"git::https://127.0.0.1:9/m.git\"\n}\n");
              world.program(world.folder.resolve("bin/git"), script);
              world.environment.put("PATH", world.folder.resolve("bin") + ":/usr/bin:/bin");
            },
            List.of("init"),
            true),
        new Attack(
            "another terraform on the PATH",
            (world, script) -> {
              world.file("dev/main.tf", HONEST);
              world.program(world.folder.resolve("bin/terraform"), script);
              world.environment.put("PATH", world.folder.resolve("bin") + ":/usr/bin:/bin");
            },
            List.of("sh: terraform plan"),
            false),
        new Attack(
            "BASH_ENV and ENV of the build",
            (world, script) -> {
              world.file("dev/main.tf", HONEST);
              world.environment.put(
                  "BASH_ENV", world.program(world.folder.resolve("rc"), script).toString());
            },
            List.of("bash: true"),
            false));
  }

  private static String kubeconfig(Path program) {
    return """
    apiVersion: v1
    kind: Config
    current-context: c
    clusters: [{name: c, cluster: {server: "https://127.0.0.1:9"}}]
    contexts: [{name: c, context: {cluster: c, user: u}}]
    users:
    - name: u
      user:
        exec: {apiVersion: client.authentication.k8s.io/v1, command: %s, interactiveMode: Never}
    """
        .formatted(program);
  }

  private static void configuration(World world, String script) throws IOException {
    Path overrides = world.folder.resolve("overrides");
    world.program(overrides.resolve("terraform-provider-evil"), script);
    Files.writeString(
        world.folder.resolve("evil.rc"),
        "provider_installation {\n  dev_overrides { \"registry.terraform.io/hashicorp/evil\" = \"%s\" }\n  direct {}\n}\n"
            .formatted(overrides));
  }

  /** An attacker knows the hash of his own program. */
  private static void lock(World world, Path program) throws IOException {
    Map<String, String> files = new TreeMap<>();
    files.put(program.getFileName().toString(), PackageHash.sha256(program, read -> {}));
    world.file(
        "dev/.terraform.lock.hcl",
        """
        provider "registry.terraform.io/hashicorp/evil" {
          version     = "1.0.0"
          constraints = "1.0.0"
          hashes      = ["%s"]
        }
        """
            .formatted(PackageHash.h1(files)));
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void runsWithPlainTerraformAndNeverThroughTfgate(Attack attack) throws Exception {
    runsPlainAndNeverThroughTfgate(
        attack,
        World.in(Files.createDirectory(folder.resolve("plain"))),
        World.in(Files.createDirectory(folder.resolve("gated"))));
  }

  /** Its build for tests has none of the backends that are modules of their own. */
  static Stream<Attack> attacksOnLaterTerraform() {
    return attacks()
        .filter(attack -> !attack.name().contains("s3") && !attack.name().contains("kubeconfig"));
  }

  @ParameterizedTest
  @MethodSource("attacksOnLaterTerraform")
  void neitherThroughTheNewestTerraform(Attack attack) throws Exception {
    RealProgram program = RealProgram.cached(Engine.TERRAFORM, "1.16.4");
    runsPlainAndNeverThroughTfgate(
        attack,
        World.in(Files.createDirectory(folder.resolve("plain")), program),
        World.in(Files.createDirectory(folder.resolve("gated")), program));
  }

  static Stream<Attack> attacksOnOpenTofu() {
    return Stream.concat(
        attacks().filter(attack -> !attack.name().startsWith("another terraform")),
        Stream.of(
            encryption("main.tf", "terraform {\n  %s\n}\n"),
            encryption("main.tofu", "terraform {\n  %s\n}\n"),
            new Attack(
                "encryption in JSON",
                (world, script) -> {
                  world.file("dev/other.tf", HONEST);
                  world.file(
                      "dev/main.tf.json",
                      """
                      {"terraform": {"encryption": {
                        "key_provider": {"external": {"x": {"command": ["%s"]}}},
                        "method": {"aes_gcm": {"x": {"keys": "${key_provider.external.x}"}}},
                        "state": {"method": "method.aes_gcm.x"}}}}
                      """
                          .formatted(world.program(world.checkout.resolve("dev/keys"), script)));
                },
                List.of("init"),
                true),
            new Attack(
                "TF_ENCRYPTION of the build",
                (world, script) -> {
                  world.file("dev/main.tf", HONEST);
                  world.environment.put(
                      "TF_ENCRYPTION",
                      block(world.program(world.checkout.resolve("dev/keys"), script)));
                },
                List.of("init"),
                false)));
  }

  private static Attack encryption(String file, String terraform) {
    return new Attack(
        "encryption in " + file,
        (world, script) -> {
          world.file("dev/other.tf", HONEST);
          Path keys = world.program(world.checkout.resolve("dev/keys"), script);
          world.file("dev/" + file, terraform.formatted("encryption {\n" + block(keys) + "\n}"));
        },
        List.of("init"),
        true);
  }

  private static String block(Path program) {
    return """
    key_provider "external" "x" {
      command = ["%s"]
    }
    method "aes_gcm" "x" {
      keys = key_provider.external.x
    }
    state {
      method = method.aes_gcm.x
    }
    """
        .formatted(program);
  }

  @ParameterizedTest
  @MethodSource("attacksOnOpenTofu")
  void neitherThroughOpenTofu(Attack attack) throws Exception {
    RealProgram program = RealProgram.cached(Engine.TOFU, "1.12.6");
    runsPlainAndNeverThroughTfgate(
        attack,
        World.in(Files.createDirectory(folder.resolve("plain")), program),
        World.in(Files.createDirectory(folder.resolve("gated")), program));
  }

  private static void runsPlainAndNeverThroughTfgate(Attack attack, World plain, World gated)
      throws Exception {
    Path mark = lay(attack, plain);
    for (String line : attack.plain()) {
      plain.command(line.replace("PLUGINS", plain.plugins.toString()));
    }
    assertThat(mark).as(Files.readString(plain.folder.resolve("plain.log"))).exists();

    mark = lay(attack, gated);
    boolean stopped = false;
    for (String subcommand : List.of("init", "validate", "plan", "apply")) {
      CommandRun.Result result = gated.tfgate(subcommand);
      assertThat(mark).as(subcommand + "\n" + result.err()).doesNotExist();
      stopped |= result.code() != ExitCode.PASSED;
    }
    assertThat(stopped).isEqualTo(attack.stopped());
  }

  @Test
  void theTestSubcommandNeverRuns() throws IOException {
    World world = World.in(folder).file("dev/main.tf", HONEST);
    assertThat(world.tfgate("test").code()).isEqualTo(ExitCode.USAGE);
  }

  private static Path lay(Attack attack, World world) throws Exception {
    Path mark = world.folder.resolve("mark");
    attack.trap().lay(world, "echo run >> '%s'\n".formatted(mark));
    return mark;
  }
}
