package dev.tfgate.cli;

import dev.tfgate.report.ExitCode;

/** A command whose result is a report: what was asked for by {@code --report} is always written. */
interface ReportingCommand extends Command {
  @Override
  default ExitCode run(Invocation invocation) throws Exception {
    return run(invocation, new ReportOutput(invocation));
  }

  /**
   * Runs the command.
   *
   * @param output takes the report; the caller hands it what ended the run otherwise
   * @throws dev.tfgate.report.ExitException to end with a message and a code
   */
  ExitCode run(Invocation invocation, ReportOutput output) throws Exception;
}
