package dev.tfgate.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.cli.CommandRun;
import dev.tfgate.report.ExitCode;
import dev.tfgate.terraform.profile.RealProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What a run promises from the plan to the end, with every program. */
@ParameterizedClass
@MethodSource("dev.tfgate.terraform.profile.RealProgram#all")
class PromisesIT {
  @SuppressWarnings("NullAway.Init")
  @Parameter
  RealProgram program;

  @TempDir Path folder;
  private World world;

  @BeforeEach
  void makeWorld() throws IOException {
    world = World.in(folder, program).greeting();
  }

  private void passes(CommandRun.Result result) {
    assertThat(result.code()).as(result.err() + result.out()).isEqualTo(ExitCode.PASSED);
  }

  @Test
  void aFileThatOnlyAProviderReadsIsPartOfTheTree() throws IOException {
    world.file("dev/app.zip", "one");
    world.file("dist/lib.zip", "one");
    world.file("shared/x.zip", "one");
    Files.createSymbolicLink(world.checkout.resolve("dev/linked"), Path.of("../shared"));
    world.file(
        "dev/more.tf",
        """
        resource "terraform_data" "upload" {
          input = ["app.zip", "${path.module}/../dist/lib.zip", "linked/x.zip"]
        }
        """);
    passes(world.tfgate("init"));
    for (String file : List.of("dev/app.zip", "dist/lib.zip", "shared/x.zip", "other/notes")) {
      world.file("other/notes", "one");
      passes(world.tfgate("plan"));
      Path place = world.checkout.resolve(file);
      var time = Files.getLastModifiedTime(place);
      Files.writeString(place, "two");
      Files.setLastModifiedTime(place, time);
      CommandRun.Result apply = world.tfgate("apply");
      assertThat(apply.code()).as(file + apply.err()).isEqualTo(ExitCode.FINDINGS);
      assertThat(apply.err()).contains("not the one that the plan was made from");
    }
    passes(world.tfgate("plan"));
    for (String file : List.of("dev/app.zip", "dist/lib.zip")) {
      Files.writeString(world.checkout.resolve(file), "two");
    }
    passes(world.tfgate("apply"));
  }

  @Test
  void anotherDecisionAtApplyJudgesThePlanAgain() throws IOException {
    passes(world.tfgate("init"));
    passes(world.tfgate("plan"));
    world.gate("owners: {strip: [creator]}");
    CommandRun.Result same = world.tfgate("apply");
    passes(same);
    assertThat(same.err()).contains("judged again");
    passes(world.tfgate("plan"));
    assertThat(world.tfgate("apply").err()).doesNotContain("judged again");
    world.file("dev/more.tf", "resource \"terraform_data\" \"new\" {}\n");
    passes(world.tfgate("plan"));
    denyingPolicy();
    world.gate("policies: [policies]");
    CommandRun.Result apply = world.tfgate("apply");
    assertThat(apply.code()).as(apply.err()).isEqualTo(ExitCode.FINDINGS);
    assertThat(apply.err()).contains("judged again", "no-creation");
    assertThat(only("plan")).doesNotExist();
    assertThat(world.tfgate("apply").code()).isEqualTo(ExitCode.USAGE);
  }

  private void denyingPolicy() throws IOException {
    Path policies = Files.createDirectory(world.trust.resolve("policies"));
    Files.writeString(
        policies.resolve("no.yaml"),
        """
        version: 1
        policies:
        - id: no-creation
          title: Nothing is made
          enforcement: mandatory
          on: [plan]
          match: {resource: [terraform_data]}
          deny: "true"
          message: "'no'"
          why: It is a test.
          fix: Keep it.
        """);
  }

  @Test
  void aPlanThatWasRefusedDoesNotStay() throws IOException {
    denyingPolicy();
    world.gate("policies: [policies]");
    passes(world.tfgate("init"));
    assertThat(world.tfgate("plan").code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(only("plan")).doesNotExist();
  }

  @Test
  void secretsOfTheStateAreNotPrintedUnlessGateYamlSaysSo() throws IOException {
    world.file(
        "dev/secret.tf",
        """
        output "password" {
          value     = "hunter2-${var.name}"
          sensitive = true
        }
        """);
    for (String subcommand : List.of("init", "plan", "apply")) {
      passes(world.tfgate(subcommand));
    }
    world.printing = "";
    world.gate("");
    for (String[] command :
        List.of(
            new String[] {"show", "-json"},
            new String[] {"show", "-json=true"},
            new String[] {"output", "-json"},
            new String[] {"output", "--json", "password"},
            new String[] {"output", "-raw", "password"},
            new String[] {"output", "password"},
            new String[] {"output", "-no-color", "password"})) {
      CommandRun.Result result = world.tfgate(command);
      assertThat(result.code()).as(result.err() + result.out()).isEqualTo(ExitCode.USAGE);
      assertThat(result.err()).contains("print_state");
      assertThat(result.out() + result.err()).doesNotContain("hunter2");
    }
    assertThat(world.tfgate("output", "greeting").out()).isEqualTo("\"hello world\"\n");
    assertThat(world.tfgate("output").out()).contains("password = <sensitive>");
    assertThat(world.tfgate("show").out()).doesNotContain("hunter2");
    world.printing = ", print_state: [output]";
    world.gate("");
    assertThat(world.tfgate("output", "-raw", "password").out()).isEqualTo("hunter2-world");
    assertThat(world.tfgate("output", "password").out()).contains("hunter2-world");
    assertThat(world.tfgate("show", "-json").code()).isEqualTo(ExitCode.USAGE);
    CommandRun.Result one =
        world.tfgate("state", "show", "-json", "module.greeting.terraform_data.text");
    assertThat(one.code()).isEqualTo(ExitCode.USAGE);
    assertThat(one.out()).isEmpty();
  }

  @Test
  void whatTerraformPrintsDrivesNoTerminalAndNoCi() throws IOException {
    String hostile = "\\u001b]0;title\\u0007\\u001b[2Jx\\n::error::stop\\n##vso[task.x]y\\u202e";
    world.file("dev/main.tf", "output \"text\" {\n  value = \"%s\"\n}\n".formatted(hostile));
    passes(world.tfgate("init"));
    for (String command : List.of("plan", "apply", "output", "show", "output -raw text")) {
      CommandRun.Result result = world.tfgate(command.split(" "));
      passes(result);
      assertThat(result.out() + result.err())
          .as(command)
          .doesNotContain("\u001b", "\u0007", "\u202e")
          .doesNotContainPattern("(?m)^\\s*::error")
          .doesNotContain("##vso[");
    }
    assertThat(world.tfgate("output", "-json", "text").out())
        .contains("\\u001b]0;title", "::error::stop");
    world.file("dev/broken.tf", "locals {\n  x = nothing(\"%s\")\n}\n".formatted(hostile));
    CommandRun.Result broken = world.tfgate("validate");
    assertThat(broken.code()).isEqualTo(ExitCode.UNDECIDED);
    assertThat(broken.out() + broken.err()).doesNotContain("\u001b").contains("nothing");
  }

  @Test
  void aStateIsKeptOnTheMachineOnlyWhereGateYamlSaysSo() throws IOException {
    world.gate("backends: {config_files: []}");
    passes(world.tfgate("init"));
    assertThat(world.tfgate("plan").code()).isEqualTo(ExitCode.USAGE);
    world.gate(
        "backends: {allow: [{type: local, arguments: {}, roots: [dev]}, {type: local, arguments: {}, roots: [x]}]}");
    passes(world.tfgate("plan"));
    world.gate("backends: {config_files: []}");
    for (String[] command :
        List.of(
            new String[] {"plan"},
            new String[] {"show"},
            new String[] {"output"},
            new String[] {"state", "list"})) {
      CommandRun.Result result = world.tfgate(command);
      assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.USAGE);
      assertThat(result.err()).contains("keeps its state on this machine", "backends.allow");
    }
  }

  @Test
  void anotherRepositoryAtTheSamePathDoesNotFindTheState() throws Exception {
    for (String subcommand : List.of("init", "plan", "apply")) {
      passes(world.tfgate(subcommand));
    }
    Path other = folder.resolve("other");
    Files.move(world.checkout, other);
    Files.createDirectories(world.checkout.resolve(".git"));
    world.file("dev/main.tf", Files.readString(other.resolve("dev/main.tf")));
    world.file(
        "modules/greeting/main.tf", Files.readString(other.resolve("modules/greeting/main.tf")));
    passes(world.tfgate("init"));
    assertThat(world.tfgate("state", "list").out()).isEmpty();
    assertThat(world.tfgate("plan").out()).contains("1 to add");
    for (String url : List.of("https://example.com/a.git", "https://example.com/b.git")) {
      git("init", "-q");
      git("remote", "add", "origin", url);
      passes(world.tfgate("init"));
      assertThat(world.tfgate("state", "list").out()).isEmpty();
      passes(world.tfgate("plan"));
      passes(world.tfgate("apply"));
      assertThat(world.tfgate("state", "list").out()).isNotEmpty();
      git("remote", "remove", "origin");
    }
    git("remote", "add", "origin", "https://example.com/a.git");
    passes(world.tfgate("init"));
    assertThat(world.tfgate("state", "list").out()).isNotEmpty();
  }

  private void git(String... arguments) throws Exception {
    List<String> command = new java.util.ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    Process git = new ProcessBuilder(command).directory(world.checkout.toFile()).start();
    org.junit.jupiter.api.Assumptions.assumeTrue(git.waitFor() == 0, "git is needed");
  }

  @Test
  void aRootThatIsALinkIsTheFolderThatItLeadsTo() throws IOException {
    Files.createDirectory(world.checkout.resolve("services"));
    Files.move(world.checkout.resolve("dev"), world.checkout.resolve("services/real"));
    Files.createSymbolicLink(world.checkout.resolve("svc"), Path.of("services"));
    Files.createSymbolicLink(world.checkout.resolve("dev"), Path.of("services/real"));
    world.file("services/real/main.tf", "output \"x\" {\n  value = 1\n}\n");
    for (String roots : List.of("", "roots: [dev]", "roots: [\"svc/*\"]")) {
      world.gate(roots);
      passes(world.tfgate("init"));
      passes(world.tfgate("plan"));
      passes(world.tfgate("apply"));
    }
    world.gate("roots: [other]");
    CommandRun.Result other = world.tfgate("init");
    assertThat(other.code()).isEqualTo(ExitCode.USAGE);
    assertThat(other.err()).contains("'services/real' is not a root module that gate.yaml names");
    world.file(
        "services/real/more.tf",
        "terraform {\n  required_providers {\n    evil = { source = \"evil/evil\" }\n  }\n}\n");
    for (String roots : List.of("", "roots: [dev]", "roots: [\"svc/*\"]")) {
      world.gate(roots);
      assertThat(world.tfgate("init").err()).as(roots).contains("provider-not-pinned");
    }
  }

  /** The file or folder of that name in the one data directory. */
  private Path only(String name) throws IOException {
    try (Stream<Path> roots = Files.list(world.data)) {
      return roots.toList().getFirst().resolve(name);
    }
  }
}
