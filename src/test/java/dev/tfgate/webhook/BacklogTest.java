package dev.tfgate.webhook;

import static dev.tfgate.webhook.World.COMMIT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.google.Loopback.Fault;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * More than can be done at once: nothing is lost, nothing done twice, and the end is a quiet one.
 */
class BacklogTest {
  @TempDir private Path folder = Path.of("");

  private static String commit(long number) {
    return "%040x".formatted(number);
  }

  private static Request opened(World world, long number) {
    return world.delivery("pull_request", World.pullRequest("opened", number, commit(number)));
  }

  private static void pulls(World world, int count) {
    IntStream.range(100, 100 + count)
        .forEach(number -> world.github.pull(World.REPOSITORY, number, commit(number)));
  }

  private static List<String> built(World world) {
    return world.builds.builds().stream()
        .map(build -> build.at("/source/gitSource/revision").asText())
        .toList();
  }

  /** Sends a delivery to the process that ends in the middle of it. */
  private static void kill(World world) throws InterruptedException {
    Webhook killed = world.webhook("/p1");
    Request request = world.delivery("pull_request", World.pullRequest("opened", 7, COMMIT));
    Thread.ofVirtual().start(() -> killed.handle(request));
    assertThat(world.lives.awaitEnd("p1")).isTrue();
  }

  /** Requests at the start run beside each other, so that the claim is not always the third. */
  @Test
  void whatIsSentAgainAtOnceAfterItsProcessWasKilledIsNotLost() throws Exception {
    boolean tried = false;
    for (int i = 0; i < 30 && !tried; i++) {
      try (World world = new World(Files.createDirectory(folder.resolve("world" + i)))) {
        world.lives.end("p1", 2 + i % 3, true);
        kill(world);
        // The claim is written, the marker that finds it is not.
        tried = holds(world, "state/claims/") && !holds(world, "state/open/");
        if (tried) {
          isTakenUp(world);
        }
      }
    }
    assertThat(tried).isTrue();
  }

  private static boolean holds(World world, String prefix) {
    return world.storage.names("acme-ci-webhook").stream().anyMatch(n -> n.startsWith(prefix));
  }

  private static void isTakenUp(World world) throws Exception {
    try (Webhook next = world.webhook("/p2")) {
      Reply reply =
          next.handle(world.delivery("pull_request", World.pullRequest("opened", 7, COMMIT)));
      assertThat(reply.status()).isEqualTo(202);
      world.pass(Duration.ofSeconds(61));
      int _ = next.resume();
      assertThat(built(world)).containsExactly(COMMIT);
    }
  }

  @Test
  void moreThanIsHeldWaitsInTheBucket() throws Exception {
    int count = 330;
    try (World world = new World(folder);
        Webhook webhook = world.webhook()) {
      pulls(world, count);
      world.builds.latency(40);
      List<Future<Integer>> answers = new ArrayList<>();
      try (ExecutorService threads = Executors.newFixedThreadPool(24)) {
        for (int number = 100; number < 100 + count; number++) {
          Request request = opened(world, number);
          answers.add(threads.submit(() -> webhook.handle(request).status()));
        }
      }
      for (Future<Integer> answer : answers) {
        assertThat(answer.get()).isIn(200, 202);
      }
      for (int round = 0; round < 100 && world.builds.builds().size() < count; round++) {
        int _ = webhook.resume();
      }
      assertThat(built(world)).hasSize(count).doesNotHaveDuplicates();
    }
  }

  @Test
  void anyNumberOfOpenClaimsIsGoneThrough() throws Exception {
    try (World world = new World(folder)) {
      for (int i = 0; i < 10_050; i++) {
        world.storage.put("acme-ci-webhook", "state/open/.%05d".formatted(i), "");
      }
      int readThePull = 5;
      world.lives.end("p1", readThePull, false);
      kill(world);
      world.pass(Duration.ofSeconds(61));
      try (Webhook next = world.webhook("/p2")) {
        int _ = next.resume();
        assertThat(built(world)).containsExactly(COMMIT);
      }
    }
  }

  @Test
  void aSecretManagerThatStallsDoesNotHoldUpWhatIsKnown() throws IOException {
    try (World world = new World(folder);
        Webhook webhook = world.webhook()) {
      pulls(world, 3);
      assertThat(webhook.handle(opened(world, 100)).status()).isEqualTo(200);
      world.pass(Duration.ofMinutes(6));
      world.secrets.fail("GET ", Fault.STALL, 1000);
      long start = System.nanoTime();
      assertThat(webhook.handle(opened(world, 101)).status()).isEqualTo(200);
      assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(10));
      int calls = world.secrets.calls().size();
      assertThat(webhook.handle(opened(world, 102)).status()).isEqualTo(200);
      assertThat(world.secrets.calls()).hasSize(calls);
    }
  }

  /** Processes, signals and sockets: the end of one and the start of the next. */
  @Test
  void aServerThatIsEndedWithWorkLeftLeavesItToTheNext() throws Exception {
    int count = 60;
    try (World world = new World(folder)) {
      pulls(world, count);
      world.builds.latency(1500);
      Process first = serve(world, "first");
      URI hook = hook(first);
      List<Future<Integer>> answers = new ArrayList<>();
      try (ExecutorService threads = Executors.newFixedThreadPool(count)) {
        for (int number = 100; number < 100 + count; number++) {
          // Every third one comes twice.
          for (int times = number % 3 == 0 ? 2 : 1; times > 0; times--) {
            Request request = opened(world, number);
            answers.add(threads.submit(() -> sent(hook, request)));
          }
        }
      }
      for (Future<Integer> answer : answers) {
        assertThat(answer.get()).isIn(200, 202);
      }
      first.destroy();
      assertThat(first.waitFor(10, TimeUnit.SECONDS)).isTrue();
      String log = Files.readString(folder.resolve("first"));
      assertThat(first.exitValue()).as(log).isZero();
      assertThat(built(world)).hasSizeLessThan(count);
      world.builds.latency(0);
      Process next = serve(world, "next");
      try {
        URI _ = hook(next);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
        while (built(world).size() < count && System.nanoTime() < end) {
          Thread.sleep(100);
        }
      } finally {
        next.destroy();
      }
      assertThat(next.waitFor()).isZero();
      assertThat(built(world)).hasSize(count).doesNotHaveDuplicates();
    }
  }

  @Test
  void theLargestBodiesFitIntoTheMemoryThereIs() throws Exception {
    try (World world = new World(folder)) {
      Process server = serve(world, "log");
      try {
        URI hook = hook(server);
        String large = "x".repeat(25_000_000);
        List<Future<Integer>> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
          for (int i = 0; i < 6; i++) {
            Request request = with(world.delivery("push", "{}"), large);
            answers.add(threads.submit(() -> sentOrCut(hook, request)));
          }
        }
        for (Future<Integer> answer : answers) {
          // Forged, or more of them than there is room for.
          assertThat(answer.get()).isIn(401, 503);
        }
        String signed = World.pullRequest("opened", 7, COMMIT).put("padding", large).toString();
        assertThat(sent(hook, world.delivery("pull_request", signed))).isEqualTo(200);
        assertThat(built(world)).containsExactly(COMMIT);
        assertThat(Files.readString(folder.resolve("log")))
            .doesNotContain("OutOfMemory", "internal error");
      } finally {
        server.destroy();
      }
      assertThat(server.waitFor()).isZero();
    }
  }

  private static Request with(Request request, String body) {
    return new Request(
        request.method(),
        request.path(),
        request.headers(),
        new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
  }

  private Process serve(World world, String log) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx58m",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.tfgate.cli.Main",
                "webhook",
                "serve",
                "--mode=local",
                "--port=0",
                "--bind=127.0.0.1",
                "--trust=" + world.trust));
    world
        .access()
        .endpoints()
        .forEach((service, at) -> command.addAll(List.of("--endpoint", service + "=" + at)));
    return new ProcessBuilder(command).redirectError(folder.resolve(log).toFile()).start();
  }

  private static URI hook(Process server) throws IOException {
    BufferedReader out =
        new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8));
    String port = String.valueOf(out.readLine()).replaceAll(".* ", "");
    return URI.create("http://127.0.0.1:" + port + "/events/github");
  }

  /** Who still sends a body that there is no room for may see the connection end, and no answer. */
  private static int sentOrCut(URI hook, Request request) throws Exception {
    try {
      return sent(hook, request);
    } catch (IOException e) {
      return 503;
    }
  }

  private static int sent(URI hook, Request request) throws Exception {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(hook)
            .POST(HttpRequest.BodyPublishers.ofByteArray(request.body().readAllBytes()));
    request.headers().forEach((name, values) -> builder.header(name, values.getFirst()));
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(builder.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
    }
  }
}
