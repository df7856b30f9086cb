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
       "name": "projects/123/locations/global/builds/b-1", "createTime": "2026-01-01T00:00:00Z",
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
        roots: []
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
    return run(Map.of(), "ci-config", "verify", "--build=b-1", "--project=acme", "--deadline=20");
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

  private void isEqual(String file, String build) throws IOException {
    expect(file, build, ExitCode.PASSED, "is the trusted copy");
  }

  private void isUnclear(String file, String build) throws IOException {
    expect(file, build, ExitCode.UNDECIDED, "can't be followed");
  }

  private void isDrift(String file, String build, String what) throws IOException {
    expect(file, build, ExitCode.FINDINGS, what);
  }

  private void expect(String file, String build, ExitCode code, String what) throws IOException {
    Files.writeString(checkout.resolve("cloudbuild.yaml"), file);
    Files.writeString(trust.resolve("copy.yaml"), file);
    fake.answer(200, build);
    CommandRun.Result result = verify();
    assertThat(result.code()).as(file + build + result.out() + result.err()).isEqualTo(code);
    assertThat(result.out().replaceAll("\\s+", " ")).contains(what);
    CommandRun.Result check = check(Map.of("BUILD_ID", "b-1", "PROJECT_ID", "acme"));
    assertThat(check.code()).as(file + build + check.out()).isEqualTo(code);
  }

  private static String build(String more) {
    return """
    {"id": "b-1", "projectId": "acme", "status": "WORKING",
     "name": "projects/123/locations/europe-west1/builds/b-1", %s}
    """
        .formatted(more);
  }

  /** A file of one step, and a build with the arguments that the service made of it. */
  private static String file(String argument, String substitutions) {
    return "steps: [{name: x, args: ['%s']}]%n%s%n"
        .formatted(argument.replace("'", "''"), substitutions);
  }

  private static String built(String argument, String substitutions) {
    return build(
        "\"steps\": [{\"name\": \"x\", \"args\": [\"%s\"]}], \"substitutions\": {%s}"
            .formatted(argument, substitutions));
  }

  @Test
  void whatThePullRequestTriggerAddsIsTheServicesOwn() throws IOException {
    String added =
        """
        "_PR_NUMBER": "12", "_HEAD_BRANCH": "feature/x", "_BASE_BRANCH": "main",
        "_HEAD_REPO_URL": "https://github.com/acme/infra", "BRANCH_NAME": "feature/x"
        """;
    isEqual(file("${_PR_NUMBER}", ""), built("12", added));
    isEqual(file("a", ""), built("a", added));
    isDrift(
        file("a", ""), built("a", "\"_PR_NUMBER\": \"1; rm -rf /\""), "substitution _PR_NUMBER");
    isDrift(
        file("a", ""),
        built("a", "\"_HEAD_REPO_URL\": \"file:///x\""),
        "substitution _HEAD_REPO_URL");
    isDrift(file("a", ""), built("a", "\"_PR\": \"1\""), "substitution _PR ");
  }

  @Test
  void builtInSubstitutionsAreFollowed() throws IOException {
    isEqual(
        file("$PROJECT_ID/$PROJECT_NUMBER/$LOCATION/${BUILD_ID}/$$x", ""),
        built("acme/123/europe-west1/b-1/$x", ""));
    isEqual(file("[$TAG_NAME$BRANCH_NAME]", ""), built("[]", ""));
    isEqual(file("[$TAG_NAME]", ""), built("[v1]", "\"TAG_NAME\": \"v1\""));
    isEqual(file("$_UNSET/x", ""), built("/x", ""));
    isDrift(file("$PROJECT_NUMBER", ""), built("124", ""), "args[0] differs");
    isEqual(
        "steps: [{name: x, dir: $TAG_NAME, args: [a]}]",
        build("\"steps\": [{\"name\": \"x\", \"args\": [\"a\"]}]"));
    isUnclear(file("$SERVICE_ACCOUNT_EMAIL", ""), built("a@b", ""));
  }

  @Test
  void bashExpansionsAreFollowed() throws IOException {
    String[][] cases = {
      {"${_V//./-}", "v1-2-3"},
      {"${_V/./-}", "v1-2.3"},
      {"${_V:0:2}", "v1"},
      {"${_V:1}", "1.2.3"},
      {"${_V#v}", "1.2.3"},
      {"${_V##*.}", "3"},
      {"${_V%.*}", "v1.2"},
      {"${_V%%.*}", "v1"},
      {"${_V^^}", "V1.2.3"},
      {"${_V^}", "V1.2.3"},
      {"${_V:-x}", "v1.2.3"},
      {"${_NO:-x}", "x"},
      {"${_V:+y}", "y"},
      {"${_V/#v/w}", "w1.2.3"},
      {"${_V/%3/w}", "v1.2.w"},
      {"${_V/${_DOT}/-}", "v1-2.3"},
    };
    String substitutions = "substitutions: {_V: v1.2.3, _DOT: .}";
    String told = "\"_V\": \"v1.2.3\", \"_DOT\": \".\"";
    for (String[] each : cases) {
      isEqual(file(each[0], substitutions), built(each[1], told));
      isDrift(file(each[0], substitutions), built(each[1] + "x", told), "args[0] differs");
    }
    for (String odd :
        List.of("${_V/[0-9]/x}", "${!_V}", "${#_V}", "${_V@Q}", "${_V: -1}", "${_V/v/'w'}")) {
      isUnclear(file(odd, substitutions), built("v1.2.3", told));
    }
    // What bash gives, and the service may not, is equal where it is that, and drift nowhere.
    String[][] uncertain = {
      {"${_V//\\./-}", "v1-2-3"},
      {"${_V: -2}", ".3"},
      {"${_V:1:-2}", "1.2"},
      {"${_V-x}", "v1.2.3"},
      {"${_NO-x}", "x"},
      {"${_V+x}", "x"},
      {"${_V:=x}", "v1.2.3"},
      {"${_V:?x}", "v1.2.3"},
    };
    for (String[] each : uncertain) {
      isEqual(file(each[0], substitutions), built(each[1], told));
      isUnclear(file(each[0], substitutions), built(each[1] + "x", told));
    }
    isEqual(file("${BRANCH_NAME//\\//-}", ""), built("a-b", "\"BRANCH_NAME\": \"a/b\""));
  }

  @Test
  void whatAPullRequestGivesStandsForTheDefaultsOfTheFile() throws IOException {
    String defaults = "substitutions: {_PR_NUMBER: none, _HEAD_BRANCH: main, _X: '$_PR_NUMBER'}";
    String told = "\"_PR_NUMBER\": \"12\", \"_HEAD_BRANCH\": \"f/x\", \"_X\": \"12\"";
    isEqual(file("$_PR_NUMBER $_HEAD_BRANCH $_X", defaults), built("12 f/x 12", told));
    isDrift(file("$_PR_NUMBER $_HEAD_BRANCH $_X", defaults), built("12 main 12", told), "args[0]");
    isDrift(
        file("$_HEAD_BRANCH", "substitutions: {_HEAD_BRANCH: main}"),
        built("f/x", "\"_HEAD_BRANCH\": \"f/x\""),
        "substitution _HEAD_BRANCH");
    isDrift(
        file("a", "substitutions: {_PR_NUMBER: none}"),
        built("a", "\"_PR_NUMBER\": \"1; id\""),
        "substitution _PR_NUMBER");
    isUnclear(file("$_B", "substitutions: {_B: $(body.ref)}"), built("x", "\"_B\": \"x\""));
  }

  @Test
  void timesAreComparedHoweverTheyAreWritten() throws IOException {
    String[][] equal = {
      {"1m30s", "90s"},
      {"1.5h", "5400s"},
      {"600000ms", "600s"},
      {"'600'", "600s"},
      {"600.000s", "600s"},
      {"'${_T}'", "1200s"},
    };
    String file = "steps: [{name: x, timeout: %1$s}]%ntimeout: %1$s%nsubstitutions: {_T: 20m}%n";
    String build =
        build(
            "\"steps\": [{\"name\": \"x\", \"timeout\": \"%1$s\"}], \"timeout\": \"%1$s\","
                + " \"substitutions\": {\"_T\": \"20m\"}");
    for (String[] each : equal) {
      isEqual(file.formatted(each[0]), build.formatted(each[1]));
      isDrift(file.formatted(each[0]), build.formatted("7s"), "timeout differs");
    }
    isUnclear(file.formatted("a while"), build.formatted("600s"));
  }

  @Test
  void whatReadersOfYamlTakeForDifferentValuesIsNoDriftAndNotEqual() throws IOException {
    String step = "\"steps\": [{\"name\": \"x\", %s}]";
    String[][] unclear = {
      {"yes", "true"},
      {"Off", "false"},
      {"1.10", "1.1"},
      {"010", "8"},
      {"0x1F", "31"},
      {"0o17", "15"},
      {"0b11", "3"},
      {"1_000", "1000"},
      {"12:30:45", "45045"},
      {"1e3", "1000"},
      {"2001-01-02", "2001-01-02T00:00:00Z"},
      {"!!binary aGk=", "hi"},
      {"!x a", "a"},
    };
    for (String[] each : unclear) {
      isUnclear(
          "steps: [{name: x, args: [%s]}]".formatted(each[0]),
          build(step.formatted("\"args\": [\"%s\"]".formatted(each[1]))));
    }
    for (String[] each : new String[][] {{"'yes'", "true"}, {"\"on\"", "true"}, {"'010'", "8"}}) {
      isDrift(
          "steps: [{name: x, args: [%s]}]".formatted(each[0]),
          build(step.formatted("\"args\": [\"%s\"]".formatted(each[1]))),
          "args[0] differs");
    }
    isEqual("steps: [{name: x, args: [1.10]}]", build(step.formatted("\"args\": [\"1.10\"]")));
    isEqual(
        "steps: [{name: x, allowFailure: no, args: [a]}]",
        build(step.formatted("\"args\": [\"a\"]")));
    isEqual(
        "steps: [{name: x, allow_failure: Yes, allow_exit_codes: [0x1F, 1_0]}]",
        build(step.formatted("\"allowFailure\": true, \"allowExitCodes\": [31, 10]")));
    isUnclear(
        "steps: [{name: x, allowExitCodes: 010}]",
        build(step.formatted("\"allowExitCodes\": [8]")));
    isDrift(
        "steps: [{name: x, allowFailure: no}]",
        build(step.formatted("\"allowFailure\": true")),
        "allowFailure");
    isUnclear(
        "steps: [{name: x}]\nsubstitutions: {_A: 1.10}\n",
        build(step.formatted("\"id\": \"\"") + ", \"substitutions\": {\"_A\": \"1.1\"}"));
  }

  @Test
  void optionsAccountsAndBucketsAreComparedHoweverTheyAreWritten() throws IOException {
    String pool = "projects/p/locations/l/workerPools/w";
    String steps = "\"steps\": [{\"name\": \"x\"}], ";
    String tf = "tf@acme.iam.gserviceaccount.com";
    String[][] equal = {
      {
        "options: {worker_pool: " + pool + "}",
        "\"options\": {\"pool\": {\"name\": \"" + pool + "\"}}"
      },
      {
        "options: {pool: {name: " + pool + "}}",
        "\"options\": {\"workerPool\": \"%1$s\", \"pool\": {\"name\": \"%1$s\"}}".formatted(pool)
      },
      {
        "options: {logging: STACKDRIVER_ONLY}", "\"options\": {\"logging\": \"CLOUD_LOGGING_ONLY\"}"
      },
      {"options: {machineType: e2-highcpu-8}", "\"options\": {\"machineType\": \"E2_HIGHCPU_8\"}"},
      {"options: {diskSizeGb: 1_00}", "\"options\": {\"diskSizeGb\": \"100\"}"},
      {
        "options: {default_logs_bucket_behavior: REGIONAL_USER_OWNED_BUCKET}",
        "\"logsBucket\": \"gs://123-europe-west1-cloudbuild-logs\", \"options\":"
            + " {\"defaultLogsBucketBehavior\": \"REGIONAL_USER_OWNED_BUCKET\"}"
      },
      {"logs_bucket: gs://acme-logs/", "\"logsBucket\": \"gs://acme-logs\""},
      {"logsBucket: ${PROJECT_ID}-logs", "\"logsBucket\": \"gs://acme-logs\""},
      {
        "serviceAccount: //iam.googleapis.com/projects/acme/serviceAccounts/" + tf,
        "\"serviceAccount\": \"projects/acme/serviceAccounts/" + tf + "\""
      },
      {
        "serviceAccount: projects/$PROJECT_NUMBER/serviceAccounts/tf@${PROJECT_ID}.iam.gserviceaccount.com",
        "\"serviceAccount\": \"projects/acme/serviceAccounts/" + tf + "\""
      },
    };
    for (String[] each : equal) {
      isEqual("steps: [{name: x}]\n" + each[0] + "\n", build(steps + each[1]));
    }
    isDrift(
        "steps: [{name: x}]\noptions: {workerPool: " + pool + "}\n",
        build(steps + "\"options\": {\"pool\": {\"name\": \"" + pool + "2\"}}"),
        "options.pool.name differs");
    isUnclear(
        "steps: [{name: x}]\nserviceAccount: projects/acme/serviceAccounts/112233445566\n",
        build(steps + "\"serviceAccount\": \"projects/acme/serviceAccounts/" + tf + "\""));
    String regional =
        "steps: [{name: x}]\noptions: {defaultLogsBucketBehavior: REGIONAL_USER_OWNED_BUCKET}\n";
    String behavior =
        "\"options\": {\"defaultLogsBucketBehavior\": \"REGIONAL_USER_OWNED_BUCKET\"}";
    isDrift(
        regional,
        build(steps + behavior + ", \"logsBucket\": \"gs://456-europe-west1-cloudbuild-logs\""),
        "of another project (456)");
    isUnclear(regional, build(steps + behavior + ", \"logsBucket\": \"gs://acme-of-mallory\""));
  }

  @Test
  void aConfigurationInJsonIsReadAsJson() throws IOException {
    String build =
        build("\"steps\": [{\"name\": \"gcr.io/x\", \"args\": [\"\u00e9\ud83d\ude00 \\\\/\"]}]");
    isEqual(
        "{\n\t\"steps\":[\n\t\t{\"name\":\"gcr.io\\/x\",\"args\":[\"\\u00e9\\ud83d\\ude00 \\\\/\"]}\n\t]\n}\n",
        build);
  }

  @Test
  void substitutionsInSubstitutionsAreFollowed() throws IOException {
    String substitutions = "substitutions: {_A: 'x-${_B}', _B: '${PROJECT_ID^^}'}";
    String resolved = "\"_A\": \"x-ACME\", \"_B\": \"ACME\"";
    String written = "\"_A\": \"x-${_B}\", \"_B\": \"${PROJECT_ID^^}\"";
    isEqual(file("$_A", substitutions), built("x-ACME", resolved));
    isEqual(file("$_A", substitutions), built("x-ACME", written));
    isDrift(file("$_A", substitutions), built("x-${_B}", written), "args[0] differs");
    isDrift(
        file("$_A", substitutions), built("x-ACME", resolved.replace("ACME", "X")), "has another");
    isUnclear(file("$_A", "substitutions: {_A: $_B, _B: $_A}"), built("", "\"_A\":\"\""));
  }

  @Test
  void whatReadsInTwoWaysIsEqualInNone() throws IOException {
    String substitutions = "substitutions: {_A: x}";
    String told = "\"_A\": \"x\"";
    isUnclear(file("$_A", substitutions), built("$_A", told));
    isUnclear(file("$$_A", substitutions), built("$_A", told));
    isUnclear(file("$$_A", substitutions), built("$$_A", told));
    isUnclear(file("$_A $$_A", substitutions), built("x $_A", told));
    isUnclear(file("$$$$", substitutions), built("$$", told));
    isEqual(file("$$HOME $$(id) $${x} $_A", substitutions), built("$HOME $(id) ${x} x", told));
    isDrift(file("$_A", substitutions), built("y", told), "args[0] differs");
    String script = "steps: [{name: x, script: 'echo $_A $$'}]\nsubstitutions: {_A: x}\n";
    String step = "\"steps\": [{\"name\": \"x\", \"script\": \"%s\"}], \"substitutions\": {%s}";
    isEqual(script, build(step.formatted("echo $_A $$", told)));
    isUnclear(script, build(step.formatted("echo x $", told)));
    isDrift(script, build(step.formatted("echo x $$", told)), "script differs");
  }

  @Test
  void whatGcloudAndTheServiceNormaliseIsEqual() throws IOException {
    String file =
        """
        x: &step
          name: img
          args: run
          wait_for: '-'
          allow_failure: false
          secret_env: [Z]
          dir: ''
          script: null
        steps: [*step, {<<: *step, id: two}]
        images: gcr.io/x
        timeout: 10m
        queue_ttl: 1h
        service_account: tf@acme.iam.gserviceaccount.com
        options: {substitution_option: MUST_MATCH, disk_size_gb: 100, env: B=c, logging: CLOUD_LOGGING_ONLY}
        available_secrets:
          secret_manager: {version_name: projects/x/secrets/y/versions/1, env: Z}
        """
            .replace("x: &step", "steps: &unused []")
            .replace("steps: &unused []\n  name: img", "steps:\n- &step\n  name: img")
            .replace("steps: [*step, {<<: *step, id: two}]", "- {<<: *step, id: two}");
    String step =
        "\"name\": \"img\", \"args\": [\"run\"], \"waitFor\": [\"-\"], \"secretEnv\": [\"Z\"]";
    String build =
        build(
            """
            "steps": [{%s}, {%s, "id": "two"}], "artifacts": {"images": ["gcr.io/x"]},
            "timeout": "600s", "queueTtl": "3600s",
            "serviceAccount": "projects/acme/serviceAccounts/tf@acme.iam.gserviceaccount.com",
            "options": {"diskSizeGb": "100", "env": ["B=c"], "logging": "CLOUD_LOGGING_ONLY",
              "pool": {}, "dynamicSubstitutions": true},
            "availableSecrets": {"secretManager": [
              {"versionName": "projects/x/secrets/y/versions/1", "env": "Z"}]}
            """
                .formatted(step, step));
    isEqual(file, build);
    isEqual(file, build.replace("\"artifacts\":", "\"images\": [\"gcr.io/x\"], \"artifacts\":"));
    isEqual(
        file.replace("images: gcr.io/x", "artifacts: {images: gcr.io/x}"),
        build.replace("\"artifacts\": {\"images\": [\"gcr.io/x\"]}", "\"images\": [\"gcr.io/x\"]"));
    isEqual(
        file,
        build
            .replace("\"diskSizeGb\"", "\"substitutionOption\": \"ALLOW_LOOSE\", \"diskSizeGb\"")
            .replace("\"id\": \"b-1\"", "\"id\": \"b-1\", \"buildTriggerId\": \"t\""));
    isDrift(file, build.replace("[\"run\"]", "[\"run\", \"x\"]"), "args: 2 in the build");
    isDrift(file, build.replace("gcr.io/x", "gcr.io/y"), "artifacts.images[0] differs");
    isDrift(file, build.replace("\"600s\"", "\"660s\""), "timeout differs");
    isDrift(file, build.replace("\"100\"", "\"200\""), "options.diskSizeGb differs");
    isDrift(
        file,
        build.replace("serviceAccounts/tf@acme", "serviceAccounts/tf@evil"),
        "serviceAccount differs");
  }

  @Test
  void whatParsersReadDifferentlyIsNoDrift() throws IOException {
    String steps = "\"steps\": [{\"name\": \"x\"}]";
    for (String file :
        List.of(
            "steps: [{name: x, name: x}]",
            "steps: [{name: x, wait_for: [a], waitFor: [b]}]",
            "steps: [{name: x}]\n---\nsteps: [{name: y}]\n",
            "steps: [{name: x, args: *none}]",
            "steps: [{name: x, args: !x [a]}]",
            "steps: [{ ?name: x }]")) {
      expect(file, build(steps), ExitCode.UNDECIDED, "may be the trusted copy or not");
    }
  }

  @Test
  void whatIsOfAnotherProjectIsTold() throws IOException {
    String steps = "\"steps\": [{\"name\": \"x\"}]";
    String file = "steps: [{name: x}]";
    String account =
        ", \"serviceAccount\": \"projects/%s/serviceAccounts/%s-compute@developer.gserviceaccount.com\"";
    String logs = ", \"logsBucket\": \"gs://%s.cloudbuild-logs.googleusercontent.com\"";
    isEqual(file, build(steps + account.formatted("acme", "123") + logs.formatted("123")));
    isEqual(file, build(steps + account.formatted("123", "123")));
    isDrift(file, build(steps + account.formatted("acme", "456")), "of another project (456)");
    isDrift(file, build(steps + account.formatted("evil", "456")), "of another project (456)");
    isDrift(file, build(steps + logs.formatted("456")), "of another project (456)");
    String unnamed =
        build(steps + logs.formatted("456")).replaceAll("\"name\": \"projects[^,]*,", "");
    isUnclear(file, unnamed);
    expect(
        file,
        build(steps).replace("\"acme\"", "\"evil\""),
        ExitCode.UNDECIDED,
        "the answer is about a build of the project evil");
  }

  @Test
  void gcloudSendsWhatTheFileMeans() throws Exception {
    String file =
        """
        steps:
        - &one
          name: img
          args: run
          env: A=$$b
          wait_for: '-'
          allow_exit_codes: 3
          volumes: {name: v, path: /v}
          allow_failure: false
          script: ""
        - {<<: *one, id: two, args: [], env: null, timeout: 90s}
        images: gcr.io/x
        timeout: 600s
        options: {substitution_option: ALLOW_LOOSE, disk_size_gb: 100, env: B=c}
        available_secrets:
          secret_manager: {version_name: projects/x/secrets/y/versions/1, env: Q}
        substitutions: {_A: b, _N: 'x_$_A'}
        artifacts: {objects: {location: gs://x, paths: p}}
        """;
    Path config = Files.writeString(folder.resolve("sent.yaml"), file);
    fake.answer(
        200,
        """
        {"name": "operations/build/acme/x", "metadata": {"build": {"id": "b-1",
          "projectId": "acme", "status": "QUEUED", "logUrl": "http://127.0.0.1"}, "@type":
          "type.googleapis.com/google.devtools.cloudbuild.v1.BuildOperationMetadata"}}
        """);
    new Gcloud(folder, Map.of("CLOUDBUILD", fake.endpoint() + "/"))
        .run("builds", "submit", "--no-source", "--async", "--config=" + config);
    String sent = fake.lastBody();
    assertThat(sent).contains("allowExitCodes");
    isEqual(file, build(sent.substring(1, sent.lastIndexOf('}')).replace("A=$$b", "A=$b")));
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
