package dev.tfgate.webhook;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tfgate.google.FakeCertificates;
import dev.tfgate.google.FakeCloudBuilds;
import dev.tfgate.google.FakeSecretManager;
import dev.tfgate.google.GoogleAccess;
import dev.tfgate.google.Lives;
import dev.tfgate.report.Mode;
import dev.tfgate.store.FakeCloudStorage;
import dev.tfgate.trust.TrustLocation;
import dev.tfgate.trust.WebhookSettings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Everything around the webhook, on loopback, with a clock that tests move. */
final class World implements AutoCloseable {
  static final String REPOSITORY = "acme/infra";
  static final String SECRET = "it-is-a-secret-to-everybody";
  static final String COMMIT = "a".repeat(40);
  static final String AUDIENCE = "https://tfgate-webhook.acme.example/events/build";
  static final String PUSHER = "tfgate-webhook-push@acme-ci.iam.gserviceaccount.com";
  static final String PLAN =
      """
      steps:
        - id: check
          name: ${_IMAGE}
          args: [check]
        - id: plan
          name: ${_IMAGE}
          args: [terraform, --root, "${_ROOT}", --, plan]
      serviceAccount: projects/${PROJECT_ID}/serviceAccounts/terraform-plan@${PROJECT_ID}.iam.gserviceaccount.com
      options:
        substitution_option: MUST_MATCH
      timeout: 1800s
      """;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String GATE =
      """
      version: 1
      webhook:
        repositories: [acme/infra]
        base_branches: [main, stable]
        plan:
          configuration: gs://acme-ci-config/cloudbuild.yaml
          service_account: terraform-plan@acme-ci.iam.gserviceaccount.com
        apply:
          configuration: gs://acme-ci-config/cloudbuild-apply.yaml
          service_account: terraform-apply@acme-ci.iam.gserviceaccount.com
        build:
          project: acme-ci
          region: europe-west1
          image: r.example/tfgate@sha256:%s
          substitutions: {_ROOT: services/shop/dev}
        secret: [sm://projects/acme-ci/secrets/hook/versions/2, sm://projects/acme-ci/secrets/hook/versions/1]
        token: sm://projects/acme-ci/secrets/token/versions/1
        state: gs://acme-ci-webhook/state/
        report: gs://acme-ci-reports/{build}.md
        push: {audience: "%s", service_account: "%s"}
      """
          .formatted("0".repeat(64), AUDIENCE, PUSHER);

  final FakeGitHub github = new FakeGitHub();
  final FakeCloudBuilds builds = new FakeCloudBuilds();
  final FakeCloudStorage storage = new FakeCloudStorage();
  final FakeSecretManager secrets = new FakeSecretManager();
  final FakeCertificates certificates = new FakeCertificates();
  final Lives lives = new Lives();
  final ByteArrayOutputStream log = new ByteArrayOutputStream();
  final Path trust;

  private final AtomicLong millis =
      new AtomicLong(Instant.parse("2026-06-01T12:00:00Z").toEpochMilli());
  private final AtomicLong deliveries = new AtomicLong();

  World(Path folder) throws IOException {
    this(folder, "");
  }

  /** A world whose {@code webhook} has more lines. */
  World(Path folder, String more) throws IOException {
    trust = Files.createDirectories(folder.resolve("trust"));
    Files.writeString(trust.resolve("gate.yaml"), GATE + more);
    github.under(lives);
    builds.under(lives);
    storage.under(lives);
    secrets.under(lives);
    secrets.put("projects/acme-ci/secrets/hook/versions/2", SECRET);
    secrets.put("projects/acme-ci/secrets/hook/versions/1", "the-secret-before-this-one\n");
    secrets.put("projects/acme-ci/secrets/token/versions/1", "ghp_0123456789abcdef");
    storage.put("acme-ci-config", "cloudbuild.yaml", PLAN);
    storage.put(
        "acme-ci-config",
        "cloudbuild-apply.yaml",
        PLAN.replace("terraform-plan", "terraform-apply"));
    storage.put("acme-ci-webhook", "state/.keep", "");
    storage.put("acme-ci-reports", ".keep", "");
    github.pull(REPOSITORY, 7, COMMIT);
    github.permission("boss", "admin");
    github.permission("reader", "read");
    github.head(REPOSITORY, "main", COMMIT);
  }

  WebhookSettings settings() {
    return Webhook.settings(Optional.of(new TrustLocation(trust, "--trust")), Mode.LOCAL);
  }

  GoogleAccess access() {
    return access("");
  }

  /** What a process reaches the world by: {@code /p1} names it to the fakes. */
  GoogleAccess access(String process) {
    return new GoogleAccess(
        Map.of(),
        Map.of(
            "github", at(github.endpoint(), process),
            "cloudbuild", at(builds.endpoint(), process),
            "storage", storage(process),
            "secretmanager", at(secrets.endpoint(), process),
            "certificates", certificates.endpoint()));
  }

  /** The client of Cloud Storage takes no endpoint with a path. */
  private URI storage(String process) {
    try {
      return process.isEmpty() ? storage.endpoint() : storage.endpoint(process);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static URI at(URI endpoint, String process) {
    return URI.create(endpoint + process);
  }

  /** A process of its own. */
  Webhook webhook() {
    return webhook("");
  }

  Webhook webhook(String process) {
    return Webhook.open(
        settings(),
        access(process),
        new PrintStream(log, true, StandardCharsets.UTF_8),
        () -> Instant.ofEpochMilli(millis.get()));
  }

  void pass(Duration time) {
    millis.addAndGet(time.toMillis());
  }

  String log() {
    return log.toString(StandardCharsets.UTF_8);
  }

  /** The payload of an event on the pull request. */
  static ObjectNode pullRequest(String action, long number, String commit) {
    ObjectNode body = JSON.createObjectNode().put("action", action).put("number", number);
    ObjectNode pull = body.putObject("pull_request").put("number", number);
    pull.put("url", "http://169.254.169.254/computeMetadata/v1/").put("title", "x");
    pull.putObject("head").put("sha", commit).put("ref", "change");
    pull.putObject("base").put("ref", "main");
    body.putObject("repository").put("full_name", REPOSITORY);
    return body;
  }

  static ObjectNode push(String branch, String before, String after) {
    ObjectNode body = JSON.createObjectNode().put("ref", "refs/heads/" + branch);
    body.put("before", before).put("after", after).put("deleted", false);
    body.putObject("repository").put("full_name", REPOSITORY);
    return body;
  }

  static ObjectNode comment(String author, String text, long id) {
    ObjectNode body = JSON.createObjectNode().put("action", "created");
    ObjectNode issue = body.putObject("issue").put("number", 7);
    issue.putObject("pull_request").put("url", "https://api.github.com/x");
    ObjectNode comment = body.putObject("comment").put("id", id).put("body", text);
    comment.putObject("user").put("login", author);
    body.putObject("repository").put("full_name", REPOSITORY);
    return body;
  }

  /** A signed delivery. */
  Request delivery(String kind, ObjectNode body) {
    return delivery(kind, body.toString());
  }

  Request delivery(String kind, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    Map<String, List<String>> headers = new LinkedHashMap<>();
    headers.put("Content-Type", List.of("application/json"));
    headers.put("X-GitHub-Event", List.of(kind));
    headers.put(
        "X-GitHub-Delivery",
        List.of("00000000-0000-0000-0000-%012d".formatted(deliveries.incrementAndGet())));
    headers.put(
        "X-Hub-Signature-256",
        List.of(Signature.of(bytes, SECRET.getBytes(StandardCharsets.UTF_8))));
    return new Request("POST", "/events/github", headers, new ByteArrayInputStream(bytes));
  }

  /** News of a build, as Pub/Sub pushes it. */
  Request news(String build, String status) {
    String data =
        Base64.getEncoder()
            .encodeToString(
                "{\"id\":\"%s\",\"status\":\"%s\"}"
                    .formatted(build, status)
                    .getBytes(StandardCharsets.UTF_8));
    return pushed(
        "/events/build",
        "{\"message\":{\"attributes\":{\"buildId\":\"%s\",\"status\":\"%s\"},\"data\":\"%s\",\"messageId\":\"1\"},\"subscription\":\"s\"}"
            .formatted(build, status, data),
        AUDIENCE);
  }

  /** A request with an identity token. */
  Request pushed(String path, String body, String audience) {
    long now = Instant.now().getEpochSecond();
    String token =
        certificates.token(
            Map.of(
                "iss",
                "https://accounts.google.com",
                "aud",
                audience,
                "email",
                PUSHER,
                "email_verified",
                true,
                "iat",
                now,
                "exp",
                now + 3600));
    return new Request(
        "POST",
        path,
        Map.of("Authorization", List.of("Bearer " + token)),
        new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  public void close() {
    github.close();
    builds.close();
    storage.close();
    secrets.close();
    certificates.close();
  }
}
