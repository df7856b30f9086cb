package dev.tfgate.webhook;

import static dev.tfgate.webhook.World.COMMIT;
import static dev.tfgate.webhook.World.REPOSITORY;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an event becomes. */
class WebhookTest {
  private static final String NEXT = "c".repeat(40);
  private static final String BEFORE = "d".repeat(40);

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

  private Reply send(String kind, ObjectNode body) {
    return webhook.handle(world.delivery(kind, body));
  }

  private Reply opened() {
    return send("pull_request", World.pullRequest("opened", 7, COMMIT));
  }

  private static String outcome(Reply reply) {
    return reply.status() + " " + reply.body().replaceAll(".*\"outcome\":\"([a-z]+)\".*\n", "$1");
  }

  private String end(String status) {
    String id = world.builds.builds().getLast().get("id").asText();
    world.builds.status(id, status);
    return outcome(webhook.handle(world.news(id, status)));
  }

  @Test
  void aPullRequestIsPlannedWithTheTrustedConfiguration() {
    assertThat(outcome(opened())).isEqualTo("200 started");
    JsonNode build = world.builds.only();
    assertThat(build.at("/steps/1/args").toString())
        .isEqualTo("[\"terraform\",\"--root\",\"${_ROOT}\",\"--\",\"plan\"]");
    assertThat(build.at("/options/substitutionOption").asText()).isEqualTo("MUST_MATCH");
    assertThat(build.at("/source/gitSource/url").asText())
        .isEqualTo("https://github.com/acme/infra.git");
    assertThat(build.at("/source/gitSource/revision").asText()).isEqualTo(COMMIT);
    assertThat(build.get("serviceAccount").asText())
        .isEqualTo(
            "projects/acme-ci/serviceAccounts/terraform-plan@acme-ci.iam.gserviceaccount.com");
    assertThat(build.get("substitutions").toString())
        .contains("\"COMMIT_SHA\":\"" + COMMIT, "\"_ROOT\":\"services/shop/dev\"", "_IMAGE")
        .doesNotContain("_PR_NUMBER", "BRANCH_NAME", "change");
    assertThat(world.github.statuses())
        .containsExactly(
            new FakeGitHub.SetStatus(
                COMMIT, "tfgate/plan", "pending", "the build runs", build.get("logUrl").asText()));
  }

  @Test
  void theEndIsToldOnceWithTheReport() {
    opened();
    String id = world.builds.only().get("id").asText();
    world.storage.put(
        "acme-ci-reports", id + ".md", "## tfgate: fail\n\n2 findings for @everybody\n");
    assertThat(end("FAILURE")).isEqualTo("200 told");
    assertThat(outcome(webhook.handle(world.news(id, "WORKING")))).isEqualTo("200 nothing");
    assertThat(outcome(webhook.handle(world.news(id, "FAILURE")))).isEqualTo("200 told");
    assertThat(world.github.statuses(COMMIT))
        .containsExactly("pending: the build runs", "failure: failed: tfgate: fail");
    assertThat(world.github.comments()).hasSize(1);
    assertThat(world.github.comments().getFirst())
        .startsWith("<!-- tfgate:")
        .contains("## tfgate: fail", "@\u200beverybody");
    world.github.pull(REPOSITORY, 7, NEXT);
    send("pull_request", World.pullRequest("synchronize", 7, NEXT));
    world.storage.put(
        "acme-ci-reports", world.builds.builds().getLast().get("id").asText() + ".md", "## ok\n");
    end("SUCCESS");
    assertThat(world.github.comments()).hasSize(1);
    assertThat(world.github.comments().getFirst()).contains("## ok").doesNotContain("fail");
    assertThat(world.github.statuses(NEXT)).last().isEqualTo("success: passed: ok");
  }

  @Test
  void aDeliveryIsDoneOnceAndItsRepetitionSaysWhatItBecame() {
    ObjectNode body = World.pullRequest("opened", 7, COMMIT);
    Reply first = send("pull_request", body);
    assertThat(send("pull_request", body)).isEqualTo(first);
    assertThat(world.builds.builds()).hasSize(1);
    assertThat(world.github.statuses()).hasSize(1);
  }

  @Test
  void otherNewsOfTheSameCommitStartsNothingMore() {
    opened();
    assertThat(outcome(send("pull_request", World.pullRequest("reopened", 7, COMMIT))))
        .isEqualTo("200 nothing");
    assertThat(world.builds.builds()).hasSize(1);
  }

  @Test
  void aNewerCommitCancelsTheOlderPlan() {
    opened();
    world.github.pull(REPOSITORY, 7, NEXT);
    assertThat(outcome(send("pull_request", World.pullRequest("synchronize", 7, NEXT))))
        .isEqualTo("200 started");
    assertThat(world.builds.builds())
        .extracting(build -> build.get("status").asText())
        .containsExactly("CANCELLED", "QUEUED");
    String older = world.builds.builds().getFirst().get("id").asText();
    webhook.handle(world.news(older, "CANCELLED"));
    assertThat(world.github.statuses(COMMIT))
        .last()
        .isEqualTo("error: cancelled, as a newer commit came");
    assertThat(world.github.comments()).isEmpty();
  }

  @Test
  void anOlderEventThatComesLaterStartsThePresentCommitOnly() {
    world.github.pull(REPOSITORY, 7, NEXT);
    send("pull_request", World.pullRequest("synchronize", 7, NEXT));
    opened();
    assertThat(world.builds.only().at("/source/gitSource/revision").asText()).isEqualTo(NEXT);
  }

  @Test
  void aForcedPushBackIsPlannedAgain() {
    opened();
    world.github.pull(REPOSITORY, 7, NEXT);
    send("pull_request", World.pullRequest("synchronize", 7, NEXT));
    world.github.pull(REPOSITORY, 7, COMMIT);
    assertThat(
            outcome(
                send(
                    "pull_request",
                    World.pullRequest("synchronize", 7, COMMIT).put("before", NEXT))))
        .isEqualTo("200 started");
    assertThat(world.builds.builds())
        .extracting(build -> build.get("status").asText())
        .containsExactly("CANCELLED", "CANCELLED", "QUEUED");
  }

  @Test
  void anotherBaseIsPlannedAgain() {
    opened();
    ((ObjectNode) world.github.pull(REPOSITORY, 7, COMMIT).get("base")).put("ref", "stable");
    ObjectNode edited = World.pullRequest("edited", 7, COMMIT);
    edited.putObject("changes").putObject("base").putObject("ref").put("from", "main");
    assertThat(outcome(send("pull_request", edited))).isEqualTo("200 started");
    assertThat(world.builds.builds()).hasSize(2);
    assertThat(outcome(send("pull_request", World.pullRequest("edited", 7, COMMIT))))
        .isEqualTo("200 nothing");
  }

  @Test
  void aPushToABaseBranchIsApplied() {
    assertThat(outcome(send("push", World.push("main", BEFORE, COMMIT)))).isEqualTo("200 started");
    JsonNode build = world.builds.only();
    assertThat(build.get("serviceAccount").asText()).contains("terraform-apply@");
    assertThat(build.at("/substitutions/BRANCH_NAME").asText()).isEqualTo("main");
    assertThat(end("SUCCESS")).isEqualTo("200 told");
    assertThat(world.github.statuses(COMMIT)).last().isEqualTo("success: passed");
    assertThat(world.github.statuses()).allMatch(status -> status.context().equals("tfgate/apply"));
    assertThat(world.github.comments()).isEmpty();
  }

  @Test
  void aPushThatIsNoLongerTheHeadIsNotApplied() {
    assertThat(outcome(send("push", World.push("main", COMMIT, BEFORE)))).isEqualTo("200 nothing");
    assertThat(outcome(send("push", World.push("other", BEFORE, COMMIT)))).isEqualTo("200 nothing");
    ObjectNode tag = World.push("main", BEFORE, COMMIT).put("ref", "refs/tags/main");
    assertThat(outcome(send("push", tag))).isEqualTo("200 nothing");
    ObjectNode deleted = World.push("main", BEFORE, "0".repeat(40)).put("deleted", true);
    assertThat(outcome(send("push", deleted))).isEqualTo("200 nothing");
    assertThat(world.builds.builds()).isEmpty();
  }

  @Test
  void aForkWaitsForAMaintainerAndTheCommit() {
    ObjectNode pull = world.github.pull(REPOSITORY, 7, COMMIT);
    ((ObjectNode) pull.at("/head/repo")).put("full_name", "mallory/infra").put("fork", true);
    pull.put("author_association", "OWNER");
    assertThat(outcome(opened())).isEqualTo("200 nothing");
    assertThat(world.github.statuses(COMMIT))
        .containsExactly("pending: a maintainer starts it: /tfgate plan " + COMMIT);
    for (List<String> refused :
        List.of(
            List.of("boss", "/tfgate plan"),
            List.of("boss", "/tfgate plan " + NEXT),
            List.of("boss", "/tfgate plan " + COMMIT.substring(0, 12)),
            List.of("boss", "please /tfgate plan " + COMMIT),
            List.of("reader", "/tfgate plan " + COMMIT),
            List.of("mallory", "/tfgate plan " + COMMIT))) {
      assertThat(
              outcome(
                  send(
                      "issue_comment",
                      World.comment(refused.get(0), refused.get(1), refused.hashCode() & 0xffff))))
          .as(refused.toString())
          .isEqualTo("200 nothing");
    }
    assertThat(world.builds.builds()).isEmpty();
    ObjectNode edited = World.comment("boss", "/tfgate plan " + COMMIT, 5).put("action", "edited");
    assertThat(outcome(send("issue_comment", edited))).isEqualTo("200 nothing");
    assertThat(outcome(send("issue_comment", World.comment("boss", "/tfgate plan " + COMMIT, 6))))
        .isEqualTo("200 started");
    assertThat(world.builds.only().at("/source/gitSource/url").asText())
        .isEqualTo("https://github.com/acme/infra.git");
  }

  @Test
  void aRepositoryThatIsGoneCountsAsAFork() {
    ((ObjectNode) world.github.pull(REPOSITORY, 7, COMMIT).get("head")).putNull("repo");
    assertThat(outcome(opened())).isEqualTo("200 nothing");
    assertThat(world.builds.builds()).isEmpty();
  }

  @Test
  void theCommandPlansAgain() {
    opened();
    assertThat(outcome(send("issue_comment", World.comment("boss", "/tfgate plan", 9))))
        .isEqualTo("200 started");
    assertThat(world.builds.builds()).hasSize(2);
  }

  @Test
  void whatIsNotWantedStartsNothing() {
    world.github.pull(REPOSITORY, 8, COMMIT).put("draft", true);
    assertThat(outcome(send("pull_request", World.pullRequest("opened", 8, COMMIT))))
        .isEqualTo("200 nothing");
    world.github.pull(REPOSITORY, 9, COMMIT).put("state", "closed");
    assertThat(outcome(send("pull_request", World.pullRequest("reopened", 9, COMMIT))))
        .isEqualTo("200 nothing");
    ((ObjectNode) world.github.pull(REPOSITORY, 10, COMMIT).get("base")).put("ref", "feature");
    assertThat(outcome(send("pull_request", World.pullRequest("opened", 10, COMMIT))))
        .isEqualTo("200 nothing");
    world.github.pull(REPOSITORY, 11, COMMIT).put("author_association", "CONTRIBUTOR");
    assertThat(outcome(send("pull_request", World.pullRequest("opened", 11, COMMIT))))
        .isEqualTo("200 nothing");
    ObjectNode other = World.pullRequest("opened", 7, COMMIT);
    ((ObjectNode) other.get("repository")).put("full_name", "acme/other");
    assertThat(outcome(send("pull_request", other))).isEqualTo("200 nothing");
    assertThat(outcome(send("pull_request", World.pullRequest("labeled", 7, COMMIT))))
        .isEqualTo("200 nothing");
    assertThat(outcome(send("star", World.pullRequest("created", 7, COMMIT))))
        .isEqualTo("200 nothing");
    assertThat(outcome(send("pull_request", World.pullRequest("opened", 404, COMMIT))))
        .isEqualTo("200 failed");
    assertThat(world.builds.builds()).isEmpty();
  }

  @Test
  void aConfigurationThatCantBeUsedIsSaidOnTheCommit() {
    world.storage.put("acme-ci-config", "cloudbuild.yaml", "steps: [{name: \"${_NEW}\"}]\n");
    assertThat(outcome(opened())).isEqualTo("200 failed");
    assertThat(world.github.statuses(COMMIT)).first().asString().contains("_NEW");
    world.storage.put("acme-ci-config", "cloudbuild.yaml", "steps: [\n");
    send("pull_request", World.pullRequest("reopened", 7, COMMIT));
    world.storage.put(
        "acme-ci-config",
        "cloudbuild.yaml",
        World.PLAN.replace("terraform-plan@", "terraform-apply@"));
    send("pull_request", World.pullRequest("ready_for_review", 7, COMMIT));
    assertThat(world.github.statuses(COMMIT))
        .hasSize(3)
        .allMatch(status -> status.startsWith("error: the trusted configuration"));
    assertThat(world.builds.builds()).isEmpty();
  }

  @Test
  void theEndIsToldWithoutAMessageToo() {
    opened();
    String id = world.builds.only().get("id").asText();
    assertThat(webhook.resume()).isZero();
    world.builds.status(id, "SUCCESS");
    assertThat(webhook.resume()).isOne();
    assertThat(world.github.statuses(COMMIT)).last().isEqualTo("success: passed");
    assertThat(webhook.resume()).isZero();
    assertThat(world.storage.names("acme-ci-webhook"))
        .noneMatch(name -> name.startsWith("state/open/"));
  }

  @Test
  void aBuildOfOthersSaysNothing() {
    opened();
    JsonNode build = world.builds.only();
    Loopbacks.copyOf(world, build);
    String copy = world.builds.builds().getLast().get("id").asText();
    world.builds.status(copy, "SUCCESS");
    assertThat(outcome(webhook.handle(world.news(copy, "SUCCESS")))).isEqualTo("200 nothing");
    assertThat(world.github.statuses(COMMIT)).containsExactly("pending: the build runs");
    assertThat(outcome(webhook.handle(world.news("none", "SUCCESS")))).isEqualTo("200 nothing");
  }

  @Test
  void newsNeedsTheTokenThatIsDue() {
    opened();
    String id = world.builds.only().get("id").asText();
    world.builds.status(id, "SUCCESS");
    assertThat(
            webhook.handle(world.pushed("/events/build", "{}", "https://other.example/")).status())
        .isEqualTo(401);
    assertThat(
            webhook.handle(world.pushed("/events/resume", "{}", "https://other.example/")).status())
        .isEqualTo(401);
    assertThat(webhook.handle(world.pushed("/events/resume", "", World.AUDIENCE)).status())
        .isEqualTo(200);
    assertThat(world.github.statuses(COMMIT)).last().isEqualTo("success: passed");
    assertThat(outcome(webhook.handle(world.pushed("/events/build", "nonsense", World.AUDIENCE))))
        .isEqualTo("200 nothing");
  }

  @Test
  void pathsDecideWhatIsBuilt() throws IOException {
    webhook.close();
    world.close();
    world = new World(folder, "  paths: [\"services/**\"]\n");
    webhook = world.webhook();
    world.github.files(REPOSITORY, "README.md");
    assertThat(outcome(opened())).isEqualTo("200 nothing");
    assertThat(world.github.statuses(COMMIT))
        .containsExactly("success: nothing below webhook.paths changes");
    world.github.files(REPOSITORY, "README.md", "services/shop/main.tf");
    assertThat(outcome(send("pull_request", World.pullRequest("reopened", 7, COMMIT))))
        .isEqualTo("200 started");
  }

  @Test
  void anInstanceThatEndsTakesNothingOn() {
    webhook.close();
    assertThat(opened().status()).isEqualTo(503);
    assertThat(world.builds.builds()).isEmpty();
    world.pass(Duration.ofMinutes(1));
  }
}
