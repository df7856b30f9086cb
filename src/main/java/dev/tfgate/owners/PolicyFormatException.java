package dev.tfgate.owners;

/** An answer that is no policy. */
final class PolicyFormatException extends Exception {
  private static final long serialVersionUID = 1L;

  PolicyFormatException(String message) {
    super(message);
  }
}
