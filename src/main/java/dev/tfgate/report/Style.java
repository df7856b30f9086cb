package dev.tfgate.report;

/** How a word stands out on a terminal. */
public enum Style {
  /** Headings and names. */
  BOLD("1"),
  /** What is seldom needed. */
  DIM("2"),
  /** What blocks. */
  RED("1;31"),
  /** What passed. */
  GREEN("1;32"),
  /** What is advisory. */
  YELLOW("33"),
  /** What could not be decided. */
  MAGENTA("1;35"),
  /** Code within a sentence. */
  CYAN("36");

  private final String parameters;

  Style(String parameters) {
    this.parameters = parameters;
  }

  /** Returns the style of findings with that enforcement. */
  public static Style of(Enforcement enforcement) {
    return switch (enforcement) {
      case MANDATORY -> RED;
      case ADVISORY -> YELLOW;
      case OFF -> DIM;
    };
  }

  /** Returns {@code text} in this style, or as it is without {@code color}. */
  public String of(String text, boolean color) {
    return color ? "\u001b[" + parameters + "m" + text + "\u001b[0m" : text;
  }
}
