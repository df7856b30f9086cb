package dev.tfgate.terraform.values;

import dev.tfgate.hcl.BinaryOperator;
import dev.tfgate.hcl.Constant;
import dev.tfgate.hcl.UnaryOperator;
import dev.tfgate.terraform.values.Possible.Fixed;
import java.math.BigDecimal;

/**
 * Operators on what is known of their operands. Comparisons and logic are never decided: what
 * Terraform makes of two types, of long numbers and of null has more exceptions than rules.
 */
public final class Operators {
  private static final int MOST_DIGITS = 15;

  private Operators() {}

  /** What a binary operator gives. */
  public static Possible apply(BinaryOperator operator, Possible left, Possible right) {
    if (left.isPending() || right.isPending()) {
      return left.isPending() ? left : right;
    }
    return switch (operator) {
      case AND, OR, EQUAL, NOT_EQUAL, GREATER, GREATER_OR_EQUAL, LESS, LESS_OR_EQUAL ->
          Possible.condition();
      case ADD, SUBTRACT, MULTIPLY, DIVIDE, MODULO -> computed(operator, left, right);
    };
  }

  /** What a unary operator gives. */
  public static Possible apply(UnaryOperator operator, Possible operand) {
    return switch (operator) {
      case NOT ->
          operand instanceof Fixed(Constant.Bool(var value))
              ? Possible.of(!value)
              : operand.isPending() ? operand : Possible.condition();
      case NEGATE ->
          operand instanceof Fixed(Constant.Numeric(var number)) && isWhole(number)
              ? number(number.negate())
              : operand.isPending() ? operand : Possible.number("a number");
    };
  }

  private static Possible computed(BinaryOperator operator, Possible left, Possible right) {
    if (left instanceof Fixed(Constant.Numeric(var first))
        && right instanceof Fixed(Constant.Numeric(var second))
        && isWhole(first)
        && isWhole(second)) {
      return switch (operator) {
        case ADD -> number(first.add(second));
        case SUBTRACT -> number(first.subtract(second));
        case MULTIPLY -> number(first.multiply(second));
        default -> Possible.number("a number");
      };
    }
    return Possible.number("a number");
  }

  /** Whole numbers that binary floating point adds and multiplies without an error. */
  static boolean isWhole(BigDecimal number) {
    return number.precision() <= MOST_DIGITS
        && Math.abs((long) number.scale()) <= MOST_DIGITS
        && number.stripTrailingZeros().scale() <= 0;
  }

  /** Zero may be negative, which is written {@code -0}. */
  private static Possible number(BigDecimal value) {
    return value.signum() == 0
        ? Possible.number("a number")
        : new Fixed(new Constant.Numeric(value));
  }
}
