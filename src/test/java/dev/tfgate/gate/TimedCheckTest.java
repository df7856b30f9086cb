package dev.tfgate.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.report.ExitCode;
import dev.tfgate.report.Mode;
import dev.tfgate.report.Report;
import dev.tfgate.report.Verdict;
import dev.tfgate.store.Content;
import dev.tfgate.store.ObjectAddress;
import dev.tfgate.store.ObjectStore;
import dev.tfgate.store.StoredObject;
import dev.tfgate.terraform.PlanListener;
import dev.tfgate.trust.RunMode;
import dev.tfgate.trust.Trust;
import dev.tfgate.trust.TrustLocation;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A check ends, whatever its checkout or a server does. */
class TimedCheckTest {
  @TempDir Path folder;

  @Test
  void aCheckThatTakesTooLongIsUndecidedAndSaysWhatItWasAt() throws Exception {
    Path checkout = Files.createDirectory(folder.resolve("checkout"));
    Files.writeString(checkout.resolve("cloudbuild.yaml"), "steps: []\n");
    Files.writeString(checkout.resolve("main.tf"), "variable \"x\" {}\n");
    Path trust = Files.createDirectory(folder.resolve("trust"));
    Files.writeString(
        trust.resolve("gate.yaml"),
        """
        version: 1
        limits: {seconds: 1}
        ci_config:
          files: [{path: cloudbuild.yaml, trusted: "gs://acme/cloudbuild.yaml"}]
        """);
    CountDownLatch never = new CountDownLatch(1);
    try (Gate.Outcome outcome =
        Gate.check(
            new CheckRequest(
                "0",
                checkout,
                new RunMode(Mode.LOCAL, "a test"),
                new TrustLocation(trust, "--trust"),
                new Silent(never),
                null,
                LocalDate.of(2027, 1, 1)))) {
      Report report = outcome.report();
      assertThat(report.verdict()).isEqualTo(Verdict.UNDECIDED);
      assertThat(report.verdict().exitCode()).isEqualTo(ExitCode.UNDECIDED);
      assertThat(report.undecided().getFirst().reason()).isEqualTo("time");
      assertThat(report.undecided().getFirst().message())
          .contains(
              "stopped after 1 s", "the comparison of the CI configuration", "limits.seconds");
    } finally {
      never.countDown();
    }
  }

  @Test
  void aRuleThatLooksAtOnePlaceForTooLongEndsTheCheck() throws Exception {
    CheckProgress progress = new CheckProgress();
    Trust.Limits limits = new Trust.Limits(1024, 200, 600, 1);
    CountDownLatch never = new CountDownLatch(1);
    Gate.Outcome outcome =
        new TimedCheck<Gate.Outcome>() {
          @Override
          Gate.Outcome check() {
            CheckProgress.Step step = progress.step();
            step.beginRule("file-outside-checkout", "svc/slow");
            try {
              never.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            throw new IllegalStateException("nobody waits any longer");
          }
        }.within(limits, progress);
    assertThat(outcome).isNull();
    assertThat(progress.late(limits).path()).isEqualTo("svc/slow");
    assertThat(progress.late(limits).message())
        .contains("stopped after 1 s, in file-outside-checkout", "limits.rule_seconds");
    never.countDown();
  }

  @Test
  void aPlanThatDoesNotEndIsUndecided() throws Exception {
    Path root = Files.createDirectory(folder.resolve("root"));
    Path trust = Files.createDirectory(folder.resolve("trust"));
    Files.writeString(trust.resolve("gate.yaml"), "version: 1\nlimits: {seconds: 1}\n");
    String begun =
        "{\"format_version\": \"1.2\", \"terraform_version\": \"1.11.4\", \"resource_changes\": [";
    PlanCheckRequest request =
        new PlanCheckRequest(
            "0",
            root,
            root,
            true,
            new RunMode(Mode.LOCAL, "a test"),
            new TrustLocation(trust, "--trust"),
            LocalDate.of(2027, 1, 1));
    try (PipedOutputStream printed = new PipedOutputStream();
        PipedInputStream plan = new PipedInputStream(printed)) {
      printed.write(begun.getBytes(StandardCharsets.UTF_8));
      try (Gate.Outcome outcome = PlanCheck.check(request, plan, new PlanListener() {})) {
        assertThat(outcome.report().verdict().exitCode()).isEqualTo(ExitCode.UNDECIDED);
        assertThat(outcome.report().undecided().getFirst().message())
            .contains("stopped after 1 s, in the reading of the plan", "limits.seconds");
      }
    }
  }

  @Test
  void whatIsAtWorkForLongestIsNamed() throws Exception {
    CheckProgress progress = new CheckProgress();
    CheckProgress.Step first = progress.step();
    CheckProgress.Step second = progress.step();
    first.begin("file-outside-checkout", "svc/a");
    Thread.sleep(Duration.ofMillis(5));
    second.begin("the policies", "svc/b");
    assertThat(progress.path()).isEqualTo("svc/a");
    assertThat(progress.doing()).isEqualTo("file-outside-checkout");
    first.end();
    assertThat(progress.path()).isEqualTo("svc/b");
    second.end();
    assertThat(progress.doing()).isEqualTo("the reading of the checkout");
    assertThat(progress.slow()).isEmpty();
  }

  /** A store that does not answer. */
  private record Silent(CountDownLatch never) implements ObjectStore {
    private IllegalStateException silence() {
      try {
        never.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return new IllegalStateException("nobody waits any longer");
    }

    @Override
    public StoredObject read(ObjectAddress address, int limit) {
      throw silence();
    }

    @Override
    public List<String> list(ObjectAddress address) {
      throw silence();
    }

    @Override
    public List<String> list(ObjectAddress address, String after, int most) {
      throw silence();
    }

    @Override
    public boolean isFolder(ObjectAddress address) {
      return false;
    }

    @Override
    public StoredObject write(
        ObjectAddress address, Content content, @Nullable StoredObject replaced) {
      throw silence();
    }

    @Override
    public void delete(StoredObject object) {
      throw silence();
    }
  }
}
