package dev.tfgate.runner;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tfgate.cli.CommandRun;
import dev.tfgate.google.FakeServiceAccounts;
import dev.tfgate.google.Loopback;
import dev.tfgate.report.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many roots in one run, with a shell script in the place of Terraform. */
class SharedRunsTest {
  private static final String DATA = "resource \"terraform_data\" \"a\" {\n  input = 1\n}\n";

  @TempDir Path folder;
  private World world;
  private StandIn script;

  @BeforeEach
  void makeWorld() throws IOException {
    StandIn.Set set = StandIn.in(folder);
    world = set.world();
    script = set.script();
    backends("");
    for (String root : List.of("net", "svc/a", "svc/b", "svc/c")) {
      world.file(root + "/main.tf", DATA + backend(root));
    }
    world.file("svc/b/reads.tf", reads("svc/a"));
  }

  private static String backend(String root) {
    return "terraform {\n  backend \"gcs\" {\n    bucket = \"acme\"\n    prefix = \"%s\"\n  }\n}\n"
        .formatted(root);
  }

  private static String reads(String root) {
    return "data \"terraform_remote_state\" \"x\" {\n  backend = \"gcs\"\n  config = {\n    bucket = \"acme\"\n    prefix = \"%s\"\n  }\n}\n"
        .formatted(root);
  }

  private void backends(String more) throws IOException {
    world.gate(
        """
        backends: {allow: [{type: local, arguments: {}}, {type: gcs, arguments: {bucket: acme, prefix: "{root}"}}]}
        remote_state: {allow: [{type: gcs, arguments: {bucket: acme, prefix: "**"}}]}
        """
            + more);
  }

  private CommandRun.Result many(List<String> options, String... arguments) {
    return new CommandRun(world.environment, world.checkout, "")
        .run(world.command(options, List.of(arguments)).toArray(new String[0]));
  }

  private static void passes(CommandRun.Result result) {
    assertThat(result.code()).as(result.err() + result.out()).isEqualTo(ExitCode.PASSED);
  }

  @Test
  void everyRootRunsInItsWave() throws IOException {
    passes(many(List.of("--roots", "**"), "init"));
    script.calls();
    CommandRun.Result plan = many(List.of("--roots", "svc/*", "net", "--concurrency", "4"), "plan");
    passes(plan);
    List<String> calls = script.calls();
    assertThat(calls).hasSize(16);
    assertThat(calls.indexOf("begin svc/b plan")).isGreaterThan(calls.indexOf("end svc/a show"));
    assertThat(plan.out())
        .containsPattern("(?m)^svc/b +1  passed +\\+1 ~0 -0 +\\d+ s$")
        .containsPattern("(?m)^net +0  passed")
        .contains("4 roots in ", ": 4 passed", "== plan svc/a: passed, +1 ~0 -0", "Plan: 1 to add");
    assertThat(plan.err()).containsPattern("plan svc/b: passed, .* in \\d+ s \\(4 of 4\\)");
    assertThat(plan.err().lines().filter(line -> line.contains("check pass"))).hasSize(1);
    passes(many(List.of("--roots", "**"), "apply"));
  }

  @Test
  void onlyWhatAChangeAffectsRuns() throws Exception {
    git("init", "-q");
    git("add", "-A");
    git("-c", "user.name=x", "-c", "user.email=x@example.com", "commit", "-qm", "one");
    world.file("svc/c/more.tf", "locals {}\n");
    CommandRun.Result init = many(List.of("--changed-since", "HEAD"), "init");
    passes(init);
    assertThat(script.calls())
        .containsExactly("begin svc/c get", "end svc/c get", "begin svc/c init", "end svc/c init");
    CommandRun.Result none =
        many(
            List.of(
                "--changed-since",
                "HEAD",
                "--roots",
                "net",
                "--report",
                "json=" + folder.resolve("none.json")),
            "init");
    passes(none);
    assertThat(none.err()).contains("no root is affected");
    assertThat(folder.resolve("none.json")).content().contains("\"pass\"");
    CommandRun.Result wrong = many(List.of("--changed-since", "nothing"), "init");
    assertThat(wrong.code()).isEqualTo(ExitCode.UNDECIDED);
    assertThat(script.calls()).isEmpty();
  }

  private void git(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    Process git = new ProcessBuilder(command).directory(world.checkout.toFile()).start();
    assertThat(git.waitFor()).isZero();
  }

  @Test
  void aRootThatFailsHidesNoOther() throws IOException {
    passes(many(List.of("--roots", "**"), "init"));
    script.behave("svc/a", "plan", "echo 'Error: no' >&2; exit 1");
    Path report = folder.resolve("report.json");
    CommandRun.Result plan =
        many(
            List.of(
                "--roots",
                "**",
                "--report",
                "json=" + report,
                "--report",
                "junit=" + folder.resolve("r.xml")),
            "plan");
    assertThat(plan.code()).isEqualTo(ExitCode.UNDECIDED);
    assertThat(plan.out())
        .containsPattern("(?m)^svc/a +0  failed")
        .containsPattern("(?m)^svc/b +1  passed")
        .contains("svc/a: 'terraform plan' failed with exit code 1 (its output: ", "Error: no")
        .contains("3 passed, 1 failed");
    JsonNode json = new ObjectMapper().readTree(report.toFile());
    assertThat(json.get("verdict").asText()).isEqualTo("undecided");
    assertThat(json.get("undecided").toString()).contains("run-failed", "svc/a");
    assertThat(json.get("roots")).hasSize(4);
    assertThat(folder.resolve("r.xml")).content().contains("svc/a");
  }

  @Test
  void aFindingInOneRootStopsThatOne() throws IOException {
    world.file(
        "svc/c/run.tf",
        "resource \"terraform_data\" \"x\" {\n  provisioner \"local-exec\" {\n    command = \"id\"\n  }\n}\n");
    CommandRun.Result init = many(List.of("--roots", "**"), "init");
    assertThat(init.code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(init.out())
        .containsPattern("(?m)^svc/c +0  findings")
        .containsPattern("(?m)^svc/b +1  passed")
        .contains("provisioner");
    assertThat(script.calls()).contains("end net init").noneMatch(call -> call.contains("svc/c"));
    // What is not asked for doesn't count.
    passes(many(List.of("--roots", "net", "svc/a"), "init"));
  }

  @Test
  void failFastBeginsNoFurtherRoot() throws IOException {
    script.behave("net", "get", "exit 1");
    CommandRun.Result init =
        many(List.of("--roots", "**", "--concurrency", "1", "--fail-fast"), "init");
    assertThat(init.code()).isEqualTo(ExitCode.UNDECIDED);
    assertThat(script.calls()).containsExactly("begin net get");
    assertThat(init.out())
        .containsPattern("(?m)^svc/a +0  not run")
        .contains("svc/b: another root didn't pass (--fail-fast)");
  }

  @Test
  void aSecondCallDoesWhatIsNotDone() throws IOException {
    passes(many(List.of("--roots", "**"), "init"));
    script.behave("svc/a", "plan", "exit 1");
    assertThat(many(List.of("--roots", "**"), "plan").code()).isEqualTo(ExitCode.UNDECIDED);
    script.calm("svc/a", "plan");
    script.calls();
    CommandRun.Result again = many(List.of("--roots", "**"), "plan");
    passes(again);
    assertThat(script.calls())
        .containsExactly(
            "begin svc/a plan", "end svc/a plan", "begin svc/a show", "end svc/a show");
    assertThat(again.err()).contains("3 of 4 roots are done");
    assertThat(again.out()).containsPattern("(?m)^net +0  done before");
    // All are done, so that the next call begins anew.
    passes(many(List.of("--roots", "**"), "plan"));
    assertThat(script.calls()).hasSize(16);
    script.behave("svc/a", "apply", "exit 1");
    CommandRun.Result apply = many(List.of("--roots", "**"), "apply");
    assertThat(apply.code()).isEqualTo(ExitCode.UNDECIDED);
    assertThat(apply.out()).contains("svc/b: it reads the state of 'svc/a', which was not applied");
    script.calm("svc/a", "apply");
    script.calls();
    // The plan of svc/a is used up; the one of svc/b is not, and svc/a not where it should be.
    CommandRun.Result second = many(List.of("--roots", "**"), "apply");
    assertThat(second.code()).isEqualTo(ExitCode.UNDECIDED);
    assertThat(second.out())
        .contains("svc/a: there is no plan that was checked")
        .containsPattern("(?m)^svc/c +0  done before");
    assertThat(script.calls()).isEmpty();
  }

  @Test
  void anotherTreeOrAnotherCallBeginsAnew() throws IOException {
    passes(many(List.of("--roots", "**"), "init"));
    script.behave("svc/a", "plan", "exit 1");
    many(List.of("--roots", "**"), "plan");
    script.calls();
    world.file("net/more.tf", "locals {}\n");
    many(List.of("--roots", "**"), "plan");
    assertThat(script.calls()).contains("begin net plan");
    many(List.of("--roots", "**"), "plan", "-lock=false");
    assertThat(script.calls()).contains("begin net plan");
    many(List.of("--roots", "net", "svc/a"), "plan", "-lock=false");
    assertThat(script.calls()).contains("begin net plan");
  }

  @Test
  void aTreeThatChangesMeanwhileDecidesNothing() throws IOException {
    script.behave("net", "init", "echo x > more.tf");
    CommandRun.Result init = many(List.of("--roots", "**", "--concurrency", "1"), "init");
    assertThat(init.code()).isEqualTo(ExitCode.UNDECIDED);
    assertThat(init.out()).contains("net: 'net/more.tf' changed while tfgate worked");
  }

  @Test
  void aPlanOfManyIsAppliedAloneAndTheOtherWayRound() throws IOException {
    passes(many(List.of("--roots", "**"), "init"));
    passes(many(List.of("--roots", "**"), "plan"));
    passes(many(List.of("--root", "svc/c"), "apply"));
    passes(many(List.of("--root", "svc/c"), "plan"));
    passes(many(List.of("--roots", "**"), "apply"));
  }

  @Test
  void logsArePrivateAndTheCheckoutStaysAsItIs() throws IOException {
    Path logs = Files.createDirectory(folder.resolve("logs"));
    script.behave("net", "init", "printf '##vso[task.x]\\033[2Jinit\\n::error::x\\n'");
    CommandRun.Result init = many(List.of("--roots", "net", "--logs", logs.toString()), "init");
    passes(init);
    assertThat(init.out()).doesNotContain("##vso[", "\033").doesNotContainPattern("(?m)^\\s*::");
    assertThat(logs.resolve("net.log")).content().contains("init").doesNotContain("##vso[");
    assertThat(Files.getPosixFilePermissions(logs.resolve("net.log"))).hasSize(2);
    CommandRun.Result inside =
        many(List.of("--roots", "net", "--logs", world.checkout.resolve("x").toString()), "init");
    assertThat(inside.code()).isEqualTo(ExitCode.USAGE);
    assertThat(inside.err()).contains("lies in the checkout");
    try (Stream<Path> left = Files.walk(world.checkout)) {
      assertThat(left.filter(Files::isRegularFile)).hasSize(5);
    }
  }

  @Test
  void aCiSystemFoldsTheOutputOfEachRoot() throws IOException {
    world.environment.put("GITHUB_ACTIONS", "true");
    script.behave("net", "init", "echo '::endgroup::'; echo '::error::no'");
    CommandRun.Result init = many(List.of("--roots", "net", "svc/a"), "init");
    assertThat(init.out())
        .contains("::group::init net: passed\n")
        .containsOnlyOnce("::group::init svc/a: passed\n")
        .doesNotContain("::error::no");
    assertThat(init.out().lines().filter(line -> line.equals("::endgroup::"))).hasSize(2);
  }

  @Test
  void wrongUseIsToldBeforeAnythingRuns() throws IOException {
    for (List<String> options :
        List.of(
            List.of("--roots", "nothing/*"),
            List.of("--roots", "net", "--root", "net"),
            List.of("--roots", "net", "--concurrency", "0"),
            List.of("--roots", "net", "--fail-fast", "--keep-going"),
            List.of("--root", "net", "--fail-fast"),
            List.of("--root", "net", "--logs", "/tmp"))) {
      CommandRun.Result result = many(options, "init");
      assertThat(result.code()).as(options + result.err()).isEqualTo(ExitCode.USAGE);
    }
    assertThat(many(List.of("--roots", "net"), "test").code()).isEqualTo(ExitCode.USAGE);
    assertThat(many(List.of("--roots", "net"), "-chdir=net", "init").code())
        .isEqualTo(ExitCode.USAGE);
    assertThat(script.calls()).isEmpty();
  }

  @Test
  void everyRootHasItsOwnTokenAndNoOther() throws IOException {
    try (FakeServiceAccounts google = new FakeServiceAccounts()) {
      backends(
          """
          identities:
            - roots: ["svc/a", "svc/c"]
              google: {plan: "plan-svc@acme.iam.gserviceaccount.com"}
            - roots: ["ne*"]
              google: {plan: "plan-{1}-net@acme.iam.gserviceaccount.com"}
          """);
      google.refuse("plan-t-net@acme.iam.gserviceaccount.com");
      script.behave("svc/a", "init", "echo \"Error: $GOOGLE_OAUTH_ACCESS_TOKEN\" >&2");
      List<String> options =
          List.of("--roots", "**", "--endpoint", "iamcredentials=" + google.endpoint());
      CommandRun.Result init = many(options, "init");
      assertThat(init.code()).isEqualTo(ExitCode.UNDECIDED);
      assertThat(init.out())
          .containsPattern("(?m)^net +0  failed")
          .contains("serviceAccountTokenCreator")
          .containsPattern("(?m)^svc/a +0  passed");
      assertThat(script.seen("svc/a", "init"))
          .contains("GOOGLE_OAUTH_ACCESS_TOKEN=access-of-plan-svc@acme.iam.gserviceaccount.com");
      assertThat(script.seen("svc/b", "init")).doesNotContain("GOOGLE_OAUTH_ACCESS_TOKEN");
      assertThat(script.calls()).noneMatch(call -> call.contains(" net "));
      assertThat(init.out() + init.err()).doesNotContain("access-of-");
      try (Stream<Path> files = Files.walk(world.data)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
              .as(file.toString())
              .doesNotContain("access-of-");
        }
      }
    }
  }

  /**
   * A service that never answers about one account holds up that root for its time, and no other.
   */
  @Test
  void anAnswerThatNeverComesStopsThatRootAlone() throws IOException {
    try (FakeServiceAccounts google = new FakeServiceAccounts()) {
      backends(
          """
          identities:
            - roots: ["svc/*"]
              google: {plan: "plan-{1}-svc@acme.iam.gserviceaccount.com"}
            - roots: ["ne*"]
              google: {plan: "plan-{1}-net@acme.iam.gserviceaccount.com"}
          """);
      google.fail("POST /v1/projects/-/serviceAccounts/plan-t-net@", Loopback.Fault.STALL, 1000);
      CommandRun.Result init =
          many(
              List.of("--roots", "**", "--endpoint", "iamcredentials=" + google.endpoint()),
              "init");
      assertThat(init.code()).isEqualTo(ExitCode.UNDECIDED);
      assertThat(init.out())
          .containsPattern("(?m)^net +0  failed")
          .contains("plan-t-net@acme.iam.gserviceaccount.com")
          .containsPattern("(?m)^svc/a +0  passed");
      assertThat(script.calls())
          .noneMatch(call -> call.contains(" net "))
          .contains("end svc/a init");
    }
  }

  /** Resource Manager, in which the account that made a project is its Owner. */
  private static final class Projects extends Loopback {
    private final Map<String, String> policies = new ConcurrentHashMap<>();

    Projects() throws IOException {}

    void create(String project, String owner) {
      policies.put(
          project,
          """
          {"version":3,"etag":"ZTE=","bindings":[{"role":"roles/owner","members":["serviceAccount:%s","group:admins@acme.example"]}]}
          """
              .formatted(owner));
    }

    String policy(String project) {
      return policies.getOrDefault(project, "");
    }

    @Override
    protected Reply answer(Call call) {
      String project = call.path().replaceAll("^/v3/projects/([^:?]*).*", "$1");
      if (!policies.containsKey(project)) {
        return Reply.error(404, "none");
      }
      if (call.path().contains(":setIamPolicy")) {
        try {
          ObjectNode policy = (ObjectNode) new ObjectMapper().readTree(call.body()).get("policy");
          policies.put(project, policy.put("etag", "ZTI=").toString());
        } catch (IOException e) {
          return Reply.error(400, "no policy");
        }
      }
      return Reply.json(
          call.path().contains("IamPolicy")
              ? policy(project)
              : "{\"name\":\"projects/%s\",\"parent\":\"organizations/1\"}".formatted(project));
    }
  }

  @Test
  void aSignalEndsEachOnceAndOwnerIsTakenByWhoCreatedTheProject() throws Exception {
    try (FakeServiceAccounts google = new FakeServiceAccounts();
        Projects projects = new Projects()) {
      backends(
          """
          identities:
            - roots: ["**"]
              google: {plan: "plan@acme.iam.gserviceaccount.com", apply: "apply@acme.iam.gserviceaccount.com"}
          owners: {strip: [creator]}
          """);
      List<String> options =
          List.of(
              "--roots",
              "**",
              "--concurrency",
              "2",
              "--endpoint",
              "iamcredentials=" + google.endpoint(),
              "--endpoint",
              "resourcemanager=" + projects.endpoint());
      passes(many(options, "init"));
      passes(many(options, "plan"));
      for (String root : List.of("net", "svc-a")) {
        projects.create("acme-" + root, "apply@acme.iam.gserviceaccount.com");
        script.behave(
            root.replace('-', '/'),
            "apply",
            """
            event() {
              echo '{"@level":"info","@message":"p: '$1'","hook":{"resource":{"addr":"google_project.p","resource_type":"google_project"},"action":"create","id_key":"id","id_value":"projects/acme-%1$s"},"type":"'$1'"}'
            }
            trap 'echo "caught $root" >> "$here/signals"; event apply_complete; exit 1' TERM
            event apply_start
            touch "$here/started-%1$s"
            while :; do sleep 0.1; done
            """
                .formatted(root));
      }
      Path out = folder.resolve("out");
      List<String> command = new ArrayList<>(ThisJava.command());
      command.addAll(world.command(options, List.of("apply")));
      Process tfgate =
          new ProcessBuilder(command)
              .directory(world.checkout.toFile())
              .redirectErrorStream(true)
              .redirectOutput(out.toFile())
              .start();
      for (int i = 0; i < 600 && tfgate.isAlive(); i++) {
        if (Files.exists(script.folder().resolve("started-net"))
            && Files.exists(script.folder().resolve("started-svc-a"))) {
          break;
        }
        Thread.sleep(50);
      }
      assertThat(new ProcessBuilder("/bin/sh", "-c", "kill -INT " + tfgate.pid()).start().waitFor())
          .isZero();
      assertThat(tfgate.waitFor(60, TimeUnit.SECONDS)).isTrue();
      String said = Files.readString(out);
      assertThat(tfgate.exitValue()).as(said).isEqualTo(3);
      assertThat(Files.readAllLines(script.folder().resolve("signals")))
          .as(said)
          .containsExactlyInAnyOrder("caught net", "caught svc/a");
      for (String project : List.of("acme-net", "acme-svc-a")) {
        assertThat(said).contains("Owner of " + project + ": removed");
        assertThat(projects.policy(project))
            .contains("admins@acme.example")
            .doesNotContain("apply@acme");
      }
      assertThat(said)
          .contains("'terraform apply' was interrupted, and ended with exit code")
          .containsPattern("(?m)^svc/c +0  not run")
          .contains("svc/c: the run was interrupted");
      assertThat(script.calls()).noneMatch(call -> call.contains("svc/c apply"));
      // What was not begun is done by the next call; the others need a new plan.
      assertThat(many(options, "apply").out()).containsPattern("(?m)^svc/c +0  passed");
    }
  }
}
