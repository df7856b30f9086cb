package dev.tfgate.terraform;

/**
 * Bytes that are not a plan or a state, or one in a format that this reader does not know. Nothing
 * is decided then.
 */
public final class PlanFormatException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception with a sentence for the user; it never holds a value of the plan or
   * state.
   */
  public PlanFormatException(String message) {
    super(message);
  }
}
