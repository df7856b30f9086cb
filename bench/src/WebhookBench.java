package dev.tfgate.webhook;

import java.io.BufferedReader;
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
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** Sends deliveries to the distribution's server, with fakes on loopback behind it. */
final class WebhookBench {
  /** As long as the real payload of a pull request. */
  private static final int SIZE = 25_000;

  /** A claim that was in hand when its process was killed is free after a minute. */
  private static final Duration LONGEST_WORK = Duration.ofMinutes(10);

  private final Path folder;
  private final List<String> command;
  private final World world;
  private final HttpClient client = HttpClient.newHttpClient();
  private final Map<Integer, AtomicInteger> statuses = new ConcurrentHashMap<>();
  private final AtomicInteger again = new AtomicInteger();
  private Process server;
  private volatile URI hook = URI.create("http://127.0.0.1/");

  private WebhookBench(Path folder, String tfgate) throws IOException {
    this.folder = folder;
    world = new World(folder);
    command =
        new ArrayList<>(List.of(tfgate, "webhook", "serve", "--mode", "local", "--port", "0"));
    command.addAll(List.of("--bind", "127.0.0.1", "--trust", world.trust.toString()));
    world
        .access()
        .endpoints()
        .forEach((service, at) -> command.addAll(List.of("--endpoint", service + "=" + at)));
    server = start();
  }

  private Process start() throws IOException {
    long start = System.nanoTime();
    Process started =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
            .start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(started.getInputStream(), StandardCharsets.UTF_8));
    String line = String.valueOf(out.readLine());
    int port = Integer.parseInt(line.replaceAll(".* ", ""));
    hook = URI.create("http://127.0.0.1:" + port + "/events/github");
    try {
      client.send(
          HttpRequest.newBuilder(hook.resolve("/health")).build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    System.out.printf("first answer after %d ms%n", (System.nanoTime() - start) / 1_000_000);
    return started;
  }

  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createTempDirectory("webhook-bench");
    WebhookBench bench = new WebhookBench(folder, arguments[0]);
    try {
      switch (arguments[1]) {
        case "rate" -> bench.rate(Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]));
        case "once" -> bench.once(Integer.parseInt(arguments[2]), arguments[3]);
        default -> throw new IllegalArgumentException(arguments[1]);
      }
      bench.end();
    } finally {
      bench.server.destroyForcibly();
      bench.world.close();
    }
  }

  private void rate(int perSecond, int seconds) throws Exception {
    int count = perSecond * seconds;
    prepare(count);
    long[] nanos = new long[count];
    long start = System.nanoTime();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < count; i++) {
        long due = start + i * 1_000_000_000L / perSecond;
        while (System.nanoTime() < due) {
          Thread.sleep(1);
        }
        int number = i;
        var unused =
            threads.submit(
                () -> {
                  nanos[number] = send(number);
                  return null;
                });
      }
    }
    double took = (System.nanoTime() - start) / 1e9;
    Arrays.sort(nanos);
    System.out.printf(
        "%d deliveries in %.1f s: answers %s, median %d ms, 99 %% %d ms; %d builds%n",
        count,
        took,
        statuses,
        nanos[count / 2] / 1_000_000,
        nanos[count * 99 / 100] / 1_000_000,
        built());
  }

  /**
   * Sends deliveries, some of them twice, and waits until each event has its build.
   *
   * @param end of the server, in the middle: {@code no}, {@code term} or {@code kill}
   */
  private void once(int count, String end) throws Exception {
    int different = count * 7 / 10;
    prepare(different);
    List<Integer> deliveries = new ArrayList<>();
    Random random = new Random(1);
    for (int i = 0; i < count; i++) {
      deliveries.add(i < different ? i : random.nextInt(different));
    }
    Collections.shuffle(deliveries, random);
    Semaphore together = new Semaphore(32);
    long start = System.nanoTime();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < count; i++) {
        if (i == count / 2 && !end.equals("no")) {
          var unused =
              threads.submit(
                  () -> {
                    restart(end);
                    return null;
                  });
        }
        int number = deliveries.get(i);
        together.acquire();
        var unused =
            threads.submit(
                () -> {
                  try {
                    return sendUntilAnswered(number);
                  } finally {
                    together.release();
                  }
                });
      }
    }
    System.out.printf(
        "%d deliveries of %d events in random order, answered after %.1f s: %s, %d sent again;"
            + " %d builds by then%n",
        count, different, seconds(start), statuses, again.get(), world.builds.builds().size());
    long last = start + LONGEST_WORK.toNanos();
    while (built() < different && System.nanoTime() < last) {
      Thread.sleep(200);
    }
    double took = seconds(start);
    // A second build of a commit would come now.
    Thread.sleep(3000);
    int builds = world.builds.builds().size();
    long told =
        world.github.statuses().stream().map(FakeGitHub.SetStatus::commit).distinct().count();
    System.out.printf(
        "after %.1f s: %d builds of %d commits, %.0f a second; %d commits have a status, set %d times%n",
        took, builds, built(), builds / took, told, world.github.statuses().size());
    if (built() != different || builds != different || told != different) {
      throw new AssertionError("not each event has one build and a status");
    }
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  /** As the host does when somebody presses its button: until there is an answer. */
  private long sendUntilAnswered(int number) throws Exception {
    while (true) {
      try {
        if (status(number) < 500) {
          return number;
        }
      } catch (IOException e) {
        // Nobody is there.
      }
      again.incrementAndGet();
      Thread.sleep(100);
    }
  }

  private void restart(String end) throws Exception {
    Process old = server;
    if (end.equals("kill")) {
      System.out.printf("kill -9 with %d builds%n", world.builds.builds().size());
      old.destroyForcibly().waitFor();
    } else {
      stop();
    }
    server = start();
  }

  private void prepare(int count) {
    for (int i = 0; i < count; i++) {
      world.github.pull(World.REPOSITORY, i + 1, commit(i));
    }
  }

  private static String commit(int number) {
    return "%040x".formatted(number + 1);
  }

  private long send(int number) throws Exception {
    long start = System.nanoTime();
    int unused = status(number);
    return System.nanoTime() - start;
  }

  private int status(int number) throws Exception {
    var body = World.pullRequest("opened", number + 1, commit(number));
    body.put("padding", "x".repeat(SIZE));
    String text = body.toString();
    String signature =
        Signature.of(
            text.getBytes(StandardCharsets.UTF_8), World.SECRET.getBytes(StandardCharsets.UTF_8));
    int status =
        client
            .send(
                HttpRequest.newBuilder(hook)
                    .timeout(Duration.ofSeconds(30))
                    .header("Content-Type", "application/json")
                    .header("X-GitHub-Event", "pull_request")
                    .header("X-Hub-Signature-256", signature)
                    .POST(HttpRequest.BodyPublishers.ofString(text))
                    .build(),
                HttpResponse.BodyHandlers.ofString())
            .statusCode();
    statuses.computeIfAbsent(status, key -> new AtomicInteger()).incrementAndGet();
    return status;
  }

  /** How many commits have a build. */
  private long built() {
    return world.builds.builds().stream()
        .map(build -> build.at("/source/gitSource/revision").asText())
        .distinct()
        .count();
  }

  private void end() throws Exception {
    stop();
  }

  private void stop() throws Exception {
    Path process = Path.of("/proc", Long.toString(server.pid()));
    String memory =
        Files.readAllLines(process.resolve("status")).stream()
            .filter(line -> line.startsWith("VmHWM"))
            .findFirst()
            .orElse("");
    String cpu = server.info().totalCpuDuration().map(Duration::toMillis).orElse(0L) + " ms";
    int builds = world.builds.builds().size();
    long start = System.nanoTime();
    server.destroy();
    int code = server.waitFor();
    System.out.printf(
        "with %d builds: %s, processor %s; ended %d ms after SIGTERM with %d%n",
        builds, memory.replaceAll("\\s+", " "), cpu, (System.nanoTime() - start) / 1_000_000, code);
  }
}
