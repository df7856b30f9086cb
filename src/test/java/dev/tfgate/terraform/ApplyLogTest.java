package dev.tfgate.terraform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
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
    assertThat(lines).allSatisfy(line -> assertThat(line.events()).hasSize(1));
    assertThat(lines).noneMatch(ApplyLog.Line::isDamaged);
    assertThat(lines)
        .map(line -> line.events().getFirst())
        .filteredOn(ApplyEvent::isCreated)
        .extracting(ApplyEvent::address)
        .containsExactly(
            "module.m.terraform_data.n[\"b\"]",
            "terraform_data.t",
            "module.m.terraform_data.n[\"a\"]");
    assertThat(lines.getLast().events().getFirst().type()).isEqualTo("outputs");
  }

  @Test
  void createdProject() {
    assertThat(CreatedProject.of(event(CREATED)))
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
      assertThat(CreatedProject.of(event(other))).isEmpty();
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
    assertThat(lines.subList(0, 3)).allSatisfy(line -> assertThat(line.events()).isEmpty());
    assertThat(lines)
        .extracting(ApplyLog.Line::isDamaged)
        .containsExactly(false, true, true, false);
    assertThat(CreatedProject.of(lines.get(3).events().getFirst())).isPresent();
  }

  @Test
  void whatStandsAroundAnEventHidesNothing() throws IOException {
    String escaped = CREATED.replace("\\", "\\\\").replace("\"", "\\\"");
    for (String line :
        List.of(
            "\u001b[0m" + CREATED,
            "\u001b[1;31m\u001b[0m\u001b(B" + CREATED + "\u001b[0m",
            "\u001b[" + CREATED,
            "\ufeff" + CREATED,
            "  \t" + CREATED + "  ",
            "\r" + CREATED + "\r",
            "Step #3 - \"apply\": " + CREATED,
            "2026-11-28T21:02:20Z [{x}] " + CREATED,
            CREATED + " trailing",
            "[" + CREATED + "]",
            "{\"log\":\"" + escaped + "\\n\",\"stream\":\"stdout\"}",
            "{\"jsonPayload\":" + CREATED + "}",
            CREATED.replaceAll("(?s)(.)", "$1\0"))) {
      List<ApplyLog.Line> lines = lines(line.getBytes(StandardCharsets.UTF_8));
      assertThat(lines).as(line).hasSize(1);
      assertThat(lines.getFirst().events()).as(line).containsExactly(event(CREATED));
      assertThat(lines.getFirst().isDamaged()).as(line).isFalse();
    }
    String two = CREATED.replace("acme-one", "acme-two");
    assertThat(lines((CREATED + two + " " + CREATED).getBytes(StandardCharsets.UTF_8)).getFirst())
        .extracting(ApplyLog.Line::events)
        .isEqualTo(List.of(event(CREATED), event(two), event(CREATED)));
  }

  @Test
  void whatCantBeReadIsDamaged() throws IOException {
    for (String line :
        List.of(
            CREATED.substring(0, 200),
            CREATED.substring(60),
            CREATED.substring(CREATED.length() - 60),
            "x " + CREATED.substring(0, CREATED.length() - 1),
            CREATED.substring(0, 100) + CREATED,
            CREATED + CREATED.substring(0, 90),
            CREATED.replace("\"action\":\"create\",", ""),
            CREATED.replace("\"resource_type\"", "\"resource-type\""),
            CREATED.replace("\"create\"", "[\"create\"]"),
            CREATED.replace("\"action\"", "\"action\":\"delete\",\"action\""),
            "google_project.p: Creation complete after 1s [id=projects/acme-one]",
            CREATED.replace("\"create\"", "\"CREATE\""),
            "{\"data\":\""
                + Base64.getEncoder().encodeToString(CREATED.getBytes(StandardCharsets.UTF_8))
                + "\"}",
            "\u001f\ufffdgzip",
            "{\"log\":\"{\\\"type\\\":\\\"apply_complete\\\"\"}",
            "{".repeat(100_000) + CREATED)) {
      assertThat(lines(line.getBytes(StandardCharsets.UTF_8)))
          .as(line.substring(0, Math.min(300, line.length())))
          .anyMatch(ApplyLog.Line::isDamaged);
    }
    for (String line : List.of("", "Step ${x} {y}", "Error: \"x\": {no}", "[0m[1m plain")) {
      assertThat(lines((line + "\n").getBytes(StandardCharsets.UTF_8)))
          .as(line)
          .noneMatch(ApplyLog.Line::isDamaged);
    }
  }

  @Test
  void otherEncodingsAreRead() throws IOException {
    String text =
        "{\"@level\":\"info\",\"@message\":\"ÄÖ𝄞\",\"type\":\"version\"}\r\n" + CREATED + "\r\n";
    for (java.nio.charset.Charset charset :
        List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE, StandardCharsets.UTF_16)) {
      for (String mark : List.of("", "\ufeff")) {
        List<ApplyLog.Line> lines = lines((mark + text.repeat(50)).getBytes(charset));
        assertThat(lines).hasSize(100);
        assertThat(lines.get(0).events().getFirst().message()).isEqualTo("ÄÖ𝄞");
        assertThat(lines.get(99).events()).containsExactly(event(CREATED));
      }
    }
  }

  private static ApplyEvent event(String line) {
    return EventLine.read(line).events().getFirst();
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
