package dev.tfgate.cli;

import dev.tfgate.report.Printable;

/** What may be sent to a terminal. */
final class Terminal {
  private Terminal() {}

  /**
   * Returns {@code text} with control, format and unpaired surrogate characters escaped; line feeds
   * stay.
   */
  static String printable(String text) {
    return Printable.text(text);
  }
}
