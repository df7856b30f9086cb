package dev.tfgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.ciconfig.FakeCloudBuild;
import dev.tfgate.google.Gcloud;
import dev.tfgate.report.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A checkout that matches, and the build that really runs. */
class RunningBuildTest {
  private static final String FILE =
      """
      steps:
      - id: plan
        name: europe-docker.pkg.dev/acme/images/terraform@sha256:0000
        entrypoint: tfgate
        args: [terraform, --, plan, "-var=p=${PROJECT_ID}", $_ROOT]
      substitutions: {_ROOT: svc/dev}
      timeout: 1200s
      """;

  private static final String BUILD =
      """
      {"id": "b-1", "projectId": "acme", "status": "WORKING", "timeout": "1200s",
       "name": "projects/1/locations/global/builds/b-1", "createTime": "2026-01-01T00:00:00Z",
       "queueTtl": "3600s", "logsBucket": "gs://123.cloudbuild-logs.googleusercontent.com",
       "options": {"logging": "LEGACY", "pool": {}, "substitutionOption": "ALLOW_LOOSE"},
       "tags": ["trigger-1"], "substitutions": {"_ROOT": "svc/dev", "COMMIT_SHA": "abc"},
       "steps": [{"id": "plan", "status": "WORKING", "timing": {"startTime": "x"},
         "name": "europe-docker.pkg.dev/acme/images/terraform@sha256:0000",
         "entrypoint": "tfgate",
         "args": ["terraform", "--", "plan", "-var=p=acme", "svc/dev"]}]}
      """;

  @TempDir Path folder;
  private FakeCloudBuild fake;
  private Path checkout;
  private Path trust;

  @BeforeEach
  void world() throws IOException {
    fake = new FakeCloudBuild();
    fake.answer(200, BUILD);
    checkout = Files.createDirectory(folder.resolve("checkout"));
    Files.createDirectory(checkout.resolve(".git"));
    trust = Files.createDirectory(folder.resolve("trust"));
    Files.writeString(checkout.resolve("cloudbuild.yaml"), FILE);
    Files.writeString(trust.resolve("copy.yaml"), FILE);
    Files.writeString(
        trust.resolve("gate.yaml"),
        """
        version: 1
        ci_config:
          running_build: true
          files: [{path: cloudbuild.yaml, trusted: copy.yaml}]
        """);
  }

  @AfterEach
  void stop() {
    fake.close();
  }

  private CommandRun.Result run(Map<String, String> environment, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--trust=" + trust);
    all.add("--endpoint=cloudbuild=" + fake.endpoint());
    return new CommandRun(environment, checkout, "").run(all.toArray(new String[0]));
  }

  private CommandRun.Result verify() {
    return run(Map.of(), "ci-config", "verify", "--build=b-1", "--project=acme", "--deadline=3");
  }

  private CommandRun.Result check(Map<String, String> environment) {
    return run(environment, "check", "--mode=ci");
  }

  @Test
  void theBuildThatIsTheTrustedCopyPasses() {
    CommandRun.Result result = verify();
    assertThat(result.out()).contains("the running build b-1 of acme is the trusted copy");
    assertThat(result.code()).isEqualTo(ExitCode.PASSED);
    assertThat(fake.lastPath()).isEqualTo("/v1/projects/acme/locations/global/builds/b-1");
    assertThat(fake.sawCredentials()).isFalse();
    assertThat(check(Map.of("BUILD_ID", "b-1", "PROJECT_ID", "acme")).code())
        .isEqualTo(ExitCode.PASSED);
  }

  @Test
  void whateverElseTheBuildRunsIsDrift() {
    drifts("\"timeout\": \"1200s\"", "\"timeout\": \"3600s\"", "timeout differs");
    drifts("sha256:0000", "sha256:1111", "step 1.name differs");
    drifts("\"-var=p=acme\"", "\"-var=p=evil\"", "step 1.args[3] differs");
    drifts(
        "\"entrypoint\": \"tfgate\"",
        "\"entrypoint\": \"tfgate\", \"env\": [\"TF_CLI_ARGS=x\"]",
        "step 1.env is not in the trusted copy");
    drifts("\"_ROOT\": \"svc/dev\"", "\"_ROOT\": \"svc/x\"", "substitution _ROOT");
    drifts("\"_ROOT\"", "\"_MORE\": \"x\", \"_ROOT\"", "substitution _MORE");
    drifts(
        "\"queueTtl\"",
        "\"serviceAccount\": \"projects/acme/serviceAccounts/evil@acme.iam.gserviceaccount.com\","
            + " \"queueTtl\"",
        "serviceAccount is not in the trusted copy");
    drifts("\"LEGACY\"", "\"NONE\"", "options is not in the trusted copy");
    drifts("\"steps\": [", "\"images\": [\"x\"], \"steps\": [", "images is not in");
    drifts("\"steps\": [", "\"steps\": [{\"name\": \"evil\"},", "steps: 2 in the build, 1");
    drifts("123.cloudbuild-logs", "evil.example/123.cloudbuild-logs", "logsBucket is not in");
  }

  private void drifts(String from, String to, String message) {
    assertThat(BUILD).contains(from);
    fake.answer(200, BUILD.replace(from, to));
    CommandRun.Result result = verify();
    assertThat(result.out()).contains(message);
    assertThat(result.code()).as(message).isEqualTo(ExitCode.FINDINGS);
    CommandRun.Result check = check(Map.of("BUILD_ID", "b-1", "PROJECT_ID", "acme"));
    assertThat(check.out()).contains("mandatory  ci-config-drift");
    assertThat(check.code()).as(message).isEqualTo(ExitCode.FINDINGS);
  }

  @Test
  void withoutAnAnswerThereIsNoPass() {
    for (int status : new int[] {401, 403, 404, 429, 302, 500, 503}) {
      fake.answer(status, "{}");
      assertThat(verify().code()).as("" + status).isEqualTo(ExitCode.UNDECIDED);
    }
    for (String body :
        List.of("<html>", "{}", "[]", BUILD.replace("b-1", "b-2"), BUILD.substring(20))) {
      fake.answer(200, body);
      assertThat(verify().code()).as(body).isEqualTo(ExitCode.UNDECIDED);
    }
  }

  @Test
  void inCheckTheBuildMustBeNamedAndRun() {
    CommandRun.Result unnamed = check(Map.of());
    assertThat(unnamed.out()).contains("running-build-not-compared");
    assertThat(unnamed.code()).isEqualTo(ExitCode.UNDECIDED);
    fake.answer(200, BUILD.replace("\"WORKING\", \"timeout\"", "\"SUCCESS\", \"timeout\""));
    CommandRun.Result ended = check(Map.of("BUILD_ID", "b-1", "PROJECT_ID", "acme"));
    assertThat(ended.out()).contains("its status is SUCCESS");
    assertThat(ended.code()).isEqualTo(ExitCode.UNDECIDED);
    assertThat(verify().code()).as("a second build may look later").isEqualTo(ExitCode.PASSED);
    assertThat(check(Map.of("BUILD_ID", "../x", "PROJECT_ID", "acme")).code())
        .isEqualTo(ExitCode.USAGE);
  }

  @Test
  void gcloudReadsTheSameBuild() throws Exception {
    Gcloud gcloud = new Gcloud(folder, Map.of("CLOUDBUILD", fake.endpoint() + "/"));
    assertThat(gcloud.run("builds", "describe", "b-1", "--format=value(steps[0].id,timeout)"))
        .contains("plan")
        .contains("1200s");
  }
}
