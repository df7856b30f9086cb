package dev.tfgate.webhook;

import static dev.tfgate.webhook.World.COMMIT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.google.Loopback;
import dev.tfgate.google.Loopback.Fault;
import dev.tfgate.store.FakeCloudStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever fails, and wherever the process is ended: there is one build, its end is on the commit,
 * and there is one comment.
 */
class FaultsTest {
  private static final String PULL = "pull_request";

  @TempDir private Path folder = Path.of("");

  private final AtomicInteger worlds = new AtomicInteger();

  private interface Scenario {
    String run(World world) throws Exception;
  }

  /** Runs scenarios, a few at a time, each in a world of its own; returns what came of each. */
  private Map<String, String> run(Map<String, Scenario> scenarios) throws Exception {
    Map<String, String> results = new TreeMap<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(12)) {
      Map<String, Future<String>> futures = new TreeMap<>();
      scenarios.forEach(
          (name, scenario) ->
              futures.put(
                  name,
                  threads.submit(
                      () -> {
                        Path own =
                            Files.createDirectory(folder.resolve("w" + worlds.incrementAndGet()));
                        try (World world = new World(own)) {
                          return scenario.run(world);
                        }
                      })));
      for (Map.Entry<String, Future<String>> future : futures.entrySet()) {
        results.put(future.getKey(), future.getValue().get());
      }
    }
    return results;
  }

  private static Request opened(World world) {
    return world.delivery(PULL, World.pullRequest("opened", 7, COMMIT));
  }

  /** Sends the event, and again where the answer asks for that; returns the first answer. */
  private static Reply sent(World world, Webhook webhook) {
    Reply first = webhook.handle(opened(world));
    if (first.status() == 503) {
      assertThat(webhook.handle(opened(world)).status()).isEqualTo(200);
    }
    return first;
  }

  /** Lets time pass, and whoever is there go on, until nothing is left to start. */
  private static void goOn(World world, Webhook webhook) {
    for (int round = 0; round < 4; round++) {
      world.pass(Duration.ofSeconds(61));
      int unused = webhook.resume();
    }
  }

  /** Ends the build and looks at everything that is to be seen of it. */
  private static String end(World world, Webhook webhook) {
    if (world.builds.builds().isEmpty()) {
      return "no build: " + world.github.statuses(COMMIT);
    }
    String id = world.builds.only().get("id").asText();
    world.storage.put("acme-ci-reports", id + ".md", "## tfgate: pass\n");
    world.builds.status(id, "SUCCESS");
    for (int message = 0; message < 3; message++) {
      Reply unused = webhook.handle(world.news(id, "SUCCESS"));
      world.pass(Duration.ofSeconds(61));
    }
    int unused = webhook.resume();
    return seen(world);
  }

  private static String seen(World world) {
    List<String> statuses = world.github.statuses(COMMIT);
    long ends = statuses.stream().filter(s -> s.equals("success: passed: tfgate: pass")).count();
    boolean last = !statuses.isEmpty() && statuses.getLast().startsWith("success");
    boolean open = openLeft(world);
    return "%d build, %s, %d comment%s"
        .formatted(
            world.builds.builds().size(),
            last && ends >= 1 ? "success" : statuses.toString(),
            world.github.comments().size(),
            open ? ", work left" : "");
  }

  private static boolean openLeft(World world) {
    world.storage.requests();
    try (Webhook fresh = world.webhook()) {
      int unused = fresh.resume();
    }
    return world.storage.names("acme-ci-webhook").stream()
        .anyMatch(name -> name.startsWith("state/open/"));
  }

  @Test
  void whereverTheProcessIsEnded() throws Exception {
    int calls;
    try (World world = new World(Files.createDirectory(folder.resolve("count")));
        Webhook webhook = world.webhook("/p1")) {
      assertThat(webhook.handle(opened(world)).status()).isEqualTo(200);
      calls = world.lives.calls();
    }
    assertThat(calls).isBetween(8, 25);
    Map<String, Scenario> scenarios = new TreeMap<>();
    for (int call = 1; call <= calls; call++) {
      for (boolean effect : new boolean[] {false, true}) {
        int at = call;
        scenarios.put(
            "start, ended %s call %02d".formatted(effect ? "behind" : "before", call),
            world -> killedWhileStarting(world, at, effect));
      }
    }
    Map<String, String> results = run(scenarios);
    assertThat(results.values())
        .as(results.toString())
        .allMatch(result -> result.equals("1 build, success, 1 comment"));
  }

  private static String killedWhileStarting(World world, int call, boolean effect)
      throws InterruptedException {
    world.lives.end("p1", call, effect);
    Webhook ended = world.webhook("/p1");
    Thread.ofVirtual().start(() -> ended.handle(opened(world)));
    assertThat(world.lives.awaitEnd("p1")).isTrue();
    try (Webhook next = world.webhook("/p2")) {
      goOn(world, next);
      // What was never written down was never acknowledged: whoever sent it sends it again.
      Reply unused = next.handle(opened(world));
      goOn(world, next);
      return end(world, next);
    }
  }

  @Test
  void whereverTheProcessIsEndedWhileItTellsTheEnd() throws Exception {
    int before;
    int calls;
    try (World world = new World(Files.createDirectory(folder.resolve("count")));
        Webhook webhook = world.webhook("/p1")) {
      Reply unused = webhook.handle(opened(world));
      String id = world.builds.only().get("id").asText();
      world.storage.put("acme-ci-reports", id + ".md", "## tfgate: pass\n");
      world.builds.status(id, "SUCCESS");
      before = world.lives.calls();
      assertThat(webhook.handle(world.news(id, "SUCCESS")).status()).isEqualTo(200);
      calls = world.lives.calls() - before;
    }
    Map<String, Scenario> scenarios = new TreeMap<>();
    for (int call = 1; call <= calls; call++) {
      for (boolean effect : new boolean[] {false, true}) {
        int at = call;
        scenarios.put(
            "end, ended %s call %02d".formatted(effect ? "behind" : "before", call),
            world -> {
              try (Webhook first = world.webhook("/p3")) {
                Reply unused = first.handle(opened(world));
              }
              String id = world.builds.only().get("id").asText();
              world.storage.put("acme-ci-reports", id + ".md", "## tfgate: pass\n");
              world.builds.status(id, "SUCCESS");
              world.lives.end("p1", at, effect);
              Webhook ended = world.webhook("/p1");
              Thread.ofVirtual().start(() -> ended.handle(world.news(id, "SUCCESS")));
              assertThat(world.lives.awaitEnd("p1")).isTrue();
              world.pass(Duration.ofSeconds(61));
              try (Webhook next = world.webhook("/p2")) {
                return end(world, next);
              }
            });
      }
    }
    Map<String, String> results = run(scenarios);
    assertThat(results.values()).containsOnly("1 build, success, 1 comment");
  }

  private static final Map<String, BiConsumer<World, Fault>> STEPS =
      Map.of(
          "GitHub: read the pull request",
          (world, fault) -> world.github.fail("GET /repos/acme/infra/pulls/7", fault, 1),
          "GitHub: set the status",
          (world, fault) -> world.github.fail("POST /repos/acme/infra/statuses", fault, 1),
          "GitHub: write the comment",
          (world, fault) -> world.github.fail("POST /repos/acme/infra/issues", fault, 1),
          "Cloud Build: create",
          (world, fault) ->
              world.builds.fail(
                  "POST /v1/projects/acme-ci/locations/europe-west1/builds", fault, 1),
          "Cloud Build: read the build",
          (world, fault) ->
              world.builds.fail(
                  "GET /v1/projects/acme-ci/locations/europe-west1/builds/", fault, 1),
          "Secret Manager: read the secret",
          (world, fault) -> world.secrets.fail("GET /v1/projects/acme-ci/secrets/hook", fault, 1));

  @Test
  void oneFaultAtAnyStep() throws Exception {
    Map<String, Scenario> scenarios = new TreeMap<>();
    STEPS.forEach(
        (step, plan) -> {
          for (Fault fault : Loopback.Fault.values()) {
            scenarios.put(
                step + " × " + fault,
                world -> {
                  plan.accept(world, fault);
                  try (Webhook webhook = world.webhook()) {
                    Reply first = sent(world, webhook);
                    goOn(world, webhook);
                    return first.status() + ", then " + end(world, webhook);
                  }
                });
          }
        });
    Map<String, String> results = run(scenarios);
    List<String> table = new ArrayList<>();
    results.forEach((name, result) -> table.add(name + " → " + result));
    Files.write(Files.createDirectories(Path.of("target")).resolve("webhook-faults.txt"), table);
    results.forEach(
        (name, result) -> {
          boolean no = name.endsWith("FORBIDDEN") || name.endsWith("REFUSED");
          if (no && name.startsWith("Cloud Build: create")) {
            assertThat(result).as(name).startsWith("200, then no build: [error: ");
          } else if (no && name.startsWith("GitHub: read")) {
            assertThat(result).as(name).isEqualTo("200, then no build: []");
          } else if (no && name.startsWith("GitHub: write")) {
            assertThat(result).as(name).matches("200, then 1 build, success, [01] comment");
          } else {
            assertThat(result).as(name).matches("(200|202|503), then 1 build, success, 1 comment");
          }
        });
  }

  @Test
  void theBucketFails() throws Exception {
    Map<String, Scenario> scenarios = new TreeMap<>();
    for (FakeCloudStorage.Fault fault :
        List.of(
            FakeCloudStorage.Fault.UNAVAILABLE,
            FakeCloudStorage.Fault.THROTTLED,
            FakeCloudStorage.Fault.LOST_ANSWER,
            FakeCloudStorage.Fault.STALL)) {
      scenarios.put(
          "bucket × " + fault,
          world -> {
            world.storage.fail(fault, 1);
            try (Webhook webhook = world.webhook()) {
              Reply unused = sent(world, webhook);
              goOn(world, webhook);
              return end(world, webhook);
            }
          });
    }
    assertThat(run(scenarios).values()).containsOnly("1 build, success, 1 comment");
  }

  @Test
  void whatCantBeWrittenDownIsNotAcknowledged() throws IOException {
    try (World world = new World(folder);
        Webhook webhook = world.webhook()) {
      world.storage.fail(FakeCloudStorage.Fault.FORBIDDEN, 1000);
      assertThat(webhook.handle(opened(world)).status()).isEqualTo(503);
      assertThat(
              webhook
                  .handle(
                      new Request("GET", "/ready", Map.of(), java.io.InputStream.nullInputStream()))
                  .status())
          .isEqualTo(503);
      assertThat(world.builds.builds()).isEmpty();
      world.storage.fail(FakeCloudStorage.Fault.FORBIDDEN, 0);
      assertThat(webhook.handle(opened(world)).status()).isEqualTo(200);
      assertThat(world.builds.builds()).hasSize(1);
    }
  }
}
