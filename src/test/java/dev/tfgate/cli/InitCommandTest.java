package dev.tfgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.report.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * With what {@code tfgate init} drafts, a repository passes as it is, and a change to it doesn't.
 */
class InitCommandTest {
  @TempDir Path folder;

  @BeforeEach
  void aRepository() throws IOException {
    for (String name : new String[] {"a", "b", "c"}) {
      root("dev", name, "111111111111");
      root("prod", name, "222222222222");
    }
    write("repo/modules/net/main.tf", "variable \"x\" {}\n");
    write("repo/modules/spare/main.tf", "variable \"x\" {}\n");
    write("repo/cloudbuild.yaml", "steps: []\n");
    write("repo/.github/workflows/plan.yml", "on: push\n");
  }

  private void root(String stage, String name, String account) throws IOException {
    write(
        "repo/services/%s/%s/main.tf".formatted(stage, name),
        """
        terraform {
          backend "s3" {
            bucket = "acme-%1$s-tfstate"
            key    = "services/%1$s/%2$s/terraform.tfstate"
            region = "eu-west-1"
          }
        }
        variable "suffix" {}
        provider "aws" {
          assume_role {
            role_arn = "arn:aws:iam::%3$s:role/Platform-${var.suffix}"
          }
        }
        module "net" {
          source = "../../../modules/net"
          x      = 1
        }
        module "vpc" {
          source  = "terraform-aws-modules/vpc/aws"
          version = "5.1.2"
        }
        module "repo" {
          source = "git::https://github.com/acme/modules.git//%2$s?ref=v1.0.0"
        }
        data "terraform_remote_state" "net" {
          backend = "s3"
          config = {
            bucket = "acme-%1$s-tfstate"
            key    = "services/%1$s/a/terraform.tfstate"
            region = "eu-west-1"
          }
        }
        """
            .formatted(stage, name, account));
  }

  /** What the code gives away is repeated neither in gate.yaml nor in a report. */
  @Test
  void noSecretOfTheRepositoryIsRepeated() throws IOException {
    String[][] backends = {
      {"http", "address = \"https://u:hunter2@h.example.com/x\"\npassword = \"hunter2\""},
      {"s3", "bucket = \"x\"\nkey = \"y\"\nsecret_key = \"hunter2\""},
      {"s3", "bucket = \"x\"\nkey = \"y\"\nsse_customer_key = \"hunter2\""},
      {"gcs", "bucket = \"x\"\nencryption_key = \"hunter2\""},
      {"pg", "conn_str = \"postgres://user:hunter2@db.example.com/x\""},
    };
    for (int i = 0; i < backends.length; i++) {
      write(
          "repo/secret/%d/main.tf".formatted(i),
          """
        terraform {
          backend "%s" {
            %s
          }
        }
        data "terraform_remote_state" "other" {
          backend = "pg"
          config = {
            conn_str = "postgres://user:hunter2@db.example.com/x"
          }
        }
        module "m" {
          source = "git::https://joe:hunter2@example.com/net.git?ref=v1.0.0"
        }
        provider "vault" {
          address = "https://joe:hunter2@vault.example.com"
        }
        """
              .formatted((Object[]) backends[i]));
    }
    assertThat(init().code()).isEqualTo(ExitCode.PASSED);
    try (Stream<Path> files = Files.walk(folder.resolve("trust"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file)).as(file.toString()).doesNotContain("hunter2");
      }
    }
    CommandRun.Result drafted = check();
    // The address is listed for the team to decide, and all else is lifted by fingerprints.
    assertThat(drafted.out()).contains("provider-argument", "5 mandatory");
    write(
        "trust/gate.yaml",
        """
        version: 1
        backends:
          allow:
            - {type: http, arguments: {address: a, password: b}}
            - {type: s3, arguments: {bucket: a, key: b, secret_key: c}}
            - {type: gcs, arguments: {bucket: a, prefix: b}}
        """);
    for (String format : new String[] {"text", "json", "markdown", "github", "sarif", "html"}) {
      CommandRun.Result check =
          new CommandRun(Map.of(), folder.resolve("repo"), "")
              .run(
                  "check",
                  "--mode",
                  "local",
                  "--trust",
                  folder.resolve("trust").toString(),
                  "--format",
                  format);
      assertThat(check.code()).isEqualTo(ExitCode.FINDINGS);
      assertThat(check.out() + check.err()).as(format).doesNotContain("hunter2");
    }
  }

  @Test
  void theRepositoryPassesWithTheDraft() throws IOException {
    CommandRun.Result init = init();
    assertThat(init.code()).as(init.err()).isEqualTo(ExitCode.PASSED);
    String gate = Files.readString(folder.resolve("trust/gate.yaml"));
    CommandRun.Result check = check();
    assertThat(check.code()).as(gate + check.out() + check.err()).isEqualTo(ExitCode.PASSED);
    assertThat(gate)
        .contains("  - \"services/**\"\n")
        .contains("#   modules/spare\n")
        .contains(
            "{type: s3, arguments: {bucket: \"acme-dev-tfstate\", key: \"{root}/terraform.tfstate\", region: \"eu-west-1\"}, roots: [\"services/dev/*\"]}")
        .contains(
            "{argument: aws.assume_role, value: \"arn:aws:iam::111111111111:role/Platform-*\", roots: [\"services/dev/*\"]}")
        .contains("{source: \"terraform-aws-modules/vpc/aws\", version_regex: \"5\\\\.1\\\\.2\"}")
        .contains(
            "{source: \"git::https://github.com/acme/modules.git//*\", ref_regex: \"v1\\\\.0\\\\.0\"}")
        .contains("{path: \".github/workflows/\", trusted: \"ci/.github/workflows/\"}");
    assertThat(gate.lines().filter(line -> line.startsWith("    - ")))
        .allSatisfy(
            line ->
                assertThat(gate)
                    .containsPattern("    # [^\n]+\n" + java.util.regex.Pattern.quote(line)))
        .hasSizeBetween(8, 12);
    assertThat(tfgate("trust", "verify", folder.resolve("trust").toString()).code())
        .isEqualTo(ExitCode.PASSED);
  }

  @Test
  void changesAreRefused() throws IOException {
    init();
    refuses(
        "services/dev/a/new.tf",
        "terraform {\n  required_providers {\n    e = {\n      source = \"e.example/e/e\"\n    }\n  }\n}\nresource \"e_e\" \"e\" {}\n");
    refuses(
        "services/dev/a/new.tf",
        "resource \"terraform_data\" \"x\" {\n  provisioner \"local-exec\" {\n    command = \"x\"\n  }\n}\n");
    refuses(
        "services/dev/d/main.tf",
        "terraform {\n  backend \"s3\" {\n    bucket = \"acme-prod-tfstate\"\n    key = \"services/dev/d/terraform.tfstate\"\n    region = \"eu-west-1\"\n  }\n}\n");
    refuses(".github/workflows/other.yml", "on: push\n");
    refuses("cloudbuild.yaml", "steps: [{name: x}]\n");
    refuses(".gitlab-ci.yml", "x: {script: [id]}\n");
    refuses("services/dev/a/cloudbuild-more.yaml", "steps: []\n");
    refuses(
        "services/dev/a/new.tf",
        "module \"x\" {\n  source = \"terraform-aws-modules/vpc/aws\"\n  version = \"~> 5.0\"\n}\n");
    refuses(
        "services/dev/a/new.tf",
        "module \"x\" {\n  source = \"git::https://github.com/acme/modules.git//a?ref=main\"\n}\n");
    refuses(
        "services/dev/a/new.tf",
        "provider \"aws\" {\n  alias = \"x\"\n  assume_role {\n    role_arn = \"arn:aws:iam::222222222222:role/Platform-x\"\n  }\n}\n");
    assertThat(check().code()).isEqualTo(ExitCode.PASSED);
  }

  @Test
  void aStarInTheCodeIsNoPatternOfTheDraft() throws IOException {
    String code =
        """
        terraform {
          backend "gcs" {
            bucket = "*"
          }
        }
        module "m" {
          source = "git::https://h.example/*?ref=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
        }
        data "terraform_remote_state" "s" {
          backend = "gcs"
          config  = { bucket = "*" }
        }
        provider "aws" {
          assume_role {
            role_arn = "*"
          }
        }
        """;
    write("repo/stars/main.tf", code);
    write("repo/services/*/main.tf", code.replace("\"*\"", "\"plain\""));
    init();
    String gate = Files.readString(folder.resolve("trust/gate.yaml"));
    assertThat(gate.lines().filter(line -> line.startsWith("    - ")))
        .noneMatch(line -> line.contains("\"*\"") || line.contains("any: true"))
        .noneMatch(line -> line.contains("h.example") || line.contains("\"services/*\""));
    refuses(
        "services/dev/z/main.tf", code.replace("\"*\"", "\"elsewhere\"").replace("/*?", "/other?"));
  }

  private void refuses(String path, String content) throws IOException {
    Path file = folder.resolve("repo").resolve(path);
    String before = Files.exists(file) ? Files.readString(file) : null;
    write("repo/" + path, content);
    assertThat(check().code()).as(content).isEqualTo(ExitCode.FINDINGS);
    if (before == null) {
      Files.delete(file);
    } else {
      Files.writeString(file, before);
    }
  }

  @Test
  void whatIsDangerousIsLeftToDecide() throws IOException {
    write(
        "repo/services/dev/a/danger.tf",
        """
        data "external" "x" {
          program = ["x"]
        }
        resource "terraform_data" "x" {
          provisioner "local-exec" {
            command = "x"
          }
        }
        provider "kubernetes" {
          exec {
            api_version = "x"
            command     = "aws"
          }
        }
        """);
    CommandRun.Result init = init();
    assertThat(init.out())
        .contains(
            "- finding: provisioner, at services/dev/a/danger.tf:5\n",
            "- provider_arguments.allow: {argument: kubernetes.exec, any: true, roots:")
        .doesNotContain("finding: external-data", "finding: provider-argument");
    assertThat(Files.readString(folder.resolve("trust/gate.yaml")))
        .contains(
            "# - types.allow: {type: data.external, roots: [\"services/dev/a\"]}, at services/dev/a/danger.tf:1\n");
    CommandRun.Result check = check();
    assertThat(check.code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(check.out()).contains("provisioner", "external-data", "provider-argument");
    assertThat(check.out()).contains("fail: 3 mandatory");
    String decided =
        Files.readString(folder.resolve("trust/gate.yaml"))
            + """
            types:
              allow:
                - {type: data.external, roots: ["services/dev/a"]}
            """;
    Files.writeString(
        folder.resolve("trust/gate.yaml"),
        decided.replace(
            "provider_arguments:\n  allow:\n",
            "provider_arguments:\n  allow:\n    - {argument: kubernetes.exec, any: true, roots: [\"services/dev/a\"]}\n"));
    assertThat(check().out()).contains("provisioner").contains("fail: 1 mandatory");
  }

  @Test
  void aFewFoldersAmongManyRootsAreLeftOutByName() throws IOException {
    for (String name : new String[] {"d", "e", "f"}) {
      root("dev", name, "111111111111");
    }
    write("repo/services/dev/lib/main.tf", "variable \"x\" {}\n");
    write("repo/services/dev/a/lib.tf", "module \"lib\" {\n  source = \"../lib\"\n  x = 1\n}\n");
    init();
    String gate = Files.readString(folder.resolve("trust/gate.yaml"));
    assertThat(gate.substring(gate.indexOf("\nroots:"), gate.indexOf("\n# Modules")))
        .contains("  - \"services/**\"\n", "  - \"!services/dev/lib\"\n");
    assertThat(check().code()).isEqualTo(ExitCode.PASSED);
    assertThat(
            tfgate("trust", "verify", "--checkout", "repo", folder.resolve("trust").toString())
                .code())
        .isEqualTo(ExitCode.PASSED);
  }

  @Test
  void whatALinkLeadsToIsNoRoot() throws IOException {
    Files.createDirectories(folder.resolve("repo/services/dev/a/parts"));
    Files.createSymbolicLink(
        folder.resolve("repo/services/dev/a/parts/modules"), Path.of("../../../../modules"));
    init();
    CommandRun.Result roots =
        tfgate(
            "roots",
            folder.resolve("repo").toString(),
            "--trust",
            folder.resolve("trust").toString(),
            "--format",
            "lines");
    assertThat(roots.out()).contains("services/dev/a\n").doesNotContain("modules");
    assertThat(check().code()).isEqualTo(ExitCode.PASSED);
  }

  @Test
  void aFolderWhoseNameLeavesOthersOutIsNoPattern() throws IOException {
    for (String path : new String[] {"!services/dev/a", "!services/**"}) {
      write(
          "repo/" + path + "/main.tf",
          "terraform {\n  backend \"gcs\" {\n    bucket = \"evil\"\n  }\n}\ndata \"external\" \"x\" {\n  program = [\"x\"]\n}\n");
    }
    assertThat(init().out())
        .contains("- undecided: roots can't name '!services/dev/a'")
        .contains("- finding: external-data, in 2 places");
    assertThat(Files.readString(folder.resolve("trust/gate.yaml")))
        .doesNotContain("\"!")
        .doesNotContain("evil");
    assertThat(
            tfgate(
                    "roots",
                    folder.resolve("repo").toString(),
                    "--trust",
                    folder.resolve("trust").toString(),
                    "--format",
                    "lines")
                .out())
        .contains("services/dev/a\n", "services/prod/a\n");
  }

  @Test
  void configurationsOfCloudBuildAreGovernedByAnyOfTheirNames() throws IOException {
    write("repo/build/int.cloudbuild.yaml", "steps: []\n");
    write("repo/build/int.cloudbuild.agent.yml", "steps: []\n");
    init();
    assertThat(Files.readString(folder.resolve("trust/gate.yaml")))
        .contains("{path: \"build/int.cloudbuild.yaml\", trusted:")
        .contains("{path: \"build/int.cloudbuild.agent.yml\", trusted:");
    refuses("build/prod.cloudbuild.yaml", "steps: []\n");
  }

  @Test
  void theAccountOfARoleStaysInItsPattern() throws IOException {
    StringBuilder roles = new StringBuilder();
    for (int i = 0; i < 9; i++) {
      roles.append(
          """
          provider "aws" {
            alias = "a%1$d"
            assume_role {
              role_arn = "arn:aws:iam::33333333333%1$d:role/reader"
            }
          }
          provider "aws" {
            alias = "b%1$d"
            assume_role {
              role_arn = "arn:aws:iam::444444444444:role/Deploy-%1$d"
            }
          }
          """
              .formatted(i));
    }
    write("repo/services/dev/a/roles.tf", roles.toString());
    init();
    assertThat(Files.readString(folder.resolve("trust/gate.yaml")))
        .contains("value: \"arn:aws:iam::444444444444:role/Deploy-*\"")
        .contains("value: \"arn:aws:iam::333333333333:role/reader\"")
        .doesNotContain("iam::*");
    assertThat(check().code()).isEqualTo(ExitCode.PASSED);
    write(
        "repo/services/dev/a/more.tf",
        "provider \"aws\" {\n  alias = \"x\"\n  assume_role {\n    role_arn = \"arn:aws:iam::999999999999:role/reader\"\n  }\n}\n");
    assertThat(check().code()).isEqualTo(ExitCode.FINDINGS);
  }

  @Test
  void theValueOfADangerousArgumentStandsInItsEntry() throws IOException {
    write(
        "repo/services/dev/a/kube.tf",
        "provider \"kubernetes\" {\n  config_path = \"/etc/kube/config\"\n}\n");
    assertThat(init().out())
        .contains(
            "- provider_arguments.allow: {argument: kubernetes.config_path, value: \"/etc/kube/config\", roots: [\"services/dev/a\"]}, at");
  }

  @Test
  void theStateOfAWorkspaceIsAdmittedWithIt() throws IOException {
    write(
        "repo/services/dev/a/workspace.tf",
        """
        variable "stage" {}
        data "terraform_remote_state" "w" {
          backend   = "s3"
          workspace = "prod-${var.stage}"
          config = {
            bucket = "acme-${var.stage}"
            key    = "w.tfstate"
            region = "eu-west-1"
          }
        }
        """);
    init();
    assertThat(Files.readString(folder.resolve("trust/gate.yaml")))
        .contains(
            "{type: s3, arguments: {bucket: \"acme-*\", key: \"w.tfstate\", region: \"eu-west-1\", workspace: \"prod-*\"}, roots: [\"services/dev/a\"]}");
    assertThat(folder.resolve("trust/exceptions.yaml")).content().doesNotContain("remote-state");
    assertThat(check().code()).isEqualTo(ExitCode.PASSED);
  }

  @Test
  void whatNothingLiftsIsToBeMended() throws IOException {
    write("repo/services/dev/a/terraform.tfstate", "{\"version\": 4, \"resources\": []}\n");
    assertThat(init().out())
        .contains("- to mend: state-in-checkout, at services/dev/a/terraform.tfstate\n");
    assertThat(check().code()).isEqualTo(ExitCode.FINDINGS);
  }

  @Test
  void aSecondRunShowsWhatWouldChange() throws IOException {
    init();
    CommandRun.Result same = init();
    assertThat(same.code()).isEqualTo(ExitCode.PASSED);
    assertThat(same.out()).doesNotContain("@@").contains("is what would be written now");
    String before = Files.readString(folder.resolve("trust/gate.yaml"));
    write(
        "repo/services/dev/a/more.tf",
        "module \"x\" {\n  source = \"acme/x/aws\"\n  version = \"1.0.0\"\n}\n");
    CommandRun.Result second = init();
    assertThat(second.out())
        .contains("+    - {source: \"acme/x/aws\", version_regex: \"1\\\\.0\\\\.0\"}")
        .contains("Nothing was written");
    assertThat(Files.readString(folder.resolve("trust/gate.yaml"))).isEqualTo(before);
    assertThat(init("--force").out()).contains("Wrote ");
    assertThat(Files.readString(folder.resolve("trust/gate.yaml"))).contains("acme/x/aws");
  }

  @Test
  void aSecondRunIsNoFurtherReprieve() throws IOException {
    write(
        "repo/services/dev/a/more.tf",
        "module \"x\" {\n  source = \"git::https://github.com/acme/other.git?ref=develop\"\n}\n");
    init();
    Path exceptions = folder.resolve("trust/exceptions.yaml");
    String today = LocalDate.now(ZoneOffset.UTC).toString();
    String earlier =
        Files.readString(exceptions).replaceAll("expires: [0-9-]+", "expires: " + today);
    Files.writeString(exceptions, earlier);
    assertThat(init().out()).doesNotContain("@@").contains("is what would be written now");
    Files.writeString(exceptions, earlier.replace(today, "2020-02-02"));
    assertThat(init().out()).contains("-  - {rule: module-source", "expires: 2020-02-02}\n+  - {");
  }

  @Test
  void whatIsPinnedAlreadyStays() throws IOException {
    write(
        "trust/gate.yaml",
        "version: 1\nterraform: {plugin_dir: /opt/p, manifest: plugins-manifest.yaml}\n");
    write("trust/plugins-manifest.yaml", "version: 1\nproviders: []\n");
    CommandRun.Result second = init();
    assertThat(second.out())
        .contains("+  plugin_dir: \"/opt/p\"\n+  manifest: plugins-manifest.yaml\n")
        .doesNotContain("+++ plugins-manifest.yaml");
  }

  @Test
  void policiesAreTakenInWithTheirFindingsExcepted() throws IOException {
    write(
        "repo/services/dev/a/role.tf",
        """
        resource "google_project_iam_member" "x" {
          project = "p"
          role    = "roles/owner"
          member  = "user:x@acme.example"
        }
        """);
    CommandRun.Result init = init("--policies", Path.of("policies").toAbsolutePath().toString());
    assertThat(init.code()).as(init.err()).isEqualTo(ExitCode.PASSED);
    assertThat(Files.readString(folder.resolve("trust/gate.yaml")))
        .contains("policies: [policies]\n");
    assertThat(Files.readString(folder.resolve("trust/policies/gcp-iam.yaml")))
        .isEqualTo(Files.readString(Path.of("policies/gcp-iam.yaml")));
    assertThat(Files.readString(folder.resolve("trust/exceptions.yaml")))
        .contains("{rule: gcp-no-basic-role, path: \"services/dev/a/role.tf\"");
    assertThat(check().code()).isEqualTo(ExitCode.PASSED);
    refuses(
        "services/dev/b/role.tf",
        "resource \"google_project_iam_member\" \"y\" {\n  project = \"p\"\n  role = \"roles/editor\"\n  member = \"user:x@acme.example\"\n}\n");
    assertThat(init("--policies", "x", "--no-policies").code()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void whatIsPrintedCannotDriveATerminal() throws IOException {
    write("repo/.github/workflows/plan.yml", "# \u001b]0;owned\u0007\n::error::x\non: push\n");
    CommandRun.Result first =
        tfgate("init", folder.resolve("repo").toString(), "--output", "trust\u001b[2J it's");
    assertThat(first.code()).as(first.err()).isEqualTo(ExitCode.PASSED);
    assertThat(first.out()).doesNotContain("\u001b").contains("trust\\x1b[2J it'\\''s'\n");
    write("trust/gate.yaml", "version: 1\n");
    CommandRun.Result second = init();
    assertThat(second.out())
        .contains("+# \\x1b]0;owned\\x07\n")
        .doesNotContain("\u001b")
        .doesNotContainPattern("(?m)^::");
  }

  @Test
  void theCommandThatFollowsCanBeCopied() throws IOException {
    String out = init().out();
    String command =
        out.lines().filter(line -> line.startsWith("  tfgate ")).findFirst().orElse("");
    CommandRun.Result check = tfgate(command.strip().substring("tfgate ".length()).split(" "));
    assertThat(check.code()).as(check.out() + check.err()).isEqualTo(ExitCode.PASSED);
  }

  @Test
  void aBranchIsNoFixedRevision() throws IOException {
    write(
        "repo/services/dev/a/more.tf",
        "module \"x\" {\n  source = \"git::https://github.com/acme/other.git?ref=develop\"\n}\n");
    init();
    assertThat(Files.readString(folder.resolve("trust/gate.yaml"))).doesNotContain("acme/other");
    assertThat(Files.readString(folder.resolve("trust/exceptions.yaml")))
        .contains("rule: module-source, path: \"services/dev/a/more.tf\"");
    assertThat(check().code()).isEqualTo(ExitCode.PASSED);
  }

  @Test
  void whatIsAskedHasToBeTold() {
    assertThat(tfgate("init", folder.resolve("repo").toString()).code()).isEqualTo(ExitCode.USAGE);
    assertThat(tfgate("init", folder.resolve("none").toString(), "--output", "x").code())
        .isEqualTo(ExitCode.USAGE);
  }

  private CommandRun.Result init(String... more) {
    String[] arguments = new String[4 + more.length];
    arguments[0] = "init";
    arguments[1] = folder.resolve("repo").toString();
    arguments[2] = "--output";
    arguments[3] = folder.resolve("trust").toString();
    System.arraycopy(more, 0, arguments, 4, more.length);
    return tfgate(arguments);
  }

  private CommandRun.Result check() {
    return tfgate(
        "check",
        folder.resolve("repo").toString(),
        "--mode",
        "ci",
        "--trust",
        folder.resolve("trust").toString());
  }

  private CommandRun.Result tfgate(String... arguments) {
    return new CommandRun(Map.of("PATH", System.getenv("PATH")), folder, "").run(arguments);
  }

  private void write(String path, String content) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }
}
