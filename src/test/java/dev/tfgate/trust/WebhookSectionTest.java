package dev.tfgate.trust;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.trust.WebhookSettings.SecretAddress;
import dev.tfgate.yaml.Problem;
import dev.tfgate.yaml.Problems;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebhookSectionTest {
  private static final String VALID =
      """
      version: 1
      webhook:
        repositories: [acme/infra]
        base_branches: [main]
        paths: ["services/**"]
        plan:
          configuration: gs://acme-ci-config/terraform/cloudbuild.yaml
          service_account: terraform-plan@acme-ci.iam.gserviceaccount.com
        apply:
          configuration: apply.yaml
          service_account: terraform-apply@acme-ci.iam.gserviceaccount.com
        build:
          project: acme-ci
          region: europe-west1
          image: europe-west1-docker.pkg.dev/acme-ci/ci/tfgate@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
          substitutions: {_ROOT: services/shop/dev}
          source: "projects/acme-ci/locations/europe-west1/connections/github/repositories/{owner}-{name}"
        start: {associations: [OWNER], drafts: true, command: /plan}
        secret:
          - sm://projects/acme-ci/secrets/webhook/versions/2
          - old-secret
        token: sm://projects/acme-ci/secrets/token/versions/1
        state: gs://acme-ci-webhook/state
        report: gs://acme-ci-reports/{build}.md
        push:
          audience: https://hook.example/events/build
          service_account: push@acme-ci.iam.gserviceaccount.com
        api: https://github.acme.example/api/v3
      """;

  @TempDir private Path trust = Path.of("");

  @Test
  void everyKeyIsRead() throws IOException {
    Problems problems = new Problems();
    WebhookSettings webhook = read(VALID, problems).orElseThrow();
    assertThat(problems.sorted()).isEmpty();
    assertThat(webhook.repositories()).containsExactly("acme/infra");
    assertThat(webhook.baseBranches()).containsExactly("main");
    assertThat(webhook.plan().configuration())
        .hasToString("gs://acme-ci-config/terraform/cloudbuild.yaml");
    assertThat(Objects.requireNonNull(webhook.apply()).configuration())
        .hasToString("file://" + trust + "/apply.yaml");
    assertThat(webhook.build().substitutions()).isEqualTo(Map.of("_ROOT", "services/shop/dev"));
    assertThat(webhook.start())
        .isEqualTo(new WebhookSettings.Start(List.of("OWNER"), true, "/plan"));
    assertThat(webhook.secrets())
        .containsExactly(
            new SecretAddress.Version("projects/acme-ci/secrets/webhook/versions/2"),
            new SecretAddress.InFile(trust.resolve("old-secret")));
    assertThat(webhook.state()).hasToString("gs://acme-ci-webhook/state/");
    assertThat(webhook.reportOf("b1").orElseThrow()).hasToString("gs://acme-ci-reports/b1.md");
    assertThat(webhook.api()).hasToString("https://github.acme.example/api/v3");
    assertThat(GateYaml.isValid(VALID)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "repositories: [acme/infra] | repositories: [acme/*] | without patterns",
        "repositories: [acme/infra] | repositories: [acme/..] | a repository such as",
        "repositories: [acme/infra] | repositories: [] | at least one",
        "base_branches: [main] | base_branches: ['release/*'] | could make a branch",
        "base_branches: [main] | base_branches: [a..b] | the name of a branch",
        "paths: [\"services/**\"] | paths: [/etc] | inside the checkout",
        "cloudbuild.yaml | `` | found a folder",
        "terraform-apply@ | terraform-plan@ | the same service_account",
        "terraform-apply@acme-ci.iam.gserviceaccount.com | someone@gmail.com | a service account",
        "project: acme-ci | project: ACME | a project's id",
        "sha256:0123456789abcdef | latest: | by digest",
        "_ROOT | _IMAGE | tfgate itself sets",
        "_ROOT | ROOT | a substitution's name",
        "{owner}-{name} | {branch} | a connected repository",
        "associations: [OWNER] | associations: [FRIEND] | expected OWNER",
        "command: /plan | command: plan | a command such as",
        "versions/2 | versions/latest | with the number of a version",
        "old-secret | gs://acme/secret | a bucket is no place",
        "token: sm://projects | tokn: sm://projects | did you mean \"token\"",
        "reports/{build}.md | reports/x.md | with {build}",
        "audience: https://hook | audience: http://hook | the https:// address",
        "api: https://github | api: http://github | an https:// address",
        "api: https://github.acme.example/ | api: https://u:p@github.acme.example/ | an https:// address"
      })
  void whatIsWrongIsSaid(String good, String bad, String message) throws IOException {
    String yaml = VALID.replace(good, bad);
    assertThat(yaml).isNotEqualTo(VALID);
    Problems problems = new Problems();
    read(yaml, problems);
    assertThat(problems.sorted())
        .anySatisfy(problem -> assertThat(problem.message()).contains(message));
  }

  @Test
  void everythingThatIsMissingIsSaidAtOnce() throws IOException {
    Problems problems = new Problems();
    read("version: 1\nwebhook: {secret: []}\n", problems);
    assertThat(problems.sorted())
        .extracting(Problem::message)
        .contains(
            "webhook: the key \"repositories\" is missing",
            "webhook: the key \"base_branches\" is missing",
            "webhook: the key \"plan\" is missing",
            "webhook: the key \"build\" is missing",
            "webhook: the key \"token\" is missing",
            "webhook: the key \"state\" is missing",
            "webhook.secret: expected one secret, or two while it is rotated, found a list of 0");
    assertThat(GateYaml.isValid("version: 1\nwebhook: {secret: []}\n")).isFalse();
  }

  private Optional<WebhookSettings> read(String yaml, Problems problems) throws IOException {
    return GateYaml.read(trust, yaml, problems).map(Trust::webhook);
  }
}
