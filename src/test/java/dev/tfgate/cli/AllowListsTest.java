package dev.tfgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.report.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What entries of allow lists admit, and what they don't although it looks alike. */
class AllowListsTest {
  private static final String BACKEND =
      "terraform {\n  backend \"gcs\" {\n    bucket = \"b\"\n    prefix = \"p\"\n  }\n}\n";

  @TempDir Path folder;

  @Test
  void aStarCoversWhatIsNotKnownAndKnownPartsMustFit() throws IOException {
    gate(
        """
        provider_arguments:
          allow:
            - {argument: aws.assume_role, value: "arn:aws:iam::*:role/Platform*"}
        """);
    assertThat(aws("\"arn:aws:iam::${var.account}:role/PlatformReader\"")).isEmpty();
    assertThat(aws("local.role")).isEmpty();
    assertThat(aws("\"arn:aws:iam::${var.account}:role/Admin\"")).isNotEmpty();
    assertThat(aws("var.account")).isNotEmpty();
    assertThat(aws("\"arn:aws:iam::1:role/${var.account}\"")).isNotEmpty();
    assertThat(aws("var.account == \"1\" ? \"arn:aws:iam::1:role/Admin\" : local.role"))
        .isNotEmpty();
    gate("provider_arguments: {allow: [{argument: aws.assume_role, any: true}]}\n");
    assertThat(aws("var.account")).isEmpty();
  }

  private List<String> aws(String role) throws IOException {
    write(
        "checkout/a/main.tf",
        BACKEND
            + """
            variable "account" {}
            locals {
              role = "arn:aws:iam::1:role/PlatformReader"
            }
            provider "aws" {
              assume_role {
                role_arn = %s
              }
            }
            """
                .formatted(role));
    return of("provider-argument");
  }

  @Test
  void aNameWithTheLetterOfWhatIsNotKnownOpensNothing() throws IOException {
    gate("backends: {allow: [{type: gcs, arguments: {bucket: b, prefix: \"{root}\"}}]}\n");
    write(
        "checkout/a\uffff/main.tf",
        BACKEND.replace("\"p\"", "\"a${var.x}\"") + "variable \"x\" {}\n");
    assertThat(of("backend-argument")).isNotEmpty();
  }

  @Test
  void argumentsAndTypesCountForTheirRoots() throws IOException {
    gate(
        """
        provider_arguments:
          allow:
            - {argument: google.impersonate_service_account, value: "prod@x.iam.gserviceaccount.com", roots: ["prod"]}
        types:
          allow:
            - {type: data.external, roots: ["**", "!dev"]}
        """);
    String code =
        """
        provider "google" {
          impersonate_service_account = "prod@x.iam.gserviceaccount.com"
        }
        data "external" "x" {
          program = ["x"]
        }
        """;
    write("checkout/prod/main.tf", BACKEND + code);
    assertThat(of("provider-argument", "external-data")).isEmpty();
    write("checkout/dev/main.tf", BACKEND + code);
    assertThat(of("provider-argument", "external-data"))
        .containsExactly("provider-argument dev/main.tf", "external-data dev/main.tf");
    write("checkout/dev/main.tf", BACKEND + "module \"m\" {\n  source = \"../m\"\n}\n");
    write("checkout/m/main.tf", "data \"external\" \"x\" {\n  program = [\"x\"]\n}\n");
    assertThat(of("external-data")).containsExactly("external-data m/main.tf");
    write("checkout/dev/main.tf", BACKEND);
    write("checkout/prod/main.tf", BACKEND + "module \"m\" {\n  source = \"../m\"\n}\n");
    assertThat(of("external-data")).isEmpty();
  }

  @Test
  void objectsBlocksAndSwitchesOfBackends() throws IOException {
    gate(
        """
        backends:
          allow:
            - type: s3
              arguments:
                bucket: acme
                key: "{root}/terraform.tfstate"
                region: {any: true}
                encrypt: true
                assume_role: {role_arn: "arn:aws:iam::1:role/*"}
            - type: cloud
              arguments: {organization: acme, workspaces: {name: "*"}}
        remote_state:
          allow:
            - {type: s3, arguments: {bucket: acme, key: "*/terraform.tfstate", region: {any: true}, assume_role: {role_arn: "arn:aws:iam::1:role/*"}}}
        """);
    String s3 =
        """
        terraform {
          backend "s3" {
            bucket      = "acme"
            key         = "a/terraform.tfstate"
            region      = "eu-west-1"
            encrypt     = true
            assume_role = { role_arn = "arn:aws:iam::1:role/state" }
          }
        }
        """;
    assertThat(backend(s3)).isEmpty();
    assertThat(backend(s3.replace("::1:", "::2:"))).isNotEmpty();
    assertThat(backend(s3.replace("role_arn =", "external_id = \"x\", role_arn ="))).isNotEmpty();
    assertThat(backend(s3.replace("encrypt     = true", "encrypt     = false"))).isNotEmpty();
    assertThat(backend(s3.replace("a/terraform", "b/terraform"))).isNotEmpty();
    String cloud =
        """
        terraform {
          cloud {
            organization = "acme"
            workspaces {
              name = "a"
            }
          }
        }
        """;
    assertThat(backend(cloud)).isEmpty();
    assertThat(backend(cloud.replace("\"acme\"", "\"evil\""))).isNotEmpty();
    assertThat(backend(cloud.replace("name", "project"))).isNotEmpty();
    assertThat(backend(cloud.replace("workspaces", "hostname = \"e\"\n workspaces"))).isNotEmpty();
    String read =
        s3
            + """
            variable "service" {}
            variable "region" {}
            data "terraform_remote_state" "r" {
              for_each = toset(["x", "y"])
              backend  = "s3"
              config = {
                bucket      = "acme"
                key         = "${each.key}/terraform.tfstate"
                region      = var.region
                assume_role = { role_arn = "arn:aws:iam::1:role/state" }
              }
            }
            """;
    assertThat(backend(read)).isEmpty();
    assertThat(backend(read.replace("${each.key}", "${var.service}"))).isEmpty();
    assertThat(
            backend(
                read.replace(
                    "config = {\n    bucket      = \"acme\"",
                    "config = {\n    bucket = var.service")))
        .containsExactly("remote-state a/main.tf");
    assertThat(backend(read.replace("each.key}/", "each.key}-"))).isNotEmpty();
  }

  private List<String> backend(String code) throws IOException {
    write("checkout/a/main.tf", code);
    return of("backend-argument", "remote-state");
  }

  @Test
  void withoutAnEntryTheStatesOfAnyoneAreConstants() throws IOException {
    gate("");
    write(
        "checkout/a/main.tf",
        BACKEND
            + """
            variable "b" {}
            data "terraform_remote_state" "r" {
              backend = "gcs"
              config  = { bucket = var.b, prefix = "p" }
            }
            """);
    assertThat(of("remote-state")).containsExactly("remote-state a/main.tf");
  }

  @Test
  void versionsOfRegistryModules() throws IOException {
    gate(
        """
        modules:
          allow:
            - {source: "terraform-aws-modules/vpc/aws", version_regex: "5\\\\.[0-9.]+"}
        """);
    assertThat(module("version = \"5.1.2\"")).isEmpty();
    assertThat(module("version = \"= 5.1.2\"")).isEmpty();
    assertThat(module("version = \"6.0.0\"")).isNotEmpty();
    assertThat(module("")).isNotEmpty();
    assertThat(module("version = \"~> 5.1\"")).isNotEmpty();
    assertThat(check().out().replaceAll("\\s+", " "))
        .contains("Its version '~> 5.1' is a range, so the registry decides which code is loaded");
  }

  private List<String> module(String version) throws IOException {
    write(
        "checkout/a/main.tf",
        BACKEND
            + "module \"m\" {\n  source = \"terraform-aws-modules/vpc/aws\"\n  %s\n}\n"
                .formatted(version));
    return of("module-source");
  }

  @Test
  void whatIsLeftOutOfTheRootsIsNotJudgedAndItsFilesAre() throws IOException {
    gate("roots: [\"**\", \"!legacy/**\"]\n");
    write("checkout/a/main.tf", BACKEND + "module \"m\" {\n  source = \"../legacy/used\"\n}\n");
    String runs =
        "resource \"terraform_data\" \"x\" {\n  provisioner \"local-exec\" {\n    command = \"x\"\n  }\n}\n";
    write("checkout/legacy/old/main.tf", runs);
    write("checkout/legacy/used/main.tf", runs);
    write("checkout/legacy/old/terraform.tfstate", "{}");
    assertThat(of("provisioner")).containsExactly("provisioner legacy/used/main.tf");
    assertThat(of("state-in-checkout")).hasSize(1);
    gate("roots: [\"!legacy/**\"]\n");
    assertThat(of("provisioner")).containsExactly("provisioner legacy/used/main.tf");
    gate("roots: []\n");
    assertThat(of("provisioner")).hasSize(2);
  }

  @Test
  void entriesThatCanHaveNoEffectAreRefused() throws IOException {
    gate(
        """
        modules:
          allow:
            - {source: "./modules/*"}
            - {source: "git::https://example.com/m.git?ref=v1"}
            - {source: "git::https://example.com/m.git", version_regex: "1"}
            - {source: "acme/vpc/aws"}
            - {source: "acme/vpc/aws"}
        backends: {allow: [{type: gc, arguments: {}}]}
        provider_arguments: {allow: [{argument: aws.max_retries, value: "*"}, {argument: aws.assume_role, value: "*"}]}
        types: {deny: [data.external], allow: [data.external, data.aws_vpc, data.archive_file]}
        """);
    CommandRun.Result result = tfgate("trust", "verify", folder.resolve("trust").toString());
    assertThat(result.code()).isEqualTo(ExitCode.USAGE);
    assertThat(result.out().replaceAll("\\s+", " "))
        .contains("modules.allow[0]", "modules.allow[1]", "modules.allow[2]", "modules.allow[4]")
        .contains("backends.allow[0] (gc)", "provider_arguments.allow[0] (aws.max_retries)")
        .contains("types.allow[0] (data.external)", "types.allow[1] (data.aws_vpc)")
        .doesNotContain("modules.allow[3]", "provider_arguments.allow[1]", "types.allow[2]");
  }

  private static final Pattern FINDING =
      Pattern.compile("\"rule\":\"([a-z-]+)\",\"enforcement\":\"mandatory\",\"path\":\"([^\"]*)\"");

  private List<String> of(String... rules) {
    CommandRun.Result result = check("--format", "json");
    assertThat(result.out()).as(result.err()).startsWith("{");
    List<String> found = new ArrayList<>();
    FINDING
        .matcher(result.out().replaceAll("\\s*([:,{}])\\s*", "$1"))
        .results()
        .filter(match -> List.of(rules).contains(match.group(1)))
        .forEach(match -> found.add(match.group(1) + " " + match.group(2)));
    return found;
  }

  private CommandRun.Result check(String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "check",
                folder.resolve("checkout").toString(),
                "--mode",
                "ci",
                "--trust",
                folder.resolve("trust").toString()));
    arguments.addAll(List.of(more));
    return tfgate(arguments.toArray(String[]::new));
  }

  private CommandRun.Result tfgate(String... arguments) {
    return new CommandRun(Map.of("PATH", System.getenv("PATH")), folder, "").run(arguments);
  }

  private void gate(String text) throws IOException {
    write("trust/gate.yaml", "version: 1\n" + text);
  }

  private void write(String path, String content) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }
}
