package dev.tfgate.hcl;

/**
 * A file that isn't valid HCL, or is over a limit: what was found, what was expected, and where.
 */
public final class HclSyntaxException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String fileName;
  private final transient SourceRange range;

  /**
   * An error in the file {@code fileName} at {@code range}; the message is for users and names no
   * position.
   */
  public HclSyntaxException(String fileName, SourceRange range, String message) {
    super(message, null, false, false);
    this.fileName = fileName;
    this.range = range;
  }

  /** The name that was given to the parser. */
  public String fileName() {
    return fileName;
  }

  /** Where the error was noticed. */
  public SourceRange range() {
    return range;
  }

  /** The message, never null. */
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }

  /** File, line, column and message in one line. */
  @Override
  public String toString() {
    return fileName + ":" + range + ": " + getMessage();
  }
}
