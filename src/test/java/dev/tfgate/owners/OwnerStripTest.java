package dev.tfgate.owners;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.cli.CommandRun;
import dev.tfgate.google.JsonTree;
import dev.tfgate.owners.FakeResourceManager.Fault;
import dev.tfgate.report.ExitCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnerStripTest {
  private static final String TERRAFORM = "serviceAccount:tf@acme.iam.gserviceaccount.com";
  private static final Binding BOTH =
      binding("roles/owner", "group:admins@acme.example", TERRAFORM);
  private static final String CONDITIONAL =
      """
      {"role":"roles/viewer","members":["user:a@acme.example","deleted:user:b@acme.example?uid=1"],
       "condition":{"title":"t","expression":"request.time < x"}}\
      """;

  @TempDir java.nio.file.Path directory;
  private FakeResourceManager fake;

  @BeforeEach
  void start() throws Exception {
    fake = new FakeResourceManager();
    fake.policy("projects/acme-one", "organizations/1", conditional(), BOTH);
  }

  @AfterEach
  void stop() {
    fake.close();
  }

  @Test
  void takesExactlyTheGrantAndReadsItBack() {
    CommandRun.Result result = strip("acme-one");
    assertThat(result.code()).as(result.err() + result.out()).isEqualTo(ExitCode.PASSED);
    assertThat(result.out())
        .contains("\"outcome\":\"removed\"", TERRAFORM, "\"attempts\":1", "\"dryRun\":false");
    assertThat(fake.policy("projects/acme-one").bindings())
        .containsExactly(conditional(), binding("roles/owner", "group:admins@acme.example"));
    assertThat(fake.reads()).isEqualTo(2);
    assertThat(fake.writes()).isEqualTo(1);
  }

  @Test
  void readsAnUntouchedProjectOnce() {
    fake.policy("projects/acme-one", "organizations/1", conditional());
    assertThat(strip("acme-one").out()).contains("\"outcome\":\"already-absent\"");
    assertThat(fake.reads()).isEqualTo(1);
    assertThat(fake.writes()).isZero();
  }

  @Test
  void beginsAgainAfterConflictsAndKeepsWhatAnotherWrote() {
    List<Fault> faults =
        new ArrayList<>(List.of(Fault.OTHER_WRITER, Fault.CONFLICT, Fault.CONFLICT));
    fake.failWrites(faults.toArray(new Fault[0]));
    CommandRun.Result result = strip("acme-one");
    assertThat(result.out()).contains("\"outcome\":\"removed\"", "\"attempts\":4");
    assertThat(fake.policy("projects/acme-one").bindings())
        .contains(binding("roles/viewer", "user:other@example.com"), conditional());
  }

  @Test
  void anAnswerLostAfterTheWriteIsReadBack() {
    fake.failWrites(Fault.UNAVAILABLE_AFTER_EFFECT);
    assertThat(strip("acme-one").out()).contains("\"outcome\":\"removed\"", TERRAFORM);
    assertThat(fake.writes()).isEqualTo(1);
  }

  @Test
  void aDamagedAnswerToTheWriteIsReadBack() {
    fake.failWrites(Fault.TRUNCATED);
    assertThat(strip("acme-one").out()).contains("\"outcome\":\"removed\"");
    assertThat(fake.writes()).isEqualTo(1);
  }

  @Test
  void faultsBeforeTheWriteTookEffectAreTriedAgain() {
    fake.failReads(Fault.HTML, Fault.UNAVAILABLE).failWrites(Fault.THROTTLED, Fault.UNAVAILABLE);
    assertThat(strip("acme-one").out()).contains("\"outcome\":\"removed\"");
  }

  @Test
  void aDeniedProjectFailsAndTheOthersGoOn() {
    fake.policy("projects/acme-two", "organizations/1", BOTH).failReads(Fault.DENIED);
    CommandRun.Result result = strip("acme-one", "acme-two", "--concurrency", "1");
    assertThat(result.code()).isEqualTo(ExitCode.UNDECIDED);
    assertThat(result.out()).contains("\"outcome\":\"failed\"", "\"outcome\":\"removed\"");
  }

  @Test
  void aStallEndsWithTheDeadline() {
    fake.failReads(Fault.STALL, Fault.STALL, Fault.STALL);
    long start = System.nanoTime();
    CommandRun.Result result = strip("acme-one", "--deadline", "2s");
    assertThat(result.code()).isEqualTo(ExitCode.UNDECIDED);
    assertThat(result.out()).contains("gave up after 2 s");
    assertThat(System.nanoTime() - start).isLessThan(20_000_000_000L);
  }

  @Test
  void theLastAdministratorStays() {
    fake.policy("projects/acme-one", "organizations/1", binding("roles/owner", TERRAFORM));
    fake.policy("organizations/1", "", binding("roles/browser", "user:a@acme.example"));
    CommandRun.Result result = strip("acme-one");
    assertThat(result.code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(result.out()).contains("\"outcome\":\"refused\"", "--allow-no-owner");
    assertThat(fake.writes()).isZero();
    assertThat(strip("acme-one", "--allow-no-owner").out()).contains("\"outcome\":\"removed\"");
    assertThat(fake.policy("projects/acme-one").bindings()).isEmpty();
  }

  @Test
  void anAdministratorOfTheOrganizationIsAnotherWayIn() {
    fake.policy("projects/acme-one", "organizations/1", binding("roles/owner", TERRAFORM));
    fake.policy(
        "organizations/1",
        "",
        binding("roles/resourcemanager.organizationAdmin", "group:o@acme.example"));
    assertThat(strip("acme-one").out()).contains("\"outcome\":\"removed\"", "group:o@acme.example");
  }

  @Test
  void deletedMembersAdministerNothing() {
    fake.policy(
        "projects/acme-one",
        "organizations/1",
        binding("roles/owner", TERRAFORM, "deleted:user:x@acme.example?uid=7"));
    fake.policy("organizations/1", "");
    assertThat(strip("acme-one").out()).contains("\"outcome\":\"refused\"");
  }

  @Test
  void outsideAnOrganizationTheLastOwnerAlwaysStays() {
    fake.policy("projects/acme-one", "", binding("roles/owner", TERRAFORM));
    assertThat(strip("acme-one", "--allow-no-owner").out())
        .contains("\"outcome\":\"refused\"", "outside an organization");
  }

  @Test
  void aPersonKeepsOwnerUnlessAskedFor() {
    fake.policy(
        "projects/acme-one",
        "organizations/1",
        binding("roles/owner", "user:Me@acme.example", TERRAFORM));
    String[] person = {
      "owners",
      "strip",
      "acme-one",
      "--member",
      "user:me@ACME.example",
      "--format",
      "json",
      "--endpoint",
      "resourcemanager=" + fake.url()
    };
    assertThat(run("").run(person).out()).contains("\"outcome\":\"refused\"", "--include-users");
    String[] asked = java.util.Arrays.copyOf(person, person.length + 1);
    asked[person.length] = "--include-users";
    assertThat(run("").run(asked).out())
        .contains("\"outcome\":\"removed\"", "\"user:Me@acme.example\"");
  }

  @Test
  void gateYamlSaysWhoStaysAndWhoAdministersFromAbove() throws Exception {
    java.nio.file.Files.writeString(
        directory.resolve("gate.yaml"),
        """
        version: 1
        owners:
          keep: ["%s"]
        """
            .formatted(TERRAFORM));
    assertThat(strip("acme-one", "--trust", directory.toString()).out())
        .contains("\"outcome\":\"kept\"");
    fake.policy("projects/acme-one", "organizations/1", binding("roles/owner", TERRAFORM));
    java.nio.file.Files.writeString(
        directory.resolve("gate.yaml"),
        "version: 1\nowners: {other_admins: [\"group:o@acme.example\"]}\n");
    assertThat(strip("acme-one", "--trust", directory.toString()).out())
        .contains("\"outcome\":\"removed\"", "owners.other_admins");
  }

  @Test
  void aDryRunShowsTheDiffAndWritesNothing() {
    CommandRun.Result result = strip("acme-one", "--dry-run");
    assertThat(result.out()).contains("\"dryRun\":true", "-      - " + TERRAFORM);
    assertThat(fake.writes()).isZero();
  }

  @Test
  void aDryRunNeverSaysThatSomethingWasRemoved() {
    CommandRun.Result result = strip("acme-one", "--dry-run", "--format", "text");
    assertThat(result.out()).startsWith("would be removed acme-one");
    assertThat(result.err()).contains("dry run, nothing written");
  }

  @Test
  void anApplyThatFailedHalfWayIsStripped() {
    String log =
        """
        {"@level":"info","type":"version","terraform":"1.11.4","ui":"1.2"}
        {"@level":"info","type":"apply_complete","hook":{"resource":{"addr":"google_project.a","resource_type":"google_project"},"action":"create","id_key":"id","id_value":"projects/acme-one"}}
        {"@level":"info","type":"apply_errored","hook":{"resource":{"addr":"google_project.b","resource_type":"google_project"},"action":"create"}}
        """;
    CommandRun.Result result =
        run(log)
            .run(
                "owners",
                "strip",
                "--apply-log",
                "-",
                "--member",
                TERRAFORM,
                "--format",
                "json",
                "--endpoint",
                "resourcemanager=" + fake.url());
    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.UNDECIDED);
    assertThat(result.out()).contains("\"project\":\"acme-one\",\"outcome\":\"removed\"");
    assertThat(result.err()).contains("google_project.b");
  }

  @Test
  void theStateBesideTheLogTellsWhichProjectsAFailedCreationLeft() {
    for (String project : List.of("acme-made-one", "acme-made-two")) {
      fake.policy("projects/" + project, "organizations/1", BOTH);
    }
    String corpus = java.nio.file.Path.of("src/test/corpus/terraform-json").toAbsolutePath() + "/";
    CommandRun.Result alone = strip("--apply-log", corpus + "google-apply-billing-fails.jsonl");
    assertThat(alone.code()).isEqualTo(ExitCode.UNDECIDED);
    assertThat(alone.err()).contains("google_project.made[\"one\"]", "--state");
    assertThat(fake.writes()).isZero();
    CommandRun.Result both =
        strip(
            "--apply-log",
            corpus + "google-apply-billing-fails.jsonl",
            "--state",
            corpus + "google-state-billing-fails.json");
    assertThat(both.code()).as(both.err()).isEqualTo(ExitCode.PASSED);
    assertThat(both.out())
        .contains(
            "\"acme-made-one\",\"outcome\":\"removed\"",
            "\"acme-made-two\",\"outcome\":\"removed\"");
  }

  @Test
  void aNewProjectThatSomebodyElseOwnsIsAContradiction() {
    String other = "serviceAccount:other@acme.iam.gserviceaccount.com";
    fake.policy("projects/acme-one", "organizations/1", binding("roles/owner", other))
        .created("projects/acme-one", java.time.Instant.now().toString(), "ACTIVE");
    CommandRun.Result result = strip("acme-one");
    assertThat(result.code()).isEqualTo(ExitCode.UNDECIDED);
    assertThat(result.out()).contains("\"outcome\":\"failed\"", other, "owners.strip");
    assertThat(fake.writes()).isZero();
    fake.policy(
            "projects/acme-one", "organizations/1", binding("roles/owner", "group:a@acme.example"))
        .created("projects/acme-one", java.time.Instant.now().toString(), "ACTIVE");
    assertThat(strip("acme-one").out()).contains("already-absent");
    fake.policy("projects/acme-one", "organizations/1", binding("roles/owner", other));
    assertThat(strip("acme-one").out()).contains("already-absent", other);
  }

  @Test
  void whereTheServerDoesntSayWhenAProjectThatAnApplyCreatedIsNew() throws Exception {
    String log =
        """
        {"@level":"info","type":"apply_complete","hook":{"resource":{"addr":"google_project.a","resource_type":"google_project"},"action":"create","id_key":"id","id_value":"projects/acme-one"}}
        """;
    fake.policy(
            "projects/acme-one", "organizations/1", binding("roles/owner", "user:ann@acme.example"))
        .created("projects/acme-one", "", "ACTIVE");
    java.nio.file.Path file =
        java.nio.file.Files.writeString(directory.resolve("apply.jsonl"), log);
    CommandRun.Result result = strip("--apply-log", file.toString());
    assertThat(result.code()).isEqualTo(ExitCode.UNDECIDED);
    assertThat(result.out()).contains("user:ann@acme.example");
    java.nio.file.Files.writeString(
        directory.resolve("gate.yaml"),
        "version: 1\nowners: {keep: [\"user:ann@acme.example\"]}\n");
    assertThat(strip("--apply-log", file.toString(), "--trust", directory.toString()).code())
        .isEqualTo(ExitCode.PASSED);
  }

  @Test
  void anOwnerUnderAConditionIsNamedAsOne() {
    fake.json(
        "projects/acme-one",
        "organizations/1",
        """
        {"bindings":[{"role":"roles/owner","members":["%s"],"condition":{"title":"t","expression":"true"}}]}
        """
            .formatted(TERRAFORM));
    CommandRun.Result result = strip("acme-one");
    assertThat(result.out())
        .contains(
            "already-absent", "Owner under a condition, which is left alone, is " + TERRAFORM);
  }

  @Test
  void aLoopbackEndpointNeedsTheMember() {
    CommandRun.Result result =
        run("").run("owners", "strip", "acme-one", "--endpoint", "resourcemanager=" + fake.url());
    assertThat(result.code()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("--member");
  }

  private CommandRun.Result strip(String... arguments) {
    List<String> all = new ArrayList<>(List.of("owners", "strip"));
    all.addAll(List.of(arguments));
    if (!all.contains("--format")) {
      all.addAll(List.of("--format", "json"));
    }
    all.addAll(
        List.of(
            "--member",
            "serviceAccount:TF@acme.iam.gserviceaccount.com",
            "--mode",
            "local",
            "--endpoint",
            "resourcemanager=" + fake.url()));
    return run("").run(all.toArray(new String[0]));
  }

  private CommandRun run(String input) {
    return new CommandRun(Map.of(), directory, input);
  }

  private static Binding conditional() {
    try {
      return Binding.of(JsonTree.parse(CONDITIONAL));
    } catch (java.io.IOException | PolicyFormatException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Binding binding(String role, String... members) {
    return Binding.of(role, List.of(members));
  }
}
