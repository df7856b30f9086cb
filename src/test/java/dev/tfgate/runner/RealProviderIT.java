package dev.tfgate.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tfgate.plugins.RealMirror;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Honest code with the real aws provider, without a network: each step is a process of its own, as
 * in a build, and finds what the one before left in the data directory.
 */
class RealProviderIT {
  private static final Path TFGATE = Path.of("target/tfgate/bin/tfgate").toAbsolutePath();
  private static final String NAME = "registry.terraform.io/hashicorp/aws";

  @TempDir Path folder;
  private World world;
  private String version = "";

  private record Step(int code, String out, String err) {}

  @BeforeEach
  void makeWorld() throws Exception {
    Path mirror = RealMirror.find();
    assumeTrue(Files.isDirectory(mirror.resolve(NAME)), "the mirror has no aws provider: skipped");
    world = World.in(folder);
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
    Step pin =
        run(
            List.of(
                "plugins",
                "pin",
                "--trust",
                world.trust.toString(),
                "--plugin-dir",
                mirror.toString(),
                "--output",
                manifest.toString()));
    assertThat(pin.code()).as(pin.err()).isZero();
    Matcher pinned =
        Pattern.compile("hashicorp/aws\"?\\s+version: \"?([0-9.]+)")
            .matcher(Files.readString(manifest));
    assertThat(pinned.find()).as(Files.readString(manifest)).isTrue();
    version = pinned.group(1);
    world.environment.put("AWS_ACCESS_KEY_ID", "nobody");
    world.environment.put("AWS_SECRET_ACCESS_KEY", "nothing");
    world
        .file(
            "dev/main.tf",
            """
            terraform {
              required_providers {
                aws = {
                  source  = "hashicorp/aws"
                  version = "%s"
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

            data "aws_partition" "here" {}

            module "reader" {
              source    = "../modules/reader"
              partition = data.aws_partition.here.partition
              bucket    = "acme-logs"
            }

            resource "terraform_data" "policy" {
              input = module.reader.json
            }

            output "policy" {
              value = terraform_data.policy.output
            }
            """
                .formatted(version))
        .file(
            "modules/reader/main.tf",
            """
            variable "partition" {
              type = string
            }

            variable "bucket" {
              type = string
            }

            data "aws_iam_policy_document" "read" {
              statement {
                actions   = ["s3:GetObject"]
                resources = ["arn:${var.partition}:s3:::${var.bucket}/*"]
              }
            }

            output "json" {
              value = data.aws_iam_policy_document.read.json
            }
            """);
  }

  @Test
  void initPlanApplyShowTwiceInARowEachStepAProcess() throws Exception {
    List<String> before = files();
    byte[] lock = new byte[0];
    for (int round = 0; round < 2; round++) {
      passes(terraform("init"));
      byte[] written = Files.readAllBytes(world.checkout.resolve("dev/.terraform.lock.hcl"));
      if (round == 1) {
        assertThat(written).isEqualTo(lock);
      }
      lock = written;
      passes(terraform("validate"));
      Step plan = terraform("plan");
      passes(plan);
      assertThat(plan.out()).contains(round == 0 ? "1 to add" : "No changes");
      assertThat(plan.err()).contains("pass: 0 mandatory");
      Step apply = terraform("apply");
      passes(apply);
      assertThat(apply.out()).contains("%d added".formatted(round == 0 ? 1 : 0));
      assertThat(terraform("output", "-raw", "policy").out()).contains("arn:aws:s3:::acme-logs/*");
      assertThat(terraform("show").out()).contains("acme-logs");
      assertThat(terraform("show", "-json").out()).contains("aws_iam_policy_document");
      assertThat(terraform("providers").out()).contains(NAME);
    }
    assertThat(files()).containsAll(before).hasSize(before.size() + 1);
  }

  @Test
  void whatWouldBeCreatedIsPlannedAndJudged() throws Exception {
    world.file(
        "dev/queue.tf",
        """
        resource "aws_sqs_queue" "orders" {
          name = "orders"
        }
        """);
    passes(terraform("init"));
    Step plan = terraform("plan");
    passes(plan);
    assertThat(plan.out()).contains("aws_sqs_queue.orders", "2 to add");
  }

  @Test
  void aDirectoryOfOneStepIsNotTakenFromAnotherTree() throws Exception {
    passes(terraform("init"));
    passes(terraform("plan"));
    world.file("dev/more.tf", "locals {\n  x = 1\n}\n");
    Step apply = terraform("apply");
    assertThat(apply.code()).as(apply.err()).isEqualTo(1);
    assertThat(apply.err()).contains("not the one that the plan was made from");
  }

  @Test
  void aVersionThatIsNotPinnedStopsBeforeTerraformStarts() throws Exception {
    Path main = world.checkout.resolve("dev/main.tf");
    Files.writeString(
        main, Files.readString(main).replace("\"" + version + "\"", "\"< " + version + "\""));
    Step init = terraform("init");
    assertThat(init.code()).as(init.err()).isEqualTo(1);
    assertThat(init.err()).contains("provider-version-not-pinned");
    assertThat(world.data).doesNotExist();
  }

  @Test
  void anEndpointOfThePullRequestIsNeverCalled() throws Exception {
    Path main = world.checkout.resolve("dev/main.tf");
    Files.writeString(
        main,
        Files.readString(main)
            .replace(
                "provider \"aws\" {",
                "provider \"aws\" {\n  endpoints {\n    sts = \"http://127.0.0.1:9\"\n  }\n"));
    Step init = terraform("init");
    assertThat(init.code()).as(init.err()).isEqualTo(1);
    assertThat(init.err()).contains("provider-argument");
  }

  private Step terraform(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                "terraform",
                "--mode",
                "ci",
                "--trust",
                world.trust.toString(),
                "--data",
                world.data.toString(),
                "--root",
                "dev",
                "--"));
    command.addAll(List.of(arguments));
    return run(command);
  }

  private Step run(List<String> arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(TFGATE.toString()));
    command.addAll(arguments);
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(world.checkout.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().clear();
    builder.environment().putAll(world.environment);
    int code = builder.start().waitFor();
    return new Step(code, Files.readString(out), Files.readString(err));
  }

  private static void passes(Step step) {
    assertThat(step.code()).as(step.err() + step.out()).isZero();
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.walk(world.checkout)) {
      return files.filter(Files::isRegularFile).map(Path::toString).sorted().toList();
    }
  }
}
