package dev.tfgate.dispatch.cloud;

import static dev.tfgate.dispatch.cloud.DispatchWorld.order;
import static dev.tfgate.dispatch.cloud.DispatchWorld.root;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tfgate.dispatch.cloud.BuildResult.Outcome;
import dev.tfgate.google.Gcloud;
import dev.tfgate.trust.Identities.Phase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** gcloud sees in the fake what a dispatch started, and a dispatch what gcloud did there. */
class DispatchGcloudTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void gcloudFindsTellsAndStopsTheBuildsOfADispatch() throws Exception {
    try (DispatchWorld world = new DispatchWorld(folder)) {
      Gcloud gcloud = new Gcloud(folder, Map.of("CLOUDBUILD", world.builds.endpoint() + "/"));
      Order order =
          new Order(
              Phase.PLAN,
              DispatchWorld.COMMIT,
              1,
              List.of(root("svc/dev", 0), root("svc/net", 0)),
              8,
              Duration.ofMinutes(4));
      CompletableFuture<DispatchReport> running =
          CompletableFuture.supplyAsync(() -> world.run(order), Thread::startVirtualThread);
      while (world.builds.builds().size() < 2) {
        Thread.sleep(50);
      }
      for (JsonNode build : world.builds.builds()) {
        String id = build.get("id").asText();
        String dispatch = build.at("/tags/2").asText();
        assertThat(
                builds(gcloud, "list", "--filter=tags=\"" + dispatch + "\"", "--format=value(id)")
                    .lines())
            .hasSize(2)
            .contains(id);
        assertThat(
                builds(gcloud, "describe", id, "--format=value(substitutions._ROOT,status)")
                    .strip())
            .isEqualTo(build.at("/substitutions/_ROOT").asText() + "\tQUEUED");
      }
      JsonNode dev =
          world.builds.builds().stream()
              .filter(build -> build.at("/substitutions/_ROOT").asText().equals("svc/dev"))
              .findFirst()
              .orElseThrow();
      builds(gcloud, "cancel", dev.get("id").asText());
      world.builds.builds().stream()
          .filter(build -> !build.equals(dev))
          .forEach(build -> world.builds.status(build.get("id").asText(), "SUCCESS"));
      DispatchReport report = running.get();
      assertThat(report.roots())
          .extracting(root -> root.path() + " " + root.outcome() + " " + root.status())
          .containsExactly(
              "svc/dev " + Outcome.UNDECIDED + " CANCELLED",
              "svc/net " + Outcome.SUCCEEDED + " SUCCESS");
      // The same again starts nothing: who stopped a build meant it.
      world.run(order(Phase.PLAN, root("svc/dev", 0)));
      assertThat(world.built()).hasSize(2);
    }
  }

  private static String builds(Gcloud gcloud, String command, String... more) throws Exception {
    String[] all = new String[4 + more.length];
    all[0] = "builds";
    all[1] = command;
    all[2] = "--project=acme-ci";
    all[3] = "--region=europe-west1";
    System.arraycopy(more, 0, all, 4, more.length);
    return gcloud.run(all);
  }
}
