package dev.tfgate.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.cli.CommandRun;
import dev.tfgate.report.ExitCode;
import dev.tfgate.terraform.profile.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Honest code through Terraform 1.16 and OpenTofu 1.12, and what only one of them does. */
class ProgramsIT {
  @TempDir Path folder;

  private static void passes(CommandRun.Result result) {
    assertThat(result.code()).as(result.err() + result.out()).isEqualTo(ExitCode.PASSED);
  }

  private static List<String> files(World world) throws IOException {
    try (Stream<Path> files = Files.walk(world.checkout)) {
      return files.filter(Files::isRegularFile).map(Path::toString).sorted().toList();
    }
  }

  @ParameterizedTest
  @CsvSource({"TERRAFORM, 1.16.4", "TOFU, 1.12.6"})
  void initPlanApplyShowOutputAndDestroy(Engine engine, String version) throws IOException {
    World world =
        World.in(folder, RealProgram.cached(engine, version))
            .file(
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
    List<String> before = files(world);
    passes(world.tfgate("init"));
    passes(world.tfgate("validate"));
    passes(world.tfgate("plan"));
    passes(world.tfgate("apply"));
    assertThat(world.tfgate("output", "-raw", "greeting").out()).isEqualTo("hello world");
    assertThat(world.tfgate("show").out()).contains("hello world");
    assertThat(world.tfgate("state", "list").out())
        .isEqualTo("module.greeting.terraform_data.text\n");
    passes(world.tfgate("plan", "-destroy"));
    passes(world.tfgate("apply"));
    assertThat(world.tfgate("state", "list").out()).isEmpty();
    assertThat(files(world)).isEqualTo(before);
  }
}
