package dev.tfgate.terraform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ApplyLogTest {
  private static final String CREATED =
      """
      {"@level":"info","@message":"google_project.p: Creation complete after 1s [id=projects/acme-one]","hook":{"resource":\
      {"addr":"google_project.p","resource_type":"google_project"},"action":"create","id_key":"id",\
      "id_value":"projects/acme-one","elapsed_seconds":1},"type":"apply_complete"}""";

  @Test
  void realStream() throws IOException {
    List<ApplyLog.Line> lines =
        lines(Files.readAllBytes(Path.of("src/test/corpus/terraform-json/apply.jsonl")));
    assertThat(lines).allSatisfy(line -> assertThat(line.event()).isPresent());
    assertThat(lines)
        .map(line -> line.event().orElseThrow())
        .filteredOn(ApplyEvent::isCreated)
        .extracting(ApplyEvent::address)
        .containsExactly(
            "module.m.terraform_data.n[\"b\"]",
            "terraform_data.t",
            "module.m.terraform_data.n[\"a\"]");
    assertThat(lines.getLast().event().orElseThrow().type()).isEqualTo("outputs");
  }

  @Test
  void createdProject() {
    assertThat(CreatedProject.of(ApplyEvent.parse(CREATED).orElseThrow()))
        .contains(new CreatedProject("google_project.p", "acme-one"));
  }

  @Test
  void onlyCompletedCreations_ofProjects_count() {
    for (String other :
        List.of(
            CREATED.replace("apply_complete", "apply_start"),
            CREATED.replace("\"create\"", "\"delete\""),
            CREATED.replace(
                "\"resource_type\":\"google_project\"",
                "\"resource_type\":\"google_project_service\""))) {
      assertThat(CreatedProject.of(ApplyEvent.parse(other).orElseThrow())).isEmpty();
    }
  }

  @Test
  void hostileId_isNoProject() {
    for (String id :
        List.of("projects/../x", "projects/a", "projects/acme?x=1", "projects/acme/one", "")) {
      assertThat(CreatedProject.projectId(id)).as(id).isEmpty();
    }
    assertThat(CreatedProject.projectId("projects/example.com:acme-one"))
        .isEqualTo("example.com:acme-one");
  }

  @Test
  void lineThatIsNoEvent_doesNotStopTheReading() throws IOException {
    String text =
        "Step #1: noise\r\n{\"type\":\n" + "{\"x\":\"" + "y".repeat(5_000_000) + "\"}\n" + CREATED;
    List<ApplyLog.Line> lines = lines(text.getBytes(StandardCharsets.UTF_8));
    assertThat(lines).hasSize(4);
    assertThat(lines.get(0).text()).isEqualTo("Step #1: noise");
    assertThat(lines.subList(0, 3)).allSatisfy(line -> assertThat(line.event()).isEmpty());
    assertThat(lines.get(3).event().flatMap(CreatedProject::of)).isPresent();
  }

  private static List<ApplyLog.Line> lines(byte[] bytes) throws IOException {
    ApplyLog log = new ApplyLog(new ByteArrayInputStream(bytes));
    List<ApplyLog.Line> lines = new ArrayList<>();
    for (ApplyLog.Line line = log.next(); line != null; line = log.next()) {
      lines.add(line);
    }
    return lines;
  }
}
