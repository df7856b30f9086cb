package dev.tfgate.cli;

import dev.tfgate.ciconfig.RunningBuild;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import dev.tfgate.store.Deadline;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** The options that name the running build. */
final class BuildOptions {
  private BuildOptions() {}

  /** Adds them. */
  static void describe(CommandSpec spec) {
    spec.addOption(
        Options.text(
            "--build", "BUILD_ID", "The running Cloud Build to compare (default: $BUILD_ID)"));
    spec.addOption(Options.text("--project", "PROJECT", "Its project (default: $PROJECT_ID)"));
  }

  /** Whether the user named a build. */
  static boolean given(Invocation invocation) {
    return invocation.option("--build") != null;
  }

  /**
   * Returns the build that is named by the options, or else by the environment.
   *
   * @param mustRun whether a build that has ended is refused
   * @throws ExitException where a name is none
   */
  static Optional<RunningBuild> read(Invocation invocation, Deadline deadline, boolean mustRun) {
    @Nullable String id = value(invocation, "--build", "BUILD_ID");
    @Nullable String project = value(invocation, "--project", "PROJECT_ID");
    if (id == null || project == null) {
      return Optional.empty();
    }
    String location = invocation.environment().getOrDefault("LOCATION", "");
    try {
      return Optional.of(
          new RunningBuild(
              project,
              location.isEmpty() ? "global" : location,
              id,
              mustRun,
              invocation.googleAccess(),
              deadline));
    } catch (IllegalArgumentException e) {
      throw new ExitException(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
    }
  }

  private static @Nullable String value(Invocation invocation, String option, String variable) {
    @Nullable String given = invocation.option(option);
    @Nullable String set = given == null ? invocation.environment().get(variable) : given;
    return set == null || set.isEmpty() ? null : set;
  }
}
