package dev.tfgate.dispatch.cloud;

import dev.tfgate.report.ExitCode;
import java.util.OptionalInt;

/**
 * What became of one root.
 *
 * @param path of the root
 * @param wave in which its turn is
 * @param outcome in a word
 * @param build its id at Cloud Build, or empty
 * @param status of the build, as the service calls it, or empty
 * @param log where people read the build's log, or empty
 * @param exit code of the step that failed, where one did and the service tells
 * @param joined whether another dispatcher, or this one at another time, started the build
 * @param message what is to know beside it, a sentence without its end, or empty
 */
public record BuildResult(
    String path,
    int wave,
    Outcome outcome,
    String build,
    String status,
    String log,
    OptionalInt exit,
    boolean joined,
    String message) {
  /** What a root ends with. */
  public enum Outcome {
    /** Its build succeeded. */
    SUCCEEDED("succeeded", ExitCode.PASSED),
    /** Its build failed: it has findings, or Terraform failed. */
    FAILED("failed", ExitCode.FINDINGS),
    /** Its build was used wrongly: the trust directory is not valid, or the like. */
    MISUSED("misused", ExitCode.USAGE),
    /** Nobody can tell: the build could not decide, was ended, or is not known. */
    UNDECIDED("undecided", ExitCode.UNDECIDED),
    /** This run was interrupted, and its build was stopped. */
    CANCELLED("cancelled", ExitCode.UNDECIDED),
    /** A root whose state it reads was not applied, so it was not begun. */
    BLOCKED("blocked", ExitCode.UNDECIDED),
    /** This run ended before its turn came. */
    NOT_STARTED("not-started", ExitCode.UNDECIDED),
    /** It would be started, but for {@code --dry-run}. */
    WOULD_START("would-start", ExitCode.PASSED);

    private final String word;
    private final ExitCode code;

    Outcome(String word, ExitCode code) {
      this.word = word;
      this.code = code;
    }

    /** Returns the outcome as one word, for programs. */
    public String word() {
      return word;
    }

    /** Returns what it means for the exit code of the run. */
    public ExitCode code() {
      return code;
    }
  }

  /** The same build, of which nobody can tell whether the root passes. */
  BuildResult undecided(String why) {
    return new BuildResult(path, wave, Outcome.UNDECIDED, build, status, log, exit, joined, why);
  }

  /** A root without a build. */
  static BuildResult of(String path, int wave, Outcome outcome, String message) {
    return new BuildResult(path, wave, outcome, "", "", "", OptionalInt.empty(), false, message);
  }
}
