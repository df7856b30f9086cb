package dev.tfgate.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tfgate.ProgramRun;
import dev.tfgate.plugins.RealMirror;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The accounts and roles of the examples by the real Terraform and, where they are, providers. */
class IdentityExamplesIT {
  private static final Path EXAMPLE = Path.of("examples/identities");
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The provider is configured by nobody's keys, and asks nobody. */
  private static final String ALONE =
      """
      terraform {
        backend "local" {}
      }

      provider "aws" {
        access_key                  = "nobody"
        secret_key                  = "nothing"
        skip_credentials_validation = true
        skip_metadata_api_check     = true
        skip_requesting_account_id  = true
      }
      """;

  @TempDir Path folder;

  @Test
  void eachRoleTrustsTheOneAccountOfItsName() throws Exception {
    copy("aws");
    terraform("validate");
    terraform("plan", "-input=false", "-out=plan");
    JsonNode plan = JSON.readTree(terraform("show", "-json", "plan"));
    JsonNode accounts = plan.at("/variables/accounts/value");
    JsonNode sample = JSON.readTree(Files.readString(EXAMPLE.resolve("trust-policy.json")));
    String sampled =
        sample.at("/Statement/0/Condition/StringEquals/accounts.google.com:sub").asText();
    List<String> roles = new ArrayList<>();
    for (JsonNode change : plan.get("resource_changes")) {
      if (change.get("type").asText().equals("aws_iam_role")) {
        String name = change.at("/change/after/name").asText();
        roles.add(name);
        assertThat(JSON.readTree(change.at("/change/after/assume_role_policy").asText()))
            .isEqualTo(
                JSON.readTree(sample.toString().replace(sampled, accounts.get(name).asText())));
      }
    }
    assertThat(roles).hasSize(10).contains("plan-shop-dev", "apply-shop-dev");
    assertThat(accounts.get("plan-shop-dev").asText()).isEqualTo(sampled);
    // An e-mail address in the place of a number would trust nobody, or somebody else.
    Files.writeString(
        folder.resolve("accounts.auto.tfvars.json"),
        "{\"accounts\": {\"plan-a\": \"plan-a@acme-ci.iam.gserviceaccount.com\"}}");
    assertThat(run("plan", "-input=false").output()).contains("numeric id of 21 digits");
  }

  @Test
  void theAccountsAreValid() throws Exception {
    copy("google");
    terraform("validate");
  }

  private void copy(String provider) throws Exception {
    Path mirror = RealMirror.find();
    assumeTrue(
        Files.isDirectory(mirror.resolve("registry.terraform.io/hashicorp/" + provider)),
        "the mirror has no provider %s: this test is skipped".formatted(provider));
    try (Stream<Path> files = Files.list(EXAMPLE.resolve(provider))) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(file.getFileName().toString()));
      }
    }
    // No state is asked for, and no account.
    Files.writeString(
        folder.resolve("alone_override.tf"),
        provider.equals("aws") ? ALONE : ALONE.substring(0, ALONE.indexOf("\nprovider")));
    terraform("init", "-input=false", "-plugin-dir=" + mirror);
  }

  private String terraform(String... arguments) throws Exception {
    return run(arguments).passed();
  }

  private ProgramRun run(String... arguments) throws Exception {
    assumeTrue(Files.isExecutable(World.terraform()), "there is no terraform here");
    List<String> command = new ArrayList<>(List.of(World.terraform().toString()));
    command.addAll(List.of(arguments));
    return ProgramRun.in(folder, folder, Duration.ofMinutes(5), command);
  }
}
