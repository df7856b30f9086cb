package dev.tfgate.hcl;

/**
 * A file that isn't valid HCL, or is over a limit: what was found, what was expected, and where.
 */
public final class HclSyntaxException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String fileName;
  private final transient SourceRange range;
  private final boolean overLimit;

  /**
   * An error in the file {@code fileName} at {@code range}; the message is for users and names no
   * position.
   */
  public HclSyntaxException(String fileName, SourceRange range, String message) {
    this(fileName, range, message, false);
  }

  private HclSyntaxException(
      String fileName, SourceRange range, String message, boolean overLimit) {
    super(message, null, false, false);
    this.fileName = fileName;
    this.range = range;
    this.overLimit = overLimit;
  }

  /** Something that may be valid, and is over one of the {@link Limits}. */
  static HclSyntaxException overLimit(String fileName, SourceRange range, String message) {
    return new HclSyntaxException(fileName, range, message, true);
  }

  /** Whether it may be valid, and is only more than the parser is willing to read. */
  public boolean isOverLimit() {
    return overLimit;
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
