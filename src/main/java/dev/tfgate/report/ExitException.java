package dev.tfgate.report;

/**
 * Ends a command with a message for the user and an exit code. For what no finding can say: wrong
 * use, an invalid trust directory, a state in which the gate can't decide.
 */
public final class ExitException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ExitCode code;

  /**
   * @param code the exit code, never {@link ExitCode#PASSED}
   * @param message what is wrong, why it matters and what to do; printed on stderr, sanitised there
   */
  public ExitException(ExitCode code, String message) {
    this(code, message, null);
  }

  /** As above, with the failure behind it, which is shown with {@code --verbose}. */
  public ExitException(
      ExitCode code, String message, @org.jspecify.annotations.Nullable Throwable cause) {
    super(message, cause);
    if (code == ExitCode.PASSED) {
      throw new IllegalArgumentException("a passed run needs no exception");
    }
    this.code = code;
  }

  /** Returns the code the process ends with. */
  public ExitCode code() {
    return code;
  }
}
