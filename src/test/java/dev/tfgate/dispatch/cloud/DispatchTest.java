package dev.tfgate.dispatch.cloud;

import static dev.tfgate.dispatch.cloud.DispatchWorld.COMMIT;
import static dev.tfgate.dispatch.cloud.DispatchWorld.CREATE;
import static dev.tfgate.dispatch.cloud.DispatchWorld.LIST;
import static dev.tfgate.dispatch.cloud.DispatchWorld.order;
import static dev.tfgate.dispatch.cloud.DispatchWorld.root;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tfgate.dispatch.cloud.BuildResult.Outcome;
import dev.tfgate.google.Loopback.Fault;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import dev.tfgate.trust.Identities.Phase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DispatchTest {
  @TempDir private Path folder = Path.of("");
  private DispatchWorld world;

  @BeforeEach
  void open() throws IOException {
    world = new DispatchWorld(folder);
    world.builds.end(100, build -> "SUCCESS");
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void eachRootGetsOneBuildOfTheTrustedConfiguration() {
    DispatchReport report = world.run(order(Phase.PLAN, root("svc/dev", 1), root("svc/net", 0)));
    assertThat(report.exitCode()).isEqualTo(ExitCode.PASSED);
    assertThat(report.configuration())
        .matches("gs://acme-ci-config/terraform/cloudbuild.yaml#[0-9]+");
    assertThat(world.built()).containsExactly("svc/net", "svc/dev");
    JsonNode build = world.builds.builds().getLast();
    assertThat(build.at("/steps/0/args/4").asText()).isEqualTo("plan");
    assertThat(build.at("/source/connectedRepository/revision").asText()).isEqualTo(COMMIT);
    assertThat(build.at("/serviceAccount").asText())
        .isEqualTo("projects/acme-ci/serviceAccounts/plan@acme-ci.iam.gserviceaccount.com");
    assertThat(build.at("/substitutions"))
        .hasToString(
            "{\"COMMIT_SHA\":\"%s\",\"REVISION_ID\":\"%s\",\"SHORT_SHA\":\"0123456\",\"_COMMIT\":\"%s\",\"_IMAGE\":\"%s\",\"_ROOT\":\"svc/dev\",\"_TEAM\":\"platform\"}"
                .formatted(COMMIT, COMMIT, COMMIT, world.settings().build().image()));
  }

  @Test
  void applyHasItsOwnConfigurationAndIdentity() {
    assertThat(world.run(order(Phase.APPLY, root(".", 0))).exitCode()).isEqualTo(ExitCode.PASSED);
    JsonNode build = world.builds.only();
    assertThat(build.at("/steps/0/args/4").asText()).isEqualTo("apply");
    assertThat(build.at("/serviceAccount").asText()).contains("/apply@");
  }

  /** The fault, what becomes of the root, and how many requests that takes at least and at most. */
  @ParameterizedTest
  @CsvSource({
    "UNAVAILABLE, succeeded, 2, 2",
    "THROTTLED, succeeded, 2, 2",
    "FORBIDDEN, undecided, 1, 1",
    "REFUSED, undecided, 1, 1",
    "STALL, succeeded, 2, 2",
    "HTML, succeeded, 2, 2",
    "UNAVAILABLE_AFTER, succeeded, 1, 1",
    "LOST_ANSWER, succeeded, 1, 1",
    "STALL_AFTER, succeeded, 1, 1",
    "TRUNCATED, succeeded, 1, 1"
  })
  void aFaultOfOneRequestEndsSo(Fault fault, String outcome, int least, int most) {
    world.builds.fail(CREATE, fault, 1);
    DispatchReport report = world.run(order(Phase.PLAN, root("svc/dev", 0)));
    assertThat(report.roots().getFirst().outcome().word()).isEqualTo(outcome);
    assertThat(world.builds.calls(CREATE)).hasSizeBetween(least, most);
    assertThat(world.built()).hasSize(outcome.equals("succeeded") ? 1 : 0);
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void aFaultOfOneRootHidesNoOther(Fault fault) {
    world.builds.fail(CREATE, fault, 1);
    DispatchReport report = world.run(order(Phase.PLAN, root("a", 0), root("b", 0), root("c", 0)));
    assertThat(report.count(Outcome.SUCCEEDED)).isGreaterThanOrEqualTo(2);
    assertThat(world.built()).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void aListThatFailsIsAskedAgain(Fault fault) {
    world.builds.fail(CREATE, Fault.LOST_ANSWER, 1);
    world.builds.fail(LIST, fault, 2);
    DispatchReport report = world.run(order(Phase.PLAN, root("svc/dev", 0)));
    boolean denied = fault == Fault.FORBIDDEN || fault == Fault.REFUSED;
    assertThat(report.roots().getFirst().outcome())
        .isEqualTo(denied ? Outcome.UNDECIDED : Outcome.SUCCEEDED);
    assertThat(world.built()).hasSize(1);
  }

  @Test
  void aListThatLagsMakesNoSecondBuild() {
    world.builds.fail(CREATE, Fault.LOST_ANSWER, 1);
    world.builds.hide(2);
    DispatchReport report = world.run(order(Phase.PLAN, root("svc/dev", 0)));
    assertThat(report.exitCode()).isEqualTo(ExitCode.PASSED);
    assertThat(world.built()).hasSize(1);
  }

  @Test
  void aBuildThatNobodyCanLookForIsNotStartedAgain() {
    world.builds.fail(CREATE, Fault.STALL, 1);
    world.builds.fail(LIST, Fault.UNAVAILABLE, 10_000);
    DispatchReport report =
        world.run(
            new Order(Phase.PLAN, COMMIT, 1, List.of(root("a", 0)), 1, Duration.ofSeconds(4)));
    assertThat(report.exitCode()).isEqualTo(ExitCode.UNDECIDED);
    assertThat(report.roots().getFirst().message()).contains("the time is over");
    assertThat(world.builds.calls(CREATE)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"_ROOT", "COMMIT_SHA"})
  void anAnswerAboutAnotherRootOrCommitIsNotBelieved(String substitution) {
    world.builds.tell(
        build -> {
          ((ObjectNode) build.get("substitutions")).put(substitution, "svc/prod");
          build.put("id", "another").put("status", "SUCCESS");
          return build;
        });
    DispatchReport report = world.run(order(Phase.PLAN, root("svc/dev", 0)));
    BuildResult result = report.roots().getFirst();
    assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(result.build()).isEqualTo(world.builds.only().get("id").asText());
  }

  @Test
  void aBuildThatBecomesAnotherOnesIsUndecided() {
    world.builds.end(
        100,
        build -> {
          ((ObjectNode) build.get("substitutions")).put("_ROOT", "svc/prod");
          return "SUCCESS";
        });
    BuildResult result = world.run(order(Phase.PLAN, root("svc/dev", 0))).roots().getFirst();
    assertThat(result.outcome()).isEqualTo(Outcome.UNDECIDED);
    assertThat(result.message()).contains("another root or commit");
  }

  @ParameterizedTest
  @CsvSource({
    "SUCCESS, 0, PASSED",
    "FAILURE, 0, FINDINGS",
    "FAILURE, 1, FINDINGS",
    "FAILURE, 2, USAGE",
    "FAILURE, 3, UNDECIDED",
    "FAILURE, 137, UNDECIDED",
    "TIMEOUT, 0, UNDECIDED",
    "CANCELLED, 0, UNDECIDED",
    "EXPIRED, 0, UNDECIDED",
    "INTERNAL_ERROR, 0, UNDECIDED",
    "SOMETHING_NEW, 0, UNDECIDED"
  })
  void theExitCodeIsThatOfTheWorst(String status, int exit, ExitCode code) {
    world.builds.end(
        50,
        build -> {
          boolean dev = build.at("/substitutions/_ROOT").asText().equals("svc/dev");
          if (dev && exit > 0) {
            ((ObjectNode) build.at("/steps/0")).put("exitCode", exit);
          }
          return dev ? status : "SUCCESS";
        });
    DispatchReport report = world.run(order(Phase.PLAN, root("svc/dev", 0), root("svc/net", 0)));
    assertThat(report.exitCode()).isEqualTo(code);
    assertThat(report.roots().getLast().outcome()).isEqualTo(Outcome.SUCCEEDED);
  }

  @Test
  void aSecondDispatchFindsTheBuildsOfTheFirst() {
    world.run(order(Phase.PLAN, root("a", 0)));
    DispatchReport report = world.run(order(Phase.PLAN, root("a", 0), root("b", 0)));
    assertThat(report.exitCode()).isEqualTo(ExitCode.PASSED);
    assertThat(report.roots()).extracting(BuildResult::joined).containsExactly(true, false);
    assertThat(world.built()).containsExactly("a", "b");
    DispatchReport again =
        world.run(
            new Order(Phase.PLAN, COMMIT, 2, List.of(root("a", 0)), 1, Duration.ofSeconds(20)));
    assertThat(again.exitCode()).isEqualTo(ExitCode.PASSED);
    assertThat(world.built()).containsExactly("a", "b", "a");
  }

  @Test
  void ofTwoDispatchersAtOnceOneStartsEachBuild() throws Exception {
    Order order = order(Phase.APPLY, root("a", 0), root("b", 0), root("c", 0), root("d", 0));
    world.builds.latency(20);
    CompletableFuture<DispatchReport> first =
        CompletableFuture.supplyAsync(() -> world.run(order), Thread::startVirtualThread);
    CompletableFuture<DispatchReport> second =
        CompletableFuture.supplyAsync(() -> world.run(order), Thread::startVirtualThread);
    assertThat(first.get().exitCode())
        .as(first.get().roots().toString())
        .isEqualTo(ExitCode.PASSED);
    assertThat(second.get().exitCode())
        .as(second.get().roots().toString())
        .isEqualTo(ExitCode.PASSED);
    assertThat(world.built()).containsExactlyInAnyOrder("a", "b", "c", "d");
    for (int i = 0; i < 4; i++) {
      assertThat(first.get().roots().get(i).joined())
          .isNotEqualTo(second.get().roots().get(i).joined());
    }
  }

  @Test
  void theBytesThatWereReadAreWhatRuns() {
    Dispatch dispatch = world.dispatch(order(Phase.PLAN, root("a", 0), root("b", 1)));
    world.builds.end(
        50,
        build -> {
          world.configuration("cloudbuild.yaml", "steps: [{name: evil, args: ['${_ROOT}']}]");
          return "SUCCESS";
        });
    DispatchReport report = world.run(dispatch);
    assertThat(report.exitCode()).isEqualTo(ExitCode.PASSED);
    assertThat(world.builds.builds())
        .allSatisfy(build -> assertThat(build.at("/steps/0/name").asText()).isEqualTo("${_IMAGE}"));
    // Another dispatch would join these builds, and they ran another configuration than is trusted.
    DispatchReport next = world.run(order(Phase.PLAN, root("a", 0), root("c", 0)));
    assertThat(next.roots().getFirst().outcome()).isEqualTo(Outcome.UNDECIDED);
    assertThat(next.roots().getFirst().message())
        .contains(report.configuration(), next.configuration(), "--attempt");
    assertThat(next.roots().getLast().outcome()).isEqualTo(Outcome.SUCCEEDED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "svc/$(id)",
        "svc/${_IMAGE}",
        "svc/a b",
        "svc/`id`",
        "svc/a;id",
        "svc/a\nb",
        "-auto/x",
        "svc/a'b",
        "svc/a\"b",
        "svc/a\\b",
        "svc/*",
        "svc/a|b",
        "svc/a&b",
        "svc/~",
        "svc/<a>",
        "svc/\u202ea"
      })
  void aPathThatIsMoreThanTextGetsNoBuild(String path) {
    DispatchReport report = world.run(order(Phase.PLAN, root(path, 0), root("svc/ok", 0)));
    assertThat(report.exitCode()).isEqualTo(ExitCode.UNDECIDED);
    assertThat(world.built()).containsExactly("svc/ok");
    assertThat(world.dispatch(order(Phase.PLAN, root(path, 0))).preview().exitCode())
        .isEqualTo(ExitCode.UNDECIDED);
  }

  @Test
  void readersOfAStateWaitForItsApplyAndPlansDont() {
    world.builds.end(
        50,
        build -> build.at("/substitutions/_ROOT").asText().equals("net") ? "FAILURE" : "SUCCESS");
    Order apply =
        order(
            Phase.APPLY,
            root("net", 0),
            root("other", 0),
            root("dev", 1, "net"),
            root("web", 2, "dev"));
    DispatchReport report = world.run(apply);
    assertThat(report.roots())
        .extracting(root -> root.path() + " " + root.outcome().word())
        .containsExactly("dev blocked", "net failed", "other succeeded", "web blocked");
    assertThat(report.exitCode()).isEqualTo(ExitCode.UNDECIDED);
    assertThat(world.built()).containsExactlyInAnyOrder("net", "other");
    world.run(order(Phase.PLAN, root("net", 0), root("dev", 1, "net")));
    assertThat(world.built()).containsExactlyInAnyOrder("net", "other", "net", "dev");
  }

  @Test
  void noMoreBuildsRunTogetherThanAreAsked() {
    dev.tfgate.roots.RootEntry[] roots = new dev.tfgate.roots.RootEntry[12];
    for (int i = 0; i < roots.length; i++) {
      roots[i] = root("r" + i, 0);
    }
    Order order = new Order(Phase.PLAN, COMMIT, 1, List.of(roots), 3, Duration.ofSeconds(20));
    assertThat(world.run(order).exitCode()).isEqualTo(ExitCode.PASSED);
    assertThat(world.builds.mostTogether()).isLessThanOrEqualTo(3);
  }

  @Test
  void aQuotaIsWaitedOut() {
    world.builds.quota(5);
    dev.tfgate.roots.RootEntry[] roots = new dev.tfgate.roots.RootEntry[15];
    for (int i = 0; i < roots.length; i++) {
      roots[i] = root("r" + i, 0);
    }
    DispatchReport report = world.run(order(Phase.PLAN, roots));
    assertThat(report.count(Outcome.SUCCEEDED)).isEqualTo(15);
    assertThat(world.built()).hasSize(15).doesNotHaveDuplicates();
  }

  @Test
  void aQuotaThatLastsEndsWithTheTimeAndLeavesTheRootToOthers() {
    world.builds.quota(0);
    DispatchReport report =
        world.run(
            new Order(Phase.PLAN, COMMIT, 1, List.of(root("a", 0)), 1, Duration.ofSeconds(2)));
    assertThat(report.exitCode()).isEqualTo(ExitCode.UNDECIDED);
    world.builds.quota(10);
    assertThat(world.run(order(Phase.PLAN, root("a", 0))).exitCode()).isEqualTo(ExitCode.PASSED);
    assertThat(world.built()).containsExactly("a");
  }

  @Test
  void aClaimOfADispatcherThatDiedIsTakenOver() throws Exception {
    Order order = order(Phase.PLAN, root("a", 0));
    Requests requests =
        Requests.read(world.settings(), world.settings().plan(), order, world.stores());
    Claims claims =
        new Claims(
            world.stores(),
            world.settings().state().child("dispatch/" + requests.folder()).asFolder());
    claims.take(
        requests.claim("a"),
        new RootClaim("a", requests.configuration(), "tfgate-b-" + "a".repeat(32), Instant.now()));
    assertThat(world.run(order).exitCode()).isEqualTo(ExitCode.PASSED);
    assertThat(world.builds.only().get("tags").get(3).asText()).endsWith("aaaa");
  }

  @Test
  void aConfigurationThatWouldDoTheSameForEveryRootIsRefused() {
    world.configuration("cloudbuild.yaml", "steps: [{name: x, args: [check]}]");
    assertThatThrownBy(() -> world.dispatch(order(Phase.PLAN, root("a", 0))))
        .isInstanceOfSatisfying(
            ExitException.class, e -> assertThat(e.code()).isEqualTo(ExitCode.USAGE))
        .hasMessageContaining("_ROOT");
    world.configuration("cloudbuild.yaml", "steps: [{name: x, args: ['${_ROOT}', '${_X}']}]");
    assertThatThrownBy(() -> world.dispatch(order(Phase.PLAN, root("a", 0))))
        .hasMessageContaining("_X")
        .hasMessageContaining("dispatch.build.substitutions");
  }

  /** One pair of configurations serves the whole repository: the root is a substitution. */
  @ParameterizedTest
  @CsvSource({"PLAN, cloudbuild.yaml", "APPLY, cloudbuild-apply.yaml"})
  void theConfigurationsOfThisProjectServeEveryRoot(Phase phase, String name) throws IOException {
    world.configuration(name, Files.readString(Path.of(name)));
    Files.writeString(
        world.trust.resolve("gate.yaml"),
        DispatchWorld.GATE
            .replace("service_account: ", "service_account: terraform-")
            .replace("substitutions: {_TEAM: platform}", ""));
    assertThat(world.run(order(phase, root("svc/dev", 0), root("svc/net", 0))).exitCode())
        .isEqualTo(ExitCode.PASSED);
    assertThat(world.built()).containsExactlyInAnyOrder("svc/dev", "svc/net");
    assertThat(world.builds.builds().getLast().at("/substitutions").size()).isEqualTo(5);
  }

  @Test
  void aPreviewStartsNothing() {
    DispatchReport report = world.dispatch(order(Phase.PLAN, root("a", 0), root("b", 0))).preview();
    assertThat(report.exitCode()).isEqualTo(ExitCode.PASSED);
    assertThat(report.requests().keySet()).containsExactly("a", "b");
    assertThat(world.builds.calls()).isEmpty();
  }
}
