package dev.tfgate.webhook;

import static dev.tfgate.webhook.World.COMMIT;
import static dev.tfgate.webhook.World.REPOSITORY;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A walk through docs/webhook.md: its settings, over HTTP, with everything else on loopback. */
class WebhookPageTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void aPullRequestThatChangesTheConfigurationIsPlannedWithTheBucketsOwn() throws IOException {
    String page = Files.readString(Path.of("docs/webhook.md"));
    Matcher sample = Pattern.compile("(?s)```yaml\n(webhook:\n.*?)```").matcher(page);
    assertThat(sample.find()).isTrue();
    try (World world = new World(folder)) {
      Files.writeString(world.trust.resolve("gate.yaml"), "version: 1\n" + sample.group(1));
      world.secrets.put("projects/acme-ci/secrets/tfgate-webhook-secret/versions/1", World.SECRET);
      world.secrets.put(
          "projects/acme-ci/secrets/tfgate-webhook-token/versions/1", "ghp_0123456789abcdef");
      // What this project itself publishes; the commit's own file is another and never asked for.
      String trusted = Files.readString(Path.of("cloudbuild.yaml"));
      world.storage.put("acme-ci-config", "terraform/cloudbuild.yaml", trusted);
      world.github.files(REPOSITORY, "cloudbuild.yaml", "services/shop/dev/main.tf");
      try (Webhook webhook = world.webhook();
          WebhookServer server =
              WebhookServer.start(
                  webhook, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
        ObjectNode event = World.pullRequest("opened", 7, COMMIT);
        assertThat(send(server, world.delivery("pull_request", event))).isEqualTo(200);
        JsonNode build = world.builds.only();
        assertThat(build.at("/steps").findValuesAsText("id"))
            .containsExactly("check", "init", "plan");
        assertThat(build.at("/steps/0/args").toString()).isEqualTo("[\"check\"]");
        assertThat(build.at("/source/connectedRepository/repository").asText())
            .isEqualTo(
                "projects/acme-ci/locations/europe-west1/connections/github/repositories/acme-infra");
        assertThat(build.at("/source/connectedRepository/revision").asText()).isEqualTo(COMMIT);
        assertThat(world.github.calls("GET")).noneMatch(call -> call.path().contains("/contents/"));

        String id = build.get("id").asText();
        world.storage.put("acme-ci-reports", id + ".md", "## tfgate: pass\n");
        world.builds.status(id, "SUCCESS");
        assertThat(send(server, world.news(id, "SUCCESS"))).isEqualTo(200);
        assertThat(send(server, world.news(id, "SUCCESS"))).isEqualTo(200);
        assertThat(send(server, world.delivery("pull_request", event))).isEqualTo(200);
        assertThat(world.github.statuses(COMMIT))
            .containsExactly("pending: the build runs", "success: passed: tfgate: pass");
        assertThat(world.github.comments()).hasSize(1);
        assertThat(world.builds.builds()).hasSize(1);
      }
    }
  }

  /** The attacks and faults that the page names are those of the tests that it names. */
  @Test
  void theTestsThatThePageNamesExist() throws IOException {
    String page = Files.readString(Path.of("docs/webhook.md"));
    for (String test : List.of("FaultsTest", "AttacksTest")) {
      assertThat(page).contains("`" + test + "`");
      assertThat(Path.of("src/test/java/dev/tfgate/webhook", test + ".java")).exists();
    }
  }

  private static int send(WebhookServer server, Request request) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection)
            URI.create("http://127.0.0.1:" + server.port() + request.path())
                .toURL()
                .openConnection();
    connection.setRequestMethod(request.method());
    request
        .headers()
        .forEach((name, values) -> connection.setRequestProperty(name, values.getFirst()));
    connection.setDoOutput(true);
    connection.getOutputStream().write(request.body().readAllBytes());
    int status = connection.getResponseCode();
    assertThat(new String(connection.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .startsWith("{\"outcome\":");
    return status;
  }
}
