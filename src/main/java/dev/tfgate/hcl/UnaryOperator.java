package dev.tfgate.hcl;

/** The operators with one operand. */
public enum UnaryOperator {
  /** {@code !}. */
  NOT("!"),
  /** {@code -}. */
  NEGATE("-");

  private final String symbol;

  UnaryOperator(String symbol) {
    this.symbol = symbol;
  }

  /** The operator as it is written. */
  public String symbol() {
    return symbol;
  }
}
