package dev.tfgate.gate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tfgate.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code docs/style.md} asks of messages, as far as it can be seen. */
class MessagesTest {
  /** A sentence that says what to do begins with one of these. */
  private static final Pattern ADVICE =
      Pattern.compile(
          "(^|[.] |: )(Add|Apply|Ask|Check|Compute|Correct|Create|Get|Give|Grant|Let|Make|Mend|Mount|Move|Name"
              + "|Pass|Pin|Plan|Put|Raise|Read|Remove|Rename|Replace|Require|Restore|Run|Set|Start|Use|Write|After|In CI"
              + "|'tfgate)[ ,]");

  /** Two sentences in one, and words that the style page names. */
  private static final Pattern JOINED =
      Pattern.compile(
          "; |can't be told|of its choice|checkout's choice|author's choice|, for (it|its)|none such");

  private static final int LONGEST = 600;

  @TempDir Path folder;

  @Test
  void noTextOfARuleIsJoinedOrVague() throws IOException {
    Pattern literal = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");
    Map<String, String> wrong = new TreeMap<>();
    try (Stream<Path> files = Files.walk(Path.of("src/main/java/dev/tfgate/rules"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        String source = Files.readString(file).replaceAll("(?m)^\\s*(\\*|//|/\\*).*$", "");
        literal
            .matcher(source.replaceAll("\"\\s*\\+\\s*\"", ""))
            .results()
            .map(match -> match.group(1))
            .filter(text -> text.matches("[A-Z'%a-z].* .*"))
            .filter(text -> JOINED.matcher(text).find() || text.length() > LONGEST)
            .forEach(text -> wrong.put(text, file.getFileName().toString()));
      }
    }
    assertThat(wrong).isEmpty();
  }

  /** What the style page replaces is nowhere in pages and docstrings. */
  @Test
  void pagesAndDocstringsNameRolesAndCauses() throws IOException {
    Pattern riddle = Pattern.compile("\\b[Ww]hoever\\b|can't be told|\\bits kin\\b|\\bnonsense\\b");
    List<String> wrong = new ArrayList<>();
    for (String top : List.of("docs", "README.md", "src/main/java", "src/main/resources")) {
      try (Stream<Path> files = Files.walk(Path.of(top))) {
        for (Path file : files.filter(MessagesTest::isProse).toList()) {
          for (String line : Files.readAllLines(file)) {
            if (riddle.matcher(line).find()) {
              wrong.add(file + ": " + line.strip());
            }
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static boolean isProse(Path file) {
    return file.toString().matches(".*[.](md|java|facts)") && !file.endsWith("style.md");
  }

  /** Ten findings, each read by itself. */
  @Test
  void everyFindingSaysWhatToDo() throws IOException {
    Path checkout = Files.createDirectories(folder.resolve("checkout"));
    Path root = Files.createDirectories(checkout.resolve("svc"));
    Files.createDirectory(checkout.resolve(".git"));
    Path trust = Files.createDirectory(folder.resolve("trust"));
    Files.writeString(
        trust.resolve("gate.yaml"),
        """
        version: 1
        modules: {allow: [{source: "acme/net/google", version_regex: "1[.]2[.][0-9]+"}]}
        backends: {allow: [{type: gcs, arguments: {bucket: acme-tfstate, prefix: "{root}"}}]}
        remote_state: {allow: [{type: gcs, arguments: {bucket: acme-tfstate, prefix: svc}}]}
        policies: [policies.yaml]
        contact: "#platform on Slack"
        """);
    Files.writeString(
        trust.resolve("policies.yaml"),
        """
        version: 1
        policies:
        - id: no-owner
          title: Owner is not granted
          on: [config]
          match: {resource: [google_project_iam_member]}
          deny: resource.role == "roles/owner"
          message: "'roles/owner for ' + resource.member"
          why: Owner can undo every other limit. So nobody keeps it.
          fix: Grant a narrower role.
          tests:
          - {name: owner, deny: true, hcl: 'resource "google_project_iam_member" "x" { role = "roles/owner" }'}
        """);
    Files.writeString(
        trust.resolve("plugins-manifest.yaml"),
        Files.readString(Path.of("src/test/rules/trust/plugins-manifest.yaml")));
    Files.writeString(
        root.resolve("main.tf"),
        """
        terraform {
          required_providers {
            aws = { source = "hashicorp/aws", version = "~> 4.0" }
            evil = { source = "evil/evil" }
          }
          backend "gcs" {
            bucket = "other"
          }
        }
        locals {
          sa = "other@acme.iam.gserviceaccount.com"
        }
        variable "x" {}
        provider "google" {
          impersonate_service_account = local.sa
        }
        module "r" {
          source  = "acme/net/google"
          version = "~> 1.2.3"
        }
        data "terraform_remote_state" "s" {
          backend = "gcs"
          config  = { bucket = var.x, prefix = "svc" }
        }
        data "external" "e" {
          program = ["id"]
        }
        output "f" {
          value = file("/etc/passwd")
        }
        resource "google_project_iam_member" "o" {
          role   = "roles/owner"
          member = "user:eve@example.com"
        }
        """);
    Files.writeString(
        root.resolve(".terraform.lock.hcl"),
        """
        provider "registry.terraform.io/hashicorp/aws" {
          version = "4.67.0"
          hashes  = ["h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="]
        }
        """);
    List<String> wanted =
        List.of(
            "Its value is 'other@acme.iam.gserviceaccount.com'. Remove it, or ask the platform team to allow {argument: google.impersonate_service_account, value: \"other@acme.iam.gserviceaccount.com\"} under provider_arguments.allow in gate.yaml.",
            "Its version '~> 1.2.3' is a range, so the registry decides which code is loaded, and no entry of modules.allow admits a range. Write one version, such as version = \"1.2.3\".",
            "The remote state has a 'bucket' that is not a constant (var.x has no default, and no .tfvars file of 'svc' sets it). Allowed is bucket 'acme-tfstate', prefix 'svc'.",
            "Write version = \"5.100.0\" into required_providers, run 'terraform init -upgrade' and commit the lock file.",
            "roles/owner for user:eve@example.com. Owner can undo every other limit. Grant a narrower role.",
            "The backend has bucket 'other' and no prefix. Allowed is bucket 'acme-tfstate', prefix 'svc'. Use an allowed one, or ask the platform team to add {type: gcs, arguments: {bucket: \"other\"}} under backends.allow in gate.yaml.",
            "The provider 'registry.terraform.io/evil/evil' is not pinned, but required_providers entry 'evil' requests it.",
            "admits no pinned version. Pinned is 5.100.0, and CI can load no other. Write a constraint that admits it, or ask the platform team to pin another version.",
            "'data.external' runs a program from the checkout at plan time, before anyone has approved the plan. Compute the value in the configuration or pass it in as a variable, or ask the platform team to add 'data.external' under types.allow in gate.yaml.",
            "The function file() reads '/etc/passwd', an absolute path of the machine. The plan shows what it reads, and that may be credentials. Name a file below path.module.");
    JsonNode report =
        new ObjectMapper()
            .readTree(
                new CommandRun(Map.of(), checkout, "")
                    .run(
                        "check", "--mode", "local", "--trust", trust.toString(), "--format", "json")
                    .out());
    assertThat(report.get("findings")).hasSizeGreaterThan(wanted.size() - 1);
    for (JsonNode finding : report.get("findings")) {
      assertThat(finding.get("message").asText()).containsPattern(ADVICE);
    }
    for (String format : List.of("text", "markdown", "github")) {
      String printed =
          new CommandRun(Map.of(), checkout, "")
              .run("check", "--mode", "local", "--trust", trust.toString(), "--format", format)
              .out();
      assertThat(printed.lines().filter(line -> line.startsWith(" ")))
          .allMatch(line -> line.length() <= 80);
      String plain =
          printed
              .replace("%2C", ",")
              .replace("%3A", ":")
              .replace("%25", "%")
              .replace("&gt;", ">")
              .replaceAll("[\\\\\u2060]", "")
              .replaceAll("\\s+", " ");
      List<String> shown = wanted.stream().filter(plain::contains).toList();
      // GitHub shows ten annotations, of which the last counts those that are left.
      assertThat(shown).as(plain).hasSizeGreaterThanOrEqualTo(format.equals("github") ? 8 : 10);
    }
  }
}
