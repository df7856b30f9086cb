import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/**
 * Writes a monorepo of Terraform that an honest company could have: services with environments,
 * each a root of five files with a gcs backend and a lock file, and shared modules. The same
 * arguments give the same bytes.
 *
 * <p>{@code java Monorepo.java DIRECTORY ROOTS [BLOCKS]}: BLOCKS resources in each root's main file
 * (default 7, which makes files of 2 KB on average).
 */
final class Monorepo {
  private static final List<String> ENVIRONMENTS =
      List.of("dev", "qa", "staging", "prod", "sandbox");
  private static final int SERVICES_PER_MODULE = 40;

  private final Path top;
  private final int blocks;
  private final Random random = new Random(7);

  private Monorepo(Path top, int blocks) {
    this.top = top;
    this.blocks = blocks;
  }

  public static void main(String[] arguments) throws IOException {
    int blocks = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 7;
    new Monorepo(Path.of(arguments[0]), blocks).write(Integer.parseInt(arguments[1]));
  }

  private void write(int roots) throws IOException {
    Files.createDirectories(top.resolve("trust"));
    Files.writeString(top.resolve("trust/gate.yaml"), GATE);
    Files.writeString(top.resolve("trust/plugins-manifest.yaml"), MANIFEST);
    Path checkout = top.resolve("checkout");
    int services = (roots + ENVIRONMENTS.size() - 1) / ENVIRONMENTS.size();
    for (int i = 0; i <= (services - 1) / SERVICES_PER_MODULE; i++) {
      module(checkout.resolve("modules/bucket-%03d".formatted(i)));
    }
    for (int i = 0; i < roots; i++) {
      int service = i / ENVIRONMENTS.size();
      String environment = ENVIRONMENTS.get(i % ENVIRONMENTS.size());
      String path =
          "services/team-%03d/service-%05d/%s".formatted(service / 50, service, environment);
      root(checkout.resolve(path), path, service, environment);
    }
  }

  private void module(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(
        folder.resolve("main.tf"),
        """
        resource "aws_s3_bucket" "this" {
          bucket = var.name
          tags   = var.tags
        }

        resource "aws_s3_bucket_versioning" "this" {
          bucket = aws_s3_bucket.this.id

          versioning_configuration {
            status = var.versioned ? "Enabled" : "Suspended"
          }
        }

        variable "name" {
          type = string
        }

        variable "versioned" {
          type    = bool
          default = true
        }

        variable "tags" {
          type    = map(string)
          default = {}
        }

        output "arn" {
          value = aws_s3_bucket.this.arn
        }
        """);
  }

  private void root(Path folder, String path, int service, String environment) throws IOException {
    Files.createDirectories(folder);
    String name = "service-%05d-%s".formatted(service, environment);
    Files.writeString(folder.resolve("versions.tf"), VERSIONS.formatted(path, environment));
    Files.writeString(folder.resolve(".terraform.lock.hcl"), LOCK);
    StringBuilder main = new StringBuilder();
    main.append(LOCALS.formatted(name, environment, service % 200));
    main.append(CALL.formatted("../".repeat(4), service / SERVICES_PER_MODULE, name));
    for (int i = 0; i < blocks; i++) {
      main.append(block(i, name));
    }
    Files.writeString(folder.resolve("main.tf"), main);
    StringBuilder variables = new StringBuilder();
    StringBuilder outputs = new StringBuilder();
    for (int i = 0; i < blocks; i++) {
      variables.append(VARIABLE.formatted(i, i, random.nextInt(1000), random.nextInt(1, 90)));
      outputs.append(OUTPUT.formatted(i, i, i));
    }
    Files.writeString(folder.resolve("variables.tf"), variables);
    Files.writeString(folder.resolve("outputs.tf"), outputs);
  }

  private String block(int number, String name) {
    return switch (random.nextInt(4)) {
      case 0 -> QUEUE.formatted(number, name, number, number, random.nextInt(30, 900), number);
      case 1 -> ROLE.formatted(number, name, number, number, number, name, number);
      case 2 -> GROUP.formatted(number, name, number, number, random.nextInt(1000, 9999), number);
      default -> DASHBOARD.formatted(number, name, number, number, random.nextInt(1, 9), number);
    };
  }

  private static final String H1 = "h1:edXOJWE4ORX8Fm+dpVpICzMZJat4AX0VRCAy/xkcOc0=";

  private static final String GATE =
      """
      version: 1
      terraform: {manifest: plugins-manifest.yaml}
      backends:
        allow:
          - {type: gcs, arguments: {bucket: acme-tfstate, prefix: "{root}"}}
      """;

  private static final String MANIFEST =
      """
      version: 1
      providers:
      - source: registry.terraform.io/hashicorp/aws
        version: "5.100.0"
        platforms:
          linux_amd64:
            h1: "%s"
            executable: "terraform-provider-aws_v5.100.0_x5"
            files:
            - {path: "LICENSE.txt", size: 16761, mode: "0644", sha256: "4e2bb185ebd706f76329206869ccb348b92b6236100cfb07775fe31530dab0d5"}
            - {path: "terraform-provider-aws_v5.100.0_x5", size: 706945176, mode: "0755", sha256: "8cb98768bcea942df561a918d65a8751f787ab348f7498bdfe6667dffcebd528"}
      """
          .formatted(H1);

  private static final String VERSIONS =
      """
      terraform {
        required_version = "~> 1.11"

        required_providers {
          aws = {
            source  = "hashicorp/aws"
            version = "~> 5.80"
          }
        }

        backend "gcs" {
          bucket = "acme-tfstate"
          prefix = "%1$s"
        }
      }

      provider "aws" {
        region = "eu-west-1"

        default_tags {
          tags = {
            environment = "%2$s"
            managed-by  = "terraform"
          }
        }
      }

      provider "aws" {
        alias  = "us"
        region = "us-east-1"

        default_tags {
          tags = {
            environment = "%2$s"
            managed-by  = "terraform"
          }
        }
      }
      """;

  private static final String LOCK =
      """
      # This file is maintained automatically by "terraform init".
      # Manual edits may be lost in future updates.

      provider "registry.terraform.io/hashicorp/aws" {
        version     = "5.100.0"
        constraints = "~> 5.80"
        hashes = [
          "%s",
          "zh:054b8dd49f0549c9a7cc27d159e45327b7b65cf404da5e5a20da154b90b8a644",
          "zh:0b97bf8d5e03d15d83cc40b0530a1f84b459354939ba6f135a0086c20ebbe6b2",
          "zh:1589a2266af699cbd5d80737a0fe02e54ec9cf2ca54e7e00ac51c7359056f274",
          "zh:6330766f1d85f01ae6ea90d1b214b8b74cc8c1badc4696b165b36ddd4cc15f7b",
          "zh:7c8c2e30d8e55291b86fcb64bdf6c25489d538688545eb48fd74ad622e5d3862",
          "zh:99b1003bd9bd32ee323544da897148f46a527f622dc3971af63ea3e251596342",
        ]
      }
      """
          .formatted(H1);

  private static final String LOCALS =
      """
      locals {
        name        = "%s"
        environment = "%s"
        port        = 8%03d
        tags = merge(var.setting_0.tags, {
          environment = local.environment
          service     = local.name
          owner       = try(var.setting_1.owner, "platform")
        })
      }

      """;

  private static final String CALL =
      """
      module "bucket" {
        source = "%1$smodules/bucket-%2$03d"

        for_each = toset(["logs", "data"])
        name     = "%3$s-${each.key}"
        tags     = local.tags

        versioned = each.key == "data"
      }

      """;

  private static final String QUEUE =
      """
      resource "aws_sqs_queue" "queue_%d" {
        name                       = "%s-%d"
        delay_seconds              = var.setting_%d.enabled ? 0 : 30
        visibility_timeout_seconds = %d
        message_retention_seconds  = 24 * 60 * 60 * var.setting_%6$d.days

        redrive_policy = jsonencode({
          deadLetterTargetArn = module.bucket["logs"].arn
          maxReceiveCount     = 4
        })

        tags = local.tags
      }

      """;

  private static final String ROLE =
      """
      resource "aws_iam_role" "role_%d" {
        name = "%s-%d"
        tags = local.tags

        # Only the tasks of this service may take it.
        assume_role_policy = jsonencode({
          Version = "2012-10-17"
          Statement = [{
            Effect    = "Allow"
            Action    = "sts:AssumeRole"
            Principal = { Service = "ecs-tasks.amazonaws.com" }
          }]
        })

        dynamic "inline_policy" {
          for_each = var.setting_%d.enabled ? ["read"] : []

          content {
            name   = "read-%d-${inline_policy.value}"
            policy = data.aws_iam_policy_document.document_%7$d.json
          }
        }
      }

      data "aws_iam_policy_document" "document_%7$d" {
        statement {
          actions   = ["s3:GetObject", "s3:ListBucket"]
          resources = [for bucket in module.bucket : "${bucket.arn}/*"]
        }
      }

      """;

  private static final String GROUP =
      """
      resource "aws_security_group" "group_%d" {
        name        = "%s-%d"
        description = "Traffic of the service on port ${local.port}"
        tags        = { for key, value in local.tags : lower(key) => value if value != null }

        dynamic "ingress" {
          for_each = { for index, block in var.setting_%d.blocks : index => block }

          content {
            description = format("%%s from %%s", local.name, ingress.value)
            from_port   = %d
            to_port     = local.port
            protocol    = "tcp"
            cidr_blocks = [ingress.value]
          }
        }

        lifecycle {
          create_before_destroy = true
          ignore_changes        = [description, tags["revision-%6$d"]]
        }
      }

      """;

  private static final String DASHBOARD =
      """
      resource "aws_cloudwatch_dashboard" "dashboard_%d" {
        dashboard_name = "%s-%d"

        dashboard_body = <<-BODY
          {
            "widgets": [
              {
                "type": "metric",
                "properties": {
                  "region": "eu-west-1",
                  "title": "${local.name} ${upper(local.environment)}",
                  "period": ${60 * var.setting_%d.days},
                  "stat": "p9%d"
                }
              }
              %%{if local.environment == "prod"~}
              , {"type": "text", "properties": {"markdown": "revision %6$d"}}
              %%{endif~}
            ]
          }
        BODY
      }

      """;

  private static final String VARIABLE =
      """
      variable "setting_%d" {
        description = "Setting number %d, revision %d"

        type = object({
          enabled = optional(bool, true)
          days    = optional(number, 7)
          blocks  = optional(list(string), ["10.0.0.0/8"])
          tags    = optional(map(string), {})
          owner   = optional(string)
        })

        default = {
          days = %d
        }

        validation {
          condition     = var.setting_%1$d.days >= 1 && var.setting_%1$d.days <= 90
          error_message = "Between 1 and 90 days, not ${var.setting_%1$d.days}."
        }
      }

      """;

  private static final String OUTPUT =
      """
      output "setting_%d" {
        description = "What setting number %d became"
        sensitive   = false
        value       = var.setting_%d.enabled ? "${local.name}/${var.setting_%1$d.days}" : null
      }

      """;
}
