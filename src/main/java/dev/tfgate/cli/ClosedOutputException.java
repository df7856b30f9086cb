package dev.tfgate.cli;

/** The reader of standard output went away: the run ends at once and quietly. */
final class ClosedOutputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ClosedOutputException() {
    super("standard output is closed", null, false, false);
  }
}
