package dev.tfgate.owners;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tfgate.google.GoogleAccess;
import dev.tfgate.report.ExitException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which projects were created, by whatever tells of them. */
class CreatedProjectsTest {
  private static final Path CORPUS = Path.of("src/test/corpus/terraform-json");

  private final CreatedProjects created = new CreatedProjects();

  /** The real log, with the resources of Terraform itself made into projects. */
  static String realLog() throws IOException {
    return Files.readString(CORPUS.resolve("apply.jsonl"))
        .replace("terraform_data", "google_project")
        .replace("d7642098-738c-eae9-cf57-e9591497b2fb", "projects/acme-one")
        .replace("d2e0fb00-e20c-7ad4-0b68-e8e656c33364", "projects/acme-two")
        .replace("f0b4f547-62c5-8b7e-4c7f-e7e81649fc88", "projects/acme-three");
  }

  @Test
  void aRealApplyLogNamesItsProjects() throws Exception {
    created.addApplyLog(in(realLog()));
    assertThat(created.projects()).containsExactly("acme-three", "acme-one", "acme-two");
    assertThat(created.isComplete()).isTrue();
    assertThat(created.warnings()).isEmpty();
  }

  @Test
  void otherResourcesAndOtherActionsDontCount() throws Exception {
    created.addApplyLog(Files.newInputStream(CORPUS.resolve("apply.jsonl")));
    created.addApplyLog(in(realLog().replace("\"action\":\"create\"", "\"action\":\"update\"")));
    created.addApplyLog(in(realLog().replace("\"action\":\"create\"", "\"action\":\"delete\"")));
    assertThat(created.projects()).isEmpty();
    assertThat(created.isComplete()).isTrue();
  }

  @Test
  void aLogThatBreaksOffStillCountsAndIsNotComplete() throws Exception {
    String log = realLog();
    created.addApplyLog(in(log.substring(0, log.indexOf("projects/acme-two") + 5)));
    assertThat(created.projects()).containsExactly("acme-three", "acme-one");
    assertThat(created.isComplete()).isFalse();
    assertThat(created.warnings())
        .anyMatch(w -> w.contains("damaged lines (1)"))
        .anyMatch(w -> w.contains("google_project.n[\"a\"]: its creation started"));
  }

  @Test
  void aProjectThatFailedWhileItWasCreatedIsNamed() throws Exception {
    created.addApplyLog(
        in(
            realLog()
                + """
                {"@level":"error","@message":"x","type":"apply_errored","hook":{"resource":{"addr":"google_project.four","resource_type":"google_project"},"action":"create","elapsed_seconds":3}}
                """));
    assertThat(created.projects()).hasSize(3);
    assertThat(created.warnings()).singleElement().asString().contains("google_project.four");
    assertThat(created.isComplete()).isFalse();
  }

  @Test
  void theStateTellsTheIdsOfCreationsThatFailed() throws Exception {
    created.addApplyLog(corpus("google-apply-billing-fails.jsonl"));
    assertThat(created.projects()).isEmpty();
    assertThat(created.warnings())
        .anyMatch(w -> w.contains("google_project.made[\"one\"]"))
        .anyMatch(w -> w.contains("google_project.made[\"two\"]"));
    created.completeFromState(
        in(
            Files.readString(CORPUS.resolve("google-state-billing-fails.json"))
                .replaceFirst("google_project.made\\[.\"two.\"\\]", "google_project.other")));
    assertThat(created.projects()).containsExactly("acme-made-one");
    assertThat(created.isComplete()).isFalse();
    created.completeFromPlan(corpus("google-plan.json"));
    assertThat(created.projects()).containsExactly("acme-made-one", "acme-made-two");
    assertThat(created.isComplete()).isTrue();
    assertThat(created.warnings()).isEmpty();
  }

  @Test
  void aStateFileTellsThemByTheSameAddress() throws Exception {
    created.addApplyLog(
        in(
            """
            {"@level":"info","type":"apply_start","hook":{"resource":{"addr":"module.m[0].google_project.p[\\"a\\\\\\"b\\"]","resource_type":"google_project"},"action":"create"}}
            {"@level":"info","type":"apply_start","hook":{"resource":{"addr":"google_project.q","resource_type":"google_project"},"action":"create"}}
            """));
    created.completeFromState(
        in(
            """
            {"version":4,"resources":[
             {"module":"module.m[0]","mode":"managed","type":"google_project","name":"p","instances":[
               {"index_key":"a\\"b","status":"tainted","attributes":{"id":"projects/acme-new"}},
               {"index_key":"other","attributes":{"project_id":"acme-old"}}]},
             {"mode":"managed","type":"google_project","name":"q","instances":[
               {"deposed":"deadbeef","attributes":{"project_id":"acme-deposed"}}]}]}
            """));
    assertThat(created.projects()).containsExactly("acme-new");
    assertThat(created.warnings()).singleElement().asString().contains("google_project.q");
  }

  @Test
  void oneAddressInTheLogsOfTwoRootsIsTwoCreations() throws Exception {
    String start =
        """
        {"@level":"info","type":"apply_start","hook":{"resource":{"addr":"google_project.p","resource_type":"google_project"},"action":"create"}}
        """;
    created.addApplyLog(
        in(
            start
                + start.replace("apply_start", "apply_errored")
                + start
                + start
                    .replace("apply_start", "apply_complete")
                    .replace("\"create\"", "\"create\",\"id_value\":\"projects/acme-one\"")));
    assertThat(created.projects()).containsExactly("acme-one");
    assertThat(created.isComplete()).isFalse();
  }

  private static InputStream corpus(String name) throws IOException {
    return Files.newInputStream(CORPUS.resolve(name));
  }

  @Test
  void anIdThatIsNoneNeverGetsIntoARequest() throws Exception {
    created.addApplyLog(in(realLog().replace("projects/acme-one", "projects/../folders/1")));
    assertThat(created.projects()).containsExactly("acme-three", "acme-two");
    assertThat(created.isComplete()).isFalse();
    for (String id :
        new String[] {"", "a/b", "../x", "Acme-one", "acme one", "acme-one:getIam", "-"}) {
      assertThatThrownBy(() -> created.add(id))
          .isInstanceOf(ExitException.class)
          .hasMessageContaining("not a project id");
    }
  }

  @Test
  void whatIsNoApplyLogIsRefused() {
    for (String log : new String[] {"", "Apply complete!\n", "[]\n", "{}{}\n"}) {
      assertThatThrownBy(() -> created.addApplyLog(in(log)))
          .isInstanceOf(ExitException.class)
          .hasMessageContaining("no event of 'terraform apply -json'");
    }
  }

  @Test
  void aPlanNamesNewAndReplacedProjectsAndTellsUnknownIds() throws Exception {
    created.addPlan(
        in(
            """
            {"format_version":"1.2","configuration":{"root_module":{}},"resource_changes":[%s,%s,%s,%s,%s,%s]}
            """
                .formatted(
                    change("new", "\"create\"", "\"acme-new\"", ""),
                    change("replaced", "\"delete\",\"create\"", "\"acme-replaced\"", ""),
                    change(
                        "imported",
                        "\"create\"",
                        "\"acme-imported\"",
                        ",\"importing\":{\"id\":\"x\"}"),
                    change("kept", "\"no-op\"", "\"acme-kept\"", ""),
                    change("updated", "\"update\"", "\"acme-updated\"", ""),
                    change("unknown", "\"create\"", "null", ""))));
    assertThat(created.projects()).containsExactly("acme-new", "acme-replaced");
    assertThat(created.isComplete()).isFalse();
    assertThat(created.warnings())
        .singleElement()
        .asString()
        .contains("google_project.unknown", "not known");
  }

  private static String change(String name, String actions, String id, String more) {
    return """
    {"address":"google_project.%s","mode":"managed","type":"google_project","name":"%s",
     "provider_name":"registry.terraform.io/hashicorp/google",
     "change":{"actions":[%s],"before":null,"after":{"project_id":%s}%s}}\
    """
        .formatted(name, name, actions, id, more);
  }

  @Test
  void aStateThatWasShownNamesItsProjects() throws Exception {
    created.addState(
        in(
            Files.readString(CORPUS.resolve("show-state.json"))
                .replace("terraform_data", "google_project")
                .replace("\"input\": \"a\"", "\"project_id\": \"acme-a\"")
                .replace("\"input\": \"b\"", "\"project_id\": \"acme-b\"")
                .replace("\"input\":\"a\"", "\"project_id\":\"acme-a\"")
                .replace("\"input\":\"b\"", "\"project_id\":\"acme-b\"")));
    assertThat(created.projects()).containsExactly("acme-a", "acme-b");
    assertThat(created.warnings()).singleElement().asString().contains("google_project.t");
  }

  @Test
  void aStateFileNamesItsProjects() throws Exception {
    created.addState(
        in(
            """
            {"version":4,"terraform_version":"1.11.4","serial":1,"lineage":"x","outputs":{},"resources":[
             {"module":"module.m","mode":"managed","type":"google_project","name":"p","provider":"provider[\\"registry.terraform.io/hashicorp/google\\"]",
              "instances":[{"index_key":"a","schema_version":1,"attributes":{"project_id":"acme-a","id":"projects/acme-a"}},
                           {"index_key":"b","status":"tainted","schema_version":1,"attributes":{"project_id":"acme-b"}},
                           {"index_key":"c","schema_version":1,"attributes":{"project_id":null}}]},
             {"mode":"data","type":"google_project","name":"p","instances":[{"attributes":{"project_id":"acme-data"}}]},
             {"mode":"managed","type":"google_storage_bucket","name":"b","instances":[{"attributes":{"project_id":"acme-bucket"}}]}]}
            """));
    assertThat(created.projects()).containsExactly("acme-a", "acme-b");
    assertThat(created.warnings())
        .singleElement()
        .asString()
        .contains("module.m.google_project.p[\"c\"]");
  }

  @Test
  void whatIsNoStateIsRefused() {
    for (String state :
        new String[] {
          "",
          "[]",
          "{}",
          "{\"version\":3,\"resources\":[]}",
          "{\"format_version\":\"2.0\"}",
          "{\"version\":4,\"resources\":[{\"instances\":[]}]}",
          "{\"version\":4,\"resources\":{}}",
          "{\"version\":4,\"resources\":[]} {}",
          "{\"version\":4,\"version\":4,\"resources\":[]}",
          "{\"format_version\":\"1.2\",\"planned_values\":{}}"
        }) {
      assertThatThrownBy(() -> created.addState(in(state)))
          .as(state)
          .isInstanceOf(ExitException.class)
          .hasMessageStartingWith("the state: ");
    }
    assertThat(created.projects()).isEmpty();
  }

  @Test
  void anEmptyStateHoldsNoProject() throws Exception {
    created.addState(in("{\"format_version\":\"1.0\"}"));
    created.addState(in("{\"version\":4,\"resources\":[]}"));
    assertThat(created.projects()).isEmpty();
    assertThat(created.isComplete()).isTrue();
  }

  @Test
  void youngProjectsBelowAFolderAreFoundAtAnyDepthOverManyPages() throws Exception {
    try (FakeResourceManager fake = new FakeResourceManager()) {
      fake.policy("folders/1", "organizations/9")
          .policy("folders/2", "folders/1")
          .policy("folders/3", "folders/2")
          .policy("folders/4", "organizations/9");
      for (int i = 0; i < 5; i++) {
        fake.policy("projects/young-in-one-" + i, "folders/1")
            .created("projects/young-in-one-" + i, "2026-03-01T10:00:00.123456Z", "ACTIVE");
      }
      fake.policy("projects/young-in-three", "folders/3")
          .created("projects/young-in-three", "2026-03-01T10:00:00Z", "ACTIVE")
          .policy("projects/old-in-three", "folders/3")
          .policy("projects/deleted-in-three", "folders/3")
          .created("projects/deleted-in-three", "2026-03-01T10:00:00Z", "DELETE_REQUESTED")
          .policy("projects/young-in-four", "folders/4")
          .created("projects/young-in-four", "2026-03-01T10:00:00Z", "ACTIVE");
      created.addBelow(
          "folders/1",
          Duration.between(Instant.parse("2026-02-28T00:00:00Z"), Instant.now()),
          access(fake));
      assertThat(created.projects())
          .containsExactly(
              "young-in-one-0",
              "young-in-one-1",
              "young-in-one-2",
              "young-in-one-3",
              "young-in-one-4",
              "young-in-three");
      assertThat(created.isComplete()).isTrue();
    }
  }

  @Test
  void aFolderThatCantBeListedMakesTheListIncomplete() throws Exception {
    try (FakeResourceManager fake = new FakeResourceManager()) {
      fake.policy("folders/1", "").policy("folders/2", "folders/1").denyList("folders/2");
      created.addBelow("folders/1", Duration.ofDays(9000), access(fake));
      assertThat(created.isComplete()).isFalse();
      assertThat(created.warnings())
          .anyMatch(w -> w.contains("the projects in folders/2 can't be listed"));
    }
  }

  private static GoogleAccess access(FakeResourceManager fake) {
    return new GoogleAccess(Map.of(), Map.of("resourcemanager", URI.create(fake.url())));
  }

  private static InputStream in(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }
}
