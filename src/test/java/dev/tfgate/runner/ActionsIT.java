package dev.tfgate.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.cli.CommandRun;
import dev.tfgate.report.ExitCode;
import dev.tfgate.terraform.profile.Feature;
import dev.tfgate.terraform.profile.RealProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Actions of a real provider, through every version that has them. */
class ActionsIT {
  private static final String PLATFORM = "linux_amd64";
  private static final String SOURCE = "registry.terraform.io/example/actor";

  @TempDir Path folder;

  static Stream<RealProgram> programs() {
    return RealProgram.everyVersion()
        .filter(program -> Files.isExecutable(program.path()))
        .filter(program -> program.profile().has(Feature.ACTIONS));
  }

  private static void passes(CommandRun.Result result) {
    assertThat(result.code()).as(result.err() + result.out()).isEqualTo(ExitCode.PASSED);
  }

  /** A root with a resource that, where it is made and changed, has the provider say something. */
  private World world(RealProgram program, String types) throws IOException {
    Path actor = RealProgram.actor();
    World world = World.in(folder, program);
    Path place = world.plugins.resolve(SOURCE + "/1.0.0/" + PLATFORM);
    Files.createDirectories(place);
    Files.copy(actor, place.resolve("terraform-provider-actor_v1.0.0"));
    world.gate(types);
    Path manifest = world.trust.resolve("plugins-manifest.yaml");
    Files.delete(manifest);
    passes(
        new CommandRun(world.environment, world.folder, "")
            .run(
                "plugins",
                "pin",
                "--trust",
                world.trust.toString(),
                "--plugin-dir",
                world.plugins.toString(),
                "--terraform",
                program.path().toString(),
                "--output",
                manifest.toString()));
    return world.file(
        "dev/main.tf",
        """
        terraform {
          required_providers {
            actor = {
              source = "example/actor"
            }
          }
        }

        variable "text" {
          default = "hello"
        }

        action "actor_say" "words" {
          config {
            text = var.text
          }
        }

        resource "terraform_data" "x" {
          input = var.text
          lifecycle {
            action_trigger {
              events    = [after_create, after_update]
              condition = length("words") > 0
              actions   = [action.actor_say.words]
            }
          }
        }
        """);
  }

  @ParameterizedTest
  @MethodSource("programs")
  void anActionIsPlannedCheckedAndInvoked(RealProgram program) throws Exception {
    World world = world(program, "");
    passes(world.tfgate("init"));
    passes(world.tfgate("validate"));
    CommandRun.Result plan = world.tfgate("plan", "-no-color");
    passes(plan);
    assertThat(plan.out()).contains("actor_say");
    CommandRun.Result apply = world.tfgate("apply", "-no-color");
    passes(apply);
    assertThat(apply.out() + apply.err()).contains("says hello");
    passes(world.tfgate("plan", "-var=text=other"));
    CommandRun.Result again = world.tfgate("apply", "-no-color");
    passes(again);
    assertThat(again.out() + again.err()).contains("says other");
    passes(world.tfgate("plan", "-destroy"));
    passes(world.tfgate("apply"));
  }

  @ParameterizedTest
  @MethodSource("programs")
  void anActionThatIsDeniedIsStoppedBeforeInitAndInAPlan(RealProgram program) throws Exception {
    World world = world(program, "types: {deny: [action.actor_say]}");
    CommandRun.Result init = world.tfgate("init");
    assertThat(init.code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(init.out() + init.err()).contains("denied-type", "action.actor_say");

    // A plan that was made elsewhere tells the same.
    assertThat(world.command("init -plugin-dir=" + world.plugins)).isZero();
    assertThat(world.command("plan -out=saved")).isZero();
    assertThat(world.command("sh: " + program.path() + " show -json saved > ../../plan.json"))
        .isZero();
    CommandRun.Result plan =
        new CommandRun(world.environment, world.checkout, "")
            .run(
                "plan",
                "check",
                "--trust",
                world.trust.toString(),
                "--root",
                "dev",
                world.folder.resolve("plan.json").toString());
    assertThat(plan.code()).as(plan.err() + plan.out()).isEqualTo(ExitCode.FINDINGS);
    assertThat(plan.out()).contains("denied-type", "action.actor_say");
  }
}
