package dev.tfgate.hcl;

/** The operators with two operands. */
public enum BinaryOperator {
  /** {@code ||}. */
  OR("||", 1),
  /** {@code &&}. */
  AND("&&", 2),
  /** {@code ==}. */
  EQUAL("==", 3),
  /** {@code !=}. */
  NOT_EQUAL("!=", 3),
  /** {@code >}. */
  GREATER(">", 4),
  /** {@code >=}. */
  GREATER_OR_EQUAL(">=", 4),
  /** {@code <}. */
  LESS("<", 4),
  /** {@code <=}. */
  LESS_OR_EQUAL("<=", 4),
  /** {@code +}. */
  ADD("+", 5),
  /** {@code -}. */
  SUBTRACT("-", 5),
  /** {@code *}. */
  MULTIPLY("*", 6),
  /** {@code /}. */
  DIVIDE("/", 6),
  /** {@code %}. */
  MODULO("%", 6);

  private final String symbol;
  private final int precedence;

  BinaryOperator(String symbol, int precedence) {
    this.symbol = symbol;
    this.precedence = precedence;
  }

  /** The operator as it is written. */
  public String symbol() {
    return symbol;
  }

  /** From 1, the loosest, to 6, the tightest. */
  public int precedence() {
    return precedence;
  }
}
