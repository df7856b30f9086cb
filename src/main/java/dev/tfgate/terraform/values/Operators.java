package dev.tfgate.terraform.values;

import dev.tfgate.hcl.BinaryOperator;
import dev.tfgate.hcl.Constant;
import dev.tfgate.terraform.values.Possible.Fixed;
import dev.tfgate.terraform.values.Possible.Text;
import dev.tfgate.terraform.values.Possible.Unknown;
import java.math.BigDecimal;
import java.util.Optional;

/** Binary operators on what is known of their operands. */
final class Operators {
  private static final Possible EITHER = Possible.word("a condition");
  private static final Possible NUMBER = Possible.word("a number");

  private Operators() {}

  static Possible apply(BinaryOperator operator, Possible left, Possible right) {
    return switch (operator) {
      case AND -> logical(left, right, false);
      case OR -> logical(left, right, true);
      case EQUAL -> equal(left, right).map(Possible::of).orElse(EITHER);
      case NOT_EQUAL -> equal(left, right).map(same -> Possible.of(!same)).orElse(EITHER);
      case GREATER, GREATER_OR_EQUAL, LESS, LESS_OR_EQUAL -> compared(operator, left, right);
      case ADD, SUBTRACT, MULTIPLY, DIVIDE, MODULO -> computed(operator, left, right);
    };
  }

  /** One operand decides the result where it is {@code dominant}. */
  private static Possible logical(Possible left, Possible right, boolean dominant) {
    Optional<Boolean> first = bool(left);
    Optional<Boolean> second = bool(right);
    if (first.equals(Optional.of(dominant)) || second.equals(Optional.of(dominant))) {
      return Possible.of(dominant);
    }
    return first.isPresent() && second.isPresent() ? Possible.of(!dominant) : EITHER;
  }

  private static Optional<Boolean> bool(Possible value) {
    return value instanceof Fixed(Constant.Bool(var known)) ? Optional.of(known) : Optional.empty();
  }

  /** Whether they are equal; empty where that is not known. */
  static Optional<Boolean> equal(Possible left, Possible right) {
    if (left instanceof Unknown || right instanceof Unknown) {
      return Optional.empty();
    }
    if (left.isNull() || right.isNull()) {
      Possible other = left.isNull() ? right : left;
      return other.isNull()
          ? Optional.of(true)
          : other.mayBeNull() ? Optional.empty() : Optional.of(false);
    }
    if (left instanceof Text first && right instanceof Text second) {
      return first.literal().isPresent() && second.literal().isPresent()
          ? Texts.equal(first.literal().get(), second.literal().get())
          : Optional.empty();
    }
    if (left instanceof Fixed(Constant.Bool(var first))
        && right instanceof Fixed(Constant.Bool(var second))) {
      return Optional.of(first == second);
    }
    if (left instanceof Fixed(Constant.Numeric(var first))
        && right instanceof Fixed(Constant.Numeric(var second))
        && isShort(first)
        && isShort(second)) {
      return Optional.of(first.compareTo(second) == 0);
    }
    return Optional.empty();
  }

  private static Possible compared(BinaryOperator operator, Possible left, Possible right) {
    if (left instanceof Fixed(Constant.Numeric(var first))
        && right instanceof Fixed(Constant.Numeric(var second))
        && isShort(first)
        && isShort(second)) {
      int order = first.compareTo(second);
      return Possible.of(
          switch (operator) {
            case GREATER -> order > 0;
            case GREATER_OR_EQUAL -> order >= 0;
            case LESS -> order < 0;
            default -> order <= 0;
          });
    }
    return EITHER;
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
        default -> NUMBER;
      };
    }
    return NUMBER;
  }

  /** Two such numbers are equal where Terraform's binary floating point has them equal. */
  private static boolean isShort(BigDecimal number) {
    return number.precision() <= 30 && Math.abs((long) number.scale()) <= 30;
  }

  /** Whole numbers that binary floating point adds and multiplies without an error. */
  static boolean isWhole(BigDecimal number) {
    return number.precision() <= 15
        && Math.abs((long) number.scale()) <= 15
        && number.stripTrailingZeros().scale() <= 0;
  }

  /** Zero may be negative, which is written {@code -0}. */
  private static Possible number(BigDecimal value) {
    return value.signum() == 0 ? NUMBER : new Fixed(new Constant.Numeric(value));
  }
}
