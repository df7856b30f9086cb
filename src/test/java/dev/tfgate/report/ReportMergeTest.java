package dev.tfgate.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One report of many, and what is no report. */
class ReportMergeTest {
  private static String json(Report report) {
    return ReportPrinter.toString(report, Format.JSON, SampleReports.RENDERING);
  }

  private static Report read(String json) throws ReportFormatException {
    return ReportReader.read(json.getBytes(StandardCharsets.UTF_8));
  }

  private static Finding finding(String root, Enforcement enforcement, String message) {
    return Finding.of(
        "provisioner",
        enforcement,
        "modules/a/main.tf",
        new Region(1, 1, 1, 2),
        root,
        message,
        "x");
  }

  private static Report report(List<Finding> findings, RootSummary... roots) {
    return new Report(
        "0.1.0", Mode.CI, findings, List.of(), List.of(roots), null, 7, List.of("Mode is ci."));
  }

  private static RootSummary root(String path, @Nullable String pinned) {
    return new RootSummary(
        path,
        "terraform",
        "1.16.4",
        List.of(new RootSummary.Provider("registry.terraform.io/a/b", List.of(), pinned)));
  }

  private static Report merged(Report... reports) {
    ReportMerge merge = new ReportMerge();
    for (int i = 0; i < reports.length; i++) {
      merge.add("job" + i + ".json", reports[i]);
    }
    return merge.report("0.1.0");
  }

  @Test
  void whatIsReadIsWhatWasWritten() throws ReportFormatException {
    for (Report report :
        List.of(SampleReports.sample(), SampleReports.empty(), SampleReports.hostile(300))) {
      String json = json(report);
      assertThat(json(read(json))).isEqualTo(json);
    }
  }

  @Test
  void whatSeveralJobsSeeIsToldOnceForTheFirstRoot() {
    Report all =
        merged(
            report(List.of(finding("svc/b", Enforcement.MANDATORY, "Runs.")), root("svc/b", "1")),
            report(List.of(finding("svc/a", Enforcement.MANDATORY, "Runs.")), root("svc/a", "1")),
            report(List.of(finding("svc/a", Enforcement.MANDATORY, "Other."))));
    assertThat(all.findings()).hasSize(2);
    assertThat(all.findings()).extracting(Finding::root).containsOnly("svc/a");
    assertThat(all.roots()).extracting(RootSummary::path).containsExactly("svc/a", "svc/b");
    assertThat(all.files()).isEqualTo(7);
    assertThat(all.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(all.notes()).contains("Mode is ci.");
  }

  @Test
  void theStricterJudgementCountsInWhateverOrder() {
    Finding lifted =
        finding("a", Enforcement.MANDATORY, "Runs.")
            .liftedBy(new Finding.Lifted("ticket", LocalDate.of(2027, 1, 31)));
    List<Report> reports =
        List.of(
            report(List.of(finding("a", Enforcement.ADVISORY, "Runs."))),
            report(List.of(finding("a", Enforcement.MANDATORY, "Runs."))),
            report(List.of(lifted)));
    for (int first = 0; first < 3; first++) {
      Report all =
          merged(reports.get(first), reports.get((first + 1) % 3), reports.get((first + 2) % 3));
      assertThat(all.findings()).hasSize(1).first().matches(Finding::blocks);
      assertThat(all.notes()).anyMatch(note -> note.contains("the stricter judgement counts"));
    }
  }

  @Test
  void rootsThatAreReportedDifferentlyAreUndecided() {
    assertThat(merged(report(List.of(), root("a", "1")), report(List.of(), root("a", "1"))))
        .returns(Verdict.PASS, Report::verdict);
    Report differ = merged(report(List.of(), root("a", "1")), report(List.of(), root("a", null)));
    assertThat(differ.verdict()).isEqualTo(Verdict.UNDECIDED);
    assertThat(differ.undecided().getFirst().message()).contains("job0.json and job1.json");
    Report ofPlan = report(List.of(), new RootSummary("a", null, null, List.of()));
    assertThat(merged(ofPlan, report(List.of(), root("a", "1"))).roots())
        .containsExactly(root("a", "1"));
  }

  @Test
  void whatIsUndecidedAnywhereIsUndecidedInAll() {
    Report all = merged(SampleReports.empty(), SampleReports.sample(), SampleReports.sample());
    assertThat(all.verdict()).isEqualTo(Verdict.UNDECIDED);
    assertThat(all.undecided()).hasSize(1);
    assertThat(all.counts()).isEqualTo(SampleReports.sample().counts());
    assertThat(all.mode()).isEqualTo(Mode.LOCAL);
    assertThat(all.notes()).anyMatch(note -> note.contains("local mode"));
  }

  @Test
  void aRootWithoutReportIsUndecided() {
    ReportMerge merge = new ReportMerge();
    merge.add("a.json", report(List.of(), root("svc/a", "1")));
    merge.require("svc/a");
    assertThat(merge.report("0").verdict()).isEqualTo(Verdict.PASS);
    merge.require("svc/b");
    assertThat(merge.report("0").undecided()).extracting(Undecided::path).containsExactly("svc/b");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"verdict\": \"undecided\" | \"verdict\": \"pass\" | verdict",
        "\"mandatory\": 4 | \"mandatory\": 3 | summary",
        "\"mode\": \"ci\" | \"mode\": \"cloud\" | mode",
        "\"rule\": \"folder-in-the-way\" | \"rule\": \"<b>\" | rule",
        "\"line\": 7 | \"line\": -7 | line",
        "\"line\": 7 | \"line\": 70 | line",
        "\"line\": 7 | \"line\": null | line",
        "\"name\": \"tfgate\" | \"name\": \"trivy\" | another tool",
        "\"expires\": \"2027-01-31\" | \"expires\": \"never\" | expires",
        "\"notes\": [ | \"more\": 1, \"notes\": [ | more",
        "\"files\": 12 | \"files\": 12, \"files\": 13 | Duplicate",
        "\"treeDigest\": \"sha256:0 | \"treeDigest\": \"sha256:x | treeDigest",
        "\"message\": \"Data source reads a secret.\" | \"message\": \"\" | message",
        "\"findings\": [ | \"findings\": [ 1, | findings",
      })
  void whatDoesNotFollowTheSchemaIsRefused(String written, String instead, String reason) {
    String json = json(SampleReports.sample());
    assertThat(json).contains(written);
    assertThatThrownBy(
            () -> read(json.replaceFirst(java.util.regex.Pattern.quote(written), instead)))
        .isInstanceOf(ReportFormatException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void whatIsCutOrNoJsonIsRefused() {
    String json = json(SampleReports.sample());
    List<String> broken =
        new ArrayList<>(List.of("", "[]", "null", "{}", json + "{}", "[".repeat(100_000)));
    for (int i = 1; i < json.length() - 2; i += 97) {
      broken.add(json.substring(0, i));
    }
    for (String text : broken) {
      assertThatThrownBy(() -> read(text)).isInstanceOf(ReportFormatException.class);
    }
  }
}
