package dev.tfgate.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import dev.tfgate.terraform.profile.Engine;
import dev.tfgate.terraform.profile.Profile;
import dev.tfgate.terraform.profile.Release;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentsTest {
  private static Arguments parse(String line) {
    return Arguments.parse(Engine.TERRAFORM, List.of(line.split(" ")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "init -plugin-dir=/tmp/evil",
        "init --plugin-dir /tmp/evil",
        "init -from-module=git::https://example.net/x",
        "init -migrate-state",
        "init -force-copy",
        "init -get=false",
        "init -backend=false",
        "init -lock=false",
        "init -input=true",
        "init -lockfile=write",
        "init evil",
        "plan -out=plan.out",
        "plan -state=evil.tfstate",
        "plan -detailed-exitcode",
        "plan -generate-config-out=x.tf",
        "plan /tmp/evil",
        "plan -var=a",
        "plan -var =b",
        "init -var a.b=c",
        "plan -parallelism=0",
        "apply plan.out",
        "apply -state=x",
        "apply -state-out x",
        "apply -backup=x",
        "apply -lock=false",
        "apply -target=a.b",
        "apply -var=a=b",
        "apply -destroy",
        "show plan.out",
        "graph -plan=plan.out",
        "output -state=x",
        "fmt",
        "fmt -recursive",
        "fmt -check -write=true",
        "-chdir=.. -chdir=x plan",
        "-help",
        "-version",
        "test",
        "test -filter=x",
        "console",
        "import a.b c",
        "taint a.b",
        "refresh",
        "destroy",
        "get",
        "login",
        "logout",
        "workspace new x",
        "workspace select x",
        "force-unlock x",
        "providers mirror /tmp",
        "providers lock",
        "state mv a b",
        "state rm a",
        "state push x",
        "state pull",
        "state replace-provider a b",
        "cloud x",
        "query",
        "stacks",
        "rpcapi",
        "metadata functions",
        "plan-x",
        "--",
        "INIT"
      })
  void whatWouldUndoTheRunIsRefusedWithItsReason(String line) {
    assertThatThrownBy(() -> parse(line))
        .isInstanceOfSatisfying(
            ExitException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ExitCode.USAGE);
              assertThat(e.getMessage()).matches("(?s).*(refused[.] |takes ).{10,}");
            });
  }

  @Test
  void optionsBecomeOneWordEach() {
    Arguments plan = parse("-chdir=dev plan -target a.b --var x=y -refresh=0 -json -no-color=true");
    assertThat(plan.directory()).isEqualTo("dev");
    assertThat(plan.without("json"))
        .containsExactly("-target=a.b", "-var=x=y", "-refresh=false", "-no-color");
    // The programs know these two as bare words alone.
    assertThat(parse("plan -no-color=false -compact-warnings").without())
        .containsExactly("-compact-warnings");
    assertThat(plan.isOn("json")).isTrue();
  }

  @Test
  void aPlanWritesNoStateSoItNeedsNoLock() {
    assertThat(parse("plan -lock=false").without()).containsExactly("-lock=false");
  }

  @Test
  void positionalsAreThoseThatTerraformWouldTake() {
    assertThat(parse("output -raw name").positionals()).containsExactly("name");
    assertThat(parse("state show a.b").subcommand().name()).isEqualTo("state show");
    assertThatThrownBy(() -> parse("output name -state=x")).isInstanceOf(ExitException.class);
    assertThatThrownBy(() -> parse("state list a -state=x")).isInstanceOf(ExitException.class);
    assertThatThrownBy(() -> parse("state list -- -state=x")).isInstanceOf(ExitException.class);
  }

  @Test
  void nothingToDoIsWrongUse() {
    assertThatThrownBy(() -> Arguments.parse(Engine.TERRAFORM, List.of()))
        .hasMessageContaining("-- plan");
    assertThatThrownBy(() -> parse("plan -target")).hasMessageContaining("needs a value");
  }

  @Test
  void whatTheVersionDoesNotHaveIsRefusedWithThatReason() {
    Profile old = new Profile(Engine.TERRAFORM, Release.parse("1.11.4").orElseThrow());
    Profile newest = new Profile(Engine.TERRAFORM, Release.parse("1.16.4").orElseThrow());
    for (String line :
        List.of(
            "validate -var=a=b",
            "show -var-file=a.tfvars",
            "graph -format=dot",
            "workspace list -json",
            "state show -json a.b")) {
      parse(line).requireOf(newest);
      assertThatThrownBy(() -> parse(line).requireOf(old))
          .hasMessageContaining("Terraform 1.11.4 has no such option");
    }
    parse("plan -var=a=b").requireOf(old);
    parse("validate -var=a=b").requireOf(Profile.TOFU);
    assertThatThrownBy(() -> parse("state list -json").requireOf(newest))
        .hasMessageContaining("'state list' of Terraform 1.16.4 has no such option");
    parse("state list -json").requireOf(Profile.TOFU);
    assertThatThrownBy(() -> parse("modules -json").requireOf(Profile.TOFU))
        .hasMessageContaining("OpenTofu has no such command");
  }

  @Test
  void workspacesAreShownAndNotSwitched() {
    assertThat(parse("workspace list").subcommand().name()).isEqualTo("workspace list");
    assertThat(parse("workspace show").subcommand().name()).isEqualTo("workspace show");
    assertThatThrownBy(() -> parse("workspace select x")).hasMessageContaining("refused");
  }
}
