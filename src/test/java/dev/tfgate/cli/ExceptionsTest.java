package dev.tfgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.report.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exceptions: how they are drafted, kept in files, and what is said before and after they end. */
class ExceptionsTest {
  private final LocalDate today = LocalDate.now(ZoneOffset.UTC);
  private static final String RUNS =
      """
      resource "terraform_data" "%1$s" {
        provisioner "local-exec" {
          command = "e.example %1$s"
        }
      }
      """;

  @TempDir Path folder;

  @BeforeEach
  void trust() throws IOException {
    write("trust/gate.yaml", "version: 1\n");
  }

  @Test
  void whatIsDraftedPassesAsItIs() throws IOException {
    write("checkout/a/main.tf", RUNS.formatted("x") + RUNS.formatted("y") + RUNS.formatted("z"));
    write("checkout/b *#\"\\é/main.tf", RUNS.formatted("x") + RUNS.formatted("y"));
    write("checkout/c/main.tf", RUNS.formatted("x"));
    assertThat(draft("trust/more/exceptions.yaml").code()).isEqualTo(ExitCode.FINDINGS);
    write("trust/gate.yaml", "version: 1\nexceptions: [more/exceptions.yaml]\n");
    CommandRun.Result result = check();
    assertThat(result.code()).as(result.out() + result.err()).isEqualTo(ExitCode.PASSED);
    String written = Files.readString(folder.resolve("trust/more/exceptions.yaml"));
    assertThat(written)
        .contains("# c/main.tf:2:3: ")
        .contains("{rule: provisioner, path: \"a/main.tf\", max: 3, reason: \"ticket \\\"8\\\"\"")
        .containsPattern("path: \"c/main.tf\", fingerprint: \"[0-9a-f]{32}\", reason: ");
    // one more of the same kind, and one in another file
    write(
        "checkout/a/main.tf",
        RUNS.formatted("x") + RUNS.formatted("y") + RUNS.formatted("z") + RUNS.formatted("w"));
    assertThat(flat(check().out())).contains("may lift 3 findings and 4 match, so");
    assertThat(check().code()).isEqualTo(ExitCode.FINDINGS);
  }

  @Test
  void whatIsOnlyShownTakesNoPlaceOfAnException() throws IOException {
    write(
        "trust/plugins-manifest.yaml",
        Files.readString(Path.of("src/test/rules/trust/plugins-manifest.yaml")));
    write(
        "checkout/a/main.tf",
        "resource \"google_project\" \"x\" {}\nresource \"random_id\" \"x\" {}\n");
    StringBuilder lock = new StringBuilder();
    for (String type : new String[] {"google", "random", "unused", "unused2"}) {
      lock.append(
          """
          provider "registry.terraform.io/hashicorp/%s" {
            version = "1.0.0"
            hashes  = ["h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="]
          }
          """
              .formatted(type));
    }
    write("checkout/a/.terraform.lock.hcl", lock.toString());
    draft("trust/exceptions.yaml");
    write("trust/gate.yaml", "version: 1\nexceptions: [exceptions.yaml]\n");
    CommandRun.Result result = check();
    assertThat(result.code()).as(result.out() + result.err()).isEqualTo(ExitCode.PASSED);
    assertThat(Files.readString(folder.resolve("trust/exceptions.yaml")))
        .containsPattern("rule: lock-not-pinned, path: .* max: 2,");
    assertThat(result.out()).contains("lock-not-pinned  2 places");
  }

  @Test
  void anotherFindingInTheSameFileIsNotLiftedByAFingerprint() throws IOException {
    write("checkout/c/main.tf", RUNS.formatted("x"));
    draft("trust/exceptions.yaml");
    write("trust/gate.yaml", "version: 1\nexceptions: [exceptions.yaml]\n");
    assertThat(check().code()).isEqualTo(ExitCode.PASSED);
    write("checkout/c/main.tf", RUNS.formatted("x").replace("e.example", "f.example"));
    assertThat(check().code()).isEqualTo(ExitCode.FINDINGS);
  }

  @Test
  void entriesAndFilesStandBesideEachOther() throws IOException {
    write("checkout/a/main.tf", RUNS.formatted("x"));
    write("checkout/b/main.tf", RUNS.formatted("x"));
    write(
        "trust/b.yaml",
        "version: 1\nexceptions:\n  - {rule: provisioner, path: \"b/**\", reason: r, expires: 9999-01-01}\n");
    write(
        "trust/gate.yaml",
        """
        version: 1
        exceptions:
          - {rule: provisioner, path: "a/*", reason: r, expires: 9999-01-01}
          - b.yaml
        """);
    assertThat(check().code()).isEqualTo(ExitCode.PASSED);
  }

  @Test
  void aFileIsHeldToWhatEntriesAreHeldTo() throws IOException {
    write("checkout/a/main.tf", RUNS.formatted("x"));
    write("trust/gate.yaml", "version: 1\nexceptions: [gone.yaml]\n");
    assertThat(check().code()).isEqualTo(ExitCode.USAGE);
    write(
        "trust/gone.yaml",
        """
        exceptions:
          - other.yaml
          - {rule: provisionar, path: "a/**", reason: r, expires: 9999-01-01}
          - {rule: state-in-checkout, path: "a/**", reason: r, expires: 9999-01-01}
          - {rule: provisioner, path: "a/**", reason: "", expires: 9999-13-01}
        """);
    CommandRun.Result result = check();
    assertThat(result.code()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err())
        .contains("gone.yaml:2:5")
        .contains("provisionar")
        .contains("path layer")
        .contains("found an empty one")
        .contains("there is no day 9999-13-01");
    assertThat(tfgate("trust", "verify", folder.resolve("trust").toString()).out())
        .contains("gone.yaml:3");
  }

  @Test
  void aFileInsideTheCheckoutIsRefusedInCi() throws IOException {
    write("checkout/a/main.tf", RUNS.formatted("x"));
    write(
        "checkout/mine.yaml",
        "exceptions: [{rule: provisioner, path: \"**\", reason: r, expires: 9999-01-01}]\n");
    write("trust/gate.yaml", "version: 1\nexceptions: [../checkout/mine.yaml]\n");
    CommandRun.Result result = check();
    assertThat(result.code()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("lies inside the checkout");
  }

  @Test
  void theLastDaysAreAnnouncedAndTheFindingSaysThatItWasExcepted() throws IOException {
    write("checkout/a/main.tf", RUNS.formatted("x"));
    gate(today.plusDays(15));
    assertThat(check().out()).doesNotContain("expires on");
    gate(today.plusDays(14));
    assertThat(flat(check().out())).contains("(in 14 days)");
    assertThat(verify()).contains("an exception expires on " + today.plusDays(14));
    gate(today);
    assertThat(flat(check().out())).contains("(today)");
    assertThat(check().code()).isEqualTo(ExitCode.PASSED);
    gate(today.minusDays(1));
    CommandRun.Result after = check();
    assertThat(after.code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(flat(after.out()))
        .contains(
            "This finding was excepted until %s by Jo of platform, gate.yaml:2:14 (\"ticket 8\")"
                .formatted(today.minusDays(1)));
  }

  private void gate(LocalDate expires) throws IOException {
    write(
        "trust/gate.yaml",
        """
        version: 1
        exceptions: [{rule: provisioner, path: "a/**", reason: "ticket 8", by: Jo of platform, expires: %s}]
        """
            .formatted(expires));
  }

  @Test
  void whatTheDraftSaysIsCheckedBeforeAnythingIsRead() {
    String file = folder.resolve("x.yaml").toString();
    for (String[] wrong :
        new String[][] {
          {"--reason", "r"},
          {"--write-exceptions", file, "--reason", " ", "--expires", "9999-01-01"},
          {"--write-exceptions", file, "--reason", "r", "--expires", "soon"},
          {"--write-exceptions", file, "--reason", "r", "--expires", "2020-01-01"}
        }) {
      String[] command = new String[wrong.length + 2];
      command[0] = "check";
      command[1] = folder.toString();
      System.arraycopy(wrong, 0, command, 2, wrong.length);
      assertThat(tfgate(command).code()).isEqualTo(ExitCode.USAGE);
    }
  }

  @Test
  void thousandsOfExceptionsCostLittle() throws IOException {
    StringBuilder gate = new StringBuilder("version: 1\nexceptions:\n");
    for (int i = 0; i < 400; i++) {
      StringBuilder file = new StringBuilder();
      for (int j = 0; j < 20; j++) {
        file.append(RUNS.formatted("x" + j));
      }
      write("checkout/r%d/main.tf".formatted(i), file.toString());
      for (int j = 0; j < 20; j++) {
        gate.append(
            "  - {rule: provisioner, path: \"r%d/**\", max: 20, reason: r, expires: 9999-01-01}\n"
                .formatted(i * 20 + j));
      }
    }
    CommandRun.Result drafted = draft("trust/drafted.yaml");
    assertThat(drafted.code()).isEqualTo(ExitCode.FINDINGS);
    write("trust/gate.yaml", gate.toString());
    long begin = System.nanoTime();
    check();
    Duration many = Duration.ofNanos(System.nanoTime() - begin);
    write("trust/gate.yaml", "version: 1\n");
    begin = System.nanoTime();
    check();
    Duration none = Duration.ofNanos(System.nanoTime() - begin);
    assertThat(many).isLessThan(none.multipliedBy(3).plusSeconds(3));
  }

  private static String flat(String text) {
    return text.replaceAll("\\s+", " ");
  }

  private CommandRun.Result draft(String file) {
    return tfgate(
        "check",
        folder.resolve("checkout").toString(),
        "--mode",
        "ci",
        "--trust",
        folder.resolve("trust").toString(),
        "--write-exceptions",
        parent(folder.resolve(file)).toString(),
        "--reason",
        "ticket \"8\"",
        "--expires",
        "9999-12-31");
  }

  private static Path parent(Path file) {
    try {
      Files.createDirectories(file.getParent());
      return file;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private CommandRun.Result check() {
    return tfgate(
        "check",
        folder.resolve("checkout").toString(),
        "--mode",
        "ci",
        "--trust",
        folder.resolve("trust").toString());
  }

  private String verify() {
    return tfgate("trust", "verify", folder.resolve("trust").toString()).out();
  }

  private CommandRun.Result tfgate(String... arguments) {
    return new CommandRun(Map.of("PATH", System.getenv("PATH")), folder, "").run(arguments);
  }

  private void write(String path, String content) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }
}
