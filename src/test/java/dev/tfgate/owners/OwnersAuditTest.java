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

/** Who is Owner where. */
class OwnersAuditTest {
  @TempDir Path trust;
  private FakeResourceManager fake;

  @BeforeEach
  void start() throws Exception {
    fake = new FakeResourceManager();
    fake.policy(
            "organizations/9",
            "",
            Binding.of("roles/owner", List.of("group:root@acme.example")),
            Binding.of("roles/browser", List.of("domain:acme.example")))
        .policy("folders/1", "organizations/9")
        .policy(
            "projects/acme-one",
            "folders/1",
            Binding.of("roles/owner", List.of("serviceAccount:tf@acme.iam.gserviceaccount.com")),
            Binding.of("roles/editor", List.of("user:eve@acme.example")))
        .json(
            "projects/acme-two",
            "folders/1",
            """
            {"bindings":[{"role":"roles/owner","members":["user:ann@acme.example","deleted:user:bob@acme.example?uid=7"],
              "condition":{"title":"t","expression":"true"}}]}
            """);
  }

  @AfterEach
  void stop() {
    fake.close();
  }

  @Test
  void aTableTellsDirectFromInheritedAndWhatAMemberIs() {
    CommandRun.Result result = audit("--parent", "organizations/9");
    assertThat(result.code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(result.out())
        .isEqualTo(
            """
            PROJECT   OWNER                                           KIND             GRANTED ON
            acme-one  serviceAccount:tf@acme.iam.gserviceaccount.com  service-account  project          not in owners.keep
            acme-one  group:root@acme.example                         group            organizations/9  not in owners.keep
            acme-two  user:ann@acme.example                           user             project          conditional, not in owners.keep
            acme-two  deleted:user:bob@acme.example?uid=7             deleted          project          conditional, not in owners.keep
            acme-two  group:root@acme.example                         group            organizations/9  not in owners.keep

            2 projects, 5 Owner grants, 5 outside owners.keep (1 service-account, 2 group, 1 user, 1 deleted)
            """);
    assertThat(fake.writes()).isZero();
  }

  @Test
  void jsonAndCsvSayTheSame() {
    assertThat(audit("--project", "acme-two", "--format", "json").out())
        .contains(
            "\"member\": \"deleted:user:bob@acme.example?uid=7\"",
            "\"kind\": \"deleted\"",
            "\"resource\": \"organizations/9\"",
            "\"inherited\": true",
            "\"conditional\": true",
            "\"outsideKeep\": 3");
    assertThat(audit("--project", "acme-two", "--format", "csv", "--direct").out())
        .isEqualTo(
            """
            project,member,kind,resource,inherited,conditional,kept
            acme-two,"user:ann@acme.example",user,projects/acme-two,false,true,false
            acme-two,"deleted:user:bob@acme.example?uid=7",deleted,projects/acme-two,false,true,false
            """
                .replace("\n", "\r\n"));
  }

  @Test
  void whomKeepNamesIsNoFinding() throws Exception {
    Files.writeString(
        trust.resolve("gate.yaml"),
        """
        version: 1
        owners:
          keep: ["serviceAccount:TF@acme.iam.gserviceaccount.com", "group:root@acme.example"]
        """);
    CommandRun.Result result =
        audit("--project", "acme-one", "--trust", trust.toString(), "--format", "json");
    assertThat(result.code()).isEqualTo(ExitCode.PASSED);
    assertThat(result.out()).contains("\"owners\": 2", "\"outsideKeep\": 0");
  }

  @Test
  void whatCantBeReadIsUndecidedAndTheRestIsShown() {
    fake.deny("organizations/9").deny("projects/acme-two");
    CommandRun.Result result = audit("--parent", "folders/1");
    assertThat(result.code()).isEqualTo(ExitCode.UNDECIDED);
    assertThat(result.out())
        .contains(
            "serviceAccount:tf@acme",
            "undecided: organizations/9, above projects of this audit: Resource Manager answers HTTP 403",
            "undecided: projects/acme-two: Resource Manager answers HTTP 403",
            "there may be more");
    assertThat(audit("--project", "acme-one", "--direct").code()).isEqualTo(ExitCode.FINDINGS);
  }

  @Test
  void anAnswerThatIsNoPolicyIsNotAProjectWithoutOwners() {
    fake.failAlways("projects/acme-one", FakeResourceManager.Fault.EMPTY_OBJECT);
    assertThat(audit("--project", "acme-one").code()).isEqualTo(ExitCode.UNDECIDED);
  }

  @Test
  void aListThatIsNoneIsNotAnEmptyOne() {
    String list = "/v3/projects?parent=folders%2F1&pageSize=300";
    String folders = list.replace("/projects", "/folders");
    for (String answer :
        List.of(
            "{\"error\":{\"code\":403,\"message\":\"no\",\"status\":\"PERMISSION_DENIED\"}}",
            "{\"error\":\"quota\",\"projects\":[]}",
            "{\"projects\":{}}",
            "{\"projects\":\"none\"}",
            "{\"projects\":[],\"nextPageToken\":7}",
            "{\"projects\":[],\"nextPageToken\":{\"x\":1}}",
            "[]")) {
      fake.answer(list, answer);
      CommandRun.Result result = audit("--parent", "folders/1");
      assertThat(result.code()).as(answer).isEqualTo(ExitCode.UNDECIDED);
      assertThat(result.out()).as(answer).contains("the projects in folders/1 can't be listed");
    }
    fake.answer(list, "{}").answer(folders, "{\"folders\":false}");
    assertThat(audit("--parent", "folders/1").code()).isEqualTo(ExitCode.UNDECIDED);
  }

  @Test
  void pagesThatGoInACircleEnd() {
    String list = "/v3/projects?parent=folders%2F1&pageSize=300";
    fake.answer(list, "{\"nextPageToken\":\"a\"}")
        .answer(list + "&pageToken=a", "{\"nextPageToken\":\"b\"}")
        .answer(list + "&pageToken=b", "{\"nextPageToken\":\"a\"}");
    CommandRun.Result result = audit("--parent", "folders/1");
    assertThat(result.code()).isEqualTo(ExitCode.UNDECIDED);
    assertThat(result.out()).contains("doesn't end");
    assertThat(fake.calls()).hasSizeLessThan(10);
  }

  @Test
  void anErrorInAnAnswerAboutAPolicyIsNoPolicy() {
    fake.answer("/v3/folders/1", "{\"name\":\"folders/1\",\"error\":{\"code\":500}}");
    assertThat(audit("--project", "acme-one").code()).isEqualTo(ExitCode.UNDECIDED);
  }

  @Test
  void eachAncestorIsAskedOnce() {
    audit("--parent", "folders/1", "--concurrency", "1");
    assertThat(fake.calls().stream().filter(c -> c.contains("organizations/9:getIam"))).hasSize(1);
    assertThat(fake.calls().stream().filter(c -> c.contains("projects/acme-one"))).hasSize(1);
  }

  @Test
  void wrongUseIsExplained() {
    assertThat(audit().err()).contains("nothing to look at");
    assertThat(audit("--parent", "projects/x").err()).contains("folders/NUMBER");
    assertThat(audit("--project", "../x").err()).contains("not a project id");
  }

  private CommandRun.Result audit(String... arguments) {
    List<String> all = new ArrayList<>(List.of("owners", "audit"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--mode", "local", "--endpoint", "resourcemanager=" + fake.url()));
    return new CommandRun(Map.of(), trust, "").run(all.toArray(new String[0]));
  }
}
