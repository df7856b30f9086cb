package dev.tfgate.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tfgate.cli.CommandRun;
import dev.tfgate.plugins.RealMirror;
import dev.tfgate.report.ExitCode;
import dev.tfgate.terraform.profile.Engine;
import dev.tfgate.terraform.profile.RealProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

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
  @MethodSource("dev.tfgate.terraform.profile.RealProgram#everyVersion")
  void initPlanApplyShowOutputAndDestroy(RealProgram program) throws IOException {
    World world = World.in(folder, program).greeting();
    List<String> before = files(world);
    passes(world.tfgate("init", "-no-color"));
    passes(world.tfgate("validate", "-no-color"));
    passes(world.tfgate("plan", "-no-color", "-compact-warnings"));
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

  /** Tests lie where the command line says; their modules are named from the root. */
  @ParameterizedTest
  @MethodSource("dev.tfgate.terraform.profile.RealProgram#everyVersion")
  void testsOfAnotherFolder(RealProgram program) throws IOException {
    World world = World.in(folder, program).greeting();
    world
        .file(
            "dev/checks/all/a.tftest.hcl",
            """
            run "greets" {
              command = plan
              module {
                source = "./setup"
              }
            }
            """)
        .file("dev/setup/main.tf", "resource \"terraform_data\" \"setup\" {}\n");
    passes(world.tfgate("init", "-test-directory=checks/all"));
    assertThat(world.tfgate("validate", "-test-directory", "checks/all").out())
        .contains("is valid");
    assertThat(world.tfgate("providers", "-test-directory=checks/all").out())
        .contains("test.checks");
    passes(world.tfgate("plan"));
    passes(world.tfgate("apply"));
    passes(
        new CommandRun(world.environment, world.checkout, "")
            .run("check", "--trust", world.trust.toString()));
  }

  /** Sources of modules are computed of variables, locals and functions, and a provider runs. */
  @ParameterizedTest
  @CsvSource({"TERRAFORM, 1.16.4", "TOFU, 1.12.6"})
  void computedSourcesAndAPinnedProvider(Engine engine, String version) throws IOException {
    Path mirror = RealMirror.find();
    assumeTrue(
        Files.isDirectory(mirror.resolve("registry.terraform.io/hashicorp/aws")),
        "the mirror has no aws provider: skipped");
    RealProgram program = RealProgram.cached(engine, version);
    World world = World.in(folder, program);
    Files.writeString(
        world.trust.resolve("gate.yaml"),
        """
        version: 1
        terraform:
          plugin_dir: %s
          manifest: plugins-manifest.yaml
          pass_env: [AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY]
          print_state: [output, show]
        backends: {allow: [{type: local, arguments: {}}]}
        """
            .formatted(mirror));
    Path manifest = world.trust.resolve("plugins-manifest.yaml");
    Files.delete(manifest);
    passes(
        new CommandRun(world.environment, world.folder, "")
            .run(
                "plugins",
                "pin",
                "--trust",
                world.trust.toString(),
                "--plugin-dir",
                mirror.toString(),
                "--" + engine.word(),
                program.path().toString(),
                "--output",
                manifest.toString()));
    world.environment.put("AWS_ACCESS_KEY_ID", "nobody");
    world.environment.put("AWS_SECRET_ACCESS_KEY", "nothing");
    world
        .file(
            "dev/main.tf",
            """
            terraform {
              required_providers {
                aws = {
                  source = "registry.terraform.io/hashicorp/aws"
                }
              }
            }

            provider "aws" {
              region                      = "eu-central-1"
              skip_credentials_validation = true
              skip_metadata_api_check     = true
              skip_region_validation      = true
              skip_requesting_account_id  = true
            }

            variable "kind" {
              type  = string
              const = true
            }

            locals {
              folder = "../modules/${var.kind}"
            }

            module "document" {
              source = local.folder
              leaf   = format("../%s", "leaf")
            }

            resource "terraform_data" "policy" {
              input = module.document.json
            }

            output "policy" {
              value = terraform_data.policy.output
            }
            """)
        .file("dev/terraform.tfvars", "kind = \"document\"\n")
        .file(
            "modules/document/main.tf",
            """
            variable "leaf" {
              type  = string
              const = true
            }

            module "leaf" {
              source = var.leaf
            }

            output "json" {
              value = module.leaf.json
            }
            """)
        .file(
            "modules/again/main.tf",
            """
            variable "leaf" {}

            output "json" {
              value = "s3:Again"
            }
            """)
        .file(
            "modules/leaf/main.tf",
            """
            terraform {
              required_providers {
                aws = {
                  source = "registry.terraform.io/hashicorp/aws"
                }
              }
            }

            data "aws_iam_policy_document" "read" {
              statement {
                actions   = ["s3:GetObject"]
                resources = ["arn:aws:s3:::logs/*"]
              }
            }

            output "json" {
              value = data.aws_iam_policy_document.read.json
            }
            """);
    passes(world.tfgate("init"));
    passes(world.tfgate("plan"));
    passes(world.tfgate("apply"));
    assertThat(world.tfgate("output", "-raw", "policy").out()).contains("s3:GetObject");
    passes(world.tfgate("plan", "-destroy"));

    // What the command line gives is judged before the program starts.
    CommandRun.Result given = world.tfgate("init", "-var", "kind=../../elsewhere");
    assertThat(given.code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(given.out() + given.err()).contains("module-source", "elsewhere");
    passes(world.tfgate("init", "-var=kind=again"));
    passes(world.tfgate("plan", "-var=kind=again"));
    world.file("dev/terraform.tfvars", "kind = \"again\"\n");
    passes(world.tfgate("init"));
    passes(world.tfgate("plan"));
    passes(world.tfgate("apply"));
    assertThat(world.tfgate("output", "-raw", "policy").out()).contains("s3:Again");

    world.file("dev/terraform.tfvars", "kind = \"../../elsewhere\"\n");
    CommandRun.Result stopped = world.tfgate("plan");
    assertThat(stopped.code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(stopped.out() + stopped.err()).contains("module-source");
  }
}
