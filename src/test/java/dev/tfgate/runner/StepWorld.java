package dev.tfgate.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.cli.CommandRun;
import dev.tfgate.report.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** One root, {@code dev}, and a shell script in the place of Terraform: for tests of one step. */
final class StepWorld {
  final World world;
  final StandIn script;

  StepWorld(Path folder) throws IOException {
    StandIn.Set set = StandIn.in(folder);
    world = set.world();
    script = set.script();
    world.file("dev/main.tf", "resource \"terraform_data\" \"a\" {\n  input = 1\n}\n");
  }

  /** Runs {@code tfgate terraform -- LINE}. */
  CommandRun.Result run(String line) {
    return world.tfgate(line.split(" ", -1));
  }

  /** Runs subcommands that have to pass, and forgets how the script was called. */
  void passes(String... lines) throws IOException {
    for (String line : lines) {
      CommandRun.Result result = run(line);
      assertThat(result.code()).as(line + result.err() + result.out()).isEqualTo(ExitCode.PASSED);
    }
    script.lines();
  }

  /** Runs a subcommand that has to end with {@code code}, and returns what it said. */
  String ends(ExitCode code, String line) {
    CommandRun.Result result = run(line);
    assertThat(result.code()).as(line + result.err() + result.out()).isEqualTo(code);
    return result.err();
  }

  /** How the script was called, but for the question which version it is. */
  List<String> lines() throws IOException {
    return script.lines().stream().filter(line -> !line.startsWith("version")).toList();
  }

  /** A file of the root's build directory. */
  Path kept(String name) throws IOException {
    try (Stream<Path> roots = Files.list(world.data)) {
      return roots.toList().getFirst().resolve(name);
    }
  }

  /** Where the root keeps a state without a backend. */
  Path state() throws IOException {
    try (Stream<Path> repositories = Files.list(kept("state"))) {
      return repositories.toList().getFirst().resolve("terraform.tfstate");
    }
  }
}
