package dev.tfgate.ciconfig;

/** A trusted configuration can't become a build, whenever it is tried. */
public final class UnusableConfigurationException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * @param message for the user
   */
  public UnusableConfigurationException(String message) {
    super(message);
  }

  /** Returns the message, never null. */
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
