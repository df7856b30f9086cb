package dev.tfgate.report;

import java.util.Locale;

/** The answer of a gate. Everything but {@link #PASS} blocks a build. */
public enum Verdict {
  /** Nothing mandatory was found. */
  PASS(ExitCode.PASSED),
  /** At least one mandatory finding that nothing lifts. */
  FAIL(ExitCode.FINDINGS),
  /** Something could not be read or decided; wins over {@link #FAIL}. */
  UNDECIDED(ExitCode.UNDECIDED);

  private final ExitCode exitCode;

  Verdict(ExitCode exitCode) {
    this.exitCode = exitCode;
  }

  /** Returns the lower-case word used in reports. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns what the process ends with. */
  public ExitCode exitCode() {
    return exitCode;
  }
}
