package dev.tfgate.dispatch.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tfgate.google.FakeCloudBuilds;
import dev.tfgate.google.GoogleAccess;
import dev.tfgate.owners.ProgressLine;
import dev.tfgate.report.Mode;
import dev.tfgate.roots.RootEntry;
import dev.tfgate.store.Deadline;
import dev.tfgate.store.FakeCloudStorage;
import dev.tfgate.store.Stores;
import dev.tfgate.trust.DispatchSettings;
import dev.tfgate.trust.Identities.Phase;
import dev.tfgate.trust.TrustLocation;
import dev.tfgate.trust.TrustReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** A trust directory with a dispatch, and fakes of Cloud Build and Cloud Storage. */
public final class DispatchWorld implements AutoCloseable {
  static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
  static final String CREATE = "POST /v1/projects/acme-ci/locations/europe-west1/builds";
  static final String LIST = "GET /v1/projects/acme-ci/locations/europe-west1/builds?";
  static final Timing QUICK =
      new Timing(
          Duration.ofSeconds(1),
          Duration.ofMillis(50),
          Duration.ofMillis(300),
          Duration.ofMillis(700),
          Duration.ofMillis(200));
  static final String STEPS =
      """
      steps:
        - id: run
          name: ${_IMAGE}
          args: [terraform, --root, "${_ROOT}", --, PHASE]
          env: ["COMMIT=${_COMMIT}", "TEAM=${_TEAM}"]
      options: {substitutionOption: MUST_MATCH}
      """;
  public static final String GATE =
      """
      version: 1
      dispatch:
        plan:
          configuration: gs://acme-ci-config/terraform/cloudbuild.yaml
          service_account: plan@acme-ci.iam.gserviceaccount.com
        apply:
          configuration: gs://acme-ci-config/terraform/cloudbuild-apply.yaml
          service_account: apply@acme-ci.iam.gserviceaccount.com
        build:
          project: acme-ci
          region: europe-west1
          image: europe-west1-docker.pkg.dev/acme-ci/ci/tfgate@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
          substitutions: {_TEAM: platform}
          source: projects/acme-ci/locations/europe-west1/connections/github/repositories/acme-infra
        state: gs://acme-ci-dispatch/state/
      """;

  final FakeCloudBuilds builds;
  final FakeCloudStorage storage;
  public final Path trust;

  public DispatchWorld(Path folder) throws IOException {
    builds = new FakeCloudBuilds();
    storage = new FakeCloudStorage();
    trust = Files.createDirectories(folder.resolve("trust"));
    Files.writeString(trust.resolve("gate.yaml"), GATE);
    configuration("cloudbuild.yaml", STEPS.replace("PHASE", "plan"));
    configuration("cloudbuild-apply.yaml", STEPS.replace("PHASE", "apply"));
    storage.put("acme-ci-dispatch", "state/.keep", new byte[0]);
  }

  /** Publishes a trusted configuration. */
  public void configuration(String name, String content) {
    storage.put("acme-ci-config", "terraform/" + name, content.getBytes(StandardCharsets.UTF_8));
  }

  public FakeCloudBuilds builds() {
    return builds;
  }

  public GoogleAccess access() {
    return new GoogleAccess(
        Map.of(), Map.of("cloudbuild", builds.endpoint(), "storage", storage.endpoint()));
  }

  Stores stores() {
    return new Stores(access(), Deadline.in(Deadline.DEFAULT), false);
  }

  DispatchSettings settings() {
    return Objects.requireNonNull(
        TrustReader.read(
                Optional.of(new TrustLocation(trust, "--trust")), Mode.LOCAL, null, Map.of())
            .dispatch());
  }

  static RootEntry root(String path, int wave, String... reads) {
    return new RootEntry(
        path, null, null, List.of(), true, List.of(), List.of(), List.of(reads), wave);
  }

  static Order order(Phase phase, RootEntry... roots) {
    return new Order(phase, COMMIT, 1, List.of(roots), 64, Duration.ofSeconds(20));
  }

  Dispatch dispatch(Order order) {
    return Dispatch.of(settings(), order, stores());
  }

  DispatchReport run(Order order) {
    return run(dispatch(order));
  }

  DispatchReport run(Dispatch dispatch) {
    return dispatch.run(access(), ProgressLine.none(), root -> {}, "0.1.0", QUICK);
  }

  /** From now on builds write reports, to where their substitution says. */
  void withReports() throws IOException {
    Files.writeString(
        trust.resolve("gate.yaml"), GATE + "  reports: gs://acme-ci-dispatch/reports\n");
    for (String phase : List.of("plan", "apply")) {
      configuration(
          phase.equals("plan") ? "cloudbuild.yaml" : "cloudbuild-apply.yaml",
          STEPS
              .replace("PHASE", phase)
              .replace("\"${_ROOT}\", ", "\"${_ROOT}\", --report, \"json=${_REPORT}\", "));
    }
  }

  /** Writes what a build's report is to be. */
  void report(JsonNode build, String content) {
    String place = build.at("/substitutions/_REPORT").asText();
    String prefix = "gs://acme-ci-dispatch/";
    if (!place.startsWith(prefix + "reports/")) {
      throw new IllegalStateException("no place for a report: " + place);
    }
    storage.put(
        "acme-ci-dispatch",
        place.substring(prefix.length()),
        content.getBytes(StandardCharsets.UTF_8));
  }

  /** The roots of the builds that were started, in order. */
  List<String> built() {
    List<String> roots = new ArrayList<>();
    for (JsonNode build : builds.builds()) {
      roots.add(build.at("/substitutions/_ROOT").asText());
    }
    return roots;
  }

  @Override
  public void close() {
    builds.close();
    storage.close();
  }
}
