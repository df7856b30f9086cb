package dev.tfgate.checkout;

/** Takes contents of files as they are read, so that nothing need be read once more. */
@FunctionalInterface
public interface Contents {
  /**
   * Takes the content of a file, in whichever thread.
   *
   * @param id the same for another file only where that has the same content
   */
  void take(CheckoutFile file, String id, byte[] content);

  /**
   * Learns what a file holds by the word of git's index, so that nothing has read it.
   *
   * @param id that git gives to the content
   */
  default void unread(CheckoutFile file, String id) {}
}
