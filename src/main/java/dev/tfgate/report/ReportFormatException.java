package dev.tfgate.report;

/** What was read is not a report of tfgate. */
public final class ReportFormatException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what is wrong, as a clause: "it is empty"
   */
  public ReportFormatException(String message) {
    super(message);
  }
}
