package dev.tfgate.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Payloads that GitHub sent, from a package of npm that collects them. */
class RealPayloadsTest {
  private static final String PACKAGE = "@octokit/webhooks-examples@7.6.1";

  @TempDir private Path folder = Path.of("");

  @Test
  void everyPayloadIsUnderstood() throws Exception {
    JsonNode events = examples();
    Map<String, Integer> outcomes = new TreeMap<>();
    try (World world = new World(folder)) {
      Path gate = world.trust.resolve("gate.yaml");
      Files.writeString(
          gate,
          Files.readString(gate)
              .replace("[acme/infra]", "[Codertocat/Hello-World]")
              .replace("[main, stable]", "[master]"));
      world.github.permission("Codertocat", "admin");
      world
          .github
          .pull("Codertocat/Hello-World", 2, World.COMMIT)
          .put("author_association", "OWNER");
      ((ObjectNode) world.github.pull("Codertocat/Hello-World", 2, World.COMMIT).get("base"))
          .put("ref", "master");
      world.github.head(
          "Codertocat/Hello-World", "master", "6113728f27ae82c7b1a177c8d03f9e96e0adf246");
      try (Webhook webhook = world.webhook()) {
        for (JsonNode event : events) {
          String kind = event.get("name").asText();
          for (JsonNode payload : event.get("examples")) {
            Reply reply = webhook.handle(world.delivery(kind, payload.toString()));
            assertThat(reply.status()).as(kind + " " + payload.path("action")).isEqualTo(200);
            outcomes.merge(
                kind + ": " + new ObjectMapper().readTree(reply.body()).get("outcome").asText(),
                1,
                Integer::sum);
          }
        }
      }
      // One pull request, one commit: whatever comes first starts it, the others find it there.
      assertThat(world.builds.builds()).hasSize(2);
      assertThat(outcomes).containsEntry("pull_request: started", 1);
      assertThat(outcomes).containsEntry("push: started", 1);
      assertThat(outcomes).containsKey("ping: nothing");
    }
  }

  private JsonNode examples() throws IOException, InterruptedException {
    Process npm;
    try {
      npm =
          new ProcessBuilder("npm", "pack", "--silent", PACKAGE)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("npm.log").toFile())
              .start();
    } catch (IOException e) {
      assumeTrue(
          false, "npm is not on the PATH, so the payloads of " + PACKAGE + " were not tried");
      throw e;
    }
    boolean packed = npm.waitFor(60, TimeUnit.SECONDS) && npm.exitValue() == 0;
    if (!packed) {
      npm.destroyForcibly();
    }
    assumeTrue(packed, "npm can't reach a registry, so the payloads were not tried");
    Path archive;
    try (Stream<Path> files = Files.list(folder)) {
      archive = files.filter(file -> file.toString().endsWith(".tgz")).findFirst().orElseThrow();
    }
    Process tar =
        new ProcessBuilder(List.of("tar", "-xzf", archive.toString(), "-C", folder.toString()))
            .start();
    assertThat(tar.waitFor()).isZero();
    return new ObjectMapper()
        .readTree(folder.resolve("package/api.github.com/index.json").toFile());
  }
}
