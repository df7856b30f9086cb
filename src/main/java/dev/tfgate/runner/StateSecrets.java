package dev.tfgate.runner;

import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Terraform hides what is a secret from people only: what prints it whole needs a permission. */
final class StateSecrets {
  private StateSecrets() {}

  /**
   * Refuses subcommands that print secrets whatever the state holds.
   *
   * @throws ExitException unless gate.yaml allows it
   */
  static void require(Setting setting) {
    Arguments arguments = setting.arguments();
    boolean whole =
        switch (setting.subcommand()) {
          case "show", "state show" -> arguments.isOn("json");
          case "output" -> arguments.isOn("json") || arguments.isOn("raw");
          default -> false;
        };
    if (whole) {
      refuse(
          setting,
          setting.subcommand() + (arguments.isOn("json") ? " -json" : " -raw"),
          "the secrets of the state");
    }
  }

  /**
   * Refuses an output that is a secret: one that is asked for by its name is printed in the clear.
   *
   * @throws ExitException unless gate.yaml allows it
   */
  static void requireOpen(PreparedRun run) throws IOException {
    Setting setting = run.setting();
    if (!setting.subcommand().equals("output") || setting.arguments().positionals().isEmpty()) {
      return;
    }
    String name = setting.arguments().positionals().getFirst();
    List<String> options = run.earlyOptions("show", List.of("-json", "-no-color"));
    options.addAll(StatePlace.option(setting, run.directory()));
    boolean[] open = {false};
    Child.End end =
        run.run(
            "output",
            options,
            in ->
                open[0] =
                    SelectionCheck.json(in) instanceof Map<?, ?> outputs
                        && (!(outputs.get(name) instanceof Map<?, ?> output)
                            || Boolean.FALSE.equals(output.get("sensitive"))));
    if (!end.isSuccess() || !open[0]) {
      refuse(setting, "output " + name, "an output that is sensitive");
    }
  }

  private static void refuse(Setting setting, String what, String secrets) {
    String allowed = setting.subcommand().equals("output") ? "output" : "show";
    if (!setting.trust().run().printState().contains(allowed)) {
      throw new ExitException(
          ExitCode.USAGE,
          "'%s %s' is refused, because it prints %s. If the log may hold them, write terraform: {print_state: [%s]} into gate.yaml"
              .formatted(setting.word(), what, secrets, allowed));
    }
  }
}
