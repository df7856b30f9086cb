package dev.tfgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tfgate.report.ExitCode;
import dev.tfgate.store.FakeCloudStorage;
import dev.tfgate.store.FakeCloudStorage.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** verify, diff and publish against a bucket. */
class CiConfigPublishCommandTest {
  @TempDir Path folder;
  private Path checkout;
  private FakeCloudStorage fake;

  @BeforeEach
  void bucketAndCheckout() throws IOException {
    fake = new FakeCloudStorage();
    checkout = checkout("checkout");
    Files.createDirectory(folder.resolve("trust"));
    trust("- {path: cloudbuild.yaml, trusted: gs://acme-ci/tf/cloudbuild.yaml}");
  }

  @AfterEach
  void stop() {
    fake.close();
  }

  private Path checkout(String name) throws IOException {
    Path top = Files.createDirectory(folder.resolve(name));
    Files.createDirectory(top.resolve(".git"));
    Files.writeString(top.resolve("cloudbuild.yaml"), "steps: [] # new\n");
    return top;
  }

  private void trust(String files) throws IOException {
    Files.writeString(folder.resolve("trust/gate.yaml"), "version: 1\nci_config:\n" + files + "\n");
  }

  private CommandRun.Result tfgate(Path top, String input, String command, String... more) {
    List<String> arguments = new ArrayList<>(List.of("ci-config", command));
    arguments.add("--trust=" + folder.resolve("trust"));
    arguments.add("--endpoint=storage=" + fake.endpoint());
    arguments.addAll(List.of(more));
    return new CommandRun(Map.of(), top, input).run(arguments.toArray(new String[0]));
  }

  private CommandRun.Result tfgate(String command, String... more) {
    return tfgate(checkout, "", command, more);
  }

  @Test
  void verifyPrintsObjectGenerationAndHash() {
    long generation = fake.put("acme-ci", "tf/cloudbuild.yaml", "steps: [] # new\n");
    CommandRun.Result result = tfgate("verify", "--mode", "ci");
    assertThat(result.out())
        .contains("equal  cloudbuild.yaml", "gs://acme-ci/tf/cloudbuild.yaml#" + generation)
        .containsPattern("sha256:[0-9a-f]{64}");
    assertThat(result.code()).isEqualTo(ExitCode.PASSED);
  }

  @Test
  void whatCannotBeReachedIsNeverAPass() {
    fake.put("acme-ci", "tf/cloudbuild.yaml", "steps: [] # new\n");
    for (Fault fault : Fault.values()) {
      if (fault == Fault.LOST_ANSWER) {
        continue;
      }
      fake.fail(fault, Integer.MAX_VALUE);
      for (String mode : List.of("ci", "local")) {
        long start = System.nanoTime();
        CommandRun.Result result = tfgate("verify", "--deadline", "1", "--mode", mode);
        assertThat(result.code()).as(fault + " " + mode).isEqualTo(ExitCode.UNDECIDED);
        assertThat(System.nanoTime() - start).as(fault.name()).isLessThan(3_000_000_000L);
      }
    }
  }

  @Test
  void checkIsUndecidedInCiAndAdvisoryOnALaptop() {
    List<String> check =
        List.of(
            "check", "--trust=" + folder.resolve("trust"), "--endpoint=storage=" + fake.endpoint());
    CommandRun run = new CommandRun(Map.of(), checkout, "");
    CommandRun.Result ci = run.run(with(check, "--mode=ci"));
    assertThat(ci.code()).isEqualTo(ExitCode.UNDECIDED);
    assertThat(ci.out()).contains("undecided  ci-config-not-verified");
    CommandRun.Result local = run.run(with(check, "--mode=local"));
    assertThat(local.out()).contains("advisory  ci-config-not-verified");
    assertThat(local.code()).isEqualTo(ExitCode.PASSED);
    int requests = fake.requests().size();
    CommandRun.Result offline = run.run(with(check, "--mode=local", "--offline"));
    assertThat(offline.out()).contains("offline: 1 ").doesNotContain("ci-config-not-verified");
    assertThat(fake.requests()).hasSize(requests);
    assertThat(run.run(with(check, "--mode=ci", "--offline")).code()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void aDamagedCopyIsUndecidedOnALaptopToo() {
    fake.put("acme-ci", "tf/cloudbuild.yaml", "steps: [] # new\n");
    fake.fail(Fault.WRONG_CRC32C, Integer.MAX_VALUE);
    CommandRun.Result local =
        new CommandRun(Map.of(), checkout, "")
            .run(
                "check",
                "--mode=local",
                "--trust=" + folder.resolve("trust"),
                "--endpoint=storage=" + fake.endpoint());
    assertThat(local.code()).isEqualTo(ExitCode.UNDECIDED);
  }

  @Test
  void environmentCannotRedirectTheGate() {
    fake.put("acme-ci", "tf/cloudbuild.yaml", "steps: [] # new\n");
    String url = fake.endpoint().toString();
    CommandRun.Result result =
        new CommandRun(
                Map.of(
                    "STORAGE_EMULATOR_HOST",
                    url,
                    "CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE",
                    url + "/",
                    "GOOGLE_CLOUD_UNIVERSE_DOMAIN",
                    "127.0.0.1",
                    "GOOGLE_APPLICATION_CREDENTIALS",
                    "/nowhere.json"),
                checkout,
                "")
            .run("ci-config", "verify", "--trust=" + folder.resolve("trust"));
    assertThat(result.code()).isEqualTo(ExitCode.UNDECIDED);
    assertThat(fake.requests()).isEmpty();
  }

  @Test
  void diffIsUnified() {
    fake.put("acme-ci", "tf/cloudbuild.yaml", "steps: [] # old\n");
    CommandRun.Result result = tfgate("diff");
    assertThat(result.out()).contains("-steps: [] # old\n+steps: [] # new\n");
    assertThat(result.out()).contains("--- gs://acme-ci/tf/cloudbuild.yaml#");
    assertThat(result.code()).isEqualTo(ExitCode.FINDINGS);
  }

  @Test
  void publishShowsTheDiffAsksAndPrintsTheGeneration() {
    fake.put("acme-ci", "tf/cloudbuild.yaml", "steps: [] # old\n");
    CommandRun.Result no = tfgate(checkout, "n\n", "publish");
    assertThat(no.err()).contains("-steps: [] # old", "Publish? [y/N]");
    assertThat(no.out()).contains("refused  cloudbuild.yaml");
    assertThat(no.code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(tfgate("publish").code()).as("nobody answers").isEqualTo(ExitCode.FINDINGS);
    CommandRun.Result dry = tfgate("publish", "--dry-run");
    assertThat(dry.out()).contains("would publish  cloudbuild.yaml");
    assertThat(fake.versions("acme-ci", "tf/cloudbuild.yaml")).isEqualTo(1);

    CommandRun.Result yes = tfgate(checkout, "y\n", "publish");
    assertThat(yes.out()).containsPattern("published {2}cloudbuild.yaml → gs://.*#[0-9]+");
    assertThat(yes.code()).isEqualTo(ExitCode.PASSED);
    assertThat(fake.text("acme-ci", "tf/cloudbuild.yaml")).isEqualTo("steps: [] # new\n");
    assertThat(tfgate("verify").code()).isEqualTo(ExitCode.PASSED);
    assertThat(tfgate("publish").out()).contains("nothing to publish");
  }

  @Test
  void aFirstCopyAndAFolderArePublished() throws IOException {
    trust(
        """
        - {path: cloudbuild.yaml, trusted: gs://acme-ci/tf/cloudbuild.yaml}
        - {path: .cloudbuild/, trusted: gs://acme-ci/tf/dir/}
        """);
    Files.createDirectories(checkout.resolve(".cloudbuild/sub"));
    Files.writeString(checkout.resolve(".cloudbuild/sub/a.yaml"), "a\n");
    fake.put("acme-ci", "other", "x");
    assertThat(tfgate("publish", "--yes").code()).isEqualTo(ExitCode.PASSED);
    assertThat(fake.text("acme-ci", "tf/dir/sub/a.yaml")).isEqualTo("a\n");
    assertThat(tfgate("verify", "--mode=ci").code()).isEqualTo(ExitCode.PASSED);
    Files.writeString(checkout.resolve(".cloudbuild/b.yaml"), "b\n");
    assertThat(tfgate("verify").out()).contains("extra here  .cloudbuild/b.yaml");
    Files.delete(checkout.resolve(".cloudbuild/sub/a.yaml"));
    CommandRun.Result result = tfgate("publish", "--yes");
    assertThat(result.out())
        .contains("publish deletes nothing")
        .contains("published  .cloudbuild/b");
    assertThat(result.code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(fake.versions("acme-ci", "tf/dir/sub/a.yaml")).isEqualTo(1);
  }

  @Test
  void aLinkIsNotPublished() throws IOException {
    fake.put("acme-ci", "tf/cloudbuild.yaml", "steps: [] # old\n");
    Files.move(checkout.resolve("cloudbuild.yaml"), checkout.resolve("x"));
    Files.createSymbolicLink(checkout.resolve("cloudbuild.yaml"), Path.of("x"));
    CommandRun.Result result = tfgate("publish", "--yes");
    assertThat(result.out()).contains("refused  cloudbuild.yaml").contains("symbolic link");
    assertThat(fake.versions("acme-ci", "tf/cloudbuild.yaml")).isEqualTo(1);
  }

  @Test
  void aLostAnswerIsNoFailureAndNoSecondGeneration() throws IOException {
    fake.put("acme-ci", "tf/cloudbuild.yaml", "steps: [] # old\n");
    fake.fail(Fault.LOST_ANSWER, 1);
    CommandRun.Result result = tfgate("publish", "--yes", "--format=json");
    assertThat(result.code()).isEqualTo(ExitCode.PASSED);
    JsonNode file = new ObjectMapper().readTree(result.out()).get("files").get(0);
    assertThat(file.get("outcome").asText()).isEqualTo("published");
    assertThat(file.get("trusted").asText()).matches("gs://.*#[0-9]+");
    assertThat(fake.versions("acme-ci", "tf/cloudbuild.yaml")).isEqualTo(2);
  }

  @Test
  void ofPublishersAtOnceOneWinsAndTheOthersAreTold() throws Exception {
    fake.put("acme-ci", "tf/cloudbuild.yaml", "steps: [] # old\n");
    List<Path> checkouts = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Path top = checkout("publisher-" + i);
      Files.writeString(top.resolve("cloudbuild.yaml"), "steps: [] # by " + i + "\n");
      checkouts.add(top);
    }
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      fake.holdWrites(4);
      List<Callable<CommandRun.Result>> publishers = new ArrayList<>();
      checkouts.forEach(top -> publishers.add(() -> tfgate(top, "", "publish", "--yes")));
      int won = 0;
      String winner = "";
      List<Future<CommandRun.Result>> results = threads.invokeAll(publishers);
      for (int i = 0; i < 4; i++) {
        CommandRun.Result result = results.get(i).get();
        if (result.code() == ExitCode.PASSED) {
          won++;
          winner = "steps: [] # by " + i + "\n";
        } else {
          assertThat(result.code()).isEqualTo(ExitCode.FINDINGS);
          assertThat(result.out()).contains("has changed since it was compared");
        }
      }
      assertThat(won).isEqualTo(1);
      assertThat(fake.text("acme-ci", "tf/cloudbuild.yaml")).isEqualTo(winner);
      assertThat(fake.versions("acme-ci", "tf/cloudbuild.yaml")).isEqualTo(2);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void onDiskTheSameHolds() throws IOException {
    trust("- {path: cloudbuild.yaml, trusted: copy/cloudbuild.yaml}");
    assertThat(tfgate("publish", "--yes").code()).isEqualTo(ExitCode.PASSED);
    assertThat(tfgate("verify").code()).isEqualTo(ExitCode.PASSED);
    Files.writeString(checkout.resolve("cloudbuild.yaml"), "steps: [] # newer\n");
    assertThat(tfgate("publish", "--yes").code()).isEqualTo(ExitCode.PASSED);
    assertThat(folder.resolve("trust/copy/cloudbuild.yaml")).hasContent("steps: [] # newer");
    try (var files = Files.list(folder.resolve("trust/copy"))) {
      assertThat(files).hasSize(1);
    }
    assertThat(fake.requests()).isEmpty();
  }

  @Test
  void whatCannotBeShownInFullIsNotPublished() throws IOException {
    trust("- {path: .ci/, trusted: gs://acme-ci/tf/}");
    fake.put("acme-ci", "tf/large.yaml", "a: 1\n");
    Path files = Files.createDirectory(checkout.resolve(".ci"));
    StringBuilder large = new StringBuilder();
    for (int i = 0; i < 3000; i++) {
      large.append("a%d: %d%n".formatted(i, i));
    }
    Files.writeString(files.resolve("large.yaml"), large);
    Files.write(files.resolve("binary"), new byte[] {0, 1, 2});
    Files.writeString(files.resolve("new.yaml"), "new: yes\nlast: line");
    for (List<String> more : List.of(List.of("--yes"), List.<String>of())) {
      CommandRun.Result result = tfgate(checkout, "y\n", "publish", more.toArray(new String[0]));
      assertThat(result.err()).contains("binary: 3 bytes, all new", "large.yaml: drifted");
      if (!more.isEmpty()) {
        assertThat(result.err()).contains("+new: yes", "+last: line");
      }
      assertThat(result.out()).contains("refused  .ci/binary", "refused  .ci/large.yaml");
      assertThat(result.code()).isEqualTo(ExitCode.FINDINGS);
      assertThat(fake.text("acme-ci", "tf/new.yaml")).isEqualTo("new: yes\nlast: line");
      assertThat(fake.versions("acme-ci", "tf/large.yaml")).isEqualTo(1);
    }
    assertThat(tfgate("publish", "--yes", "--yes-unseen").code()).isEqualTo(ExitCode.PASSED);
    assertThat(fake.text("acme-ci", "tf/large.yaml")).isEqualTo(large.toString());
  }

  @Test
  void invisibleCharactersAreSeen() throws IOException {
    fake.put("acme-ci", "tf/cloudbuild.yaml", "steps: []\n");
    for (String invisible :
        List.of("\uFE0F", "\u3164", "\u2800", "\u115F", "\uFFA0", "\u00A0", "\u3000", "\u034F")) {
      Files.writeString(checkout.resolve("cloudbuild.yaml"), "steps: []" + invisible + "\n");
      String shown =
          "\\%s%x".formatted(invisible.charAt(0) < 0x100 ? "x" : "u{", (int) invisible.charAt(0));
      assertThat(tfgate("publish", "--dry-run").err()).contains("+steps: []" + shown);
    }
  }

  @Test
  void theWholeCheckoutIsPublishedIntoAnEmptyStore() throws IOException {
    trust("- {path: ., trusted: gs://acme-ci/all/}");
    Files.createDirectory(checkout.resolve("sub"));
    Files.writeString(checkout.resolve("sub/x.yaml"), "x: 1\n");
    assertThat(tfgate("publish", "--yes").code()).isEqualTo(ExitCode.PASSED);
    assertThat(fake.text("acme-ci", "all/sub/x.yaml")).isEqualTo("x: 1\n");
    assertThat(fake.text("acme-ci", "all/cloudbuild.yaml")).isEqualTo("steps: [] # new\n");
    assertThat(tfgate("verify").code()).isEqualTo(ExitCode.PASSED);
  }

  @Test
  void linksInAStoreOnDiskAreNeitherFollowedOutOfItNorReplaced() throws IOException {
    Path copy = Files.createDirectories(folder.resolve("trust/copy"));
    Path elsewhere = Files.writeString(folder.resolve("elsewhere"), "steps: [] # new\n");
    Files.createSymbolicLink(copy.resolve("cloudbuild.yaml"), elsewhere);
    trust("- {path: cloudbuild.yaml, trusted: copy/cloudbuild.yaml}");
    Files.writeString(checkout.resolve("cloudbuild.yaml"), "steps: [] # newer\n");
    CommandRun.Result one = tfgate("publish", "--yes");
    assertThat(one.out()).contains("is a symbolic link");
    assertThat(one.code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(copy.resolve("cloudbuild.yaml")).isSymbolicLink();
    assertThat(elsewhere).hasContent("steps: [] # new");

    trust("- {path: ci/, trusted: copy/}");
    Files.createDirectory(checkout.resolve("ci"));
    Files.writeString(checkout.resolve("ci/cloudbuild.yaml"), "steps: [] # new\n");
    CommandRun.Result verify = tfgate("verify");
    assertThat(verify.out().replaceAll("\\s+", " ")).contains("which leads out of it");
    assertThat(verify.code()).isEqualTo(ExitCode.UNDECIDED);
    assertThat(tfgate("publish", "--yes").code()).isEqualTo(ExitCode.UNDECIDED);

    Files.delete(copy.resolve("cloudbuild.yaml"));
    Files.writeString(copy.resolve("real.yaml"), "steps: [] # new\n");
    Files.createSymbolicLink(copy.resolve("cloudbuild.yaml"), Path.of("real.yaml"));
    Files.writeString(checkout.resolve("ci/real.yaml"), "steps: [] # new\n");
    assertThat(tfgate("verify").code()).isEqualTo(ExitCode.PASSED);
  }

  private static String[] with(List<String> arguments, String... more) {
    List<String> all = new ArrayList<>(arguments);
    all.addAll(List.of(more));
    return all.toArray(new String[0]);
  }
}
