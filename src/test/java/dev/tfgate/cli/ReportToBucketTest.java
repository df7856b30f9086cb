package dev.tfgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.report.ExitCode;
import dev.tfgate.store.FakeCloudStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A report that a build leaves where others read it. */
class ReportToBucketTest {
  @TempDir private Path checkout = Path.of("");

  @Test
  void aReportIsWrittenOnceAndNeverOver() throws IOException {
    Files.writeString(checkout.resolve("main.tf"), "locals {}\n");
    try (FakeCloudStorage storage = new FakeCloudStorage()) {
      CommandRun.Result first = check(storage, "markdown=gs://acme-ci-reports/b1.md");
      assertThat(first.code()).as(first.err()).isEqualTo(ExitCode.PASSED);
      assertThat(storage.text("acme-ci-reports", "b1.md")).startsWith("## tfgate: pass");
      CommandRun.Result second = check(storage, "markdown=gs://acme-ci-reports/b1.md");
      assertThat(second.code()).isEqualTo(ExitCode.UNDECIDED);
      assertThat(second.err()).contains("there is one at gs://acme-ci-reports/b1.md already");
      assertThat(storage.versions("acme-ci-reports", "b1.md")).isOne();
      assertThat(check(storage, "json=gs://acme-ci-reports/").code()).isEqualTo(ExitCode.USAGE);
    }
  }

  private CommandRun.Result check(FakeCloudStorage storage, String report) {
    return new CommandRun()
        .run(
            "check",
            "--mode=local",
            "--endpoint=storage=" + storage.endpoint(),
            "--report=" + report,
            checkout.toString());
  }
}
