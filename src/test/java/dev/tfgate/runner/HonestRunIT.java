package dev.tfgate.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.cli.CommandRun;
import dev.tfgate.report.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Honest code through the real Terraform. */
class HonestRunIT {
  @TempDir Path folder;
  private World world;

  @BeforeEach
  void makeWorld() throws IOException {
    world = World.in(folder).greeting();
  }

  private void passes(CommandRun.Result result) {
    assertThat(result.code()).as(result.err() + result.out()).isEqualTo(ExitCode.PASSED);
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.walk(world.checkout)) {
      return files.filter(Files::isRegularFile).map(Path::toString).sorted().toList();
    }
  }

  @Test
  void initPlanApplyShowTwiceInARow() throws IOException {
    List<String> before = files();
    for (int round = 0; round < 2; round++) {
      passes(world.tfgate("init"));
      passes(world.tfgate("validate"));
      CommandRun.Result plan = world.tfgate("plan");
      passes(plan);
      assertThat(plan.out()).contains(round == 0 ? "1 to add" : "No changes");
      assertThat(plan.err()).contains("pass: 0 mandatory");
      CommandRun.Result apply = world.tfgate("apply");
      passes(apply);
      assertThat(apply.out())
          .contains("Apply complete! Resources: %d added".formatted(round == 0 ? 1 : 0));
      assertThat(world.tfgate("output", "-raw", "greeting").out()).isEqualTo("hello world");
      assertThat(world.tfgate("show").out()).contains("hello world");
      assertThat(world.tfgate("show", "-json").out()).contains("\"values\"");
      assertThat(world.tfgate("state", "list").out())
          .isEqualTo("module.greeting.terraform_data.text\n");
    }
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void whatTerraformPrintsAsJsonComesThrough() throws IOException {
    world.file("dev/you.tfvars", "name = \"you\"\n");
    passes(world.tfgate("init"));
    passes(world.tfgate("plan", "-var-file=you.tfvars"));
    CommandRun.Result apply = world.tfgate("apply", "-json");
    passes(apply);
    assertThat(apply.out().lines()).allMatch(line -> line.startsWith("{\"@level\""));
    assertThat(world.tfgate("output", "-raw", "greeting").out()).isEqualTo("hello you");
  }

  @Test
  void planNeedsInitAndApplyNeedsAPlan() {
    CommandRun.Result plan = world.tfgate("plan");
    assertThat(plan.code()).isEqualTo(ExitCode.USAGE);
    assertThat(plan.err()).contains("-- init");
    passes(world.tfgate("init"));
    CommandRun.Result apply = world.tfgate("apply");
    assertThat(apply.code()).isEqualTo(ExitCode.USAGE);
    assertThat(apply.err()).contains("-- plan");
    passes(world.tfgate("plan"));
    passes(world.tfgate("apply"));
    assertThat(world.tfgate("apply").code()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void aPlanThatWasSwappedIsNotApplied() throws IOException {
    world.file("dev/evil.tfvars", "name = \"evil\"\n");
    passes(world.tfgate("init"));
    passes(world.tfgate("plan", "-var-file=evil.tfvars"));
    Path plan = only("plan");
    byte[] other = Files.readAllBytes(plan);
    passes(world.tfgate("plan"));
    Files.write(plan, other);
    CommandRun.Result apply = world.tfgate("apply");
    assertThat(apply.code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(apply.err()).contains("not the one that was checked");
    assertThat(world.tfgate("state", "list").out()).isEmpty();
  }

  @Test
  void aTreeThatChangedSinceThePlanIsNotApplied() throws IOException {
    passes(world.tfgate("init"));
    passes(world.tfgate("plan"));
    world.file("dev/other.tf", "locals {}\n");
    CommandRun.Result apply = world.tfgate("apply");
    assertThat(apply.code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(apply.err()).contains("not the one that the plan was made from");
  }

  @Test
  void modulesAndDataThatChangedSinceInitAreNotUsed() throws IOException {
    passes(world.tfgate("init"));
    Path index = only("data").resolve("modules/modules.json");
    Files.writeString(
        index, Files.readString(index).replace("../modules/greeting", "../modules/other"));
    assertThat(world.tfgate("plan").code()).isEqualTo(ExitCode.FINDINGS);
    passes(world.tfgate("init"));
    Files.writeString(only("data").resolve("environment"), "other");
    CommandRun.Result plan = world.tfgate("plan");
    assertThat(plan.code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(plan.err()).contains("another workspace");
  }

  @Test
  void terraformsOwnFailureIsUndecidedAndItsCodeIsTold() throws IOException {
    world.file(
        "dev/more.tf",
        """
        output "broken" {
          value = nothing.there
        }
        """);
    passes(world.tfgate("init"));
    CommandRun.Result plan = world.tfgate("plan");
    assertThat(plan.code()).isEqualTo(ExitCode.UNDECIDED);
    assertThat(plan.err()).contains("'terraform plan' failed with exit code 1");
  }

  @Test
  void findingsStopItBeforeTerraformStarts() throws IOException {
    world.file(
        "dev/more.tf",
        """
        resource "terraform_data" "x" {
          provisioner "local-exec" {
            command = "id"
          }
        }
        """);
    CommandRun.Result init = world.tfgate("init");
    assertThat(init.code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(init.err()).contains("mandatory  provisioner  2:3");
    assertThat(world.data).doesNotExist();
  }

  @Test
  void aVariableOfTheCommandLineIsJudgedByItsValue() throws IOException {
    world.file("dev/more.tf", "output \"read\" {\n  value = file(var.path)\n}\n");
    world.file("dev/paths.tf", "variable \"path\" {\n  default = \"more.tf\"\n}\n");
    passes(world.tfgate("init"));
    passes(world.tfgate("plan", "-var", "name=you"));
    passes(world.tfgate("apply"));
    assertThat(world.tfgate("output", "-raw", "greeting").out()).isEqualTo("hello you");
    CommandRun.Result plan = world.tfgate("plan", "-var=path=/proc/self/environ");
    assertThat(plan.code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(plan.err()).contains("file-outside-checkout", "'/proc/self/environ'");
  }

  @Test
  void whatConcernsOtherRootsStopsNothingHere() throws IOException {
    String evil =
        """
        resource "terraform_data" "x" {
          provisioner "local-exec" {
            command = "id"
          }
        }
        """;
    world.file("other/main.tf", evil);
    passes(world.tfgate("init"));
    passes(world.tfgate("plan"));
    world.file("modules/greeting/more.tf", evil);
    CommandRun.Result called = world.tfgate("plan");
    assertThat(called.code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(called.err()).contains("modules/greeting/more.tf").doesNotContain("other/main.tf");
  }

  @Test
  void whatConcernsEveryRootStopsThisOne() throws IOException {
    Files.writeString(world.trust.resolve("cloudbuild.yaml"), "steps: []\n");
    world.gate(
        """
        ci_config:
          files: [{path: cloudbuild.yaml, trusted: cloudbuild.yaml}]
        """);
    world.file("cloudbuild.yaml", "steps: []\n");
    passes(world.tfgate("init"));
    world.file("cloudbuild.yaml", "steps: [{name: evil}]\n");
    assertThat(world.tfgate("plan").err()).contains("ci-config-drift");
    world.file("cloudbuild.yaml", "steps: []\n").file(".terraformrc", "plugin_cache_dir = \"x\"\n");
    CommandRun.Result above = world.tfgate("plan");
    assertThat(above.code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(above.err()).contains("cli-configuration-file");
  }

  @Test
  void aLinkAnywhereThatLeavesTheCheckoutStopsThisRoot() throws IOException {
    world.file("dev/more.tf", "output \"names\" {\n  value = fileset(\"../other\", \"**\")\n}\n");
    world.file("other/notes.txt", "x\n");
    passes(world.tfgate("init"));
    Files.createSymbolicLink(world.checkout.resolve("other/link"), Path.of("/etc"));
    CommandRun.Result plan = world.tfgate("plan");
    assertThat(plan.code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(plan.err()).contains("link-outside-checkout", "other/link");
  }

  @Test
  void thePlanIsJudgedAndItsReportWritten() throws IOException {
    world.gate("rules: {provisioner: {enforcement: advisory}}");
    world.file(
        "dev/more.tf",
        """
        data "terraform_remote_state" "x" {
          backend = "local"
          config  = { path = "${path.module}/x" }
        }
        """);
    Path report = folder.resolve("plan.json");
    CommandRun.Result init = world.tfgate(List.of("--report", "json=" + report), "init");
    assertThat(init.code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(report).content().contains("remote-state");
  }

  @Test
  void aRunThatEndsBeforeOrWhilePlanningLeavesItsReport() throws IOException {
    Path report = folder.resolve("plan.json");
    List<String> asked = List.of("--report", "json=" + report);
    assertThat(world.tfgate(asked, "plan").code()).isNotEqualTo(ExitCode.PASSED);
    assertThat(report).content().contains("\"undecided\"", "init");
    passes(world.tfgate("init"));
    world.file("dev/broken.tf", "output \"x\" {\n  value = tonumber(\"${var.name}x\")\n}\n");
    assertThat(world.tfgate(asked, "plan").code()).isEqualTo(ExitCode.UNDECIDED);
    assertThat(report).content().contains("'terraform plan' failed with exit code 1", "\"dev\"");
    world.file("dev/broken.tf", "data \"external\" \"x\" {\n  program = [\"id\"]\n}\n");
    assertThat(world.tfgate(asked, "plan").code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(report).content().contains("\"verdict\": \"fail\"", "external-data");
  }

  @Test
  void anotherTerraformIsNotStarted() throws IOException {
    world.manifest("providers: []\n");
    Path manifest = world.trust.resolve("plugins-manifest.yaml");
    Files.writeString(
        manifest, Files.readString(manifest).replaceAll("sha256: \"....", "sha256: \"0000"));
    CommandRun.Result init = world.tfgate("init");
    assertThat(init.code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(init.err()).contains("was not started").contains("terraform");
  }

  @Test
  void filesOfTheCommandLineLieBesideTheRootsOwn() throws IOException {
    world.file("dev/prod.tfvars", "name = \"prod\"\n");
    world.file("other.tfvars", "name = \"x\"\n");
    Files.createSymbolicLink(world.checkout.resolve("dev/link.tfvars"), Path.of("prod.tfvars"));
    passes(world.tfgate("init"));
    passes(world.tfgate("plan", "-var-file=prod.tfvars"));
    for (String file : List.of("../other.tfvars", "/etc/hostname", "link.tfvars", "main.tf")) {
      assertThat(world.tfgate("plan", "-var-file", file).code()).isEqualTo(ExitCode.USAGE);
    }
    assertThat(world.tfgate("init", "-backend-config=path=/tmp/x").err()).contains("refused");
    assertThat(world.tfgate("init", "-backend-config=x.hcl").err()).contains("refused");
  }

  @Test
  void manyRootsInOneRun() throws IOException {
    for (String root : List.of("svc/a", "svc/b", "svc/c")) {
      world.file(
          root + "/main.tf",
          "module \"greeting\" {\n  source = \"../../modules/greeting\"\n  name   = \"%s\"\n}\n\noutput \"text\" {\n  value = module.greeting.text\n}\n"
              .formatted(root));
    }
    for (String subcommand : List.of("init", "plan", "apply")) {
      CommandRun.Result result =
          new CommandRun(world.environment, world.checkout, "")
              .run(
                  world
                      .command(
                          List.of("--roots", "svc/*", "--concurrency", "3"), List.of(subcommand))
                      .toArray(new String[0]));
      passes(result);
      assertThat(result.out()).contains("3 roots in ", ": 3 passed");
      if (subcommand.equals("plan")) {
        assertThat(result.out()).containsPattern("(?m)^svc/b +0  passed +\\+1 ~0 -0");
      }
    }
    for (String root : List.of("svc/a", "svc/b", "svc/c")) {
      assertThat(
              new CommandRun(world.environment, world.checkout, "")
                  .run(
                      world
                          .command(List.of("--root", root), List.of("output", "-raw", "text"))
                          .toArray(new String[0]))
                  .out())
          .isEqualTo("hello " + root);
    }
  }

  /** The file or folder of that name in the one data directory. */
  private Path only(String name) throws IOException {
    try (Stream<Path> roots = Files.list(world.data)) {
      return roots.toList().getFirst().resolve(name);
    }
  }
}
