package dev.tfgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The accounts, roles and trust policies of the examples are those that gate.yaml names. */
class IdentityExamplesTest {
  private static final Path EXAMPLE = Path.of("examples/identities");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern RESOURCE = Pattern.compile("(?m)^resource \"(google_\\w+)\"");

  @TempDir private Path folder = Path.of("");

  @ParameterizedTest
  @ValueSource(strings = {"aws", "google"})
  void tfgateFindsNothing(String root) throws IOException {
    Path trust = Files.createDirectory(folder.resolve("trust"));
    Files.writeString(
        trust.resolve("gate.yaml"),
        """
        version: 1
        terraform: {plugin_dir: /opt/terraform/plugins, manifest: plugins-manifest.yaml}
        backends: {allow: [{type: gcs, arguments: {bucket: acme-tfstate, prefix: "{root}"}}]}
        """);
    Files.writeString(
        trust.resolve("plugins-manifest.yaml"),
        Files.readString(Path.of("plugins-manifest.yaml"))
            + """
            - source: registry.terraform.io/hashicorp/google
              version: "7.46.0"
              platforms:
                linux_amd64:
                  h1: "h1:QzKN/9fIIGcv0r/ZoQvJUKjjkYvVFzAg1nCurVmVick="
                  executable: "terraform-provider-google"
                  files:
                  - {path: "terraform-provider-google", size: 1, mode: "0755", sha256: "%s"}
            """
                .formatted("0".repeat(64)));
    CommandRun.Result result =
        new CommandRun(Map.of(), Path.of("").toAbsolutePath(), "")
            .run(
                "check",
                "--mode=local",
                "--trust=" + trust,
                "--format=json",
                EXAMPLE.resolve(root).toString());
    JsonNode report = JSON.readTree(result.out());
    assertThat(report.path("findings").isEmpty()).as(result.out() + result.err()).isTrue();
    assertThat(report.path("verdict").asText()).as(result.err()).isEqualTo("pass");
    assertThat(report.at("/roots/0/path").asText()).isEqualTo(EXAMPLE.resolve(root).toString());
  }

  /** Who each root of the example monorepo is, has an account and a role here; and nobody else. */
  @Test
  void thereIsAnAccountAndARoleForEachRootAndPhase() throws IOException {
    Set<String> wanted = new TreeSet<>();
    for (String root :
        List.of(
            "platform/network",
            "platform/events",
            "services/billing/dev",
            "services/billing/prod",
            "services/shop/dev",
            "services/shop/prod")) {
      String who =
          new CommandRun(Map.of(), Path.of("").toAbsolutePath(), "")
              .run(
                  "doctor",
                  "--mode=local",
                  "--trust=examples/monorepo",
                  "--root=examples/monorepo/" + root)
              .out();
      Matcher account = Pattern.compile("([\\w-]+)@acme-ci\\.iam").matcher(who);
      Matcher role = Pattern.compile(":role/([\\w-]+)").matcher(who);
      Set<String> accounts = new TreeSet<>();
      account.results().forEach(found -> accounts.add(found.group(1)));
      Set<String> roles = new TreeSet<>();
      role.results().forEach(found -> roles.add(found.group(1)));
      assertThat(accounts).as(who).hasSize(2).isEqualTo(roles);
      wanted.addAll(accounts);
    }
    JsonNode numbers =
        JSON.readTree(Files.readString(EXAMPLE.resolve("aws/accounts.auto.tfvars.json")))
            .get("accounts");
    Set<String> made = new TreeSet<>();
    Set<String> ids = new TreeSet<>();
    numbers
        .properties()
        .forEach(
            field -> {
              made.add(field.getKey());
              ids.add(field.getValue().asText());
            });
    assertThat(made).isEqualTo(wanted);
    assertThat(ids).hasSameSizeAs(made).allMatch(id -> id.matches("[0-9]{21}"));
    Matcher names =
        Pattern.compile("names = \\[(.*)\\]")
            .matcher(Files.readString(EXAMPLE.resolve("google/main.tf")));
    assertThat(names.find()).isTrue();
    Set<String> google = new TreeSet<>();
    for (String name : names.group(1).replace("\"", "").split(", ", 0)) {
      google.add("plan-" + name);
      google.add("apply-" + name);
    }
    assertThat(google).isEqualTo(wanted);
  }

  @Test
  void theTrustPolicyPinsWhoWasMeantAndForWhat() throws IOException {
    String text = Files.readString(EXAMPLE.resolve("trust-policy.json"));
    JsonNode policy = JSON.readTree(text);
    assertThat(policy.get("Version").asText()).isEqualTo("2012-10-17");
    assertThat(policy.get("Statement")).hasSize(1);
    JsonNode statement = policy.at("/Statement/0");
    assertThat(statement.get("Effect").asText()).isEqualTo("Allow");
    assertThat(statement.get("Action").asText()).isEqualTo("sts:AssumeRoleWithWebIdentity");
    assertThat(statement.get("Principal")).hasToString("{\"Federated\":\"accounts.google.com\"}");
    assertThat(statement.get("Condition")).hasSize(1);
    JsonNode pinned = statement.at("/Condition/StringEquals");
    String id = pinned.get("accounts.google.com:sub").asText();
    assertThat(id).matches("[0-9]{21}");
    assertThat(pinned)
        .hasToString(
            "{\"accounts.google.com:aud\":\"%s\",\"accounts.google.com:oaud\":\"sts.amazonaws.com\",\"accounts.google.com:sub\":\"%s\"}"
                .formatted(id, id));
    assertThat(Files.readString(Path.of("docs/monorepo.md")))
        .contains("```json\n" + text + "```")
        .contains("audience: sts.amazonaws.com");
  }

  @Test
  void theProviderOfGoogleKnowsTheResources() throws IOException {
    Set<String> known = new TreeSet<>();
    JSON.readTree(Files.readString(Path.of("src/test/resources/provider-schemas/google.json")))
        .get("resources")
        .forEach(type -> known.add(type.asText()));
    Matcher resources = RESOURCE.matcher(Files.readString(EXAMPLE.resolve("google/main.tf")));
    Set<String> used = new TreeSet<>();
    resources.results().forEach(found -> used.add(found.group(1)));
    assertThat(used).hasSize(4);
    assertThat(known).containsAll(used);
  }
}
