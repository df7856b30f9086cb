package dev.tfgate.dispatch.cloud;

import static dev.tfgate.dispatch.cloud.DispatchWorld.order;
import static dev.tfgate.dispatch.cloud.DispatchWorld.root;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tfgate.dispatch.cloud.BuildResult.Outcome;
import dev.tfgate.report.Enforcement;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import dev.tfgate.report.Finding;
import dev.tfgate.report.Format;
import dev.tfgate.report.Mode;
import dev.tfgate.report.Rendering;
import dev.tfgate.report.Report;
import dev.tfgate.report.ReportPrinter;
import dev.tfgate.report.RootSummary;
import dev.tfgate.report.Undecided;
import dev.tfgate.report.Verdict;
import dev.tfgate.trust.Identities.Phase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BuildReportsTest {
  @TempDir private Path folder = Path.of("");
  private DispatchWorld world;

  @BeforeEach
  void open() throws IOException {
    world = new DispatchWorld(folder);
    world.withReports();
  }

  @AfterEach
  void close() {
    world.close();
  }

  private static String json(String root, boolean finding) {
    Report report =
        new Report(
            "0.1.0",
            Mode.CI,
            finding
                ? List.of(
                    Finding.of(
                        "provisioner",
                        Enforcement.MANDATORY,
                        root + "/main.tf",
                        null,
                        root,
                        "it runs a program",
                        "x"))
                : List.of(),
            List.of(),
            List.of(new RootSummary(root, "terraform", "1.16.4", List.of())),
            null,
            3,
            List.of());
    return ReportPrinter.toString(
        report,
        Format.JSON,
        new Rendering(
            (path, line) -> Optional.empty(),
            id -> Optional.empty(),
            false,
            80,
            false,
            false,
            null));
  }

  private static String of(JsonNode build) {
    return build.at("/substitutions/_ROOT").asText();
  }

  @Test
  void theReportsOfTheBuildsMakeOne() {
    world.builds.end(
        0,
        build -> {
          boolean bad = of(build).equals("svc/dev");
          world.report(build, json(of(build), bad));
          return bad ? "FAILURE" : "SUCCESS";
        });
    DispatchReport report = world.run(order(Phase.PLAN, root("svc/dev", 1), root("svc/net", 0)));
    assertThat(report.exitCode()).isEqualTo(ExitCode.FINDINGS);
    Report all = Objects.requireNonNull(report.findings());
    assertThat(all.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(all.findings()).extracting(Finding::path).containsExactly("svc/dev/main.tf");
    assertThat(all.roots()).extracting(RootSummary::path).containsExactly("svc/dev", "svc/net");
  }

  /** What the build of svc/net writes, and what is said of the root then. */
  @ParameterizedTest
  @CsvSource({
    "nothing, its report can't be read",
    "no JSON, is not a JSON report of tfgate",
    "another root, doesn't cover this root",
    "a finding, says 'fail'"
  })
  void aSuccessThatNoReportShowsIsNone(String written, String message) {
    world.builds.end(
        0,
        build -> {
          switch (of(build).equals("svc/dev") ? "" : written) {
            case "nothing" -> {}
            case "no JSON" -> world.report(build, "{");
            case "another root" -> world.report(build, json("svc/dev", false));
            case "a finding" -> world.report(build, json("svc/net", true));
            default -> world.report(build, json(of(build), false));
          }
          return "SUCCESS";
        });
    DispatchReport report =
        world.run(order(Phase.APPLY, root("svc/dev", 1, "svc/net"), root("svc/net", 0)));
    assertThat(report.exitCode()).isEqualTo(ExitCode.UNDECIDED);
    assertThat(report.roots())
        .extracting(BuildResult::outcome)
        .containsExactly(Outcome.BLOCKED, Outcome.UNDECIDED);
    assertThat(report.roots().getLast().message()).contains(message);
    assertThat(Objects.requireNonNull(report.findings()).verdict()).isNotEqualTo(Verdict.PASS);
    assertThat(world.built()).containsExactly("svc/net");
  }

  /** Another root's report says nothing of it, and its own can't be better than its build. */
  @ParameterizedTest
  @CsvSource({"true, its report doesn't say why", "false, wrote no report"})
  void aBuildThatFailedIsNoPassByAnyReport(boolean writes, String message) {
    world.builds.end(
        0,
        build -> {
          boolean bad = of(build).equals("svc/net");
          if (!bad || writes) {
            world.report(build, json("svc/net", false));
          }
          return bad ? "FAILURE" : "SUCCESS";
        });
    DispatchReport report = world.run(order(Phase.PLAN, root("svc/net", 0)));
    assertThat(report.exitCode()).isEqualTo(ExitCode.FINDINGS);
    Report all = Objects.requireNonNull(report.findings());
    assertThat(all.undecided())
        .singleElement()
        .extracting(Undecided::message)
        .asString()
        .contains(message);
    assertThat(all.undecided().getFirst().reason()).isEqualTo("build-failed");
  }

  @Test
  void aConfigurationWritesReportsWhereGateYamlHasAPlaceForThem() throws IOException {
    world.configuration("cloudbuild.yaml", DispatchWorld.STEPS.replace("PHASE", "plan"));
    assertThatThrownBy(() -> world.run(order(Phase.PLAN, root("svc/net", 0))))
        .isInstanceOf(ExitException.class)
        .hasMessageContaining("doesn't use ${_REPORT}");
    world.withReports();
    Files.writeString(world.trust.resolve("gate.yaml"), DispatchWorld.GATE);
    assertThatThrownBy(() -> world.run(order(Phase.PLAN, root("svc/net", 0))))
        .isInstanceOf(ExitException.class)
        .hasMessageContaining("has no dispatch.reports");
  }
}
