package dev.tfgate.report;

/**
 * What the process tells its caller. A stable API: everything but {@link #PASSED} blocks a build.
 */
public enum ExitCode {
  /** Nothing mandatory was found. */
  PASSED(0),
  /** Mandatory findings. */
  FINDINGS(1),
  /** Wrong use, or an invalid trust directory. */
  USAGE(2),
  /** The gate could not decide: an unreachable store, an unreadable file, an internal error. */
  UNDECIDED(3);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  /** Returns the number given to the operating system. */
  public int code() {
    return code;
  }
}
