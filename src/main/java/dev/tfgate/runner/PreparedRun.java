package dev.tfgate.runner;

import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import dev.tfgate.report.RootSummary;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A prepared run: what it is about, where it keeps its things, and how Terraform is started.
 *
 * @param setting what is asked
 * @param directory where the run keeps its things
 * @param program what runs
 * @param summary what the gate read in the root
 * @param child starts it
 */
record PreparedRun(
    Setting setting,
    BuildDirectory directory,
    ChosenProgram program,
    RootSummary summary,
    Child child) {
  private List<String> command(String subcommand, List<String> options) {
    List<String> command = new ArrayList<>();
    command.add(program.binary().path().toString());
    command.addAll(List.of(subcommand.split(" ")));
    command.addAll(options);
    return command;
  }

  /** Runs a subcommand whose output tfgate reads. */
  Child.End run(String subcommand, List<String> options, Child.Reader out) {
    return child.run(command(subcommand, options), out, errors());
  }

  /** As {@link #run}, although a signal came. */
  Child.End runAfterwards(String subcommand, List<String> options, Child.Reader out) {
    return child.afterwards().run(command(subcommand, options), out, errors());
  }

  /** Runs a subcommand whose output is for the user. */
  Child.End stream(String subcommand, List<String> options) {
    // What a program reads has no text that could be taken for anything else.
    Child.Reader out =
        setting.arguments().isOn("json")
            ? Child.to(setting.console().out())
            : new HarmlessOutput(setting.console().out(), setting.console().color());
    return run(subcommand, options, out);
  }

  private Child.Reader errors() {
    return new HarmlessOutput(setting.console().err(), setting.console().color());
  }

  /** The user's options without those named, and colours only where there are some. */
  List<String> options(String... without) {
    Arguments arguments = setting.arguments();
    List<String> options = new ArrayList<>(arguments.without(without));
    if (!setting.console().color()
        && arguments.subcommand().flags().contains("no-color")
        && arguments.values("no-color").isEmpty()) {
      options.add("-no-color");
    }
    return options;
  }

  /** Where sources of modules may depend on variables, these come again with every subcommand. */
  List<String> earlyOptions(String subcommand, List<String> own, String... positionals) {
    List<String> options = new ArrayList<>(own);
    if (program.profile().hasOption(subcommand, "var")) {
      options.addAll(setting.arguments().only("var", "var-file"));
    }
    options.addAll(List.of(positionals));
    return options;
  }

  /** What came of a subcommand that ran as it was asked for. */
  ExitCode ended(String subcommand, Child.End end) {
    return end.isSuccess() ? ExitCode.PASSED : failed(subcommand, end);
  }

  /** Terraform's own failure decides nothing about the gate, so that its code is only told. */
  ExitCode failed(String subcommand, Child.End end) {
    String name = "%s %s".formatted(setting.word(), subcommand);
    setting
        .console()
        .say(
            end.overdue()
                ? "'%s' ran longer than %d s (--time-limit) and was ended"
                    .formatted(name, setting.request().timeLimit().toSeconds())
                : end.interrupted()
                    ? "'%s' was interrupted, and ended with exit code %d"
                        .formatted(name, end.code())
                    : "'%s' failed with exit code %d".formatted(name, end.code()));
    return ExitCode.UNDECIDED;
  }

  /**
   * Makes sure that Terraform has chosen what the gate read and the platform team pinned.
   *
   * @throws ExitException where it hasn't
   */
  void requireAgreement() throws IOException {
    requireAgreement(setting, directory, program, summary);
  }

  /** As above, before anything can be started. */
  static void requireAgreement(
      Setting setting, BuildDirectory directory, ChosenProgram program, RootSummary summary)
      throws IOException {
    List<String> problems =
        SelectionCheck.problems(
            directory,
            setting.place().top(),
            setting.place().root(),
            setting.trust(),
            summary.providers(),
            program.plugins());
    if (!problems.isEmpty()) {
      throw new ExitException(
          ExitCode.FINDINGS,
          "what %s selected is not what the gate read and the platform team pinned:\n  %s"
              .formatted(directory.program().title(), String.join("\n  ", problems)));
    }
  }

  /**
   * Hands on the state that Terraform has now.
   *
   * @throws ExitException where what Terraform would run for that isn't what was checked
   */
  void readState(Child.Reader reader) {
    try {
      DownloadedModules.require(directory);
      requireAgreement();
      List<String> options = earlyOptions("show", List.of("-json", "-no-color"));
      options.addAll(StatePlace.argument(setting, directory));
      Child.End end = runAfterwards("show", options, reader);
      if (!end.isSuccess()) {
        throw new ExitException(
            ExitCode.UNDECIDED,
            "'%s show' failed with exit code %d".formatted(setting.word(), end.code()));
      }
    } catch (IOException e) {
      throw new ExitException(ExitCode.UNDECIDED, String.valueOf(e.getMessage()), e);
    }
  }
}
