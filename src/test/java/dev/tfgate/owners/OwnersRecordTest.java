package dev.tfgate.owners;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.cli.CommandRun;
import dev.tfgate.report.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The record of a strip, and putting back what it took. */
class OwnersRecordTest {
  private static final String TERRAFORM = "serviceAccount:tf@acme.iam.gserviceaccount.com";
  private static final String GROUP = "group:admins@acme.example";

  @TempDir Path home;
  private Path checkout;
  private Path record;
  private FakeResourceManager fake;

  @BeforeEach
  void start() throws Exception {
    checkout = Files.createDirectories(home.resolve("checkout"));
    record = home.resolve("owners.jsonl");
    fake = new FakeResourceManager();
    for (String project : List.of("acme-one", "acme-two")) {
      fake.policy(
          "projects/" + project,
          "organizations/1",
          Binding.of("roles/owner", List.of(GROUP, TERRAFORM)));
    }
  }

  @AfterEach
  void stop() {
    fake.close();
  }

  @Test
  void eachProjectIsALineAndASecondRunAppends() throws Exception {
    assertThat(strip("acme-one").code()).isEqualTo(ExitCode.PASSED);
    Files.writeString(record, Files.readString(record).stripTrailing());
    assertThat(strip("acme-one", "acme-two").code()).isEqualTo(ExitCode.PASSED);
    assertThat(Files.readAllLines(record))
        .hasSize(3)
        .allMatch(line -> line.startsWith("{\"time\":") && line.endsWith("}"));
    assertThat(Files.readAllLines(record).get(0))
        .contains("\"project\":\"acme-one\",\"outcome\":\"removed\"", TERRAFORM);
  }

  @Test
  void stripAndRestoreLeaveTheGrantsAsTheyWere() {
    strip("acme-one", "acme-two");
    assertThat(owners("acme-one")).containsExactly(GROUP);
    CommandRun.Result result = restore("", "--yes", "--member", TERRAFORM);
    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.PASSED);
    assertThat(result.out()).contains("\"outcome\":\"restored\"", "+      - " + TERRAFORM);
    assertThat(owners("acme-one")).containsExactly(GROUP, TERRAFORM);
    assertThat(owners("acme-two")).containsExactly(GROUP, TERRAFORM);
    int writes = fake.writes();
    assertThat(restore("", "--yes", "--member", TERRAFORM).out())
        .contains("\"outcome\":\"already-present\"");
    assertThat(fake.writes()).isEqualTo(writes);
  }

  @Test
  void restoreShowsTheDiffAndAsks() {
    strip("acme-one");
    int writes = fake.writes();
    CommandRun.Result no = restore("n\n", "--member", TERRAFORM);
    assertThat(no.code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(no.err()).contains("+      - " + TERRAFORM, "[y/N]", "nothing was restored");
    CommandRun.Result nobody = restore("", "--member", TERRAFORM);
    assertThat(nobody.code()).isEqualTo(ExitCode.USAGE);
    assertThat(fake.writes()).isEqualTo(writes);
    assertThat(restore("y\n", "--member", TERRAFORM).code()).isEqualTo(ExitCode.PASSED);
    assertThat(owners("acme-one")).containsExactly(GROUP, TERRAFORM);
  }

  @Test
  void restoreTakesItsMembersFromGateYaml() throws Exception {
    strip("acme-one");
    Path trust = Files.createDirectory(home.resolve("trust"));
    Files.writeString(
        trust.resolve("gate.yaml"), "version: 1\nowners: {strip: [\"%s\"]}\n".formatted(TERRAFORM));
    assertThat(restore("", "--yes", "--trust", trust.toString()).code()).isEqualTo(ExitCode.PASSED);
    assertThat(owners("acme-one")).containsExactly(GROUP, TERRAFORM);
  }

  @Test
  void restore_recordNamesSomebodyElse() throws Exception {
    strip("acme-one");
    Files.writeString(
        record, Files.readString(record).replace(TERRAFORM, "user:mallory@evil.example"));
    int writes = fake.writes();
    CommandRun.Result result = restore("", "--yes", "--member", TERRAFORM);
    assertThat(result.code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(result.out())
        .contains("\"outcome\":\"refused\"", "mallory@evil.example", "makes nobody Owner");
    assertThat(fake.writes()).isEqualTo(writes);
  }

  @Test
  void restore_recordNamesAnotherRole() throws Exception {
    strip("acme-one");
    Files.writeString(
        record, Files.readString(record).replace("roles/owner", "roles/iam.securityAdmin"));
    int writes = fake.writes();
    CommandRun.Result result = restore("", "--yes", "--member", TERRAFORM);
    assertThat(result.code()).isEqualTo(ExitCode.UNDECIDED);
    assertThat(result.err()).contains("another role");
    assertThat(fake.writes()).isEqualTo(writes);
  }

  @Test
  void restore_recordHoldsAProjectThatIsNone() throws Exception {
    strip("acme-one");
    Files.writeString(
        record,
        Files.readString(record)
            + Files.readString(record).replace("acme-one", "x/../../folders/1")
            + "{\"time\":\"2026\n");
    CommandRun.Result result = restore("", "--yes", "--member", TERRAFORM);
    assertThat(result.code()).isEqualTo(ExitCode.UNDECIDED);
    assertThat(result.err()).contains("line 2 of the record names no project", "line 3");
    assertThat(owners("acme-one")).containsExactly(GROUP, TERRAFORM);
  }

  @Test
  void restore_recordLiesInTheCheckout() throws Exception {
    strip("acme-one");
    Path inside = Files.copy(record, checkout.resolve("owners.jsonl"));
    Path link = Files.createSymbolicLink(home.resolve("link.jsonl"), inside);
    Path outward = Files.createSymbolicLink(checkout.resolve("outward.jsonl"), record);
    int writes = fake.writes();
    for (Path path : List.of(inside, link, outward)) {
      record = path;
      CommandRun.Result result = restore("", "--yes", "--member", TERRAFORM);
      assertThat(result.code()).isEqualTo(ExitCode.USAGE);
      assertThat(result.err()).contains("lies in the checkout");
    }
    Path other = home.resolve("other");
    Files.createDirectories(other.resolve(".git"));
    record = Files.copy(inside, Files.createDirectory(other.resolve("logs")).resolve("o.jsonl"));
    CommandRun.Result result = restore("", "--yes", "--member", TERRAFORM);
    assertThat(result.code()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("lies in the checkout '" + other);
    assertThat(fake.writes()).isEqualTo(writes);
  }

  @Test
  void whatADryRunWouldHaveTakenIsNotRestored() {
    strip("acme-one", "--dry-run");
    CommandRun.Result result = restore("", "--yes", "--member", TERRAFORM);
    assertThat(result.code()).isEqualTo(ExitCode.PASSED);
    assertThat(result.err()).contains("nothing to restore");
    assertThat(fake.writes()).isZero();
  }

  @Test
  void strip_recordIsALink() throws Exception {
    Path target = Files.writeString(home.resolve("target"), "precious\n");
    Files.createSymbolicLink(record, target);
    assertUnfit("not a regular file");
    assertThat(target).hasContent("precious\n");
  }

  @Test
  void strip_recordInALinkedFolderOfTheCheckout() throws Exception {
    Files.createSymbolicLink(checkout.resolve("logs"), home);
    record = checkout.resolve("logs/owners.jsonl");
    assertUnfit("is a link in the checkout");
  }

  @Test
  void strip_recordCameWithTheCheckout() throws Exception {
    record = Files.writeString(checkout.resolve("owners.jsonl"), "{\"forged\":true}\n");
    assertUnfit("a pull request may have written it");
    assertThat(record).hasContent("{\"forged\":true}\n");
    record = checkout.resolve("new.jsonl");
    assertThat(strip("acme-one").code()).isEqualTo(ExitCode.PASSED);
    assertThat(record).isNotEmptyFile();
  }

  @Test
  void strip_recordIsAFolder() throws Exception {
    Files.createDirectory(record);
    assertUnfit("directory");
  }

  @Test
  void strip_recordCantBeWritten() {
    record = Path.of("/dev/full");
    assertUnfit("not a regular file");
  }

  private void assertUnfit(String why) {
    CommandRun.Result result = strip("acme-one");
    assertThat(result.code()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains(why);
    assertThat(fake.writes()).isZero();
  }

  private List<String> owners(String project) {
    return OwnerEdit.owners(fake.policy("projects/" + project));
  }

  private CommandRun.Result strip(String... arguments) {
    List<String> all = new ArrayList<>(List.of("owners", "strip", "--member", TERRAFORM));
    all.addAll(List.of(arguments));
    return run("", all);
  }

  private CommandRun.Result restore(String input, String... arguments) {
    List<String> all = new ArrayList<>(List.of("owners", "restore", record.toString()));
    all.addAll(List.of(arguments));
    return run(input, all);
  }

  private CommandRun.Result run(String input, List<String> arguments) {
    List<String> all = new ArrayList<>(arguments);
    if (arguments.get(1).equals("strip")) {
      all.addAll(List.of("--record", record.toString()));
    }
    all.addAll(
        List.of(
            "--format", "json", "--mode", "local", "--endpoint", "resourcemanager=" + fake.url()));
    return new CommandRun(Map.of(), checkout, input).run(all.toArray(new String[0]));
  }
}
