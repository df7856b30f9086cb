package dev.tfgate.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tfgate.report.Enforcement;
import dev.tfgate.report.ExitException;
import dev.tfgate.report.Finding;
import dev.tfgate.report.Layer;
import dev.tfgate.report.Mode;
import dev.tfgate.text.Glob;
import dev.tfgate.yaml.Problem;
import dev.tfgate.yaml.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustReaderTest {
  private static final Map<String, Layer> RULES =
      Map.of("provisioner", Layer.CODE, "plugin-binary", Layer.PATH);

  @TempDir private Path temporary = Path.of("");

  private Path trustDirectory = Path.of("");
  private Path checkout = Path.of("");

  @BeforeEach
  void folders() throws IOException {
    trustDirectory = Files.createDirectory(temporary.resolve("trust"));
    checkout = Files.createDirectory(temporary.resolve("checkout"));
  }

  @Test
  void everyKeyIsRead() {
    Trust trust =
        read(
            """
            version: 1
            roots: ["services/*/*"]
            terraform:
              plugin_dir: /opt/terraform/plugins
              pass_env: [GOOGLE_PROJECT, AWS_REGION]
            modules:
              allow:
                - {source: "git::https://github.com/acme/m.git//*", ref_regex: "[0-9a-f]{40}"}
            backends:
              allow:
                - {type: gcs, arguments: {bucket: acme-tfstate, prefix: "{root}"}}
              config_files: ["*.tfbackend"]
            remote_state:
              allow:
                - {type: local, arguments: {}}
            provider_arguments:
              deny: ["acme.debug_socket"]
              allow: [{argument: google.impersonate_service_account, value: "tf@acme.example"}]
            types:
              deny: ["data.aws_lambda_invocation"]
              allow: ["data.archive_file"]
            ci_config:
              running_build: true
              files:
                - {path: cloudbuild.yaml, trusted: "gs://acme/cloudbuild.yaml"}
            owners:
              strip: [creator]
              keep: ["group:admins@acme.example"]
              other_admins: ["group:org@acme.example"]
            rules:
              provisioner: {enforcement: advisory}
            exceptions:
              - {rule: provisioner, path: "legacy/**", reason: "ticket 812", expires: 2027-01-31}
            limits: {file_bytes: 4194304, nesting: 200, seconds: 60}
            """,
            Mode.LOCAL);
    assertThat(trust.roots())
        .isEqualTo(new ForRoots(List.of(Glob.ofPaths("services/*/*")), List.of()));
    assertThat(trust.pluginDirectory()).isEqualTo(Path.of("/opt/terraform/plugins"));
    assertThat(
            trust
                .backends()
                .getFirst()
                .matches("gcs", Map.of("bucket", "acme-tfstate", "prefix", "a/b"), "a/b"))
        .isTrue();
    assertThat(
            trust
                .backends()
                .getFirst()
                .matches(
                    "gcs",
                    Map.of(
                        "bucket", "acme-tfstate", "prefix", "a/b", "storage_custom_endpoint", "x"),
                    "a/b"))
        .isFalse();
    assertThat(trust.rules()).containsEntry("provisioner", Enforcement.ADVISORY);
    assertThat(trust.ciConfig().runningBuild()).isTrue();
    assertThat(trust.exceptions().getFirst().expires()).isEqualTo(LocalDate.of(2027, 1, 31));
  }

  @Test
  void allProblemsAreNamedAtOnceWithTheirPlaces() {
    assertThat(
            problems(
                """
                version: 2
                root: [a]
                rules:
                  provisoner: {enforcement: off2}
                exceptions:
                  - {rule: plugin-binary, path: "/x", expires: 2027-02-30}
                limits: {nesting: deep}
                """))
        .hasSizeGreaterThanOrEqualTo(8)
        .anyMatch(p -> p.contains("gate.yaml:2:1: ") && p.contains("did you mean \"roots\"?"))
        .anyMatch(p -> p.contains("did you mean \"provisioner\"?"))
        .anyMatch(p -> p.contains("\"reason\" is missing"))
        .anyMatch(p -> p.contains("path layer"))
        .anyMatch(p -> p.contains("there is no day 2027-02-30"))
        .anyMatch(p -> p.contains("limits.nesting: expected a number"));
  }

  @Test
  void variablesThatRedirectTerraformCanNotBePassed() {
    assertThat(
            problems(
                """
                version: 1
                terraform:
                  pass_env: [AWS_REGION, TF_CLI_ARGS, ld_preload, AWS_ENDPOINT_URL]
                """))
        .hasSize(3)
        .allMatch(p -> p.contains("gate.yaml:3:") && p.contains("is never passed"))
        .anyMatch(p -> p.contains("TF_CLI_ARGS"));
  }

  @Test
  void anEmptyFileIsNoTrust() {
    assertThat(problems("")).singleElement().asString().contains("the file is empty");
  }

  @Test
  void ciModeRefusesATrustDirectoryInsideTheCheckoutAlsoThroughALink() throws IOException {
    Path inside = Files.createDirectory(checkout.resolve("trust"));
    Files.writeString(inside.resolve("gate.yaml"), "version: 1\n");
    Path link = Files.createSymbolicLink(temporary.resolve("link"), inside);
    assertThatThrownBy(() -> read(link, Mode.CI)).hasMessageContaining("inside the checkout");
    assertThatThrownBy(() -> read(inside, Mode.CI)).hasMessageContaining("inside the checkout");
    assertThat(read(inside, Mode.LOCAL).manifest().providers()).isEmpty();
  }

  @Test
  void ciModeRefusesALinkInsideTheCheckoutThatLeadsOut() throws IOException {
    Files.writeString(trustDirectory.resolve("gate.yaml"), "version: 1\n");
    Path link = Files.createSymbolicLink(checkout.resolve("link"), trustDirectory);
    Path file = Files.createSymbolicLink(checkout.resolve("p"), trustDirectory);
    assertThat(file).exists();
    Files.writeString(
        trustDirectory.resolve("gate.yaml"), "version: 1\npolicies: [" + link + "]\n");
    assertThatThrownBy(() -> read(trustDirectory, Mode.CI))
        .hasMessageContaining("the policies lies inside the checkout");
  }

  @Test
  void ciModeRefusesWhatOthersCanWrite() throws IOException {
    Path gate = Files.writeString(trustDirectory.resolve("gate.yaml"), "version: 1\n");
    Files.setPosixFilePermissions(gate, PosixFilePermissions.fromString("rw-rw-rw-"));
    assertThatThrownBy(() -> read(trustDirectory, Mode.CI))
        .hasMessageContaining("writable by others");
    Files.setPosixFilePermissions(gate, PosixFilePermissions.fromString("rw-r--r--"));
    Files.setPosixFilePermissions(trustDirectory, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThatThrownBy(() -> read(trustDirectory, Mode.CI))
        .hasMessageContaining("writable by others");
  }

  @Test
  void ciModeRefusesWhatItsGroupCanWriteWhateverItIs() throws IOException {
    Path policies = Files.createDirectory(trustDirectory.resolve("policies"));
    Path policy = Files.writeString(policies.resolve("a.yaml"), "x");
    Path plugins = Files.createDirectory(temporary.resolve("plugins"));
    Path plugin = Files.writeString(plugins.resolve("plugin"), "x");
    Path manifest =
        Files.writeString(
            trustDirectory.resolve("plugins-manifest.yaml"), "version: 1\nproviders: []\n");
    Path gate =
        Files.writeString(
            trustDirectory.resolve("gate.yaml"),
            "version: 1\nterraform: {plugin_dir: %s}\npolicies: [policies]\n".formatted(plugins));
    read(trustDirectory, Mode.CI);
    for (Path place :
        List.of(gate, manifest, policy, policies, trustDirectory, plugins, plugin, temporary)) {
      var before = Files.getPosixFilePermissions(place);
      var with = new java.util.HashSet<>(before);
      with.add(java.nio.file.attribute.PosixFilePermission.GROUP_WRITE);
      Files.setPosixFilePermissions(place, with);
      assertThatThrownBy(() -> read(trustDirectory, Mode.CI))
          .as(place.toString())
          .hasMessageContaining("writable by others")
          .hasMessageContaining("chmod go-w");
      assertThat(read(trustDirectory, Mode.LOCAL).policies()).isNotEmpty();
      Files.setPosixFilePermissions(place, before);
    }
  }

  @Test
  void patternsOfPathsMatchEveryNameOfAFolder() throws IOException {
    Files.writeString(
        trustDirectory.resolve("gate.yaml"), "version: 1\nroots: [\"svc/*\", \"a/**/b?\"]\n");
    ForRoots roots = java.util.Objects.requireNonNull(read(trustDirectory, Mode.LOCAL).roots());
    for (String path : List.of("svc/a", "svc/a#b", "svc/a?b", "svc/#", "a/x#y/b?")) {
      assertThat(roots.include(path)).as(path).isTrue();
    }
    assertThat(roots.include("svc/a/b")).isFalse();
  }

  @Test
  void ciModeWithoutATrustDirectoryIsWrongUse() {
    assertThatThrownBy(() -> TrustReader.read(Optional.empty(), Mode.CI, checkout, RULES))
        .isInstanceOf(ExitException.class)
        .hasMessageContaining("--trust");
    assertThat(TrustReader.read(Optional.empty(), Mode.LOCAL, checkout, RULES).notes())
        .isNotEmpty();
  }

  @Test
  void exceptionsLiftUntilTheyExpireNeverThePathLayerAndNeverMoreThanMax() {
    Trust trust =
        read(
            """
            version: 1
            exceptions:
              - {rule: provisioner, path: "legacy/**", reason: "r", expires: 2027-01-31, max: 1}
            """,
            Mode.LOCAL);
    Finding finding = finding("provisioner", "legacy/a.tf");
    LocalDate lastDay = LocalDate.of(2027, 1, 31);
    assertThat(apply(trust, lastDay, finding).findings().getFirst().blocks()).isFalse();
    Exceptions expired = apply(trust, lastDay.plusDays(1), finding);
    assertThat(expired.findings().getFirst().blocks()).isTrue();
    assertThat(expired.notes()).singleElement().asString().contains("expired on 2027-01-31");
    Exceptions full = apply(trust, lastDay, finding, finding("provisioner", "legacy/b.tf"));
    assertThat(full.findings()).allMatch(Finding::blocks);
    Exceptions unused = apply(trust, lastDay, finding("provisioner", "new/b.tf"));
    assertThat(unused.notes()).singleElement().asString().contains("lifts nothing");
  }

  private static Exceptions apply(Trust trust, LocalDate today, Finding... findings) {
    return Exceptions.apply(trust.exceptions(), List.of(findings), null, RULES::get, today, true);
  }

  private static Finding finding(String rule, String path) {
    return Finding.of(rule, Enforcement.MANDATORY, path, null, null, "message", path);
  }

  private Trust read(String yaml, Mode mode) {
    write(yaml);
    return read(trustDirectory, mode);
  }

  private Trust read(Path directory, Mode mode) {
    return TrustReader.read(
        Optional.of(new TrustLocation(directory, "--trust")), mode, checkout, RULES);
  }

  private List<String> problems(String yaml) {
    write(yaml);
    Problems problems = new Problems();
    @Nullable Path none = null;
    TrustReader.read(
        new TrustLocation(trustDirectory, "--trust"),
        Mode.LOCAL,
        none,
        (policies, _) -> RULES,
        problems);
    return problems.sorted().stream().map(Problem::toString).toList();
  }

  private void write(String yaml) {
    try {
      Files.writeString(trustDirectory.resolve("gate.yaml"), yaml);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
