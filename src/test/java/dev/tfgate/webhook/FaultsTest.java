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
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever fails, and wherever the process is ended: there is one build, its end is on the commit,
 * and there is one comment.
 */
@Tag("slow")
class FaultsTest {
  private static final String PULL = "pull_request";

  @TempDir private Path folder = Path.of("");

  private final AtomicInteger worlds = new AtomicInteger();

  private interface Scenario {
    String run(World world) throws Exception;
  }

  /** Runs scenarios, a few at a time, each in a world of its own; returns what came of each. */
  private Map<String, String> run(Map<String, Scenario> scenarios) throws Exception {
    return run(scenarios, "");
  }

  private Map<String, String> run(Map<String, Scenario> scenarios, String settings)
      throws Exception {
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
                        try (World world = new World(own, settings)) {
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
      // 202 where the claim was written and what finds it again was not.
      assertThat(webhook.handle(opened(world)).status()).isIn(200, 202);
    }
    return first;
  }

  /** Lets time pass, and whoever is there go on, until nothing is left to start. */
  private static void goOn(World world, Webhook webhook) {
    for (int round = 0; round < 4; round++) {
      awaitIdle(webhook);
      world.pass(Duration.ofSeconds(61));
      int _ = webhook.resume();
    }
  }

  private static void awaitIdle(Webhook webhook) {
    long end = System.nanoTime() + Duration.ofSeconds(40).toNanos();
    while (System.nanoTime() < end
        && !webhook
            .handle(new Request("GET", "/metrics", Map.of(), java.io.InputStream.nullInputStream()))
            .body()
            .contains("tfgate_webhook_in_hand 0\n")) {
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
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
      Reply _ = webhook.handle(world.news(id, "SUCCESS"));
      world.pass(Duration.ofSeconds(61));
    }
    int _ = webhook.resume();
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
      int _ = fresh.resume();
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
      Reply _ = next.handle(opened(world));
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
      Reply _ = webhook.handle(opened(world));
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
                Reply _ = first.handle(opened(world));
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

  /** A call of the whole way, from the delivery to the comment, and how it is made to fail. */
  private record Step(String name, BiConsumer<World, Fault> plan) {
    static Step github(String name, String call) {
      return new Step("GitHub: " + name, (world, fault) -> world.github.fail(call, fault, 1));
    }

    static Step builds(String name, String call) {
      return new Step(
          "Cloud Build: " + name,
          (world, fault) ->
              world.builds.fail(
                  call.replace("BUILDS", "/v1/projects/acme-ci/locations/europe-west1/builds"),
                  fault,
                  1));
    }
  }

  private static final List<Step> STEPS =
      List.of(
          new Step(
              "Secret Manager: the secret",
              (world, fault) ->
                  world.secrets.fail("GET /v1/projects/acme-ci/secrets/hook", fault, 1)),
          Step.github("the pull request", "GET /repos/acme/infra/pulls/7"),
          Step.github("the changed files", "GET /repos/acme/infra/pulls/7/files"),
          Step.builds("create", "POST BUILDS"),
          new Step(
              "Cloud Build: look for a lost answer",
              (world, fault) -> {
                Step.builds("", "POST BUILDS").plan().accept(world, Fault.LOST_ANSWER);
                Step.builds("", "GET BUILDS?").plan().accept(world, fault);
              }),
          Step.github("the status", "POST /repos/acme/infra/statuses"),
          new Step(
              "Google's keys",
              (world, fault) -> world.certificates.fail("GET /oauth2/v3/certs", fault, 1)),
          Step.builds("how it ended", "GET BUILDS/"),
          Step.github("look for the comment", "GET /repos/acme/infra/issues"),
          Step.github("write the comment", "POST /repos/acme/infra/issues"));

  /** What a call that fails leaves behind, in a word: none where all is as without the fault. */
  private static String word(String result) {
    return switch (result) {
      case "1 build, success, 1 comment" -> "+";
      case "1 build, success, 0 comment" -> "no comment";
      default ->
          result.startsWith("no build: [error: ")
              ? "error"
              : result.equals("no build: []") ? "failed" : result;
    };
  }

  private static final String PATHS = "  paths: [\"services/**\"]\n";

  /** The table of docs/webhook.md is what this finds. */
  @Test
  void oneFaultAtAnyStep() throws Exception {
    Map<String, Scenario> scenarios = new TreeMap<>();
    for (Step step : STEPS) {
      for (Fault fault : Loopback.Fault.values()) {
        scenarios.put(
            step.name() + " × " + fault,
            world -> {
              world.github.files(World.REPOSITORY, "services/shop/main.tf");
              step.plan().accept(world, fault);
              try (Webhook webhook = world.webhook()) {
                Reply first = sent(world, webhook);
                assertThat(first.status()).isIn(200, 202, 503);
                goOn(world, webhook);
                String result = word(end(world, webhook));
                assertThat(
                        world.github.faultsLeft()
                            + world.builds.faultsLeft()
                            + world.secrets.faultsLeft()
                            + world.certificates.faultsLeft())
                    .as("faults that nothing met: %s × %s", step.name(), fault)
                    .isZero();
                return result;
              }
            });
      }
    }
    Map<String, String> results = run(scenarios, PATHS);
    assertThat(results.values()).containsOnly("+", "no comment", "error", "failed");
    StringBuilder table = new StringBuilder();
    for (Step step : STEPS) {
      table.append("| ").append(step.name());
      for (Fault fault : Loopback.Fault.values()) {
        table.append(" | ").append(results.get(step.name() + " × " + fault));
      }
      table.append(" |\n");
    }
    String page = Files.readString(Path.of("docs/webhook.md"));
    assertThat(page.contains(table)).as("the page shows this table:%n%s", table).isTrue();
  }

  @Test
  void theBucketFailsAtAnyRequest() throws Exception {
    int requests;
    try (World world = new World(Files.createDirectory(folder.resolve("count")));
        Webhook webhook = world.webhook()) {
      assertThat(webhook.handle(opened(world)).status()).isEqualTo(200);
      requests = world.storage.requests().size();
    }
    assertThat(requests).isBetween(7, 20);
    Map<String, Scenario> scenarios = new TreeMap<>();
    for (int request = 0; request < requests; request++) {
      for (FakeCloudStorage.Fault fault :
          List.of(
              FakeCloudStorage.Fault.UNAVAILABLE,
              FakeCloudStorage.Fault.THROTTLED,
              FakeCloudStorage.Fault.FORBIDDEN,
              FakeCloudStorage.Fault.HTML,
              FakeCloudStorage.Fault.MALFORMED,
              FakeCloudStorage.Fault.STALL,
              FakeCloudStorage.Fault.TRUNCATED,
              FakeCloudStorage.Fault.FLIPPED_BYTE,
              FakeCloudStorage.Fault.LOST_ANSWER)) {
        int answered = request;
        scenarios.put(
            "bucket, request %02d × %s".formatted(request, fault),
            world -> {
              world.storage.failLater(answered, fault, 1);
              try (Webhook webhook = world.webhook()) {
                Reply _ = sent(world, webhook);
                goOn(world, webhook);
                return end(world, webhook);
              }
            });
      }
    }
    Map<String, String> results = run(scenarios);
    assertThat(results.values()).as(results.toString()).containsOnly("1 build, success, 1 comment");
  }

  @Test
  void theOlderPlanIsCancelledWhateverFailsAtThat() throws Exception {
    Map<String, Scenario> scenarios = new TreeMap<>();
    String newer = "c".repeat(40);
    for (Fault fault : Loopback.Fault.values()) {
      scenarios.put(
          "Cloud Build: cancel × " + fault,
          world -> {
            try (Webhook webhook = world.webhook()) {
              Reply _ = sent(world, webhook);
              String older = world.builds.only().get("id").asText();
              world.builds.fail(
                  "POST /v1/projects/acme-ci/locations/europe-west1/builds/" + older, fault, 1);
              world.github.pull(World.REPOSITORY, 7, newer);
              webhook.handle(world.delivery(PULL, World.pullRequest("synchronize", 7, newer)));
              goOn(world, webhook);
              return world.builds.builds().stream()
                      .map(build -> build.get("status").asText())
                      .toList()
                  + " "
                  + world.github.statuses(newer);
            }
          });
    }
    Map<String, String> results = run(scenarios);
    results.forEach(
        (name, result) ->
            assertThat(result)
                .as(name)
                .isEqualTo(
                    name.endsWith("FORBIDDEN") || name.endsWith("REFUSED")
                        ? "[QUEUED, QUEUED] [pending: the build runs]"
                        : "[CANCELLED, QUEUED] [pending: the build runs]"));
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
