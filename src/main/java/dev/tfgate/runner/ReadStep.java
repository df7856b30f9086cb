package dev.tfgate.runner;

import dev.tfgate.report.ExitCode;
import java.io.IOException;
import java.util.List;

/** What changes nothing: {@code show}, {@code output}, {@code validate} and the like. */
final class ReadStep {
  private ReadStep() {}

  static ExitCode run(PreparedRun run) throws IOException {
    Setting setting = run.setting();
    String name = setting.subcommand();
    StateSecrets.requireOpen(run);
    List<String> options = run.options();
    if (name.equals("show")) {
      options.addAll(StatePlace.argument(setting, run.directory()));
    } else if (setting.arguments().subcommand().takesState()) {
      options.addAll(StatePlace.option(setting, run.directory()));
    }
    options.addAll(setting.arguments().positionals());
    return run.ended(name, run.stream(name, options));
  }
}
