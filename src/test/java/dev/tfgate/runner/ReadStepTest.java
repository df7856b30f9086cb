package dev.tfgate.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.cli.CommandRun;
import dev.tfgate.report.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Subcommands that change nothing, with a shell script in the place of Terraform. */
class ReadStepTest {
  /** What a user gives, and what Terraform gets; STATE is where the local state lies. */
  private static final List<String> LINES =
      List.of(
          "validate → validate -no-color",
          "validate -json → validate -json=true -no-color",
          "show → show -no-color",
          "show -json → show -json=true -no-color",
          "output → output -no-color -state=STATE",
          "output -json → output -json=true -no-color -state=STATE",
          "graph -type=plan → graph -type=plan",
          "providers → providers",
          "providers schema -json → providers schema -json=true",
          "modules -json → modules -json=true",
          "state list → state list -state=STATE",
          "state list -id=x a b → state list -id=x -state=STATE a b",
          "state show a.b → state show -no-color -state=STATE a.b",
          "workspace list → workspace list",
          "workspace show → workspace show",
          "version → version",
          "version -json → version -json=true",
          "fmt -check -recursive → fmt -check=true -recursive=true -no-color");

  @TempDir Path folder;
  private StepWorld step;

  @BeforeEach
  void makeWorld() throws IOException {
    step = new StepWorld(folder);
  }

  @ParameterizedTest
  @FieldSource("LINES")
  void terraformGetsWhatTheUserGave(String pair) throws IOException {
    String[] sides = pair.split(" → ", -1);
    step.passes("init");
    step.run(sides[0]);
    assertThat(step.script.lines())
        .last()
        .isEqualTo(
            sides[1].contains("STATE")
                ? sides[1].replace("STATE", step.state().toString())
                : sides[1]);
  }

  @Test
  void eachSubcommandIsTriedHere() {
    Set<String> tried = new TreeSet<>();
    for (String pair : LINES) {
      String[] words = pair.split(" ", -1);
      tried.add(
          Subcommand.isGroup(words[0]) && !words[1].equals("→")
              ? words[0] + " " + words[1]
              : words[0]);
    }
    List<String> allowed =
        new ArrayList<>(Subcommand.allowed().stream().map(Subcommand::name).toList());
    allowed.removeAll(List.of("init", "plan", "apply"));
    assertThat(tried).containsExactlyInAnyOrderElementsOf(allowed);
  }

  @ParameterizedTest
  @FieldSource("LINES")
  void whatReadsTheConfigurationNeedsInit(String pair) throws IOException {
    String line = pair.split(" → ", -1)[0];
    boolean free = Set.of("version", "fmt").contains(line.split(" ", -1)[0]);
    CommandRun.Result result = step.run(line);
    assertThat(result.code()).as(result.err()).isEqualTo(free ? ExitCode.PASSED : ExitCode.USAGE);
    if (!free) {
      assertThat(result.err()).contains("'tfgate terraform -- init' first");
      assertThat(step.lines()).isEmpty();
    }
  }

  @Test
  void whatTerraformPrintsComesThroughAndItsFailureIsTold() throws IOException {
    step.passes("init");
    step.script.behave("dev", "validate", "echo 'Success! The configuration is valid.'");
    assertThat(step.run("validate").out()).isEqualTo("Success! The configuration is valid.\n");
    step.script.behave("dev", "validate", "printf 'no\\033[2Jscreen\\n'; exit 3");
    CommandRun.Result result = step.run("validate");
    assertThat(result.code()).isEqualTo(ExitCode.UNDECIDED);
    assertThat(result.err()).contains("'terraform validate' failed with exit code 3");
    assertThat(result.out()).doesNotContain("\u001b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"show -json", "output -json", "output -raw x"})
  void whatPrintsSecretsNeedsThePermissionOfThePlatformTeam(String line) throws IOException {
    step.world.printing = "";
    step.world.gate("");
    step.passes("init");
    assertThat(step.ends(ExitCode.USAGE, line)).contains("is refused, because it prints");
    assertThat(step.lines()).isEmpty();
    step.world.printing = ", print_state: [show, output]";
    step.world.gate("");
    step.passes(line);
  }

  @Test
  void anOutputIsPrintedByNameOnlyWhereItIsNoSecret() throws IOException {
    step.world.printing = "";
    step.world.gate("");
    step.passes("init");
    step.script.behave(
        "dev",
        "output",
        """
        case "$*" in
          *-json*) echo '{"open":{"sensitive":false,"value":"x"},"hidden":{"sensitive":true,"value":"word"},"odd":{"value":"word"}}' ;;
          *open) echo '"x"' ;;
          *) echo word ;;
        esac
        """);
    assertThat(step.run("output open").out()).isEqualTo("\"x\"\n");
    for (String name : List.of("hidden", "odd")) {
      CommandRun.Result result = step.run("output " + name);
      assertThat(result.code()).isEqualTo(ExitCode.USAGE);
      assertThat(result.out() + result.err())
          .contains("prints an output that is sensitive")
          .doesNotContain("word");
    }
    step.script.behave("dev", "output", "exit 1");
    assertThat(step.ends(ExitCode.USAGE, "output open")).contains("is refused");
  }

  @Test
  void showReadsTheLocalStateWhereThereIsOne() throws IOException {
    step.passes("init");
    step.run("output");
    step.lines();
    Path state = step.state();
    Files.writeString(state, "{}");
    step.run("show");
    assertThat(step.lines()).containsExactly("show -no-color " + state);
  }
}
