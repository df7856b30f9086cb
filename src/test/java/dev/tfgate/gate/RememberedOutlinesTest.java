package dev.tfgate.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.report.Format;
import dev.tfgate.report.Mode;
import dev.tfgate.report.Rendering;
import dev.tfgate.report.ReportPrinter;
import dev.tfgate.store.Stores;
import dev.tfgate.terraform.OutlineCache;
import dev.tfgate.trust.RunMode;
import dev.tfgate.trust.TrustLocation;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Narrowed runs with a cache of outlines. */
class RememberedOutlinesTest {
  @TempDir Path temporary;
  private Path top = Path.of("");
  private Path caches = Path.of("");

  @BeforeEach
  void repository() throws Exception {
    top = Files.createDirectory(temporary.toRealPath().resolve("checkout"));
    caches = temporary.toRealPath().resolve("caches");
    write("modules/m/main.tf", "variable \"v\" {}\n");
    for (String root : List.of("a", "b", "c")) {
      write(
          "svc/" + root + "/main.tf",
          "terraform {\n  backend \"gcs\" {}\n}\nmodule \"m\" {\n  source = \"../../modules/m\"\n}\n");
    }
    // Fewer contents of an index are read one by one.
    for (int i = 0; i < 130; i++) {
      write("others/o%d/main.tf".formatted(i), "locals {\n  l = %d\n}\n".formatted(i));
    }
    write("svc/d/main.tf", "terraform {\n  backend \"gcs\" {}\n}\n");
    git("init", "-q");
    git("add", "-A");
    git("commit", "-q", "-m", "x");
    write("modules/m/main.tf", "data \"http\" \"x\" {\n  url = \"https://a.example\"\n}\n");
    git("add", "-A");
  }

  @Test
  void everyRunPrintsTheSameBytes() throws Exception {
    for (Extent extent :
        List.of(
            new Extent(false, null, "HEAD", List.of(), false),
            new Extent(true, null, null, List.of(), false))) {
      CheckRequest request = request(Mode.LOCAL, extent);
      String without = report(request.remembering(null));
      assertThat(without).contains("svc/a", "svc/c", "http-data").doesNotContain("svc/d");
      assertThat(caches).doesNotExist();
      assertThat(report(request)).isEqualTo(without);
      byte[] written = Files.readAllBytes(caches.resolve("outlines"));
      assertThat(report(request)).isEqualTo(without);
      assertThat(caches.resolve("outlines")).hasBinaryContent(written);
      written[written.length / 2] ^= 1;
      Files.write(caches.resolve("outlines"), written);
      assertThat(report(request)).isEqualTo(without);
      Files.delete(caches.resolve("outlines"));
      Files.delete(caches);
    }
  }

  @Test
  void inCiNothingIsRemembered() throws Exception {
    CheckRequest request = request(Mode.CI, new Extent(false, null, "HEAD", List.of(), false));
    report(request);
    assertThat(caches).doesNotExist();
    try (Gate.Survey survey = Gate.survey(request)) {
      assertThat(survey.causes("svc/a")).isNotEmpty();
    }
    assertThat(caches).doesNotExist();
  }

  private static String report(CheckRequest request) {
    try (Gate.Outcome outcome = Gate.check(request)) {
      return ReportPrinter.toString(
          outcome.report(),
          Format.JSON,
          new Rendering(outcome.lines(), outcome.rules(), false, 80, false, false, null));
    }
  }

  private CheckRequest request(Mode mode, Extent extent) throws IOException {
    Path jar = temporary.resolve("tfgate.jar");
    try (OutputStream out = Files.newOutputStream(jar)) {
      new ZipOutputStream(out).close();
    }
    Path trust = Files.createDirectories(temporary.toRealPath().resolve("trust"));
    Files.writeString(trust.resolve("gate.yaml"), "version: 1\n");
    return new CheckRequest(
            "0",
            top,
            new RunMode(mode, "a test"),
            new TrustLocation(trust, "--trust"),
            Stores.offline(),
            null,
            LocalDate.of(2027, 1, 1),
            extent,
            "/usr/bin:/bin",
            2,
            Map.of())
        .remembering(OutlineCache.in(caches, jar, 1));
  }

  private void write(String path, String content) throws IOException {
    Path file = top.resolve(path);
    Path folder = file.getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Files.writeString(file, content);
  }

  private void git(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("git", "-c", "user.name=a", "-c", "user.email=a@acme.example"));
    command.addAll(List.of(arguments));
    assertThat(new ProcessBuilder(command).directory(top.toFile()).inheritIO().start().waitFor())
        .isZero();
  }
}
