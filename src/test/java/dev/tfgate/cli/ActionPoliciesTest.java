package dev.tfgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tfgate.report.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Policies judge actions as they judge resources: as written, planned and deferred. */
class ActionPoliciesTest {
  private static final String CODE =
      """
      variable "paths" {
        default = ["/*"]
      }

      action "aws_cloudfront_create_invalidation" "x" {
        config {
          paths = var.paths
        }
      }
      """;

  @TempDir Path folder;
  private Path checkout;
  private Path trust;

  @BeforeEach
  void aPolicyOnActions() throws IOException {
    checkout = Files.createDirectories(folder.resolve("checkout"));
    Files.createDirectories(checkout.resolve(".git"));
    Files.createDirectories(checkout.resolve("dev"));
    Files.createDirectories(checkout.resolve("m"));
    trust = folder.resolve("trust");
    Files.createDirectories(trust.resolve("policies"));
    Files.writeString(
        trust.resolve("gate.yaml"),
        "version: 1\npolicies: [policies]\nrules: {provider-not-pinned: {enforcement: advisory}}\n");
    Files.writeString(
        trust.resolve("policies/p.yaml"),
        """
        version: 1
        policies:
        - id: whole-cache
          title: The whole cache is thrown away
          on: [config, plan]
          match: {action: [aws_cloudfront_*]}
          deny: resource.paths.exists(p, p == "/*")
          message: block.address + " throws all away"
          tests:
          - name: all
            hcl: |
              action "aws_cloudfront_create_invalidation" "x" {
                config {
                  paths = ["/*"]
                }
              }
            deny: true
          - name: one
            hcl: |
              action "aws_cloudfront_create_invalidation" "x" {
                config {
                  paths = ["/a"]
                }
              }
            deny: false
          - name: invoked
            plan:
              mode: action
              type: aws_cloudfront_create_invalidation
              after: {paths: ["/*"]}
            deny: true
        - id: invoked
          title: An action is invoked
          enforcement: advisory
          on: [plan]
          match: {action: ["*"], actions: [invoke]}
          deny: change.action == "invoke" && change.actions == ["invoke"]
          message: change.module + " " + block.kind + " " + string(change.deferred)
        - id: objects
          title: Actions are no objects
          on: [plan]
          match: {resource: ["*"], action: ["*"]}
          deny: root.resources.exists(r, r.kind == "action")
        """);
  }

  @Test
  void theTestsOfThePolicyPass() {
    CommandRun.Result result = tfgate("policy", "test", "--trust", trust.toString());
    assertThat(result.code()).as(result.out() + result.err()).isEqualTo(ExitCode.PASSED);
  }

  @Test
  void whatIsWrittenIsJudged() throws IOException {
    Files.writeString(checkout.resolve("m/main.tf"), CODE);
    Files.writeString(checkout.resolve("dev/main.tf"), "module \"m\" {\n  source = \"../m\"\n}\n");
    assertThat(findings("check", "."))
        .containsExactly(
            "m/main.tf:7 module.m.action.aws_cloudfront_create_invalidation.x throws all away");
    Files.writeString(
        checkout.resolve("dev/main.tf"),
        "module \"m\" {\n  source = \"../m\"\n  paths = [\"/a\"]\n}\n");
    assertThat(findings("check", ".")).isEmpty();
    Files.writeString(
        checkout.resolve("m/other.tf.json"),
        """
        {"action": {"aws_cloudfront_create_invalidation": {"y": {"count": 1, "config": {"paths": ["/*"]}}}}}
        """);
    assertThat(findings("check", ".")).hasSize(1);
    Files.writeString(
        checkout.resolve("m/other.tf.json"),
        """
        {"action": {"aws_cloudfront_create_invalidation": {"y": {"count": 0, "config": {"paths": ["/*"]}}}}}
        """);
    assertThat(findings("check", ".")).isEmpty();
  }

  @Test
  void whatIsInvokedIsJudged() throws IOException {
    String invocation =
        """
        {"address": "module.m[\\"a.b\\"].action.aws_cloudfront_create_invalidation.x[\\".action.\\"]",
         "type": "aws_cloudfront_create_invalidation", "name": "x",
         "config_values": {"paths": %s}, "config_unknown": %s, "config_sensitive": {},
         "provider_name": "registry.terraform.io/hashicorp/aws"}
        """;
    String known = invocation.formatted("[\"/*\"]", "{}");
    String unknown = invocation.formatted("null", "{\"paths\": true}");
    Files.writeString(checkout.resolve("m/main.tf"), CODE);
    Files.writeString(checkout.resolve("dev/main.tf"), "module \"m\" {\n  source = \"../m\"\n}\n");
    assertThat(planned("\"action_invocations\": [%s],".formatted(known)))
        .anyMatch(
            finding -> finding.startsWith("m/main.tf:5") && finding.endsWith("throws all away"))
        .anyMatch(finding -> finding.endsWith("module.m action false"));
    assertThat(planned("\"action_invocations\": [%s],".formatted(unknown)))
        .anyMatch(finding -> finding.endsWith("throws all away"));
    assertThat(
            planned(
                "\"deferred_action_invocations\": [{\"reason\": \"x\", \"action_invocation\": %s}],"
                    .formatted(known)))
        .anyMatch(finding -> finding.endsWith("throws all away"))
        .anyMatch(finding -> finding.endsWith("module.m action true"));
    assertThat(planned("")).isEmpty();
  }

  private List<String> planned(String section) throws IOException {
    Path plan =
        Files.writeString(
            folder.resolve("plan.json"),
            """
            {"format_version": "1.2", "terraform_version": "1.16.4", %s
             "resource_changes": [
               {"address": "terraform_data.x", "mode": "managed", "type": "terraform_data", "name": "x",
                "provider_name": "terraform.io/builtin/terraform",
                "change": {"actions": ["create"], "before": null, "after": {}, "after_unknown": {}}}],
             "configuration": {"root_module": {}}}
            """
                .formatted(section));
    return findings("plan", "check", plan.toString(), "--root", "dev");
  }

  private List<String> findings(String... command) throws IOException {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(List.of("--trust", trust.toString(), "--mode", "local", "--format", "json"));
    CommandRun.Result result = tfgate(arguments.toArray(String[]::new));
    List<String> found = new ArrayList<>();
    for (JsonNode finding : new ObjectMapper().readTree(result.out()).get("findings")) {
      if (List.of("whole-cache", "invoked", "objects").contains(finding.get("rule").asText())) {
        found.add(
            finding.get("path").asText()
                + ":"
                + finding.get("line").asText()
                + " "
                + finding.get("message").asText());
      }
    }
    return found;
  }

  private CommandRun.Result tfgate(String... arguments) {
    return new CommandRun(Map.of(), checkout, "").run(arguments);
  }
}
