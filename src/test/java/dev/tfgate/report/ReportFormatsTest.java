package dev.tfgate.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Golden files are under {@code src/test/golden/report}; run with {@code -Dtfgate.golden=write} to
 * write them anew.
 */
class ReportFormatsTest {
  private static final Path GOLDEN = Path.of("src/test/golden/report");
  private static final int MANY = 10_000;

  @ParameterizedTest
  @EnumSource(Format.class)
  void sampleMatchesItsGoldenFile(Format format) throws IOException {
    golden(
        "sample." + format.word(),
        ReportPrinter.toString(SampleReports.sample(), format, SampleReports.RENDERING));
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void emptyReportMatchesItsGoldenFile(Format format) throws IOException {
    golden(
        "empty." + format.word(),
        ReportPrinter.toString(SampleReports.empty(), format, SampleReports.RENDERING));
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void hostileNamesAndMessagesMatchTheirGoldenFile(Format format) throws IOException {
    golden(
        "hostile." + format.word(),
        ReportPrinter.toString(SampleReports.hostile(16), format, SampleReports.RENDERING));
  }

  @Test
  void coloredTextMatchesItsGoldenFile() throws IOException {
    golden(
        "sample.ansi",
        ReportPrinter.toString(SampleReports.sample(), Format.TEXT, SampleReports.colored()));
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void noFormatLetsTenThousandHostileFindingsDriveWhatShowsThem(Format format) {
    String printed =
        ReportPrinter.toString(SampleReports.hostile(MANY), format, SampleReports.RENDERING);
    printed
        .codePoints()
        .filter(c -> c != '\n' && !Printable.isSafe(c))
        .filter(c -> !(format == Format.MARKDOWN && c == 0x2060))
        .findFirst()
        .ifPresent(
            c -> {
              throw new AssertionError("raw character U+%04X".formatted(c));
            });
    assertThat(printed).endsWith("\n").doesNotContain("##[", "##vso[", "##teamcity[");
    if (format != Format.GITHUB) {
      assertThat(printed.lines()).noneMatch(line -> line.stripLeading().startsWith("::"));
    }
    assertThat(ReportPrinter.toString(SampleReports.hostile(MANY), format, SampleReports.RENDERING))
        .isEqualTo(printed);
  }

  @Test
  void aPassingRunIsShortHoweverMuchIsAdvisory() {
    List<Finding> findings = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      findings.add(
          Finding.of(
              "rule-" + i % 30,
              Enforcement.ADVISORY,
              "a/" + i + ".tf",
              new Region(1, 1, 1, 2),
              null,
              "Message " + i + ".",
              "x"));
    }
    Report report =
        new Report(
            "0.1.0", Mode.CI, findings, List.of(), List.of(), null, 300, List.of("One.", "Two."));
    assertThat(ReportPrinter.toString(report, Format.TEXT, SampleReports.RENDERING).lines())
        .hasSizeLessThanOrEqualTo(10)
        .last()
        .asString()
        .startsWith("pass: 0 mandatory, 300 advisory");
    assertThat(
            ReportPrinter.toString(report, Format.TEXT, SampleReports.RENDERING.forFile()).lines())
        .filteredOn(line -> line.contains("Message"))
        .hasSize(300);
  }

  @Test
  void gitHubShowsTenOfAKindAndWhatBlocksFirst() {
    List<String> lines =
        ReportPrinter.toString(SampleReports.hostile(500), Format.GITHUB, SampleReports.RENDERING)
            .lines()
            .toList();
    for (String kind : List.of("::error ", "::warning ", "::notice ")) {
      assertThat(lines).filteredOn(line -> line.startsWith(kind)).hasSize(10);
    }
    assertThat(lines.get(9))
        .matches("::error title=tfgate::[0-9]+ more mandatory or undecided; .*");
    assertThat(lines.get(10)).startsWith("::warning ");
  }

  @Test
  void textStaysWithin80Columns() {
    for (Report report : List.of(SampleReports.sample(), SampleReports.hostile(100))) {
      String text = ReportPrinter.toString(report, Format.TEXT, SampleReports.RENDERING);
      assertThat(text.lines().filter(line -> line.startsWith(" ")))
          .allMatch(line -> DisplayWidth.of(line) <= 80);
    }
  }

  @Test
  void textEndsWithTheVerdict() {
    assertThat(lastLine(Format.TEXT, SampleReports.sample())).startsWith("undecided: 4 mandatory");
    assertThat(lastLine(Format.TEXT, SampleReports.empty())).startsWith("pass: 0 mandatory");
    assertThat(lastLine(Format.TEXT, SampleReports.hostile(20))).startsWith("undecided: ");
  }

  @Test
  void everyLineOfGitHubIsACommandOfOurs() {
    String printed =
        ReportPrinter.toString(SampleReports.hostile(MANY), Format.GITHUB, SampleReports.RENDERING);
    List<String> lines = printed.lines().toList();
    for (String line : lines.subList(0, lines.size() - 1)) {
      assertThat(line)
          .matches(
              "::(error|warning|notice) (file=[^:,]*,(line=\\d+,endLine=\\d+,(col=\\d+,endColumn=\\d+,)?)?)?title=[^:,]*::.*");
    }
    assertThat(lines.getLast()).startsWith("tfgate: undecided: ");
  }

  @Test
  void markdownIsCutBelowTheHostsLimitAndSaysHowMuch() {
    String printed =
        ReportPrinter.toString(
            SampleReports.hostile(MANY), Format.MARKDOWN, SampleReports.RENDERING);
    assertThat(printed.getBytes(StandardCharsets.UTF_8).length).isLessThan(65_536);
    int all = MANY + 2 * SampleReports.HOSTILE_TEXTS.size();
    String last = printed.lines().toList().getLast();
    assertThat(last).matches("\\*\\*\\d+ of " + all + " are not shown: .*");
    long shown = printed.lines().filter(line -> line.startsWith("- ")).count();
    assertThat(last).startsWith("**" + (all - shown) + " of");
    assertThat(printed).doesNotContain("](").doesNotContain("<").doesNotContain("@everyone");
  }

  @Test
  void sarifFollowsTheOfficialSchema() throws IOException {
    JsonSchema schema;
    try (InputStream in =
        getClass().getClassLoader().getResourceAsStream("schema/sarif-schema-2.1.0.json")) {
      schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(in);
    }
    for (Report report :
        List.of(SampleReports.sample(), SampleReports.empty(), SampleReports.hostile(500))) {
      JsonNode sarif = json(Format.SARIF, report);
      assertThat(schema.validate(sarif)).isEmpty();
    }
  }

  @Test
  void sarifShowsWhatIsUndecidedAsAnError() throws IOException {
    JsonNode run = json(Format.SARIF, SampleReports.sample()).get("runs").get(0);
    int undecided = 0;
    for (JsonNode result : run.get("results")) {
      if (result.get("ruleId").asText().equals("undecided")) {
        undecided++;
        assertThat(result.get("level").asText()).isEqualTo("error");
        assertThat(result.get("message").get("text").asText())
            .startsWith("Could not be decided, so the gate refuses: ");
        assertThat(
                run.at("/tool/driver/rules")
                    .get(result.get("ruleIndex").asInt())
                    .get("id")
                    .asText())
            .isEqualTo("undecided");
      }
    }
    assertThat(undecided).isEqualTo(SampleReports.sample().undecided().size()).isPositive();
    assertThat(run.at("/tool/driver/informationUri").asText()).startsWith("https://");
    assertThat(json(Format.SARIF, SampleReports.empty()).at("/runs/0/results")).isEmpty();
  }

  @Test
  void sarifNamesRealRegionsRelativePathsAndDistinctFingerprints() throws IOException {
    JsonNode run = json(Format.SARIF, SampleReports.hostile(MANY)).get("runs").get(0);
    Set<String> fingerprints = new HashSet<>();
    for (JsonNode result : run.get("results")) {
      JsonNode location = result.get("locations").get(0).get("physicalLocation");
      assertThat(location.get("artifactLocation").get("uri").asText())
          .matches("([A-Za-z0-9._~/-]|%[0-9A-F]{2})+")
          .doesNotStartWith("/");
      assertThat(location.get("artifactLocation").has("uriBaseId")).isFalse();
      assertThat(location.get("region").get("startLine").asInt()).isPositive();
      assertThat(fingerprints.add(result.get("partialFingerprints").get("tfgate/v1").asText()))
          .isTrue();
      assertThat(result.get("message").get("text").asText()).doesNotContain("[click](");
    }
    assertThat(fingerprints).hasSize(MANY + SampleReports.hostile(MANY).undecided().size());
  }

  @Test
  void sarifFingerprintsSurviveLinesPutAbove() throws IOException {
    assertThat(fingerprints(0)).isEqualTo(fingerprints(100));
  }

  private static List<String> fingerprints(int shift) throws IOException {
    List<Finding> findings = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      findings.add(
          Finding.of(
              "provisioner",
              Enforcement.MANDATORY,
              "main.tf",
              new Region(i + shift, 1, i + shift, 9),
              ".",
              "A provisioner.",
              i < 3 ? "same   content" : "other content"));
    }
    Report report = new Report("0", Mode.CI, findings, List.of(), List.of(), null, 1, List.of());
    List<String> fingerprints = new ArrayList<>();
    for (JsonNode result : json(Format.SARIF, report).get("runs").get(0).get("results")) {
      fingerprints.add(result.get("partialFingerprints").get("tfgate/v1").asText());
    }
    return fingerprints;
  }

  @Test
  void gitLabFingerprintsAreDistinct() throws IOException {
    Set<String> fingerprints = new HashSet<>();
    JsonNode issues = json(Format.GITLAB, SampleReports.hostile(MANY));
    for (JsonNode issue : issues) {
      assertThat(fingerprints.add(issue.get("fingerprint").asText())).isTrue();
      assertThat(issue.get("location").get("lines").get("begin").asInt()).isPositive();
      assertThat(issue.get("severity").asText()).isIn("info", "minor", "critical", "blocker");
    }
    assertThat(issues).hasSize(MANY + SampleReports.HOSTILE_TEXTS.size());
  }

  @Test
  void jsonFollowsItsSchema() throws IOException {
    JsonSchema schema =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(Files.readString(Path.of("docs/schema/check.schema.json")));
    for (Report report : List.of(SampleReports.sample(), SampleReports.hostile(500))) {
      assertThat(schema.validate(json(Format.JSON, report))).isEmpty();
    }
  }

  @Test
  void jsonKeepsPathsExactly() throws IOException {
    JsonNode findings = json(Format.JSON, SampleReports.hostile(8)).get("findings");
    List<String> paths = new ArrayList<>();
    findings.forEach(finding -> paths.add(finding.get("path").asText()));
    assertThat(paths).contains("dir1/" + SampleReports.HOSTILE_TEXTS.get(1));
  }

  @Test
  void junitParsesStrictlyAndItsCountsAddUp() throws Exception {
    Report report = SampleReports.hostile(MANY);
    String printed = ReportPrinter.toString(report, Format.JUNIT, SampleReports.RENDERING);
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    Document document =
        factory
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(printed.getBytes(StandardCharsets.UTF_8)));
    Element suites = document.getDocumentElement();
    assertThat(suites.getTagName()).isEqualTo("testsuites");
    assertCount(document, suites, "tests", "testcase");
    assertCount(document, suites, "failures", "failure");
    assertCount(document, suites, "errors", "error");
    assertSum(document, "skipped", document.getElementsByTagName("skipped").getLength());
    assertThat(document.getElementsByTagName("script").getLength()).isZero();
  }

  /** The schema of Jenkins' xUnit plugin refuses a report with any other attribute. */
  @Test
  void junitHasNoAttributeThatJenkinsRefuses() throws Exception {
    Map<String, Set<String>> known =
        Map.of(
            "testsuites",
            Set.of("name", "tests", "failures", "errors", "time", "disabled"),
            "testsuite",
            Set.of("name", "file", "tests", "failures", "errors", "skipped", "time"),
            "testcase",
            Set.of("name", "classname", "time"),
            "failure",
            Set.of("type", "message"),
            "error",
            Set.of("type", "message"),
            "skipped",
            Set.of("type", "message"),
            "system-out",
            Set.of());
    String printed =
        ReportPrinter.toString(SampleReports.hostile(9), Format.JUNIT, SampleReports.RENDERING);
    NodeList all =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(printed.getBytes(StandardCharsets.UTF_8)))
            .getElementsByTagName("*");
    for (int i = 0; i < all.getLength(); i++) {
      Element element = (Element) all.item(i);
      for (int j = 0; j < element.getAttributes().getLength(); j++) {
        assertThat(known.getOrDefault(element.getTagName(), Set.of()))
            .as(element.getTagName())
            .contains(element.getAttributes().item(j).getNodeName());
      }
    }
  }

  private static void assertCount(Document document, Element suites, String name, String tag) {
    int total = document.getElementsByTagName(tag).getLength();
    assertThat(suites.getAttribute(name)).isEqualTo(Integer.toString(total));
    assertSum(document, name, total);
  }

  private static void assertSum(Document document, String name, int total) {
    int sum = 0;
    NodeList all = document.getElementsByTagName("testsuite");
    for (int i = 0; i < all.getLength(); i++) {
      sum += Integer.parseInt(((Element) all.item(i)).getAttribute(name));
    }
    assertThat(sum).isEqualTo(total);
  }

  private static String lastLine(Format format, Report report) {
    return ReportPrinter.toString(report, format, SampleReports.RENDERING)
        .lines()
        .toList()
        .getLast();
  }

  private static JsonNode json(Format format, Report report) throws IOException {
    return new ObjectMapper()
        .readTree(ReportPrinter.toString(report, format, SampleReports.RENDERING));
  }

  private static void golden(String name, String printed) throws IOException {
    Path file = GOLDEN.resolve(name);
    if ("write".equals(System.getProperty("tfgate.golden"))) {
      Files.writeString(file, printed);
    }
    assertThat(printed).isEqualTo(Files.readString(file));
  }
}
